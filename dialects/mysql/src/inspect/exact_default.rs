//! Constants of columns that the catalogs do not tell as they are: bytes end at the first zero or lose what is no text,
//! and characters outside the Basic Multilingual Plane come back as question marks. `DEFAULT(column)` gives the value,
//! on a row that an outer join makes up, so that the table needs none.

use aksara_driver::{Connection, DriverError, Row, Value};

use super::catalog::{Catalog, with_value};
use crate::flavour::Flavour;
use crate::name::quoted;

/// Under this name a column's row holds the value, in hexadecimal digits.
pub(super) const EXACT_DEFAULT: &str = "exact_default";

/// Puts the values into the columns' rows, with one query for each table that has such a column.
pub(super) async fn read_exact_defaults(
    connection: &mut dyn Connection,
    catalog: &mut Catalog,
    flavour: Flavour,
) -> Result<(), DriverError> {
    for (table, rows) in catalog.columns_by_table() {
        let inexact: Vec<&mut Row> = rows.iter_mut().filter(|row| is_inexact(row, flavour)).collect();
        if inexact.is_empty() {
            continue;
        }
        let values: Vec<String> = inexact.iter().filter_map(|row| value_of(row)).collect();
        let sql = format!(
            "SELECT {} FROM (SELECT 1 AS one) AS one LEFT JOIN {} AS made ON FALSE",
            values.join(", "),
            quoted(table)
        );
        let found = connection.query(&sql, &[]).await?;
        let found = found.into_iter().next().map(|row| row.values);
        for (row, value) in inexact.into_iter().zip(found.into_iter().flatten()) {
            with_value(row, EXACT_DEFAULT, value);
        }
    }
    Ok(())
}

/// Whether the catalog's text of the default may be another value. MySQL tells expressions as they are.
fn is_inexact(row: &Row, flavour: Flavour) -> bool {
    let Some(default) = row.text("column_default") else {
        return false;
    };
    let is_constant = match flavour {
        Flavour::Mysql => !row
            .text("extra")
            .is_some_and(|extra| extra.contains("DEFAULT_GENERATED")),
        Flavour::Mariadb => default.starts_with('\''),
    };
    is_constant && (default.contains('?') || keeps_bytes(row))
}

fn keeps_bytes(row: &Row) -> bool {
    let column_type = row.text("column_type").unwrap_or_default();
    column_type.starts_with("binary") || column_type.starts_with("varbinary") || column_type.contains("blob")
}

fn value_of(row: &Row) -> Option<String> {
    let column = format!("DEFAULT(made.{})", quoted(row.text("column_name")?));
    Some(match keeps_bytes(row) {
        true => format!("hex({column})"),
        false => format!("hex(convert({column} USING utf8mb4))"),
    })
}

/// The bytes of a value that was read so.
pub(super) fn exact_default(row: &Row) -> Option<Vec<u8>> {
    match row.get(EXACT_DEFAULT)? {
        Value::Text(digits) => Some(super::default::read_bytes(digits)),
        _ => None,
    }
}
