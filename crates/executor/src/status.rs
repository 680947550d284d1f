//! The applied and the pending migrations, as `aksara status` shows them.

use std::collections::BTreeMap;

use aksara_graph::{MigrationFile, MigrationGraph, OutOfOrder};
use aksara_operations::MigrationName;

use crate::applied::Applied;
use crate::plan::{aims, build_graph};
use crate::settled::settled_graph;
use crate::{
    AppliedMigration, Continuation, ExecutorError, MigrationEntry, MigrationSource, RenamedMigration,
    Unfinished,
};

/// Every migration of a source, beside a database's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The source's migrations in canonical order.
    pub migrations: Vec<MigrationStatus>,
    /// The inactive squashes: their originals ran here or must run.
    pub squashes: Vec<InactiveSquash>,
    /// Applied migrations whose file has another name now.
    pub renamed: Vec<RenamedMigration>,
    /// All rows of the history, in the order of execution.
    pub history: Vec<AppliedMigration>,
    /// The names of all rows.
    pub recorded: Vec<MigrationName>,
    /// Rows of the history that the source does not have.
    pub unknown: Vec<AppliedMigration>,
    /// Migrations that are not applied and were written against an older head than the database has.
    pub out_of_order: Vec<OutOfOrder>,
    /// The migrations that a run left unfinished, or is running.
    pub unfinished: Vec<Unfinished>,
    /// The way on from there.
    pub continuation: Continuation,
}

/// One migration of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// The migration.
    pub entry: MigrationEntry,
    /// Its row of the history, where it is applied.
    pub applied: Option<AppliedMigration>,
    /// The migrations that it replaces, if it is a squash.
    pub replaces: Vec<MigrationName>,
    /// Whether it runs something else than what was applied, and no rename explains it.
    is_edited: bool,
    /// Whether its text is another one only because what it depends on was renamed.
    pub follows_rename: bool,
}

/// A squash that is inactive: its originals are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InactiveSquash {
    /// The squash.
    pub entry: MigrationEntry,
    /// Whether it is recorded.
    pub is_recorded: bool,
    /// Its originals that are not applied.
    pub pending: Vec<MigrationName>,
}

impl MigrationStatus {
    /// Whether it runs something else than what was applied, and no rename explains it.
    pub fn was_edited(&self) -> bool {
        self.is_edited
    }
}

impl Status {
    /// Compares a source with a history.
    pub fn new(
        source: &dyn MigrationSource,
        history: &[AppliedMigration],
        unfinished: Vec<Unfinished>,
    ) -> Result<Self, ExecutorError> {
        let mut applied = Applied::new(source, history);
        let settled = if unfinished.is_empty() {
            settled_graph(source, history)?
        } else {
            None
        };
        let graph = match settled {
            Some(graph) => graph,
            None => build_graph(source)?.choose_squashes(&applied.rows, &aims(None, &unfinished))?,
        };
        applied.join(&graph);
        let squashes = squashes(&graph, &applied);
        let Applied {
            rows: recorded,
            names,
            entries,
            unknown,
            unaccepted,
            followers,
            edited,
            ..
        } = applied;
        let rows: BTreeMap<&str, &AppliedMigration> =
            history.iter().map(|row| (row.name.as_str(), row)).collect();
        let status = |file: &MigrationFile| {
            let name = file.migration.name.as_str();
            let without_row = || {
                let is_applied = names.contains(&file.migration.name);
                is_applied.then(|| AppliedMigration {
                    name: name.to_owned(),
                    checksum: None,
                    meaning: None,
                    applied_at: None,
                })
            };
            Some(MigrationStatus {
                entry: (*entries.get(name)?).clone(),
                applied: rows.get(name).map(|row| (*row).clone()).or_else(without_row),
                replaces: graph.replaced_by(&file.migration.name).to_vec(),
                is_edited: edited.iter().any(|edited| edited.name.as_str() == name),
                follows_rename: followers.iter().any(|follower| follower.name.as_str() == name),
            })
        };
        Ok(Self {
            migrations: graph.files().filter_map(status).collect(),
            squashes,
            history: history.to_vec(),
            recorded,
            renamed: unaccepted,
            unknown,
            out_of_order: graph.out_of_order(&names),
            unfinished,
            continuation: Continuation::default(),
        })
    }

    /// The name under which a migration of the source is applied, where its file was renamed.
    pub fn applied_as(&self, name: &MigrationName) -> Option<&RenamedMigration> {
        self.renamed.iter().find(|renamed| renamed.entry.name == *name)
    }

    /// Whether a migration of the source has a row.
    pub fn is_recorded(&self, name: &MigrationName) -> bool {
        self.recorded.contains(name)
    }

    /// How many of the source's migrations are applied.
    pub fn applied_count(&self) -> usize {
        self.migrations
            .iter()
            .filter(|migration| migration.applied.is_some())
            .count()
    }
}

fn squashes(graph: &MigrationGraph, applied: &Applied<'_>) -> Vec<InactiveSquash> {
    let aside = |(squash, _): (&MigrationFile, &[MigrationName])| {
        let name = &squash.migration.name;
        let meaning = graph.meaning(name);
        let is_inactive = graph.get(name).is_none() && !graph.is_replaced_now(name);
        let is_pending = |original: &&MigrationName| !applied.names.contains(original);
        is_inactive.then_some(())?;
        Some(InactiveSquash {
            entry: (*applied.entries.get(name.as_str())?).clone(),
            is_recorded: applied.rows.contains(name),
            pending: meaning.into_iter().filter(is_pending).cloned().collect(),
        })
    };
    graph.squashes().filter_map(aside).collect()
}
