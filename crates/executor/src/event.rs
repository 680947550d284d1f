//! What a run tells while it goes on. The executor prints nothing; whoever calls it renders these.

use std::time::Duration;

use aksara_dialect::Statement;

use crate::{Plan, PlannedMigration, Printed};

/// Something that happened in a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// Another runner holds the lock; this one waits for it.
    WaitingForLock,
    /// The plan stands, and nothing is touched yet.
    Planned(&'a Plan),
    /// A migration begins.
    Started(&'a PlannedMigration),
    /// A statement of the running migration begins.
    Statement {
        /// Its number within the migration, counted from 1.
        number: usize,
        /// How many the migration has.
        of: usize,
        /// The statement.
        statement: &'a Statement,
    },
    /// A function of the running migration printed a line.
    Printed(Printed<'a>),
    /// A migration is done, and so is its entry in the history.
    Finished {
        /// The migration.
        migration: &'a PlannedMigration,
        /// How long it took.
        elapsed: Duration,
    },
}

/// What takes the events of a run.
pub type EventSink<'a> = &'a mut (dyn FnMut(Event<'_>) + Send);
