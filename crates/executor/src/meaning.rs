//! The checksums of what applied migrations run, without layout and comments: the table `aksara_checksums`.
//!
//! The history has the checksum of a migration's text, as the Python package writes it. A formatter changes the text
//! and nothing that is run, so that a second checksum decides whether a migration was edited. It counts only beside the
//! checksum of the text that it was made with: the package may have run another text since. A database that an older
//! version migrated gets it where the text is still the same.

use std::collections::BTreeMap;

use aksara_driver::Connection;
use aksara_schema::{Field, InvalidName};

use crate::system_table::{SystemTable, SystemTableError, text, varchar};
use crate::{AppliedMigration, Checksum, MigrationEntry, MigrationSource};

/// The table.
const CHECKSUMS: SystemTable = SystemTable {
    name: "aksara_checksums",
    fields: checksum_fields,
};

fn checksum_fields() -> Result<Vec<Field>, InvalidName> {
    let mut name = varchar("name", 255)?;
    name.primary_key = true;
    Ok(vec![name, varchar("checksum", 64)?, varchar("meaning", 64)?])
}

/// The checksum of what a migration of the source runs.
pub(crate) fn meaning_of(source: &dyn MigrationSource, entry: &MigrationEntry) -> Checksum {
    let text = source.text(entry);
    text.map_or_else(|| entry.checksum.clone(), |text| source.meaning(entry, text))
}

/// Gives the rows of the history what is known of their meaning.
pub(crate) async fn read_into(
    history: &mut [AppliedMigration],
    connection: &mut dyn Connection,
) -> Result<(), SystemTableError> {
    if history.is_empty() {
        return Ok(());
    }
    let sql = |table: &str| format!("SELECT name, checksum, meaning FROM {table}");
    let rows = CHECKSUMS.rows(connection, sql).await?;
    let known: BTreeMap<(&str, &str), &str> = rows
        .iter()
        .filter_map(|row| Some(((row.text("name")?, row.text("checksum")?), row.text("meaning")?)))
        .collect();
    for row in history {
        let key = row
            .checksum
            .as_ref()
            .map(|checksum| (row.name.as_str(), checksum.as_str()));
        row.meaning = key
            .and_then(|key| known.get(&key))
            .map(|meaning| Checksum::recorded(*meaning));
    }
    Ok(())
}

/// Writes the checksums that are missing of migrations whose text is the one that was applied.
pub(crate) async fn fill_in(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    history: &[AppliedMigration],
) -> Result<(), SystemTableError> {
    let missing = missing(source, history);
    if missing.is_empty() {
        return Ok(());
    }
    CHECKSUMS.ensure(connection).await?;
    let begun = connection.begin().await;
    begun.map_err(|source| CHECKSUMS.driver_error(source))?;
    match write(connection, source, &missing).await {
        Ok(()) => connection
            .commit()
            .await
            .map_err(|source| CHECKSUMS.driver_error(source)),
        Err(error) => {
            // The failure is what the caller must hear of.
            let _ = connection.rollback().await;
            Err(error)
        }
    }
}

/// The migrations without one whose text is the one that was applied.
fn missing<'a>(source: &'a dyn MigrationSource, history: &[AppliedMigration]) -> Vec<&'a MigrationEntry> {
    let rows: BTreeMap<&str, &AppliedMigration> =
        history.iter().map(|row| (row.name.as_str(), row)).collect();
    let is_missing = |entry: &&MigrationEntry| {
        rows.get(entry.name.as_str())
            .is_some_and(|row| row.meaning.is_none() && row.checksum.as_ref() == Some(&entry.checksum))
    };
    source.entries().iter().filter(is_missing).collect()
}

async fn write(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    entries: &[&MigrationEntry],
) -> Result<(), SystemTableError> {
    let name = |entry: &&MigrationEntry| vec![text(entry.name.as_str())];
    let delete =
        |table: &str, of: &dyn Fn(usize) -> String| format!("DELETE FROM {table} WHERE name = {}", of(1));
    let rows = entries.iter().map(name).collect();
    CHECKSUMS.execute_many(connection, delete, rows).await?;
    let insert = |table: &str, of: &dyn Fn(usize) -> String| {
        let (name, checksum, meaning) = (of(1), of(2), of(3));
        format!("INSERT INTO {table} (name, checksum, meaning) VALUES ({name}, {checksum}, {meaning})")
    };
    let row = |entry: &&MigrationEntry| {
        vec![
            text(entry.name.as_str()),
            text(entry.checksum.as_str()),
            text(meaning_of(source, entry).as_str()),
        ]
    };
    let rows = entries.iter().map(row).collect();
    CHECKSUMS.execute_many(connection, insert, rows).await
}
