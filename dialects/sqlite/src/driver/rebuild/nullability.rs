//! NOT NULL in place, where the column's ON CONFLICT must stay.
//!
//! SQLite takes the conflict clause away together with NOT NULL. `NULL ON CONFLICT …` means nothing to it and stays in
//! the table's definition, so that a NOT NULL that comes again finds it.

use aksara_driver::{DriverError, Value};
use aksara_schema::{FieldName, Table, TableName};

use super::live::LiveTable;
use super::merge::with_conflict_of_column;
use crate::driver::session::Session;
use crate::inspect::definition::TableDefinition;
use crate::lower::expression::identifier;

const DEFINE: &str = "UPDATE sqlite_schema SET sql = ?1 WHERE type = 'table' AND name = ?2";

/// Runs `sql`, which sets or drops NOT NULL, and keeps the ON CONFLICT of the live column.
pub(in crate::driver) fn alter_nullability(
    session: &Session,
    table: &TableName,
    column: &FieldName,
    sql: &str,
) -> Result<(), DriverError> {
    let live = LiveTable::read(session, &Table::new(table.clone()))?;
    session.execute(sql)?;
    let made = LiveTable::read(session, &Table::new(table.clone()))?;
    match kept(&live.definition, &made.definition, column) {
        Some(definition) => define(session, &made.name, &definition),
        None => Ok(()),
    }
}

/// The table that was made, with the conflict clause of the live one; nothing where that has none.
fn kept(live: &TableDefinition, made: &TableDefinition, column: &FieldName) -> Option<TableDefinition> {
    let (live, old) = (live.column(column.as_str())?, made.column(column.as_str())?);
    let new = with_conflict_of_column(old, live)?;
    let mut definition = made.clone();
    definition
        .columns
        .iter_mut()
        .filter(|column| column.name == new.name)
        .for_each(|column| *column = new.clone());
    Some(definition)
}

/// Writes the definition into the catalog, which changes no row: SQLite's own way where the stored rows stay as they
/// are (<https://www.sqlite.org/lang_altertable.html#otheralter>).
fn define(session: &Session, name: &str, definition: &TableDefinition) -> Result<(), DriverError> {
    let version = session.integer("PRAGMA schema_version")?;
    let sql = definition.sql(&identifier(name));
    session.execute("PRAGMA writable_schema = ON")?;
    let written = session.execute_with(DEFINE, &[Value::Text(sql), Value::Text(name.to_owned())]);
    session.execute_always(&format!(
        "PRAGMA schema_version = {}; PRAGMA writable_schema = RESET",
        version + 1
    ))?;
    written.map(drop)
}
