//! Domains → what their fields are without them: the base type, and the checks on the table.

use std::collections::BTreeMap;

use aksara_dialect::quote_identifier;
use aksara_driver::{DomainField, DriverError, Row};
use aksara_schema::{Check, Constraint, ConstraintKind, DerivedName, Field, ObjectName, Table};

use sea_query::PostgresQueryBuilder;

use super::Tables;
use super::rows::{field_name, integer, is_true, parsed, text};
use crate::catalog_text::with_word_replaced;
use crate::read;
use crate::types::read_type;

/// What a domain's conditions call the value.
const VALUE: &str = "VALUE";

/// A domain over a type that is none itself.
struct Domain {
    base: String,
    is_required: bool,
    default: Option<String>,
    checks: Vec<String>,
}

/// The fields whose type is a domain, as they are without it.
pub(super) fn read(
    tables: &Tables,
    domains: &[Row],
    fields: &[Row],
) -> Result<Vec<DomainField>, DriverError> {
    let domains = domains
        .iter()
        .map(read_domain)
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    let mut found = Vec::new();
    for row in fields.iter().filter(|row| is_true(row, "is_domain")) {
        let name = field_name(text(row, "name")?)?;
        let table = tables.get(&integer(row, "table_id")?);
        let domain = domains.get(&integer(row, "type_id")?);
        if let (Some(table), Some(domain)) = (table, domain) {
            found.extend(table.fields.get(&name).map(|field| without(domain, field, table)));
        }
    }
    Ok(found)
}

fn read_domain(row: &Row) -> Result<(i64, Domain), DriverError> {
    let domain = Domain {
        base: text(row, "base")?.to_owned(),
        is_required: is_true(row, "required"),
        default: row.text("expression").map(str::to_owned),
        checks: parsed(row, "checks")?.unwrap_or_default(),
    };
    Ok((integer(row, "id")?, domain))
}

fn without(domain: &Domain, field: &Field, table: &Table) -> DomainField {
    let field_type = read_type(&domain.base);
    let inherited = || {
        let default = domain.default.as_ref()?;
        read::read_default(default, &field_type.storage())
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
        expression: read::expression(&condition, table),
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
