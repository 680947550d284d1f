//! The history beside the source: what is applied, what is unknown, what was renamed or edited since.

use std::collections::BTreeMap;

use aksara_graph::{GraphError, MigrationGraph};
use aksara_operations::MigrationName;

use crate::renamed::Recognition;
use crate::{
    AcceptedRename, AccompanyingRow, AppliedMigration, ExecutorError, MigrationEntry, MigrationSource,
    NoRename, RenamedMigration,
};

/// The history beside the source.
#[derive(Debug)]
pub(crate) struct Applied<'a> {
    /// The applied migrations that the source has, in the order of execution.
    pub names: Vec<MigrationName>,
    /// The names of all rows, in that order, by the names that the files have now.
    pub rows: Vec<MigrationName>,
    /// The rows that the source does not have, without those of other packages.
    pub unknown: Vec<AppliedMigration>,
    /// The source's migrations.
    pub entries: BTreeMap<&'a str, &'a MigrationEntry>,
    /// Renames that are accepted and not recorded yet.
    pub renamed: Vec<RenamedMigration>,
    /// Renames that nobody accepted.
    pub unaccepted: Vec<RenamedMigration>,
    /// Those whose text is another one only because what they depend on was renamed.
    pub followers: Vec<&'a MigrationEntry>,
    /// Those that run something else than what was applied.
    pub edited: Vec<&'a MigrationEntry>,
}

impl<'a> Applied<'a> {
    /// Compares the history with the source.
    pub fn new(source: &'a dyn MigrationSource, history: &[AppliedMigration]) -> Self {
        Self::with_renames(source, history, &[])
    }

    /// The same, where these files are known to be renamed.
    pub fn with_renames(
        source: &'a dyn MigrationSource,
        history: &[AppliedMigration],
        renames: &[AcceptedRename],
    ) -> Self {
        let entries = source
            .entries()
            .iter()
            .map(|entry| (entry.name.as_str(), entry))
            .collect();
        let mut recognition = Recognition::new(source, history, renames);
        let mut applied = Self {
            names: Vec::new(),
            rows: Vec::new(),
            unknown: Vec::new(),
            entries,
            renamed: Vec::new(),
            unaccepted: recognition.find(),
            followers: Vec::new(),
            edited: Vec::new(),
        };
        for row in history {
            applied.add(row, renames, &recognition);
        }
        applied
    }

    /// Takes migrations as applied, in this order, whatever a database says.
    pub fn assume(
        source: &'a dyn MigrationSource,
        graph: &MigrationGraph,
        names: Vec<MigrationName>,
    ) -> Self {
        Self {
            rows: graph.rows_of(&names),
            names,
            ..Self::new(source, &[])
        }
    }

    /// Whether every migration of the source is applied and nothing else.
    pub fn is_complete(&self) -> bool {
        self.names.len() == self.entries.len() && self.unknown.is_empty()
    }

    /// Takes squashes or originals as applied, as the graph for this history has them. Rows of originals whose files are
    /// gone are known by their squash.
    pub fn join(&mut self, graph: &MigrationGraph) {
        let is_replaced = |row: &AppliedMigration| {
            MigrationName::new(&*row.name).is_ok_and(|name| graph.is_replaced(&name))
        };
        self.names = graph.executed(&self.rows);
        self.unknown.retain(|row| !is_replaced(row));
    }

    /// The row of a migration that is recorded together with another one.
    pub fn accompanying(&self, name: &MigrationName) -> AccompanyingRow {
        let entry = self.entries.get(name.as_str());
        AccompanyingRow {
            name: name.clone(),
            checksum: entry.map(|entry| entry.checksum.clone()),
        }
    }

    /// An error where a rename is not a rename, or where one is not accepted.
    pub fn demand_renames(
        &self,
        accepted: &[AcceptedRename],
        history: &[AppliedMigration],
    ) -> Result<(), ExecutorError> {
        let refused = accepted
            .iter()
            .find_map(|rename| Some((rename, self.refusal(rename, history)?)));
        match refused {
            Some((rename, reason)) => Err(ExecutorError::NoRename {
                rename: rename.clone(),
                reason,
            }),
            None if self.unaccepted.is_empty() => Ok(()),
            None => Err(ExecutorError::Renamed(self.unaccepted.clone())),
        }
    }

