//! Squashes beside their originals: which of the two a database uses.
//!
//! A squash replaces migrations, its originals. Exactly one of the two is in the graph: the squash if nothing of
//! it is applied yet or it ran itself, the originals where they ran and their files are there, or where a part of them
//! ran. The rules are in the README of this crate.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use aksara_operations::MigrationName;

use crate::{GraphError, MigrationFile};

/// A project's migrations, with the originals of each squash among them.
#[derive(Debug, Clone)]
pub(crate) struct Squashes {
    files: BTreeMap<MigrationName, MigrationFile>,
    /// The originals of each squash, through the squashes among them, in order.
    members: BTreeMap<MigrationName, Vec<MigrationName>>,
    /// The squashes, those of others before these.
    outer_first: Vec<MigrationName>,
}

/// Which migrations are in the graph.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// Those that are.
    pub nodes: BTreeSet<MigrationName>,
    /// Names that lead to other nodes: an original to its squash, a squash to its originals.
    pub stand_ins: BTreeMap<MigrationName, Vec<MigrationName>>,
}

impl Squashes {
    /// Looks at what the migrations replace.
    pub fn new(files: impl IntoIterator<Item = MigrationFile>) -> Result<Self, GraphError> {
        let files: BTreeMap<MigrationName, MigrationFile> = files
            .into_iter()
            .map(|file| (file.migration.name.clone(), file))
            .collect();
        let squashes = files.values().filter(|file| file.migration.is_squash());
        let mut members = BTreeMap::new();
        for squash in squashes {
            members.insert(squash.migration.name.clone(), expanded(squash, &files)?);
        }
        let mut outer_first: Vec<MigrationName> = members.keys().cloned().collect();
        outer_first.sort_by_key(|name| (Reverse(members.get(name).map(Vec::len)), name.clone()));
        let squashes = Self {
            files,
            members,
            outer_first,
        };
        squashes.refuse_overlaps()?;
        Ok(squashes)
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Every migration that has a file, in the order of the names.
    pub fn files(&self) -> &BTreeMap<MigrationName, MigrationFile> {
        &self.files
    }

    /// The originals of a squash; none if the migration is not a squash.
    pub fn members(&self, name: &MigrationName) -> &[MigrationName] {
        self.members.get(name).map_or(&[], Vec::as_slice)
    }

    /// The squashes that replace a migration, the innermost first.
    pub fn around<'a>(&'a self, name: &'a MigrationName) -> impl Iterator<Item = &'a MigrationName> {
        let inner_first = self.outer_first.iter().rev();
        inner_first.filter(move |squash| self.members(squash).contains(name))
    }

    /// The squashes, inner ones first.
    pub fn inner_first(&self) -> impl Iterator<Item = &MigrationName> {
        self.outer_first.iter().rev()
    }

    /// Every name that a migration has or had.
    pub fn names(&self) -> BTreeSet<&MigrationName> {
        self.files.keys().chain(self.members.values().flatten()).collect()
    }

    /// The applied migrations, by the rows of a history: a squash together with all its originals.
    ///
    /// A program that does not know of a squash may record it without its originals, or revert an original and leave
    /// the squash's row: that row says nothing then.
    pub fn covered(&self, rows: &[MigrationName]) -> BTreeSet<MigrationName> {
        let mut covered: BTreeSet<MigrationName> = rows.iter().cloned().collect();
        for squash in self.outer_first.iter().filter(|squash| rows.contains(squash)) {
            let members = self.members(squash);
            let applied = members.iter().filter(|member| covered.contains(*member)).count();
            if applied == 0 {
                covered.extend(members.iter().cloned());
            } else if applied < members.len() {
                covered.remove(squash);
            }
        }
        for squash in self.inner_first() {
            if self.members(squash).iter().all(|member| covered.contains(member)) {
                covered.insert(squash.clone());
            }
        }
        covered
    }

    /// Chooses between squashes and originals. `aims` are migrations that must be in the graph: a target, or one that
    /// was begun.
    pub fn select(&self, rows: &[MigrationName], aims: &[MigrationName]) -> Result<Selection, GraphError> {
        if self.is_empty() {
            return Ok(Selection {
                nodes: self.files.keys().cloned().collect(),
                stand_ins: BTreeMap::new(),
            });
        }
        let covered = self.covered(rows);
        let mut selection = Selection::default();
        let mut open = BTreeSet::new();
        for squash in &self.outer_first {
            if selection.stand_ins.contains_key(squash) {
                continue;
            }
            if self.is_chosen(squash, rows, &covered, aims) {
                let stand_in = |member: &MigrationName| (member.clone(), vec![squash.clone()]);
                selection
                    .stand_ins
                    .extend(self.members(squash).iter().map(stand_in));
            } else {
                open.insert(squash);
            }
        }
        let is_node =
            |name: &&MigrationName| !selection.stand_ins.contains_key(*name) && !open.contains(name);
        selection.nodes = self.files.keys().filter(is_node).cloned().collect();
        for squash in open {
            let originals = self.originals(squash, &selection)?;
            selection.stand_ins.insert(squash.clone(), originals);
        }
        Ok(selection)
    }

    /// Whether a squash is in the graph in place of its originals.
    fn is_chosen(
        &self,
        squash: &MigrationName,
        rows: &[MigrationName],
        covered: &BTreeSet<MigrationName>,
        aims: &[MigrationName],
    ) -> bool {
        let members = self.members(squash);
        let is_any = |test: &dyn Fn(&MigrationName) -> bool| members.iter().any(test);
        if is_any(&|member| aims.contains(member)) {
            return false;
        }
        if !is_any(&|member| covered.contains(member)) {
            return true;
        }
        let is_pruned = is_any(&|member| !self.files.contains_key(member));
        covered.contains(squash) && (is_pruned || ran_itself(squash, members, rows))
    }

    /// The nodes that are used instead of a squash.
    fn originals(
        &self,
        squash: &MigrationName,
        selection: &Selection,
    ) -> Result<Vec<MigrationName>, GraphError> {
        let mut originals: Vec<MigrationName> = Vec::new();
        for member in self.members(squash) {
            let node = match selection.stand_ins.get(member).map(Vec::as_slice) {
                Some([inner]) => Some(inner),
                _ => Some(member),
            };
            let node = node.filter(|node| selection.nodes.contains(*node));
            match node {
                Some(node) if !originals.contains(node) => originals.push(node.clone()),
                Some(_) => {}
                // A squash within this one that is inactive as well: its originals are members themselves.
                None if self.members.contains_key(member) => {}
                None => {
                    return Err(GraphError::MissingOriginal {
                        squash: self.file_of(squash),
                        missing: member.clone(),
                    });
                }
            }
        }
        Ok(originals)
    }

    fn file_of(&self, name: &MigrationName) -> std::sync::Arc<str> {
        self.files
            .get(name)
            .map_or_else(|| name.as_str().into(), |file| file.file.clone())
    }

    /// Of two squashes that replace one migration, one must replace the other.
    fn refuse_overlaps(&self) -> Result<(), GraphError> {
        let mut last: BTreeMap<&MigrationName, &MigrationName> = BTreeMap::new();
        for squash in self.inner_first() {
            let members = self.members(squash);
            for member in members {
                let before = last.insert(member, squash);
                if let Some(other) = before.filter(|other| !members.contains(other)) {
                    return Err(GraphError::OverlappingSquashes {
                        migration: member.clone(),
                        squashes: [self.file_of(other), self.file_of(squash)],
                    });
                }
            }
        }
        Ok(())
    }
}

/// A run of the squash records it first and then what it replaces; where the originals ran, it comes after them.
fn ran_itself(squash: &MigrationName, members: &[MigrationName], rows: &[MigrationName]) -> bool {
    let first = rows.iter().find(|row| *row == squash || members.contains(row));
    first == Some(squash)
}

/// The originals of a squash, each squash among them after its own originals.
fn expanded(
    squash: &MigrationFile,
    files: &BTreeMap<MigrationName, MigrationFile>,
) -> Result<Vec<MigrationName>, GraphError> {
    let mut found = Vec::new();
    let mut path = vec![squash.migration.name.clone()];
    expand(squash, files, &mut path, &mut found)?;
    Ok(found)
}

fn expand(
    squash: &MigrationFile,
    files: &BTreeMap<MigrationName, MigrationFile>,
    path: &mut Vec<MigrationName>,
    found: &mut Vec<MigrationName>,
) -> Result<(), GraphError> {
    for replaced in &squash.migration.replaces {
        let name = &replaced.value.name;
        if path.contains(name) {
            return Err(GraphError::SquashOfItself {
                file: squash.file.clone(),
                replaced: Box::new(replaced.clone()),
            });
        }
        if found.contains(name) {
            continue;
        }
        if let Some(inner) = files.get(name).filter(|file| file.migration.is_squash()) {
            path.push(name.clone());
            expand(inner, files, path, found)?;
            path.pop();
        }
        found.push(name.clone());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use crate::testing::{build, joined, name, names};
    use crate::{GraphError, MigrationGraph, Route, Target};

    /// A squash in the middle, its originals, and what depends on these.
    const LINES: &[&str] = &[
        "0001_a",
        "0002_b: 0001_a",
        "0003_c: 0002_b",
        "0004_d: 0003_c",
        "0002_s: 0001_a = 0002_b 0003_c",
    ];

    /// A squash of a squash.
    const NESTED: &[&str] = &[
        "0001_a",
        "0002_b: 0001_a",
        "0001_s: = 0001_a 0002_b",
        "0003_c: 0001_s",
        "0001_t: = 0001_s 0003_c",
    ];

    fn without(lines: &[&str], gone: &str) -> MigrationGraph {
        let is_kept = |line: &&&str| !gone.split(' ').any(|gone| line.split(':').next() == Some(gone));
        let kept: Vec<&str> = lines.iter().filter(is_kept).copied().collect();
        build(&kept).unwrap()
    }

    /// The graph for a history and targets, and what of it is applied.
    fn chosen(graph: &MigrationGraph, rows: &str, aims: &str) -> String {
        match graph.choose_squashes(&names(rows), &names(aims)) {
            Ok(graph) => {
                let executed: Vec<String> = graph
                    .executed(&names(rows))
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                format!("{} | {}", joined(graph.files()), executed.join(" "))
            }
            Err(error) => error.to_string(),
        }
    }

    fn check(rows: &str, aims: &str, expected: &str) {
        assert_eq!(
            chosen(&build(LINES).unwrap(), rows, aims),
            expected,
            "{rows} → {aims}"
        );
    }

    #[test]
    fn a_database_without_the_originals_uses_the_squash() {
        assert_eq!(joined(build(LINES).unwrap().files()), "0001_a 0002_s 0004_d");
        check("", "", "0001_a 0002_s 0004_d | ");
        check("0001_a", "", "0001_a 0002_s 0004_d | 0001_a");
    }

    #[test]
    fn a_database_with_originals_uses_the_originals() {
        check("0001_a 0002_b", "", "0001_a 0002_b 0003_c 0004_d | 0001_a 0002_b");
        check(
            "0001_a 0002_b 0003_c",
            "",
            "0001_a 0002_b 0003_c 0004_d | 0001_a 0002_b 0003_c",
        );
        check(
            "0001_a 0002_b 0003_c 0004_d 0002_s",
            "",
            "0001_a 0002_b 0003_c 0004_d | 0001_a 0002_b 0003_c 0004_d",
        );
    }

    #[test]
    fn the_order_of_the_rows_shows_that_the_squash_ran() {
        check(
            "0001_a 0002_s 0002_b 0003_c",
            "",
            "0001_a 0002_s 0004_d | 0001_a 0002_s",
        );
    }

    #[test]
    fn an_original_that_is_aimed_at_is_in_the_graph() {
        check("", "0002_b", "0001_a 0002_b 0003_c 0004_d | ");
        check(
            "0001_a 0002_s 0002_b 0003_c 0004_d",
            "0002_b",
            "0001_a 0002_b 0003_c 0004_d | 0001_a 0002_b 0003_c 0004_d",
        );
        // The package of Python records the squash alone.
        check(
            "0001_a 0002_s 0004_d",
            "0003_c",
            "0001_a 0002_b 0003_c 0004_d | 0001_a 0002_b 0003_c 0004_d",
        );
    }

    #[test]
    fn a_row_of_a_squash_without_one_of_its_originals_says_nothing() {
        check(
            "0001_a 0002_s 0002_b",
            "",
            "0001_a 0002_b 0003_c 0004_d | 0001_a 0002_b",
        );
        let graph = build(LINES).unwrap();
        let rows = names("0001_a 0002_s 0002_b");
        assert!(graph.rows_that_come(&name("0003_c"), &rows).is_empty());
    }

    #[test]
    fn the_squash_replaces_originals_without_a_file() {
        let pruned = without(LINES, "0002_b 0003_c");
        assert_eq!(joined(pruned.files()), "0001_a 0002_s 0004_d");
        for rows in [
            "0001_a 0002_b 0003_c 0004_d 0002_s",
            "0001_a 0002_s 0002_b 0003_c 0004_d",
        ] {
            assert_eq!(
                chosen(&pruned, rows, ""),
                "0001_a 0002_s 0004_d | 0001_a 0002_s 0004_d"
            );
        }
        assert!(pruned.is_replaced(&name("0003_c")));
        assert_eq!(pruned.next_number().to_string(), "0005");
    }

    #[test]
    fn a_part_of_the_originals_needs_the_files_of_all() {
        let message = "0002_s.py replaces `0003_c`, which this database still needs and which has no file";
        assert_eq!(chosen(&without(LINES, "0003_c"), "0001_a 0002_b", ""), message);
        assert_eq!(chosen(&without(LINES, "0003_c"), "", "0002_b"), message);
    }

    #[test]
    fn what_ran_between_originals_comes_before_a_squash_that_needs_it() {
        let lines = [
            "0001_a",
            "0001_x",
            "0002_b: 0001_a 0001_x",
            "0003_y: 0001_a",
            "0001_s: 0001_x = 0001_a 0002_b",
        ];
        let rows = "0001_a 0003_y 0001_x 0002_b 0001_s";
        assert_eq!(
            chosen(&build(&lines).unwrap(), rows, ""),
            "0001_a 0001_x 0002_b 0003_y | 0001_a 0003_y 0001_x 0002_b"
        );
        assert_eq!(
            chosen(&without(&lines, "0001_a 0002_b"), rows, ""),
            "0001_x 0001_s 0003_y | 0001_x 0001_s 0003_y"
        );
    }

    #[test]
    fn a_squash_of_a_squash_replaces_all_of_both() {
        let graph = build(NESTED).unwrap();
        assert_eq!(joined(graph.files()), "0001_t");
        assert_eq!(chosen(&graph, "0001_a", ""), "0001_a 0002_b 0003_c | 0001_a");
        assert_eq!(
            chosen(&graph, "0001_s 0001_a 0002_b", ""),
            "0001_s 0003_c | 0001_s"
        );
        assert_eq!(chosen(&graph, "0001_s", ""), "0001_s 0003_c | 0001_s");
        assert_eq!(chosen(&graph, "", "0003_c"), "0001_s 0003_c | ");
        let flat = build(&["0001_t: = 0001_a 0002_b 0001_s 0003_c"]).unwrap();
        assert_eq!(
            chosen(&flat, "0001_s 0001_a 0002_b 0003_c 0001_t", ""),
            "0001_t | 0001_t"
        );
    }

    #[test]
    fn rows_come_and_go_with_squash_and_originals() {
        let graph = build(NESTED).unwrap();
        let come = |migration: &str, rows: &str| {
            let come = graph.rows_that_come(&name(migration), &names(rows));
            come.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(come("0001_t", ""), "0001_a 0002_b 0001_s 0003_c");
        assert_eq!(come("0001_a", ""), "");
        assert_eq!(come("0002_b", "0001_a"), "0001_s");
        assert_eq!(come("0003_c", "0001_a 0002_b 0001_s"), "0001_t");
        let go = |migration: &str, rows: &str| {
            let gone = graph.rows_that_go(&name(migration), &names(rows));
            gone.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        let all = "0001_a 0002_b 0001_s 0003_c 0001_t";
        assert_eq!(go("0001_t", all), "0001_a 0002_b 0001_s 0003_c");
        assert_eq!(go("0002_b", all), "0001_s 0001_t");
        assert_eq!(go("0001_s", all), "0001_a 0002_b 0001_t");
        assert_eq!(
            joined(graph.unrecorded(&names("0001_a 0002_b 0003_c"))),
            "0001_s 0001_t"
        );
    }

    #[test]
    fn a_target_may_be_a_squash_that_is_inactive() {
        let graph = build(LINES).unwrap();
        let route = |rows: &str, target: &str| {
            let target = name(target);
            let graph = graph
                .choose_squashes(&names(rows), std::slice::from_ref(&target))
                .unwrap();
            match graph
                .route(&Target::Migration(target), &graph.executed(&names(rows)))
                .unwrap()
            {
                Route::Forward(files) => format!("apply {}", joined(files)),
                Route::Backward(files) => format!("undo {}", joined(files)),
            }
        };
        assert_eq!(route("0001_a 0002_b", "0002_s"), "apply 0003_c");
        assert_eq!(route("0001_a 0002_b 0003_c 0004_d", "0002_s"), "undo 0004_d");
        assert_eq!(route("", "0002_s"), "apply 0001_a 0002_s");
        assert_eq!(
            route("0001_a 0002_s 0002_b 0003_c 0004_d", "0001_a"),
            "undo 0004_d 0002_s"
        );
        assert_eq!(
            route("0001_a 0002_s 0002_b 0003_c 0004_d", "0002_b"),
            "undo 0004_d 0003_c"
        );
    }

    #[test]
    fn a_dependency_on_a_squash_is_one_on_the_last_of_its_originals() {
        let graph = build(&[
            "0001_a",
            "0002_b: 0001_a",
            "0001_s: = 0001_a 0002_b",
            "0003_c: 0001_s",
        ])
        .unwrap();
        let graph = graph.choose_squashes(&names("0001_a"), &[]).unwrap();
        let drawn = graph.draw(|file| file.migration.name.to_string());
        assert_eq!(drawn, "0001_a\n└── 0002_b\n    └── 0003_c\n");
    }

    #[test]
    fn squashes_that_contradict_each_other_are_refused() {
        let overlap = [
            "0001_a",
            "0002_b",
            "0003_c",
            "0001_s: = 0001_a 0002_b",
            "0002_t: = 0002_b 0003_c",
        ];
        assert_eq!(
            build(&overlap).unwrap_err().to_string(),
            "`0002_b` is replaced by two squashes: 0002_t.py, 0001_s.py"
        );
        let circle = build(&["0001_s: = 0001_t", "0001_t: = 0001_s"]).unwrap_err();
        assert!(matches!(circle, GraphError::SquashOfItself { .. }), "{circle}");
    }
}
