//! A settled history: every migration of the source is applied, as its text is now, in the order of the names.
//!
//! Then the order of the migrations is known, and none of them is read. A text that was edited, a rename, a squash, or
//! another order of execution takes the graph of what the files say.

use std::sync::Arc;

use aksara_graph::{GraphError, MigrationFile, MigrationGraph, Placement};
use aksara_operations::{Dependency, Located, Migration};

use crate::{AppliedMigration, MigrationEntry, MigrationSource};

/// The graph of a source whose history is settled: what ran in an order may depend on each other in that order.
pub(crate) fn settled_graph(
    source: &dyn MigrationSource,
    history: &[AppliedMigration],
) -> Result<Option<MigrationGraph>, GraphError> {
    if !is_settled(source, history) {
        return Ok(None);
    }
    let mut before = None;
    let file = |entry: &MigrationEntry| {
        let dependency = before.replace(entry.name.clone()).map(Dependency::from);
        MigrationFile {
            file: entry.file.clone(),
            migration: Arc::new(Migration {
                dependencies: dependency.into_iter().map(Located::generated).collect(),
                ..Migration::new(entry.name.clone())
            }),
            placement: Placement::Dependencies,
        }
    };
    MigrationGraph::build(source.entries().iter().map(file)).map(Some)
}

fn is_settled(source: &dyn MigrationSource, history: &[AppliedMigration]) -> bool {
    let mut entries = source.entries().iter();
    let rows = history.iter().filter(|row| !row.is_external());
    let are_settled = rows.into_iter().all(|row| {
        let entry = entries.next().filter(|entry| entry.name.as_str() == row.name);
        entry
            .is_some_and(|entry| row.checksum.as_ref() == Some(&entry.checksum) && !source.may_replace(entry))
    });
    are_settled && entries.next().is_none()
}
