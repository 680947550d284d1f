//! Filling the tables of a scratch database with a few rows each.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_driver::{Connection, DriverError};
use aksara_schema::{Literal, Management, Schema, Table, TableName};

use crate::external::is_referred_to;
use crate::plain_rows::{PlainRow, plain_rows};

/// Empties every table, and inserts sample rows. A row that a table does not take is no failure: the remarks say which
/// tables do not hold every row.
pub(crate) async fn fill(
    connection: &mut dyn Connection,
    schema: &Schema,
    seed: u64,
) -> Result<Vec<String>, DriverError> {
    let tables = in_order(schema);
    clear(connection, &tables).await?;
    let mut remarks = Vec::new();
    for table in &tables {
        for row in plain_rows(table, schema, seed) {
            let inserted = connection.execute(&insert(connection, table, &row)).await;
            let Some(message) = refusal(inserted)? else {
                continue;
            };
            remarks.push(format!(
                "`{}` does not take every sample row: {message}",
                table.name
            ));
            break;
        }
    }
    Ok(remarks)
}

/// The migrations' tables and those that they refer to, each after those that it refers to, where that can be.
fn in_order(schema: &Schema) -> Vec<Arc<Table>> {
    let mut rest: Vec<Arc<Table>> = schema
        .tables()
        .filter(|table| table.management == Management::Managed || is_referred_to(table, schema))
        .cloned()
        .collect();
    let mut ordered: Vec<Arc<Table>> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let waiting: BTreeSet<TableName> = rest.iter().map(|table| table.name.clone()).collect();
        let is_free = |table: &Arc<Table>| {
            let mut others = table.referred_tables().filter(|other| **other != table.name);
            others.all(|other| !waiting.contains(other))
        };
        // In a cycle no table is free; the first goes first.
        let position = rest.iter().position(is_free).unwrap_or_default();
        ordered.push(rest.remove(position));
    }
    ordered
}

/// Deletes every row, as far as foreign keys let: referring rows go first, and rows in a cycle are tried
/// again.
async fn clear(connection: &mut dyn Connection, tables: &[Arc<Table>]) -> Result<(), DriverError> {
    for _ in 0..2 {
        for table in tables.iter().rev() {
            let name = connection.dialect().quote_table(&table.name);
            let deleted = connection.execute(&format!("DELETE FROM {name}")).await;
            refusal(deleted)?;
        }
    }
    Ok(())
}

/// The database's message where it refused a statement.
fn refusal(result: Result<(), DriverError>) -> Result<Option<String>, DriverError> {
    match result {
        Ok(()) => Ok(None),
        Err(DriverError::Statement { message, .. }) => Ok(Some(message)),
        Err(error) => Err(error),
    }
}

fn insert(connection: &dyn Connection, table: &Table, row: &PlainRow) -> String {
    let dialect = connection.dialect();
    let literal = |name, value: &Literal| {
        let field = table.fields.get(name)?;
        Some(dialect.spell_literal(value, &field.field_type.storage()))
    };
    let (names, values): (Vec<String>, Vec<String>) = row
        .iter()
        .filter_map(|(name, value)| Some((dialect.quote_name(name.as_str()), literal(name, value)?)))
        .unzip();
    let table = dialect.quote_table(&table.name);
    format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}
