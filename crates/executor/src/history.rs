//! The history: the table `aksara_migrations` of what is applied, in the order in which it was.
//!
//! It is the Python package's own table: its rows are read, extended and never lost, and the table is never
//! altered. Reading a database without it means that nothing is applied, and makes nothing.

use aksara_dialect::Dialect;
use aksara_driver::{Connection, Row};
use aksara_operations::MigrationName;
use aksara_schema::{Field, InvalidName, Literal, StorageType};

use crate::system_table::{
    SystemTable, SystemTableError, counted_key, inserted_at, nullable, text, unique, varchar,
};
use crate::{Checksum, MigrationEntry, RenamedMigration, meaning};

/// The history's table.
pub(crate) const HISTORY: SystemTable = SystemTable {
    name: "aksara_migrations",
    fields: history_fields,
};

fn history_fields() -> Result<Vec<Field>, InvalidName> {
    Ok(vec![
        counted_key("id")?,
        unique(varchar("name", 255)?),
        nullable(varchar("checksum", 64)?),
        inserted_at("applied_at")?,
    ])
}

/// One row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedMigration {
    /// The migration's name, as recorded.
    pub name: String,
    /// The checksum of its text when it was applied, where one was recorded.
    pub checksum: Option<Checksum>,
    /// The checksum of what was run, without layout and comments, where one was recorded.
    pub meaning: Option<Checksum>,
    /// The time of applying, by the database's clock.
    pub applied_at: Option<String>,
}

/// A row that is written or deleted together with that of a migration: of an original with its squash, of a squash with
/// the last of its originals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccompanyingRow {
    /// The migration.
    pub name: MigrationName,
    /// The checksum of its text, where it has a file.
    pub checksum: Option<Checksum>,
}

impl AppliedMigration {
    /// Whether the Python package made it for tables of its own: met as a dependency, silent otherwise.
    pub fn is_external(&self) -> bool {
        MigrationName::new(&*self.name).is_ok_and(|name| aksara_graph::is_external(&name))
    }

    /// Whether the text that was applied is not the text of `entry`. It may still run the same.
    pub(crate) fn has_another_text(&self, entry: &MigrationEntry) -> bool {
        self.checksum
            .as_ref()
            .is_some_and(|checksum| *checksum != entry.checksum)
    }
}

/// Reads the history in the order of execution. Without the table nothing is applied.
pub(crate) async fn read(connection: &mut dyn Connection) -> Result<Vec<AppliedMigration>, SystemTableError> {
    let sql = |table: &str| format!("SELECT id, name, checksum, applied_at FROM {table} ORDER BY id");
    let rows = HISTORY.rows(connection, sql).await?;
    let mut history: Vec<AppliedMigration> = rows.iter().map(applied_migration).collect::<Result<_, _>>()?;
    meaning::read_into(&mut history, connection).await?;
    Ok(history)
}

/// Records a migration as applied; the database's clock says when.
pub(crate) async fn record(
    connection: &mut dyn Connection,
    entry: &MigrationEntry,
) -> Result<(), SystemTableError> {
    insert(connection, &entry.name, Some(&entry.checksum)).await
}

/// Records what is applied together with a migration.
pub(crate) async fn record_accompanying(
    connection: &mut dyn Connection,
    row: &AccompanyingRow,
) -> Result<(), SystemTableError> {
    insert(connection, &row.name, row.checksum.as_ref()).await
}

async fn insert(
    connection: &mut dyn Connection,
    name: &MigrationName,
    checksum: Option<&Checksum>,
) -> Result<(), SystemTableError> {
    let (table, dialect) = (HISTORY.quoted(connection)?, connection.dialect());
    // With its values as constants it is one message, where a statement with parameters is prepared first.
    let sql = insertion(&table, (name, checksum), connection.clock(), &*dialect);
    HISTORY.execute(connection, &sql, &[]).await
}

/// Takes a migration out of the history.
pub(crate) async fn delete(
    connection: &mut dyn Connection,
    name: &MigrationName,
) -> Result<(), SystemTableError> {
    let sql = deletion(&HISTORY.quoted(connection)?, name, &*connection.dialect());
    HISTORY.execute(connection, &sql, &[]).await
}

/// The SQL that records a migration as applied, in a script.
pub(crate) fn record_sql(name: &MigrationName, checksum: Option<&Checksum>, dialect: &dyn Dialect) -> String {
    insertion(HISTORY.name, (name, checksum), None, dialect)
}

/// The SQL that removes a migration from the history, in a script.
pub(crate) fn delete_sql(name: &MigrationName, dialect: &dyn Dialect) -> String {
    deletion(HISTORY.name, name, dialect)
}

/// Without a clock, the time is the column's default: it may be the moment at which the transaction began, which several
/// migrations have in common.
fn insertion(
    table: &str,
    (name, checksum): (&MigrationName, Option<&Checksum>),
    clock: Option<&str>,
    dialect: &dyn Dialect,
) -> String {
    let mut columns = vec![("name", constant(name.as_str(), dialect))];
    columns.extend(checksum.map(|checksum| ("checksum", constant(checksum.as_str(), dialect))));
    columns.extend(clock.map(|clock| ("applied_at", clock.to_owned())));
    let (names, values): (Vec<&str>, Vec<String>) = columns.into_iter().unzip();
    format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

fn deletion(table: &str, name: &MigrationName, dialect: &dyn Dialect) -> String {
    format!(
        "DELETE FROM {table} WHERE name = {}",
        constant(name.as_str(), dialect)
    )
}

fn constant(text: &str, dialect: &dyn Dialect) -> String {
    dialect.spell_literal(&Literal::String(text.to_owned()), &StorageType::Text)
}

/// Records an intended edit of an applied migration.
pub(crate) async fn accept_edit(
    connection: &mut dyn Connection,
    entry: &MigrationEntry,
) -> Result<(), SystemTableError> {
    let table = HISTORY.quoted(connection)?;
    let (first, second) = (connection.placeholder(1), connection.placeholder(2));
    let sql = format!("UPDATE {table} SET checksum = {first} WHERE name = {second}");
    let values = [text(entry.checksum.as_str()), text(entry.name.as_str())];
    HISTORY.execute(connection, &sql, &values).await
}

/// Records that an applied migration has another name, and the text of its file.
pub(crate) async fn rename(
    connection: &mut dyn Connection,
    renamed: &RenamedMigration,
) -> Result<(), SystemTableError> {
    let table = HISTORY.quoted(connection)?;
    let [name, checksum, old_name] = [1, 2, 3].map(|position| connection.placeholder(position));
    let sql = format!("UPDATE {table} SET name = {name}, checksum = {checksum} WHERE name = {old_name}");
    let RenamedMigration { old_name, entry } = renamed;
    let values = [
        text(entry.name.as_str()),
        text(entry.checksum.as_str()),
        text(old_name),
    ];
    HISTORY.execute(connection, &sql, &values).await
}

fn applied_migration(row: &Row) -> Result<AppliedMigration, SystemTableError> {
    Ok(AppliedMigration {
        name: row
            .text("name")
            .ok_or_else(|| HISTORY.foreign("name"))?
            .to_owned(),
        checksum: row.text("checksum").map(Checksum::recorded),
        meaning: None,
        applied_at: row.text("applied_at").map(str::to_owned),
    })
}
