//! The graph itself: building it from files, and what is before, after and last in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{Dependency, Located, Migration, MigrationName};
use aksara_schema::nearest;
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed, VisitMap};

use crate::external::is_met_externally;
use crate::order::canonical_order;
use crate::squash::{Selection, Squashes};
use crate::{GraphError, MigrationFile, Placement};

/// A project's migrations: without circles, duplicates or missing dependencies.
///
/// Its edges lead from a migration to those that depend on it. Nodes are numbered in the order of their names.
#[derive(Debug, Clone)]
pub struct MigrationGraph {
    pub(crate) graph: DiGraph<MigrationFile, ()>,
    pub(crate) order: Vec<NodeIndex>,
    pub(crate) squashes: Arc<Squashes>,
    nodes: BTreeMap<MigrationName, NodeIndex>,
    /// Names of originals and squashes that lead to nodes of other names.
    stand_ins: BTreeMap<MigrationName, Vec<MigrationName>>,
}

impl MigrationGraph {
    /// Joins migrations by their dependencies; their order does not matter. Squashes replace their originals, as for
    /// a database that has nothing yet.
    pub fn build(files: impl IntoIterator<Item = MigrationFile>) -> Result<Self, GraphError> {
        let mut files: Vec<MigrationFile> = files.into_iter().collect();
        files.sort_by(|left, right| {
            (&left.migration.name, &left.file).cmp(&(&right.migration.name, &right.file))
        });
        refuse_duplicates(&files)?;
        Self::of(Arc::new(Squashes::new(files)?), &[], &[])
    }

    /// The graph for a database with these rows in its history, in the order of execution: each squash or its originals,
    /// as the database has them. `aims` are migrations that must be in it, as a target or one that was begun.
    pub fn choose_squashes(
        &self,
        rows: &[MigrationName],
        aims: &[MigrationName],
    ) -> Result<Self, GraphError> {
        if self.squashes.is_empty() {
            return Ok(self.clone());
        }
        Self::of(self.squashes.clone(), rows, aims)
    }

    fn of(
        squashes: Arc<Squashes>,
        rows: &[MigrationName],
        aims: &[MigrationName],
    ) -> Result<Self, GraphError> {
        let Selection { nodes, stand_ins } = squashes.select(rows, aims)?;
        let files = squashes.files();
        let mut graph = DiGraph::with_capacity(nodes.len(), nodes.len());
        let nodes = nodes
            .into_iter()
            .filter_map(|name| Some((graph.add_node(files.get(&name)?.clone()), name)))
            .map(|(node, name)| (name, node))
            .collect();
        let mut built = Self {
            graph,
            order: Vec::new(),
            squashes,
            nodes,
            stand_ins,
        };
        built.connect()?;
        built.order = canonical_order(&built.graph)?;
        Ok(built)
    }

