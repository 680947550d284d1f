//! Constants of columns that the catalogs do not tell as they are: bytes end at the first zero or lose what is no text,
//! and characters outside the Basic Multilingual Plane come back as question marks. `DEFAULT(column)` gives the value,
//! on a row that an outer join makes up, so that the table needs none. That row gives NULL for a column that takes none:
//! a row of a temporary table with the same columns tells those.

use aksara_driver::{Connection, DriverError, OpaqueObject, Row, Value};
use aksara_schema::TableName;

use super::exact_values::VALUES;
use super::rows::{Rows, with_value};
use crate::flavour::{Flavour, ReportedDefault};
use crate::literal::{quote_text, read_bytes};
use crate::name::quoted;

/// Under this name a column's row holds the value, in hexadecimal digits.
const EXACT_DEFAULT: &str = "exact_default";

/// Puts the values into the columns' rows, with one query for each table that has such a column. A column that cannot be
/// asked, since the user may make no temporary table, is remarked on.
pub(super) async fn read_exact_defaults(
    connection: &mut dyn Connection,
    catalog: &mut Rows,
    flavour: &'static Flavour,
    beside: &mut Vec<OpaqueObject>,
) -> Result<(), DriverError> {
    for (table, rows) in catalog.columns_by_table() {
        let (inexact, required): (Vec<&mut Row>, Vec<&mut Row>) = rows
            .iter_mut()
            .filter(|row| is_inexact(row, flavour))
            .partition(|row| row.text("is_nullable") != Some("NO"));
        if !inexact.is_empty() {
            let made_up = format!(
                "(SELECT 1 AS one) AS one LEFT JOIN {} AS made ON FALSE",
                quoted(table)
            );
            let values = read_values(connection, &inexact, &made_up, "DEFAULT(made.", ")").await?;
            set_in(inexact, values);
        }
        if !required.is_empty() {
            match read_required(connection, table, &required).await {
                Ok(values) => set_in(required, values),
                Err(_) => beside.extend(required.iter().map(|row| remark(row, table))),
            }
        }
    }
    Ok(())
}

/// The defaults of columns that take no NULL.
async fn read_required(
    connection: &mut dyn Connection,
    table: &str,
    required: &[&mut Row],
) -> Result<Vec<Value>, DriverError> {
    let names = required.iter().filter_map(|row| row.text("column_name"));
    let columns: Vec<String> = names.map(quoted).collect();
    let drop = format!("DROP TEMPORARY TABLE IF EXISTS {VALUES}");
    connection.execute(&drop).await?;
    let make = format!(
        "CREATE TEMPORARY TABLE {VALUES} AS SELECT {} FROM {} LIMIT 0",
        columns.join(", "),
        quoted(table)
    );
    connection.execute(&make).await?;
    let filled = connection
        .execute(&format!("INSERT INTO {VALUES} () VALUES ()"))
        .await;
    let read = match filled {
        Ok(_) => read_values(connection, required, VALUES, "", "").await,
        Err(error) => Err(error),
    };
    connection.execute(&drop).await?;
    read
}

/// One row of all the columns' values, with this around each name.
async fn read_values(
    connection: &mut dyn Connection,
    rows: &[&mut Row],
    from: &str,
    before: &str,
    after: &str,
) -> Result<Vec<Value>, DriverError> {
    let digits = |row: &&mut Row| {
        let value = format!("{before}{}{after}", quoted(row.text("column_name")?));
        Some(if keeps_bytes(row) {
            format!("hex({value})")
        } else {
            format!("hex(convert({value} USING utf8mb4))")
        })
    };
    let values: Vec<String> = rows.iter().filter_map(digits).collect();
    let sql = format!("SELECT {} FROM {from}", values.join(", "));
    let found = connection.query(&sql, &[]).await?;
    Ok(found.into_iter().next().map(|row| row.values).unwrap_or_default())
}

fn set_in(rows: Vec<&mut Row>, values: Vec<Value>) {
    for (row, value) in rows.into_iter().zip(values) {
        with_value(row, EXACT_DEFAULT, value);
    }
}

fn remark(row: &Row, table: &str) -> OpaqueObject {
    OpaqueObject {
        kind: "default that the catalog does not tell".to_owned(),
        name: row.text("column_name").unwrap_or_default().to_owned(),
        table: TableName::whole(table).ok(),
        definition: None,
        making: Vec::new(),
    }
}

/// Whether the catalog's text of the default may be another value. MySQL reports expressions as they are.
fn is_inexact(row: &Row, flavour: &'static Flavour) -> bool {
    let Some(default) = row.text("column_default") else {
        return false;
    };
    let is_constant = match flavour.catalog.default {
        ReportedDefault::Value => !row
            .text("extra")
            .is_some_and(|extra| extra.contains("DEFAULT_GENERATED")),
        ReportedDefault::Sql => default.starts_with('\''),
    };
    is_constant && (default.contains('?') || keeps_bytes(row))
}

/// Whether a constant of the column is its bytes.
pub(super) fn keeps_bytes(row: &Row) -> bool {
    let column_type = row.text("column_type").unwrap_or_default();
    column_type.starts_with("binary") || column_type.starts_with("varbinary") || column_type.contains("blob")
}

/// A value that was read so, as SQL.
pub(super) fn exact_default(row: &Row) -> Option<String> {
    let digits = match row.get(EXACT_DEFAULT)? {
        Value::Text(digits) => digits,
        _ => return None,
    };
    let text = String::from_utf8(read_bytes(digits)).ok();
    let text = text.filter(|_| !keeps_bytes(row));
    Some(text.map_or_else(
        || format!("x'{}'", digits.to_lowercase()),
        |text| quote_text(&text),
    ))
}
