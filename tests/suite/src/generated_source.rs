//! Generated migrations, as the executor takes them.

use std::sync::Arc;

use aksara_executor::{Checksum, MigrationEntry, MigrationSource, NoSuchMigration, SourceError};
use aksara_graph::{MigrationFile, Placement};
use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation};

use crate::Failure;
use crate::failure::failed;

/// Migrations in one row.
#[derive(Debug, Default)]
pub(crate) struct GeneratedHistory {
    entries: Vec<MigrationEntry>,
    files: Vec<MigrationFile>,
}

impl GeneratedHistory {
    /// The next migration, with these operations, after the last one.
    pub(crate) fn migration_of(&self, operations: &[Operation]) -> Result<Migration, Failure> {
        let name = format!("{:04}_generated", self.entries.len() + 1);
        let name = MigrationName::new(name).map_err(failed("naming"))?;
        let last = self
            .entries
            .last()
            .map(|entry| Located::generated(Dependency::from(entry.name.clone())));
        let operations = operations.iter().cloned().map(Located::generated);
        Ok(Migration {
            name,
            dependencies: last.into_iter().collect(),
            replaces: Vec::new(),
            operations: operations.collect(),
        })
    }

    /// Puts a migration at the end.
    pub(crate) fn push(&mut self, migration: Migration) {
        let file: Arc<str> = format!("{}.py", migration.name).into();
        let checksum = Checksum::of(&file);
        self.entries.push(MigrationEntry {
            name: migration.name.clone(),
            file: file.clone(),
            checksum,
        });
        self.files.push(MigrationFile {
            file,
            migration: Arc::new(migration),
            placement: Placement::Dependencies,
        });
    }

    /// Takes the last one away.
    pub(crate) fn pop(&mut self) {
        self.entries.pop();
        self.files.pop();
    }

    /// The name of the last one.
    pub(crate) fn last(&self) -> String {
        let last = self.entries.last();
        last.map_or_else(|| "zero".to_owned(), |entry| entry.name.to_string())
    }

    /// The target for the state before the last one.
    pub(crate) fn before_last(&self) -> String {
        let before = self.entries.len().checked_sub(2);
        let before = before.and_then(|position| self.entries.get(position));
        before.map_or_else(|| "zero".to_owned(), |entry| entry.name.to_string())
    }
}

impl MigrationSource for GeneratedHistory {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let found = self.files.iter().find(|file| file.migration.name == entry.name);
        found.cloned().ok_or_else(|| NoSuchMigration::of(entry))
    }
}
