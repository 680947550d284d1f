//! What is applied and what is not, as `aksara status` shows it.

use std::collections::BTreeMap;

use aksara_graph::MigrationFile;

use crate::applied::Applied;
use crate::plan::build_graph;
use crate::{AppliedMigration, ExecutorError, MigrationEntry, MigrationSource, Unfinished};

/// Every migration of a source, beside a database's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The source's migrations in canonical order.
    pub migrations: Vec<MigrationStatus>,
    /// Rows of the history that the source does not have.
    pub unknown: Vec<AppliedMigration>,
    /// What a run left unfinished.
    pub unfinished: Vec<Unfinished>,
}

/// One migration of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// The migration.
    pub entry: MigrationEntry,
    /// Its row of the history, where it is applied.
    pub applied: Option<AppliedMigration>,
}

impl MigrationStatus {
    /// Whether its text is not the one that was applied.
    pub fn was_edited(&self) -> bool {
        self.applied
            .as_ref()
            .is_some_and(|applied| applied.was_edited(&self.entry))
    }
}

impl Status {
    /// Compares a source with a history.
    pub fn new(
        source: &dyn MigrationSource,
        history: &[AppliedMigration],
        unfinished: Vec<Unfinished>,
    ) -> Result<Self, ExecutorError> {
        let graph = build_graph(source)?;
        let Applied { entries, unknown, .. } = Applied::new(source, history);
        let rows: BTreeMap<&str, &AppliedMigration> =
            history.iter().map(|row| (row.name.as_str(), row)).collect();
        let status = |file: &MigrationFile| {
            let name = file.migration.name.as_str();
            let applied = rows.get(name).map(|row| (*row).clone());
            Some(MigrationStatus {
                entry: (*entries.get(name)?).clone(),
                applied,
            })
        };
        Ok(Self {
            migrations: graph.files().filter_map(status).collect(),
            unknown,
            unfinished,
        })
    }

    /// How many of the source's migrations are applied.
    pub fn applied_count(&self) -> usize {
        self.migrations
            .iter()
            .filter(|migration| migration.applied.is_some())
            .count()
    }
}
