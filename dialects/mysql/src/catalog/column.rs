//! One column from its catalog row.

use aksara_driver::{DriverError, Row};

use super::exact_default::{exact_default, keeps_bytes};
use super::rows::TableRows;
use super::text::as_sql;
use super::unreadable;
use crate::flavour::{Flavour, ReportedDefault};
use crate::literal::quote_text;
use crate::physical::{
    Characters, Column, ColumnType, Default, DefaultForm, Expression, Generated, Nullability,
};
use crate::types::read_storage;

/// Reads a column.
pub(super) fn read_column(
    row: &Row,
    table: &TableRows<'_>,
    flavour: &'static Flavour,
) -> Result<Column, DriverError> {
    let named = row.text("column_name").zip(row.text("column_type"));
    let (name, column_type) = named.ok_or_else(|| unreadable("a column without name or type"))?;
    let collation = row.text("collation_name");
    let inherited = table.table.text("table_collation");
    let extra = row.text("extra").unwrap_or_default().to_lowercase();
    let generated = read_generated(row, table, &extra, flavour);
    let shared = collation.filter(|_| collation == inherited);
    let spelling = with_attributes(column_type, row, collation.filter(|_| collation != inherited));
    let column_type = ColumnType::new(spelling, shared.map(characters));
    Ok(Column {
        name: name.to_owned(),
        storage: read_storage(&column_type, collation, flavour),
        column_type,
        nullability: if row.text("is_nullable") == Some("YES") {
            Nullability::Nullable
        } else {
            Nullability::Required
        },
        default: read_default(row, &extra, flavour).filter(|_| generated.is_none()),
        on_update: extra
            .split_once("on update ")
            .map(|(_, moment)| moment.to_owned()),
        generated,
        auto_increment: extra.contains("auto_increment"),
        is_invisible: extra.contains("invisible"),
        comment: row.text("column_comment").map(str::to_owned),
    })
}

/// The characters of a collation.
fn characters(collation: &str) -> Characters {
    Characters {
        charset: None,
        collation: Some(collation.to_owned()),
    }
}

/// The type with attributes that the schema has no word for: MODIFY forgets what it does not repeat, so they must be
/// wherever the type does.
fn with_attributes(column_type: &str, row: &Row, own_collation: Option<&str>) -> String {
    let attributes = [
        own_collation.map(|collation| format!(" COLLATE {collation}")),
        row.integer("reference_system")
            .map(|number| format!(" SRID {number}")),
        row_moment(row).map(|moment| format!(" GENERATED ALWAYS AS {moment}")),
        is_unversioned(row).then(|| " WITHOUT SYSTEM VERSIONING".to_owned()),
    ];
    let attributes: String = attributes.into_iter().flatten().collect();
    format!("{column_type}{attributes}")
}

/// `ROW START` or `ROW END` of a table with system versioning, which are no expressions.
fn row_moment(row: &Row) -> Option<&str> {
    row.text("generation_expression")
        .filter(|expression| ["ROW START", "ROW END"].contains(expression))
}

fn is_unversioned(row: &Row) -> bool {
    row.text("extra")
        .is_some_and(|extra| extra.contains("WITHOUT SYSTEM VERSIONING"))
}

/// Whether a column has a part in system versioning, or none where the others have: only CREATE TABLE says both.
pub(super) fn is_of_version(row: &Row) -> bool {
    row_moment(row).is_some() || is_unversioned(row)
}

fn read_generated(
    row: &Row,
    table: &TableRows<'_>,
    extra: &str,
    flavour: &'static Flavour,
) -> Option<Generated> {
    let is_stored = extra.contains("stored generated");
    let is_expression = row_moment(row).is_none() && (is_stored || extra.contains("virtual generated"));
    let text = row.text("generation_expression").filter(|_| is_expression)?;
    let expression = Expression::over(as_sql(text, flavour), table.column_names());
    Some(Generated {
        expression,
        is_stored,
    })
}

/// The default as SQL. Some servers tell all of them so, others the expressions, bits and bytes.
fn read_default(row: &Row, extra: &str, flavour: &'static Flavour) -> Option<Default> {
    let text = row.text("column_default")?;
    let tells_values = flavour.catalog.default == ReportedDefault::Value;
    let is_expression = tells_values && extra.contains("default_generated");
    let is_sql = !tells_values || is_spelled(row, text);
    let value = match exact_default(row) {
        Some(exact) => exact,
        None if is_expression => as_sql(text, flavour),
        None if is_sql => text.to_owned(),
        None => quote_text(text),
    };
    let form = if is_expression {
        DefaultForm::Expression
    } else {
        DefaultForm::Plain
    };
    Some(Default { value, form })
}

/// Whether MySQL reports a constant of this column as SQL: `b'101'`, `0x41`.
fn is_spelled(row: &Row, default: &str) -> bool {
    let is_bits = row
        .text("column_type")
        .is_some_and(|name| name.starts_with("bit"));
    is_bits || (keeps_bytes(row) && default.starts_with("0x"))
}
