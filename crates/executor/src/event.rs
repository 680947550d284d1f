//! The events of a run. The executor prints nothing; its caller renders these.

use std::time::Duration;

use aksara_dialect::Statement;
use aksara_driver::OtherSession;
use aksara_schema::TableName;

use crate::{LockHolder, Plan, PlannedMigration, Printed, Unfinished};

/// Something that happened in a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// Another runner holds the lock; this one waits for it.
    WaitingForLock {
        /// That runner, where the database tells.
        holder: Option<&'a LockHolder>,
    },
    /// The plan is made, and nothing is changed yet.
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
    /// The statement that began last still runs: once for each second.
    StatementRunning {
        /// Its number.
        number: usize,
        /// How many the migration has.
        of: usize,
        /// How long it has run.
        elapsed: Duration,
    },
    /// The statement that began last is done.
    StatementDone {
        /// Its number.
        number: usize,
        /// How many the migration has.
        of: usize,
        /// The statement.
        statement: &'a Statement,
        /// How long it took.
        elapsed: Duration,
    },
    /// Other sessions hold what the running statement waits for.
    Blocked {
        /// The migration.
        migration: &'a PlannedMigration,
        /// Those sessions.
        blockers: &'a [OtherSession],
        /// How long the statement has run.
        elapsed: Duration,
    },
    /// Another session held a lock for too long: the statement gave way, or its transaction, and is tried again.
    TryingAgain {
        /// The migration.
        migration: &'a PlannedMigration,
        /// The sessions that were in the way, where the database tells.
        blockers: &'a [OtherSession],
        /// The time until it is tried again.
        pause: Duration,
        /// The time for which it goes on like this.
        rest: Duration,
    },
    /// The migration that begins was begun by a run before, which got up to this statement; this one goes on.
    Resuming(&'a Unfinished),
    /// A backfill got on.
    Backfill(&'a BackfillProgress),
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

/// How far a backfill got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackfillProgress {
    /// The table.
    pub table: TableName,
    /// The last event.
    pub stage: BackfillStage,
    /// How many ranges of rows are committed, by runs before this one too.
    pub batches: i64,
    /// How many rows are in them.
    pub rows: i64,
    /// How many rows the table had when this run began.
    pub total: i64,
}

/// The stage of a backfill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackfillStage {
    /// It begins, or goes on where a run before stopped: then ranges are committed already.
    Begun,
    /// A range was committed.
    Committed,
    /// No rows are left.
    Ended,
}

/// Receives the events of a run.
pub type EventSink<'a> = &'a mut (dyn FnMut(Event<'_>) + Send);