    /// Every migration in canonical order: dependencies first, ties by name.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &MigrationFile> {
        self.order.iter().map(|node| &self.graph[*node])
    }

    /// The migration of this name.
    pub fn get(&self, name: &MigrationName) -> Option<&MigrationFile> {
        self.nodes.get(name).map(|node| &self.graph[*node])
    }

    /// The migrations that must be applied before a migration, in canonical order; empty for an unknown name.
    pub fn ancestors(&self, name: &MigrationName) -> Vec<&MigrationFile> {
        self.reachable(name, |node| {
            let backwards = Reversed(&self.graph);
            let mut search = Dfs::new(backwards, node);
            while search.next(backwards).is_some() {}
            search.discovered
        })
    }

    /// The migrations that need a migration, in canonical order; empty for an unknown name.
    pub fn descendants(&self, name: &MigrationName) -> Vec<&MigrationFile> {
        self.reachable(name, |node| {
            let mut search = Dfs::new(&self.graph, node);
            while search.next(&self.graph).is_some() {}
            search.discovered
        })
    }

    /// The migrations that nothing depends on, in canonical order.
    pub fn heads(&self) -> Vec<&MigrationFile> {
        let heads = self
            .order
            .iter()
            .filter(|node| self.children(**node).next().is_none());
        heads.map(|node| &self.graph[*node]).collect()
    }

    /// The last migration, where there is any; several heads are a conflict.
    pub fn head(&self) -> Result<Option<&MigrationFile>, GraphError> {
        match self.heads().as_slice() {
            [] => Ok(None),
            [head] => Ok(Some(head)),
            heads => Err(GraphError::Conflict {
                heads: heads.iter().map(|head| head.file.clone()).collect(),
            }),
        }
    }

    /// The migration that joins all heads and does nothing else, under the given name.
    pub fn merge(&self, name: MigrationName) -> Migration {
        let dependency =
            |head: &MigrationFile| Located::generated(Dependency::from(head.migration.name.clone()));
        let dependencies = self.heads().into_iter().map(dependency).collect();
        Migration {
            dependencies,
            ..Migration::new(name)
        }
    }

    /// The migrations that depend directly on a node, in the order of their names.
    pub(crate) fn children(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        sorted(self.graph.neighbors_directed(node, Outgoing))
    }

    /// The migrations that a node depends on directly, in the order of their names.
    pub(crate) fn parents(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        sorted(self.graph.neighbors_directed(node, Incoming))
    }

    /// The name of every file, in order.
    pub(crate) fn names(&self) -> Vec<&MigrationName> {
        self.squashes.files().keys().collect()
    }

    /// Draws an edge to each migration from every one that it depends on, and between neighbours where a name alone orders.
    fn connect(&mut self) -> Result<(), GraphError> {
        for node in self.graph.node_indices() {
            let mut parents = BTreeSet::new();
            for dependency in &self.graph[node].migration.dependencies {
                parents.extend(self.dependency(node, dependency)?);
            }
            for parent in parents {
                self.graph.add_edge(parent, node, ());
            }
        }
        let line = by_place(&self.graph)?;
        for pair in line.windows(2) {
            let is_ordered = pair
                .iter()
                .any(|node| self.graph[*node].placement == Placement::Name);
            if is_ordered && !self.graph.contains_edge(pair[0], pair[1]) {
                self.graph.add_edge(pair[0], pair[1], ());
            }
        }
        Ok(())
    }

    /// The nodes that a dependency means; none where the Python package meets it.
    fn dependency(
        &self,
        node: NodeIndex,
        dependency: &Located<Dependency>,
    ) -> Result<Vec<NodeIndex>, GraphError> {
        let external = is_met_externally(&dependency.value);
        let name = &dependency.value.name;
        match self.nodes.get(name) {
            // A file may have the name of the package's migration that it depends on.
            Some(target) if *target == node && external => Ok(Vec::new()),
            Some(target) => Ok(vec![*target]),
            None if self.stand_ins.contains_key(name) => Ok(self.last_of(&self.meant(name))),
            None if external => Ok(Vec::new()),
            None => Err(GraphError::MissingDependency {
                file: self.graph[node].file.clone(),
                dependency: Box::new(dependency.clone()),
                suggestion: nearest_name(name.as_str(), self.names().into_iter()),
            }),
        }
    }

    /// The nodes that a name means: its own, that of its squash, or those of its originals.
    pub(crate) fn meant(&self, name: &MigrationName) -> Vec<NodeIndex> {
        let own = self.nodes.get(name).copied();
        let stand_ins = self.stand_ins.get(name).into_iter().flatten();
        let others = stand_ins.filter_map(|name| self.nodes.get(name).copied());
        own.into_iter().chain(others).collect()
    }

    /// The nodes among these that no other of them names as a dependency.
    fn last_of(&self, nodes: &[NodeIndex]) -> Vec<NodeIndex> {
        let needs = |other: &NodeIndex, name: &MigrationName| {
            let migration = &self.graph[*other].migration;
            let mut written = migration
                .dependencies
                .iter()
                .map(|dependency| &dependency.value.name);
            written.any(|written| {
                let is_inside = |outer, inner| self.squashes.members(outer).contains(inner);
                written == name || is_inside(written, name) || is_inside(name, written)
            })
        };
        let is_last = |node: &&NodeIndex| {
            let name = &self.graph[**node].migration.name;
            !nodes.iter().any(|other| other != *node && needs(other, name))
        };
        nodes.iter().filter(is_last).copied().collect()
    }

    /// The migrations that a search from a migration finds, without the migration itself.
    fn reachable<V: VisitMap<NodeIndex>>(
        &self,
        name: &MigrationName,
        discover: impl Fn(NodeIndex) -> V,
    ) -> Vec<&MigrationFile> {
        let starts = self.meant(name);
        let discovered: Vec<V> = starts.iter().map(|start| discover(*start)).collect();
        let is_found = |node: &&NodeIndex| {
            !starts.contains(node) && discovered.iter().any(|discovered| discovered.is_visited(node))
        };
        let found = self.order.iter().filter(is_found);
        found.map(|node| &self.graph[*node]).collect()
    }
}

