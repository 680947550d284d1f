//! From what is applied to a target: what to apply, or what to undo.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_operations::MigrationName;
use thiserror::Error;

use crate::{GraphError, MigrationFile, MigrationGraph, Target};

/// The migrations between what is applied and a target, in the order in which to run them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route<'a> {
    /// Apply these; none where the target is reached.
    Forward(Vec<&'a MigrationFile>),
    /// Undo these.
    Backward(Vec<&'a MigrationFile>),
}

/// A migration that was applied although one that it depends on was not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{file} is applied, but `{missing}`, which it depends on, is not; \
     undo the one, or mark the other as applied with `aksara migrate {missing} --fake`"
)]
pub struct InconsistentHistory {
    /// The file of the applied migration.
    pub file: Arc<str>,
    /// The dependency that is not applied.
    pub missing: MigrationName,
}

impl MigrationGraph {
    /// The migrations to apply or revert for a target. `applied` is the history in the order of execution; names
    /// without a file are left alone.
    ///
    /// A target that is applied is reached backwards: its applied descendants are undone, and nothing else.
    pub fn route(&self, target: &Target, applied: &[MigrationName]) -> Result<Route<'_>, GraphError> {
        let known: BTreeSet<&MigrationName> = applied.iter().collect();
        match target {
            Target::Latest => {
                self.head()?;
                Ok(Route::Forward(not_applied(self.files(), &known)))
            }
            Target::Zero => Ok(Route::Backward(self.undo(applied, |_| true))),
            Target::Migration(name) if self.is_applied(name, &known) => {
                let descendants: BTreeSet<&MigrationName> = self
                    .descendants(name)
                    .into_iter()
                    .map(|file| &file.migration.name)
                    .collect();
                let undone = self.undo(applied, |applied| descendants.contains(applied));
                Ok(if undone.is_empty() {
                    Route::Forward(undone)
                } else {
                    Route::Backward(undone)
                })
            }
            Target::Migration(name) => {
                let needed: BTreeSet<&MigrationName> = self
                    .ancestors(name)
                    .into_iter()
                    .map(|file| &file.migration.name)
                    .chain(self.meaning(name))
                    .collect();
                let files = self.files().filter(|file| needed.contains(&file.migration.name));
                Ok(Route::Forward(not_applied(files, &known)))
            }
        }
    }

    /// The applied migrations whose dependencies are not applied, in canonical order.
    pub fn inconsistencies(&self, applied: &[MigrationName]) -> Vec<InconsistentHistory> {
        let known: BTreeSet<&MigrationName> = applied.iter().collect();
        let is_applied = |name: &MigrationName| known.contains(name);
        let of_applied = self
            .order
            .iter()
            .filter(|node| is_applied(&self.graph[**node].migration.name));
        let links = of_applied.flat_map(|node| self.parents(*node).map(move |parent| (*node, parent)));
        let unmet = links.filter(|(_, parent)| !is_applied(&self.graph[*parent].migration.name));
        unmet
            .map(|(node, parent)| InconsistentHistory {
                file: self.graph[node].file.clone(),
                missing: self.graph[parent].migration.name.clone(),
            })
            .collect()
    }

    /// Whether a migration is applied, or everything that replaces it.
    fn is_applied(&self, name: &MigrationName, applied: &BTreeSet<&MigrationName>) -> bool {
        let meaning = self.meaning(name);
        !meaning.is_empty() && meaning.iter().all(|name| applied.contains(name))
    }

    /// The applied migrations that are chosen, the last executed first.
    fn undo(
        &self,
        applied: &[MigrationName],
        chosen: impl Fn(&MigrationName) -> bool,
    ) -> Vec<&MigrationFile> {
        applied
            .iter()
            .rev()
            .filter(|name| chosen(name))
            .filter_map(|name| self.get(name))
            .collect()
    }
}

fn not_applied<'a>(
    files: impl Iterator<Item = &'a MigrationFile>,
    applied: &BTreeSet<&MigrationName>,
) -> Vec<&'a MigrationFile> {
    files
        .filter(|file| !applied.contains(&file.migration.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::testing::{build, joined, names};

    const DIAMOND: &[&str] = &[
        "0001_a",
        "0002_b: 0001_a",
        "0002_c: 0001_a",
        "0003_m: 0002_b 0002_c",
        "0004_d: 0003_m",
    ];

    fn check(target: Target, applied: &str, expected: &str) {
        let graph = build(DIAMOND).unwrap();
        let route = match graph.route(&target, &names(applied)).unwrap() {
            Route::Forward(files) => format!("apply {}", joined(files)),
            Route::Backward(files) => format!("undo {}", joined(files)),
        };
        assert_eq!(route, expected);
    }

    fn migration(text: &str) -> Target {
        build(DIAMOND).unwrap().resolve_target(text).unwrap()
    }

    #[test]
    fn forward_is_what_the_target_needs_and_is_not_applied() {
        check(Target::Latest, "", "apply 0001_a 0002_b 0002_c 0003_m 0004_d");
        check(Target::Latest, "0001_a 0002_c", "apply 0002_b 0003_m 0004_d");
        check(Target::Latest, "0001_a 0002_b 0002_c 0003_m 0004_d", "apply ");
        check(migration("0002_c"), "", "apply 0001_a 0002_c");
        check(migration("0003_m"), "0001_a", "apply 0002_b 0002_c 0003_m");
    }

    #[test]
    fn backward_undoes_the_applied_descendants_last_executed_first() {
        check(
            migration("0001_a"),
            "0001_a 0002_c 0002_b 0003_m",
            "undo 0003_m 0002_b 0002_c",
        );
        check(
            migration("0002_b"),
            "0001_a 0002_b 0002_c 0003_m 0004_d",
            "undo 0004_d 0003_m",
        );
        check(
            migration("0004_d"),
            "0001_a 0002_b 0002_c 0003_m 0004_d",
            "apply ",
        );
        check(Target::Zero, "0001_a 0002_c 0002_b", "undo 0002_b 0002_c 0001_a");
    }

    #[test]
    fn history_without_a_file_is_left_alone() {
        check(
            Target::Zero,
            "aksara_core_migrations_0001_runtime_tables 0001_a 0009_gone",
            "undo 0001_a",
        );
    }

    #[test]
    fn two_heads_have_no_latest_state_but_each_can_be_aimed_at() {
        let graph = build(&["0001_a", "0002_b: 0001_a", "0002_c: 0001_a"]).unwrap();
        assert!(matches!(
            graph.route(&Target::Latest, &[]),
            Err(GraphError::Conflict { .. })
        ));
        let target = graph.resolve_target("0002_c").unwrap();
        assert!(
            matches!(graph.route(&target, &[]), Ok(Route::Forward(files)) if joined(files.clone()) == "0001_a 0002_c")
        );
    }

    #[test]
    fn an_applied_migration_whose_dependency_is_not_is_reported() {
        let graph = build(DIAMOND).unwrap();
        let found = graph.inconsistencies(&names("0001_a 0002_b 0003_m"));
        let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "0003_m.py is applied, but `0002_c`, which it depends on, is not; \
              undo the one, or mark the other as applied with `aksara migrate 0002_c --fake`"
            ]
        );
        assert_eq!(graph.inconsistencies(&names("0001_a 0002_b")), []);
    }
}
