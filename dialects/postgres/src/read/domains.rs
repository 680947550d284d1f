//! Domains → what their fields are without them: the base type, and the checks on the table.

use std::collections::BTreeMap;

use aksara_dialect::quote_identifier;
use aksara_driver::DomainField;
use aksara_schema::{Check, Constraint, ConstraintKind, DerivedName, Field, ObjectName, Table};
use sea_query::PostgresQueryBuilder;

use super::catalog_text::with_word_replaced;
use super::defaults::{expression, read_default};
use crate::catalog::{Catalog, Domain};
use crate::types::read_type;

/// The word for the value in a domain's conditions.
const VALUE: &str = "VALUE";

/// The fields whose type is a domain, as they are without it.
pub(super) fn read(catalog: &Catalog, tables: &BTreeMap<i64, Table>) -> Vec<DomainField> {
    let columns = catalog.domain_columns.iter();
    let read = columns.filter_map(|column| {
        let table = tables.get(&column.table)?;
        let domain = catalog.domains.get(&column.domain)?;
        Some(without(domain, table.fields.get(column.name.as_str())?, table))
    });
    read.collect()
}

fn without(domain: &Domain, field: &Field, table: &Table) -> DomainField {
    let field_type = read_type(&domain.base);
    let inherited = || {
        let default = domain.default.as_ref()?;
        read_default(default, &field_type.storage())
    };
    let default = field.default.clone().or_else(inherited);
    let plain = Field {
        nullable: field.nullable && !domain.is_required,
        default: default.filter(|_| field.generated.is_none()),
        field_type,
        ..field.clone()
    };
    let of_plain = table.clone().with_fields([plain.clone()]);
    let checks = domain
        .checks
        .iter()
        .filter_map(|check| read_check(check, &plain, &of_plain));
    DomainField {
        table: table.name.clone(),
        checks: numbered(checks.collect()),
        domain: field.field_type.clone(),
        plain,
    }
}

/// `CHECK ((VALUE > 0))` of a domain as the table's own.
fn read_check(definition: &str, field: &Field, table: &Table) -> Option<Constraint> {
    let condition = definition.strip_prefix("CHECK ")?.trim_end_matches(" NOT VALID");
    let condition = with_word_replaced(
        condition,
        VALUE,
        &quote_identifier(&PostgresQueryBuilder, field.name.as_str()),
    );
    let kind = ConstraintKind::Check(Check {
        expression: expression(&condition, table),
    });
    let name = DerivedName::Check.spell(&table.name, [&field.name]).ok()?;
    Some(Constraint { name, kind })
}

/// All but the first get a number: one field's checks have one derived name.
fn numbered(mut checks: Vec<Constraint>) -> Vec<Constraint> {
    for (number, check) in checks.iter_mut().enumerate().skip(1) {
        if let Ok(name) = ObjectName::new(format!("{}{number}", check.name)) {
            check.name = name;
        }
    }
    checks
}