fn sorted(nodes: impl Iterator<Item = NodeIndex>) -> impl Iterator<Item = NodeIndex> {
    let mut nodes: Vec<NodeIndex> = nodes.collect();
    nodes.sort_unstable();
    nodes.into_iter()
}

fn refuse_duplicates(sorted: &[MigrationFile]) -> Result<(), GraphError> {
    let mut same = sorted.chunk_by(|left, right| left.migration.name == right.migration.name);
    match same.find(|files| files.len() > 1) {
        Some(files @ [first, ..]) => Err(GraphError::DuplicateName {
            name: first.migration.name.clone(),
            files: files.iter().map(|file| file.file.clone()).collect(),
        }),
        Some([]) | None => Ok(()),
    }
}

/// The migrations in the order of their names, each that depends on later names behind the last of these.
fn by_place(graph: &DiGraph<MigrationFile, ()>) -> Result<Vec<NodeIndex>, GraphError> {
    let mut line = canonical_order(graph)?;
    let mut places = vec![0; graph.node_count()];
    for node in &line {
        let parents = graph.neighbors_directed(*node, Incoming);
        let behind = parents.map(|parent| places[parent.index()]).max();
        places[node.index()] = behind.unwrap_or_default().max(node.index());
    }
    // The order among those with one place stays: dependencies first.
    line.sort_by_key(|node| places[node.index()]);
    Ok(line)
}

