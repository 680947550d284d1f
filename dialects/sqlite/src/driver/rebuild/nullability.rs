//! NOT NULL in place, where the column's ON CONFLICT must stay.
//!
//! SQLite takes the conflict clause away together with NOT NULL. `NULL ON CONFLICT …` means nothing to it and stays in
//! the table's definition, so that a NOT NULL that comes again finds it.

use aksara_driver::{DriverError, Value};
use aksara_schema::{Table, TableName};

use super::live::LiveTable;
use crate::driver::session::Session;
use crate::physical;
use crate::render::create_table;

const DEFINE: &str = "UPDATE sqlite_schema SET sql = ?1 WHERE type = 'table' AND name = ?2";

/// Runs `sql`, which sets or drops NOT NULL, and keeps the ON CONFLICT of the live column.
pub(in crate::driver) fn alter_nullability(
    session: &Session,
    table: &TableName,
    column: &str,
    sql: &str,
) -> Result<(), DriverError> {
    let live = LiveTable::read(session, &Table::new(table.clone()))?;
    session.execute(sql)?;
    let made = LiveTable::read(session, &Table::new(table.clone()))?;
    match kept(&live.table, &made.table, column) {
        Some(table) => define(session, &table),
        None => Ok(()),
    }
}

/// The table that was made, with the conflict clause of the live one; nothing where that has none.
fn kept(live: &physical::Table, made: &physical::Table, column: &str) -> Option<physical::Table> {
    let new = made.column(column)?.with_conflict_of(live.column(column)?)?;
    let mut table = made.clone();
    *table.column_mut(column)? = new;
    Some(table)
}

/// Writes the definition into the catalog, which changes no row: SQLite's own way where the stored rows stay as they
/// are (<https://www.sqlite.org/lang_altertable.html#otheralter>).
fn define(session: &Session, table: &physical::Table) -> Result<(), DriverError> {
    let version = session.integer("PRAGMA schema_version")?;
    let sql = create_table(table, &table.name);
    session.execute("PRAGMA writable_schema = ON")?;
    let written = session.execute_with(DEFINE, &[Value::Text(sql), Value::Text(table.name.clone())]);
    session.execute_always(&format!(
        "PRAGMA schema_version = {}; PRAGMA writable_schema = RESET",
        version + 1
    ))?;
    written.map(drop)
}
