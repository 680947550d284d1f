//! The history beside the source: what is applied, what is unknown, what was edited since.

use std::collections::{BTreeMap, BTreeSet};

use aksara_operations::MigrationName;

use crate::{AppliedMigration, ExecutorError, MigrationEntry, MigrationSource};

/// The history beside the source.
#[derive(Debug)]
pub(crate) struct Applied<'a> {
    /// The applied migrations that the source has, in the order of execution.
    pub names: Vec<MigrationName>,
    /// The rows that the source does not have, without those of other packages.
    pub unknown: Vec<AppliedMigration>,
    /// The source's migrations.
    pub entries: BTreeMap<&'a str, &'a MigrationEntry>,
    /// Those whose text is not the one that was applied.
    edited: Vec<&'a MigrationEntry>,
}

impl<'a> Applied<'a> {
    /// Compares the history with the source.
    pub fn new(source: &'a dyn MigrationSource, history: &[AppliedMigration]) -> Self {
        let entries = source
            .entries()
            .iter()
            .map(|entry| (entry.name.as_str(), entry))
            .collect();
        let mut applied = Self {
            names: Vec::new(),
            unknown: Vec::new(),
            entries,
            edited: Vec::new(),
        };
        for row in history {
            applied.add(row);
        }
        applied
    }

    /// Takes migrations as applied, in this order, whatever a database says.
    pub fn assume(source: &'a dyn MigrationSource, names: Vec<MigrationName>) -> Self {
        Self {
            names,
            ..Self::new(source, &[])
        }
    }

    /// Whether every migration of the source is applied.
    pub fn is_complete(&self) -> bool {
        self.names.len() == self.entries.len()
    }

    /// The edits that are accepted; any other edit is an error.
    pub fn accept_edits(&self, names: &[MigrationName]) -> Result<Vec<MigrationEntry>, ExecutorError> {
        let applied: BTreeSet<&MigrationName> = self.names.iter().collect();
        if let Some(migration) = names.iter().find(|name| !applied.contains(name)) {
            return Err(ExecutorError::NothingToAccept {
                migration: migration.clone(),
            });
        }
        let is_accepted = |entry: &&MigrationEntry| names.contains(&entry.name);
        let (accepted, refused): (Vec<_>, Vec<_>) = self.edited.iter().copied().partition(is_accepted);
        match refused.is_empty() {
            true => Ok(accepted.into_iter().cloned().collect()),
            false => Err(ExecutorError::Edited {
                files: refused.iter().map(|entry| entry.file.clone()).collect(),
                names: refused.iter().map(|entry| entry.name.clone()).collect(),
            }),
        }
    }

    fn add(&mut self, row: &AppliedMigration) {
        match self.entries.get(row.name.as_str()).copied() {
            Some(entry) => {
                self.names.push(entry.name.clone());
                self.edited
                    .extend(Some(entry).filter(|entry| row.was_edited(entry)));
            }
            None if row.is_external() => {}
            None => self.unknown.push(row.clone()),
        }
    }
}
