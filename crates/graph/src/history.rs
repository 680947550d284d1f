//! A database's history beside squashes: what its rows mean for the graph, and which rows come and go together.

use std::collections::BTreeSet;

use aksara_operations::MigrationName;

use crate::{MigrationFile, MigrationGraph};

impl MigrationGraph {
    /// The applied migrations of this graph in the order in which they came to be, given the rows of the history in theirs.
    /// Names without a file are left out.
    pub fn executed(&self, rows: &[MigrationName]) -> Vec<MigrationName> {
        if self.squashes.is_empty() {
            return rows
                .iter()
                .filter(|row| self.get(row).is_some())
                .cloned()
                .collect();
        }
        let mut executed = Executed {
            graph: self,
            covered: self.squashes.covered(rows),
            seen: BTreeSet::new(),
            names: Vec::new(),
        };
        for row in rows {
            for node in self.meant(row) {
                executed.add(&self.graph[node].migration.name);
            }
        }
        executed.names
    }

    /// The squashes of which all is applied and that have no row, inner ones first.
    pub fn unrecorded(&self, rows: &[MigrationName]) -> Vec<&MigrationFile> {
        if self.squashes.is_empty() {
            return Vec::new();
        }
        let covered = self.squashes.covered(rows);
        let squashes = self.squashes.inner_first();
        squashes
            .filter(|squash| covered.contains(*squash) && !rows.contains(squash))
            .filter_map(|squash| self.squashes.files().get(squash))
            .collect()
    }

    /// The rows that come with a migration that is applied, beside its own: those of what it replaces, and those of the
    /// squashes that are complete with it. `rows` are those before it.
    pub fn rows_that_come(&self, name: &MigrationName, rows: &[MigrationName]) -> Vec<MigrationName> {
        if self.squashes.is_empty() {
            return Vec::new();
        }
        let is_new = |other: &&MigrationName| !rows.contains(other);
        let mut come: Vec<MigrationName> = self
            .squashes
            .members(name)
            .iter()
            .filter(is_new)
            .cloned()
            .collect();
        let mut after = rows.to_vec();
        after.push(name.clone());
        after.extend(come.iter().cloned());
        let complete = self.unrecorded(&after).into_iter();
        come.extend(complete.map(|squash| squash.migration.name.clone()));
        come
    }

    /// The rows that go with a migration that is undone, beside its own: those of what it replaces, and those of the
    /// squashes that it is a part of.
    pub fn rows_that_go(&self, name: &MigrationName, rows: &[MigrationName]) -> Vec<MigrationName> {
        let members = self.squashes.members(name).iter();
        let all = members.chain(self.squashes.around(name));
        all.filter(|other| rows.contains(other)).cloned().collect()
    }

    /// The rows of a database to which these migrations are applied, in no order.
    pub fn rows_of(&self, applied: &[MigrationName]) -> Vec<MigrationName> {
        self.squashes.covered(applied).into_iter().collect()
    }

    /// Whether any migration is a squash.
    pub fn has_squashes(&self) -> bool {
        !self.squashes.is_empty()
    }

    /// Whether a name is that of a migration that a squash replaces, and not its own.
    pub fn is_replaced(&self, name: &MigrationName) -> bool {
        self.squashes.around(name).next().is_some()
    }

    /// The originals of a migration, through the squashes among them; none if it is not a squash.
    pub fn replaced_by(&self, name: &MigrationName) -> &[MigrationName] {
        self.squashes.members(name)
    }

    /// Whether a squash replaces a migration in this graph.
    pub fn is_replaced_now(&self, name: &MigrationName) -> bool {
        let mut around = self.squashes.around(name);
        self.get(name).is_none() && around.any(|squash| self.get(squash).is_some())
    }

    /// Every squash, inner ones first, with what it replaces, through the squashes among this.
    pub fn squashes(&self) -> impl Iterator<Item = (&MigrationFile, &[MigrationName])> {
        let names = self.squashes.inner_first();
        names.filter_map(|name| Some((self.squashes.files().get(name)?, self.squashes.members(name))))
    }

    /// The migrations that one follows directly in this graph, in the order of their names.
    pub fn parents_of(&self, name: &MigrationName) -> Vec<&MigrationName> {
        let nodes = self.meant(name).into_iter();
        let parents = nodes.flat_map(|node| self.parents(node));
        parents.map(|node| &self.graph[node].migration.name).collect()
    }

    /// Every file, those of squashes and those of their originals.
    pub fn all_files(&self) -> impl Iterator<Item = &MigrationFile> {
        self.squashes.files().values()
    }

    /// The migrations of this graph that a name means: its own, its squash, or its originals.
    pub fn meaning(&self, name: &MigrationName) -> Vec<&MigrationName> {
        let nodes = self.meant(name).into_iter();
        nodes.map(|node| &self.graph[node].migration.name).collect()
    }
}

struct Executed<'a> {
    graph: &'a MigrationGraph,
    covered: BTreeSet<MigrationName>,
    seen: BTreeSet<MigrationName>,
    names: Vec<MigrationName>,
}

impl Executed<'_> {
    fn add(&mut self, name: &MigrationName) {
        if !self.covered.contains(name) || self.seen.contains(name) {
            return;
        }
        // Dependencies of a squash's originals may have run between the originals, but the squash runs as one.
        if !self.graph.squashes.members(name).is_empty() {
            for needed in self.graph.ancestors(name) {
                self.push(&needed.migration.name);
            }
        }
        self.push(name);
    }

    fn push(&mut self, name: &MigrationName) {
        if self.covered.contains(name) && self.seen.insert(name.clone()) {
            self.names.push(name.clone());
        }
    }
}