    /// The edits that are accepted, by names or beginnings of names, with those that follow a rename; any other edit is
    /// an error.
    pub fn accept_edits(&self, written: &[MigrationName]) -> Result<Vec<MigrationEntry>, ExecutorError> {
        let names: Vec<MigrationName> = written
            .iter()
            .map(|written| self.applied_name(written))
            .collect::<Result<_, _>>()?;
        let is_accepted = |entry: &&MigrationEntry| names.contains(&entry.name);
        let (accepted, refused): (Vec<_>, Vec<_>) = self.edited.iter().copied().partition(is_accepted);
        if refused.is_empty() {
            Ok(accepted
                .into_iter()
                .chain(self.followers.clone())
                .cloned()
                .collect())
        } else {
            Err(ExecutorError::Edited {
                files: refused.iter().map(|entry| entry.file.clone()).collect(),
                names: refused.iter().map(|entry| entry.name.clone()).collect(),
            })
        }
    }

    /// The applied migration that a name, or the beginning of one, means.
    fn applied_name(&self, written: &MigrationName) -> Result<MigrationName, ExecutorError> {
        if self.names.contains(written) {
            return Ok(written.clone());
        }
        let begins = |name: &&MigrationName| name.as_str().starts_with(written.as_str());
        let candidates: Vec<&MigrationName> = self.names.iter().filter(begins).collect();
        match candidates.as_slice() {
            [name] => Ok(MigrationName::clone(name)),
            [] => Err(ExecutorError::NothingToAccept {
                migration: written.clone(),
            }),
            _ => Err(ExecutorError::Graph(GraphError::AmbiguousTarget {
                written: written.to_string(),
                candidates: candidates.into_iter().cloned().collect(),
            })),
        }
    }

    /// Why a rename cannot be accepted. One that was recorded before is not an error.
    fn refusal(&self, rename: &AcceptedRename, history: &[AppliedMigration]) -> Option<NoRename> {
        let has_file = |name: &MigrationName| self.entries.contains_key(name.as_str());
        let has_row = |name: &MigrationName| history.iter().any(|row| row.name == name.as_str());
        if has_file(&rename.old_name) {
            return Some(NoRename::StillThere);
        }
        if !has_file(&rename.new_name) {
            return Some(NoRename::NoFile);
        }
        match (has_row(&rename.old_name), has_row(&rename.new_name)) {
            (true, true) => Some(NoRename::BothApplied),
            (false, false) => Some(NoRename::NotApplied),
            (true, false) | (false, true) => None,
        }
    }

    fn add(&mut self, row: &AppliedMigration, renames: &[AcceptedRename], recognition: &Recognition<'_>) {
        if let Some(entry) = self.entries.get(row.name.as_str()).copied() {
            self.rows.push(entry.name.clone());
            self.names.push(entry.name.clone());
            if row.has_another_text(entry) && !recognition.runs_the_same(entry, row) {
                if recognition.follows(entry, row) {
                    self.followers.push(entry);
                } else {
                    self.edited.push(entry);
                }
            }
            return;
        }
        let renamed = renames
            .iter()
            .find(|rename| rename.old_name.as_str() == row.name)
            .and_then(|rename| self.entries.get(rename.new_name.as_str()).copied());
        match renamed {
            Some(entry) => {
                self.rows.push(entry.name.clone());
                self.names.push(entry.name.clone());
                self.renamed.push(RenamedMigration {
                    old_name: row.name.clone(),
                    entry: entry.clone(),
                });
                self.edited
                    .extend((!recognition.is_same(entry, row)).then_some(entry));
            }
            None if row.is_external() => {}
            None if self.unaccepted.iter().any(|renamed| renamed.old_name == row.name) => {}
            None => {
                self.rows.extend(MigrationName::new(&*row.name));
                self.unknown.push(row.clone());
            }
        }
    }
}
