//! What is applied and what is not, as `aksara status` shows it.

use std::collections::BTreeMap;

use aksara_graph::MigrationFile;
use aksara_operations::MigrationName;

use crate::applied::Applied;
use crate::plan::build_graph;
use crate::{
    AppliedMigration, ExecutorError, MigrationEntry, MigrationSource, RenamedMigration, Unfinished, WayOn,
};

/// Every migration of a source, beside a database's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The source's migrations in canonical order.
    pub migrations: Vec<MigrationStatus>,
    /// Applied migrations whose file has another name now.
    pub renamed: Vec<RenamedMigration>,
    /// Rows of the history that the source does not have.
    pub unknown: Vec<AppliedMigration>,
    /// What a run left unfinished, or is at.
    pub unfinished: Vec<Unfinished>,
    /// The way on from there.
    pub way_on: WayOn,
}

/// One migration of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// The migration.
    pub entry: MigrationEntry,
    /// Its row of the history, where it is applied.
    pub applied: Option<AppliedMigration>,
    /// Whether its text is another one only because what it depends on was renamed.
    pub follows_rename: bool,
}

impl MigrationStatus {
    /// Whether its text is not the one that was applied, and no rename explains it.
    pub fn was_edited(&self) -> bool {
        let applied = self.applied.as_ref();
        !self.follows_rename && applied.is_some_and(|applied| applied.was_edited(&self.entry))
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
        let Applied {
            entries,
            unknown,
            unaccepted,
            followers,
            ..
        } = Applied::new(source, history);
        let rows: BTreeMap<&str, &AppliedMigration> =
            history.iter().map(|row| (row.name.as_str(), row)).collect();
        let status = |file: &MigrationFile| {
            let name = file.migration.name.as_str();
            let applied = rows.get(name).map(|row| (*row).clone());
            Some(MigrationStatus {
                entry: (*entries.get(name)?).clone(),
                applied,
                follows_rename: followers.iter().any(|follower| follower.name.as_str() == name),
            })
        };
        Ok(Self {
            migrations: graph.files().filter_map(status).collect(),
            renamed: unaccepted,
            unknown,
            unfinished,
            way_on: WayOn::default(),
        })
    }

    /// The name under which a migration of the source is applied, where its file was renamed.
    pub fn applied_as(&self, name: &MigrationName) -> Option<&RenamedMigration> {
        self.renamed.iter().find(|renamed| renamed.entry.name == *name)
    }

    /// How many of the source's migrations are applied.
    pub fn applied_count(&self) -> usize {
        self.migrations
            .iter()
            .filter(|migration| migration.applied.is_some())
            .count()
    }
}
