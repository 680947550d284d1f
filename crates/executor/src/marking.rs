//! Recording by hand that one migration is applied, or that nothing of it is.
//!
//! It is the way on from a migration that stopped where the database could not roll it back, in either direction.

use std::collections::BTreeSet;

use aksara_driver::Connection;
use aksara_graph::{MigrationGraph, Target};
use aksara_operations::MigrationName;

use crate::applied::Applied;
use crate::backfill_record::BACKFILL;
use crate::history::HISTORY;
use crate::journal::JOURNAL;
use crate::plan::build_graph;
use crate::{AppliedMigration, ExecutorError, MigrationEntry, MigrationSource, Unfinished, history, journal};

/// One migration, and what the history shall say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The migration's name, or the beginning of it.
    pub migration: String,
    /// Its kind.
    pub state: MarkedState,
}

/// The state of a migration in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkedState {
    /// All of it is done.
    Applied,
    /// Nothing of it is done.
    Unapplied,
}

/// The result of marking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The migration.
    pub migration: MigrationName,
    /// Its state now.
    pub state: MarkedState,
    /// Whether the history said otherwise before.
    pub has_changed: bool,
    /// The run of it that had stopped.
    pub unfinished: Option<Unfinished>,
}

/// Marks a migration. The lock is held.
pub(crate) async fn mark(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    mark: &Mark,
    (history, unfinished): (&[AppliedMigration], &[Unfinished]),
) -> Result<Marked, ExecutorError> {
    let graph = build_graph(source)?;
    let entry = resolve(source, &graph, &mark.migration)?;
    let applied = Applied::new(source, history);
    let graph = graph.choose_squashes(&applied.rows, std::slice::from_ref(&entry.name))?;
    let is_applied = history.iter().any(|row| row.name == entry.name.as_str());
    let marked = Marked {
        migration: entry.name.clone(),
        state: mark.state,
        has_changed: is_applied != (mark.state == MarkedState::Applied),
        unfinished: unfinished
            .iter()
            .find(|unfinished| unfinished.migration == entry.name.as_str())
            .cloned(),
    };
    let accompanying = match mark.state {
        MarkedState::Applied => graph.rows_that_come(&entry.name, &applied.rows),
        MarkedState::Unapplied => graph.rows_that_go(&entry.name, &applied.rows),
    };
    if marked.has_changed {
        refuse_inconsistency(&graph, &applied.rows, &marked, &accompanying)?;
    }
    if mark.state == MarkedState::Applied {
        HISTORY.ensure(connection).await?;
    }
    let begun = connection.begin().await;
    begun.map_err(|source| transaction_error(&marked, source))?;
    let written = match write(connection, &applied, entry, &marked, &accompanying).await {
        Ok(()) => connection
            .commit()
            .await
            .map_err(|source| transaction_error(&marked, source)),
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        // The failure is what the user must hear of.
        let _ = connection.rollback().await;
        return Err(error);
    }
    if marked.unfinished.is_some() {
        BACKFILL.drop(connection).await?;
    }
    Ok(marked)
}

fn resolve<'a>(
    source: &'a dyn MigrationSource,
    graph: &MigrationGraph,
    written: &str,
) -> Result<&'a MigrationEntry, ExecutorError> {
    let name = match graph.resolve_target(written)? {
        Target::Migration(name) => Some(name),
        Target::Latest | Target::Zero => None,
    };
    let entries = source.entries();
    let entry = name.and_then(|name| entries.iter().find(|entry| entry.name == name));
    entry.ok_or_else(|| crate::plan::unknown(written))
}

async fn write(
    connection: &mut dyn Connection,
    applied: &Applied<'_>,
    entry: &MigrationEntry,
    marked: &Marked,
    accompanying: &[MigrationName],
) -> Result<(), ExecutorError> {
    match (marked.has_changed, marked.state) {
        (true, MarkedState::Applied) => history::record(connection, entry).await?,
        (true, MarkedState::Unapplied) => history::delete(connection, &entry.name).await?,
        (false, _) => {}
    }
    for name in accompanying.iter().filter(|_| marked.has_changed) {
        match marked.state {
            MarkedState::Applied => {
                history::record_accompanying(connection, &applied.accompanying(name)).await?;
            }
            MarkedState::Unapplied => history::delete(connection, name).await?,
        }
    }
    if JOURNAL.exists(connection).await? {
        journal::forget(connection, &entry.name).await?;
    }
    Ok(())
}

/// A migration that is applied needs what it depends on.
fn refuse_inconsistency(
    graph: &MigrationGraph,
    rows: &[MigrationName],
    marked: &Marked,
    accompanying: &[MigrationName],
) -> Result<(), ExecutorError> {
    let mut after = rows.to_vec();
    match marked.state {
        MarkedState::Applied => {
            after.push(marked.migration.clone());
            after.extend(accompanying.iter().cloned());
        }
        MarkedState::Unapplied => {
            after.retain(|name| *name != marked.migration && !accompanying.contains(name));
        }
    }
    let (before, after) = (graph.executed(rows), graph.executed(&after));
    let pairs = |names: &[MigrationName]| -> BTreeSet<(String, MigrationName)> {
        let found = graph.inconsistencies(names).into_iter();
        found
            .map(|found| (found.file.to_string(), found.missing))
            .collect()
    };
    match pairs(&after).difference(&pairs(&before)).next() {
        None => Ok(()),
        Some((file, missing)) => Err(ExecutorError::MarkedOutOfOrder {
            migration: marked.migration.clone(),
            file: file.as_str().into(),
            missing: missing.clone(),
        }),
    }
}

fn transaction_error(marked: &Marked, source: aksara_driver::DriverError) -> ExecutorError {
    ExecutorError::Transaction {
        migration: marked.migration.clone(),
        source,
    }
}