/// The name that was probably meant.
pub(crate) fn nearest_name<'a>(
    written: &str,
    names: impl Iterator<Item = &'a MigrationName> + Clone,
) -> Option<MigrationName> {
    let suggestion = nearest(written, names.clone().map(MigrationName::as_str))?;
    names.clone().find(|name| name.as_str() == suggestion).cloned()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::testing::{build, joined, name};

    fn check_order(lines: &[&str], expected: &str) {
        let reversed: Vec<&str> = lines.iter().rev().copied().collect();
        for lines in [lines, &reversed] {
            assert_eq!(joined(build(lines).unwrap().files()), expected);
        }
    }

    fn check_error(lines: &[&str], expected: &str) {
        let reversed: Vec<&str> = lines.iter().rev().copied().collect();
        for lines in [lines, &reversed] {
            assert_eq!(build(lines).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn order_is_by_dependency_and_then_by_name() {
        check_order(&[], "");
        check_order(
            &["0001_a", "0002_b: 0001_a", "0003_c: 0002_b"],
            "0001_a 0002_b 0003_c",
        );
        check_order(
            &["0001_a: 0003_c", "0002_b: 0001_a", "0003_c"],
            "0003_c 0001_a 0002_b",
        );
        check_order(
            &["0001_a", "0002_y: 0001_a", "0002_x: 0001_a"],
            "0001_a 0002_x 0002_y",
        );
        check_order(
            &[
                "20240101_120000_add: 0001_a",
                "0001_a",
                "0002_b: 20240101_120000_add",
            ],
            "0001_a 20240101_120000_add 0002_b",
        );
    }

    #[test]
    fn a_file_without_dependencies_of_its_own_is_between_its_neighbours() {
        check_order(
            &["0001_a", "0002_b.sql", "0003_c: 0001_a"],
            "0001_a 0002_b 0003_c",
        );
        let graph = build(&["0001_a", "0002_b.sql", "0003_c: 0001_a"]).unwrap();
        assert_eq!(joined(graph.heads()), "0003_c");
    }

    #[test]
    fn a_file_that_its_name_orders_comes_after_whatever_was_there_before_it() {
        check_order(&["2_a.sql", "10_b.sql", "100_c.sql"], "2_a 10_b 100_c");
        check_order(&["V2__a.sql", "V10__b.sql"], "V2__a V10__b");
        // A number that was counted on is smaller than a timestamp.
        let lines = [
            "0003_d: 20240201_b",
            "20240101_a.sql",
            "20240201_b.sql",
            "20240301_c.sql",
        ];
        check_order(&lines, "20240101_a 20240201_b 0003_d 20240301_c");
        assert_eq!(joined(build(&lines).unwrap().heads()), "20240301_c");
    }

    #[test]
    fn a_dependency_may_be_written_twice() {
        check_order(&["0001_a", "0002_b: 0001_a app.0001_a"], "0001_a 0002_b");
    }

    #[test]
    fn dependencies_on_the_python_package_are_met() {
        for dependency in [
            "auth.0001_initial",
            "core.0001_runtime_tables",
            "aksara_contrib_auth_migrations_0001_initial",
            "any.aksara_core_migrations_0001_runtime_tables",
        ] {
            check_order(&[&format!("0001_initial: {dependency}")], "0001_initial");
        }
    }

    #[test]
    fn a_label_does_not_hide_a_file_of_the_project() {
        check_order(&["0002_a", "0001_b: auth.0002_a"], "0002_a 0001_b");
    }

    #[test]
    fn missing_dependencies_name_the_file_and_the_nearest_name() {
        check_error(
            &["0001_initial", "0002_b: 0001_inital"],
            "0002_b.py depends on `0001_inital`, which is not among the migrations; did you mean `0001_initial`?",
        );
        check_error(
            &["0001_a: blog.0009_posts"],
            "0001_a.py depends on `blog.0009_posts`, which is not among the migrations",
        );
    }

    #[test]
    fn a_missing_dependency_shows_its_place() {
        match build(&["0001_a: 0000_b"]).unwrap_err() {
            GraphError::MissingDependency { dependency, .. } => {
                assert_eq!(dependency.origin.unwrap().to_string(), "0001_a.py:7:5");
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn circles_name_the_files_in_order() {
        check_error(
            &[
                "0001_a: 0003_c",
                "0002_b: 0001_a",
                "0003_c: 0002_b",
                "0004_d: 0003_c",
                "0000_z",
            ],
            "the migrations depend on each other in a circle: 0001_a.py → 0003_c.py → 0002_b.py → 0001_a.py",
        );
        check_error(
            &["0001_a: 0001_a"],
            "the migrations depend on each other in a circle: 0001_a.py → 0001_a.py",
        );
    }

    #[test]
    fn two_files_with_one_stem_are_refused() {
        check_error(
            &["0001_a", "0001_a.sql"],
            "several files have the migration name `0001_a`: 0001_a.py, 0001_a.sql",
        );
    }

    #[test]
    fn several_heads_are_a_conflict_that_a_merge_resolves() {
        let lines = ["0001_a", "0002_email: 0001_a", "0002_phone: 0001_a"];
        let graph = build(&lines).unwrap();
        assert_eq!(
            graph.head().unwrap_err().to_string(),
            "conflict: two migrations come last: 0002_email.py, 0002_phone.py"
        );
        let merge = graph.merge(graph.next_number().merge().unwrap());
        let merge = MigrationFile {
            file: "0003_merge.py".into(),
            migration: merge.into(),
            placement: Placement::default(),
        };
        let merged = MigrationGraph::build(graph.files().cloned().chain([merge])).unwrap();
        assert_eq!(merged.head().unwrap().unwrap().migration.name, name("0003_merge"));
    }

    #[test]
    fn ancestors_and_descendants_are_in_canonical_order() {
        let graph = build(&[
            "0001_a",
            "0002_b: 0001_a",
            "0002_c: 0001_a",
            "0003_m: 0002_c 0002_b",
            "0004_d: 0003_m",
        ])
        .unwrap();
        assert_eq!(joined(graph.ancestors(&name("0003_m"))), "0001_a 0002_b 0002_c");
        assert_eq!(joined(graph.descendants(&name("0002_b"))), "0003_m 0004_d");
        assert_eq!(joined(graph.ancestors(&name("0009_z"))), "");
    }

    #[test]
    fn a_chain_of_ten_thousand_needs_no_deep_stack() {
        let lines: Vec<String> = (1..=10_000)
            .map(|number| format!("{number:05}_a: {:05}_a", number - 1))
            .collect();
        let first = "00000_a".to_owned();
        let files = lines
            .iter()
            .chain([&first])
            .map(|line| crate::testing::file(line));
        let graph = MigrationGraph::build(files).unwrap();
        assert_eq!(graph.ancestors(&name("10000_a")).len(), 10_000);
        assert_eq!(graph.descendants(&name("00000_a")).len(), 10_000);
        assert!(graph.draw(|file| file.migration.name.to_string()).len() < 1_500_000);
    }
}
