//! Checks from the catalog.

use aksara_driver::{MakingStatement, OpaqueObject, Row};
use aksara_schema::{StorageType, TableName};

use super::period::Period;
use super::rows::TableRows;
use super::table::altering;
use super::text::as_sql;
use crate::flavour::Flavour;
use crate::name::quoted;
use crate::physical::{Check, Column, ColumnType, Expression};
use crate::server_text::canonical;

/// Reads the checks, but for those of periods. One that says of a column of MariaDB that it is JSON makes it that.
/// Those that refuse no row, and those whose name a foreign key has, are listed beside the table.
pub(super) fn read_checks(
    rows: &TableRows<'_>,
    periods: &[Period],
    columns: &mut [Column],
    table: &TableName,
    flavour: &'static Flavour,
    beside: &mut Vec<OpaqueObject>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for row in rows.checks {
        let name = row.text("constraint_name").unwrap_or_default();
        let clause = as_sql(row.text("check_clause").unwrap_or_default(), flavour);
        if makes_json(row, &clause, columns) || periods.iter().any(|period| period.name == name) {
            continue;
        }
        let is_enforced = row.text("enforced") != Some("NO");
        // A table has one constraint of a name here, but MySQL one of each kind.
        let is_key = |key: &Row| key.text("constraint_name") == Some(name);
        if is_enforced && !rows.foreign_keys.iter().any(is_key) {
            checks.push(Check {
                name: name.to_owned(),
                expression: Expression::over(clause, rows.column_names()),
            });
        } else {
            beside.push(opaque(name, clause, is_enforced, table, flavour));
        }
    }
    checks
}

fn opaque(
    name: &str,
    clause: String,
    is_enforced: bool,
    table: &TableName,
    flavour: &'static Flavour,
) -> OpaqueObject {
    let kind = if is_enforced {
        "check"
    } else {
        "check that is not enforced"
    };
    OpaqueObject {
        kind: kind.to_owned(),
        name: name.to_owned(),
        table: Some(table.clone()),
        making: making(name, &clause, is_enforced, table, flavour),
        definition: Some(clause),
    }
}

/// The statement of a check that the schema has no word for.
fn making(
    name: &str,
    clause: &str,
    is_enforced: bool,
    table: &TableName,
    flavour: &'static Flavour,
) -> Vec<MakingStatement> {
    let name = quoted(name);
    let state = if is_enforced { "" } else { " NOT ENFORCED" };
    let word = flavour.words.dropped_check;
    altering(
        table,
        &format!("ADD CONSTRAINT {name} CHECK ({clause}){state}"),
        &format!("DROP {word} {name}"),
    )
}

/// MariaDB's JSON: a `longtext` whose definition holds this check. It is named after the column as it once was.
fn makes_json(row: &Row, clause: &str, columns: &mut [Column]) -> bool {
    let given = canonical(clause);
    let is_own = |column: &&mut Column| {
        row.text("level") == Some("Column")
            && column.storage == StorageType::Text
            && canonical(&format!("json_valid({})", quoted(&column.name))) == given
    };
    let Some(column) = columns.iter_mut().find(is_own) else {
        return false;
    };
    column.column_type = ColumnType::new("json".to_owned(), None);
    column.storage = StorageType::Json;
    true
}
