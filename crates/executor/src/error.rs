//! Why a plan cannot be made or a run did not reach its end. Each says the state of the database and what to do next.

use std::sync::Arc;

use aksara_dialect::CompileError;
use aksara_driver::DriverError;
use aksara_graph::GraphError;
use aksara_operations::{Irreversible, MigrationName, Origin, ReplayError};
use thiserror::Error;

use crate::system_table::SystemTableError;
use crate::{
    AcceptedRename, Continuation, DataLossOnWayBack, Direction, DisturbingChange, FunctionError, InDoubt,
    LockHolder, NeedsSession, NotOneTransaction, ObjectsInTheWay, OtherInitial, RenamedMigration,
    Requirement, RowsInTheWay, SourceError, TakenOver, Unfinished,
};

/// An error of the executor.
#[derive(Debug, Error)]
pub enum ExecutorError {
    /// A migration cannot be read.
    #[error("{error}")]
    Source {
        /// Its front end's error.
        error: SourceError,
    },
    /// The migrations are not graph, or the target is not in it.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An operation does not fit the history before it.
    #[error(transparent)]
    Replay(#[from] Box<ReplayError>),
    /// The plan would undo what cannot be undone.
    #[error("{0}")]
    Irreversible(Box<Irreversible>),
    /// The database cannot do what a migration asks for.
    #[error("{migration}: {source}")]
    Compile {
        /// The migration.
        migration: MigrationName,
        /// The thing that the database cannot do.
        source: Box<CompileError>,
    },
    /// Applied migrations whose text changed.
    #[error("edited after being applied: {}", files.join(", "))]
    Edited {
        /// Their files.
        files: Vec<Arc<str>>,
        /// Their names.
        names: Vec<MigrationName>,
    },
    /// An edit to accept of a migration that is not applied.
    #[error("`{migration}` is not applied, so there is no edit of it to accept")]
    NothingToAccept {
        /// The migration.
        migration: MigrationName,
    },
    /// Applied migrations whose files have other names now, and would run a second time.
    #[error("{}", renamed_text(.0))]
    Renamed(Vec<RenamedMigration>),
    /// A rename to accept of what was not renamed like this.
    #[error("{}:{} is not a rename to accept: {reason}", rename.old_name, rename.new_name)]
    NoRename {
        /// The rename.
        rename: AcceptedRename,
        /// Why not.
        reason: NoRename,
    },
    /// A function in the plan, and nothing that runs functions.
    #[error("{migration} runs the function `{function}`, and this program cannot run functions")]
    NoFunctionRunner {
        /// The migration.
        migration: MigrationName,
        /// The function.
        function: String,
        /// Its place.
        origin: Option<Origin>,
    },
    /// A script cannot run functions.
    #[error("{migration} runs the function `{function}`, and a script cannot run functions")]
    PythonInScript {
        /// The migration.
        migration: MigrationName,
        /// The function.
        function: String,
        /// Its place.
        origin: Option<Origin>,
    },
    /// A script cannot take back what the user's SQL does to the session.
    #[error(
        "{migration} switches to another database with `{word}`, and a script cannot switch back: it does not \
         know the first database's name"
    )]
    LastingInScript {
        /// The migration.
        migration: MigrationName,
        /// The word that the statement begins with.
        word: &'static str,
        /// Its place.
        origin: Option<Origin>,
    },
    /// A range whose end does not contain its beginning.
    #[error("the range goes backwards: TO does not depend on {migration}, and FROM does")]
    NoRange {
        /// A migration that the beginning needs.
        migration: MigrationName,
    },
    /// Functions in the plan cannot be run, as was found before anything ran.
    #[error("{migration}: {source}")]
    FunctionsUnavailable {
        /// The first migration with a function.
        migration: MigrationName,
        /// The function's place.
        origin: Option<Origin>,
        /// Why.
        source: FunctionError,
    },
    /// A function failed.
    #[error("{}", .0)]
    Function(Box<FailedFunction>),
    /// Rows are in the way.
    #[error("{}: {}", .0.requirement.migration, .0)]
    Rows(Box<RowsInTheWay>),
    /// The check for rows in the way failed.
    #[error("cannot look at the rows of `{}`: {source}", requirement.table)]
    RowsUnknown {
        /// The requirement.
        requirement: Box<Requirement>,
        /// The database's error.
        source: DriverError,
        /// The state, where the run had begun.
        outcome: Option<Outcome>,
    },
    /// Objects that no migration made are in the way.
    #[error("{0}")]
    Objects(Box<ObjectsInTheWay>),
    /// The check for such objects failed.
    #[error("cannot find out what uses the tables of {}: {source}", change.migration)]
    ObjectsUnknown {
        /// The change that was asked about.
        change: Box<DisturbingChange>,
        /// The database's error.
        source: DriverError,
    },
    /// A table that is to be taken over is another one.
    #[error(
        "{}: the table `{}` exists already and differs from the migration:\n{}",
        taken_over.migration,
        taken_over.table.name,
        differences.join("\n")
    )]
    OtherTable {
        /// The table as it should be.
        taken_over: Box<TakenOver>,
        /// In what it differs.
        differences: Vec<String>,
    },
    /// A table that is to be taken over cannot be looked at.
    #[error("{}: cannot look at the table `{}`: {source}", taken_over.migration, taken_over.table.name)]
    TableUnknown {
        /// The table.
        taken_over: Box<TakenOver>,
        /// The database's error.
        source: DriverError,
    },
    /// A way back would lose data, and nobody allowed it.
    #[error("{0}")]
    DataLoss(Box<DataLossOnWayBack>),
    /// An initial migration is to be recorded, and the database has other tables.
    #[error("{0}")]
    OtherInitial(Box<OtherInitial>),
    /// A run cannot be one transaction.
    #[error("{0}")]
    NotOneTransaction(Box<NotOneTransaction>),
    /// A run before this one did not end, on a database that could not roll it back.
    #[error("{}", joined(.0, Unfinished::to_string))]
    Unfinished(Vec<Unfinished>, Continuation),
    /// Nothing of this name stopped half way.
    #[error("no migration `{name}` stopped half way")]
    NothingToResolve {
        /// The name, as it was written.
        name: String,
    },
    /// A run before this one stopped at a statement that may be done, and looking at its tables did not show whether it is.
    #[error("{0}")]
    InDoubt(Box<InDoubt>),
    /// The tables of a statement that may be done cannot be looked at.
    #[error("{migration}: cannot look at the tables of the statement that it stopped at: {source}")]
    Unseen {
        /// The migration.
        migration: MigrationName,
        /// The database's error.
        source: DriverError,
    },
    /// A run could go on with what one before it did not end, and what had run was edited since.
    #[error("{0}, and the statements that already ran were edited")]
    EditedUnfinished(Unfinished),
    /// The history or journal cannot be read or written.
    #[error("{source}")]
    SystemTable {
        /// Why not.
        source: SystemTableError,
        /// The state of the migration that was running, if one was.
        outcome: Option<Outcome>,
    },
    /// Another runner holds the lock.
    #[error("another process is migrating this database, and did not finish within {seconds} s{}", held_by(holder.as_deref()))]
    LockTimeout {
        /// How long this one waited.
        seconds: f64,
        /// That process, where the database tells.
        holder: Option<Box<LockHolder>>,
    },
    /// Somebody protects the database from being written.
    #[error("{source}")]
    Protected {
        /// The protection.
        source: DriverError,
    },
    /// The lock cannot be taken.
    #[error("cannot lock the database for migrating: {source}")]
    Lock {
        /// The database's error.
        source: DriverError,
    },
    /// Another runner is within a migration.
    #[error("{}", joined(.0, Unfinished::under_way))]
    UnderWay(Vec<Unfinished>),
    /// A migration that is marked by hand contradicts a dependency or a migration that needs it.
    #[error(
        "{migration} cannot be marked: {file} would be applied, and {missing}, which it depends on, would not"
    )]
    MarkedOutOfOrder {
        /// The migration.
        migration: MigrationName,
        /// The file of the one that would be applied.
        file: Arc<str>,
        /// Its dependency that would not be.
        missing: MigrationName,
    },
    /// A statement failed.
    #[error("{}", .0)]
    Statement(Box<FailedStatement>),
    /// The transaction of a migration cannot be begun or committed.
    #[error("{migration}: the transaction failed: {source}")]
    Transaction {
        /// The migration.
        migration: MigrationName,
        /// The database's error.
        source: DriverError,
    },
    /// The user's SQL ended the migration's transaction.
    #[error("{migration} ended its own transaction (COMMIT or ROLLBACK in its SQL)")]
    TransactionEnded {
        /// The migration.
        migration: MigrationName,
        /// Which way it went.
        direction: Direction,
    },
    /// The session settings that the user's code changed cannot be restored.
    #[error("{migration}: the session settings that its code changed cannot be restored: {source}")]
    Session {
        /// The migration.
        migration: MigrationName,
        /// The database's error.
        source: DriverError,
    },
    /// The history is in another schema than new tables.
    #[error(
        "the schema `{home}` comes first in the search path and has no history, but the schema `{other}` has one"
    )]
    HistoryElsewhere {
        /// The first schema of the search path.
        home: String,
        /// The schema with the history.
        other: String,
    },
    /// A function ended the migration's transaction.
    #[error("{migration}: the function `{function}` ended its transaction: {report}")]
    TransactionEndedByFunction {
        /// The migration.
        migration: MigrationName,
        /// Which way it went.
        direction: Direction,
        /// The function.
        function: String,
        /// The operation's place.
        origin: Option<Origin>,
        /// The known facts about it.
        report: String,
    },
    /// The lease on the lock was lost.
    #[error("this run has lost its lease on the lock of migrations{}", while_running(migration.as_ref()))]
    LeaseLost {
        /// The migration that was running, where one was.
        migration: Option<MigrationName>,
        /// Its state.
        outcome: Outcome,
    },
    /// A statement needs a session of its own.
    #[error("{0}")]
    NeedsSession(Box<NeedsSession>),
    /// The run was cancelled.
    #[error("cancelled{}", while_running(migration.as_ref()))]
    Cancelled {
        /// The migration that was running, where one was.
        migration: Option<MigrationName>,
        /// Its state.
        outcome: Outcome,
    },
}

/// Why a rename cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoRename {
    /// Nothing of the old name is applied.
    #[error("no migration is applied under the old name")]
    NotApplied,
    /// The file of the old name is there.
    #[error("the file of the old name is still there")]
    StillThere,
    /// There is no file of the new name.
    #[error("there is no file of the new name")]
    NoFile,
    /// The migration of the new name is applied as well.
    #[error("a migration is applied under the new name as well")]
    BothApplied,
}

/// A statement that the database refused, and the state after it.
#[derive(Debug, Error)]
#[error(
    "{migration}: statement {number} of {of} failed{}{}: {source}",
    line_of_sql(*line), in_rows(rows.as_deref()),
)]
pub struct FailedStatement {
    /// The migration.
    pub migration: MigrationName,
    /// Its number within the migration, counted from 1.
    pub number: usize,
    /// How many the migration has.
    pub of: usize,
    /// The statement's SQL, as far as it is known.
    pub sql: String,
    /// The rows of a backfill that it was at.
    pub rows: Option<String>,
    /// Its place or that of its operation.
    pub origin: Option<Origin>,
    /// The first line of it in the operation's SQL, if the file does not show it.
    pub line: Option<u32>,
    /// The part of the migration that is done, where the database keeps it.
    pub part: Option<PartDone>,
    /// The state of the database now.
    pub outcome: Outcome,
    /// The database's error.
    pub source: DriverError,
}

/// A function that failed, and the state after it.
#[derive(Debug, Error)]
#[error("{migration}: the function `{function}` failed\n{source}")]
pub struct FailedFunction {
    /// The migration.
    pub migration: MigrationName,
    /// The function.
    pub function: String,
    /// The operation's place.
    pub origin: Option<Origin>,
    /// The part of the migration that is done, where the database keeps it.
    pub part: Option<PartDone>,
    /// The state of the database now.
    pub outcome: Outcome,
    /// Its own message.
    pub source: FunctionError,
}

/// The part of a migration that is done although a statement failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDone {
    /// The direction of the run.
    pub direction: Direction,
    /// How many statements are done.
    pub count: usize,
    /// The number of statements in all.
    pub of: usize,
    /// The operations that they are of.
    pub operations: Vec<String>,
}

/// The state of the database after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing of the migration.
    RolledBack,
    /// Nothing of the whole run.
    RunRolledBack,
    /// The statements before the one that failed are done, according to the journal, in this direction.
    Unfinished(Direction),
    /// Everything up to a point from which the next run goes on.
    Resumable,
    /// The whole migration; only a setting of the session could not be restored.
    Applied,
}

impl Outcome {
    /// The state, as a sentence.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::RolledBack => "Nothing of this migration was changed.",
            Self::RunRolledBack => "Nothing was changed: the whole run was rolled back.",
            Self::Unfinished(_) => "The statements before it are done: this database cannot roll them back.",
            Self::Resumable => {
                "The work before this point is done and kept. Running again goes on from there."
            }
            Self::Applied => "The migration is done and recorded.",
        }
    }
}

impl ExecutorError {
    /// Whether the run was stopped by its [`Cancellation`](crate::Cancellation).
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Cancelled { .. } => true,
            Self::Function(failed) => failed.source == FunctionError::Stopped,
            _ => false,
        }
    }

    /// Whether another session's lock was the reason.
    pub(crate) fn is_locked(&self) -> bool {
        let source = match self {
            Self::Statement(failed) => &failed.source,
            Self::Transaction { source, .. } => source,
            _ => return false,
        };
        matches!(source, DriverError::Locked { .. })
    }

    /// The same failure, with the part of the migration that is done.
    pub(crate) fn with_part(mut self, part: PartDone) -> Self {
        match &mut self {
            Self::Statement(failed) => failed.part = Some(part),
            Self::Function(failed) => failed.part = Some(part),
            _ => {}
        }
        self
    }

    /// The same failure, with the state after it.
    pub(crate) fn with_outcome(mut self, state: Outcome) -> Self {
        match &mut self {
            Self::Statement(failed) => failed.outcome = state,
            Self::Function(failed) => failed.outcome = state,
            Self::Cancelled { outcome, .. } | Self::LeaseLost { outcome, .. } => *outcome = state,
            Self::Rows(rows) => rows.outcome = Some(state),
            Self::SystemTable { outcome, .. } | Self::RowsUnknown { outcome, .. } => *outcome = Some(state),
            Self::Source { .. }
            | Self::Graph(_)
            | Self::Replay(_)
            | Self::Irreversible(_)
            | Self::Compile { .. }
            | Self::Edited { .. }
            | Self::Objects(_)
            | Self::ObjectsUnknown { .. }
            | Self::OtherTable { .. }
            | Self::TableUnknown { .. }
            | Self::DataLoss(_)
            | Self::OtherInitial(_)
            | Self::NotOneTransaction(_)
            | Self::NothingToAccept { .. }
            | Self::Renamed(_)
            | Self::NoRename { .. }
            | Self::NoFunctionRunner { .. }
            | Self::PythonInScript { .. }
            | Self::LastingInScript { .. }
            | Self::NoRange { .. }
            | Self::FunctionsUnavailable { .. }
            | Self::Unfinished(..)
            | Self::EditedUnfinished(_)
            | Self::NothingToResolve { .. }
            | Self::InDoubt(_)
            | Self::Unseen { .. }
            | Self::LockTimeout { .. }
            | Self::Protected { .. }
            | Self::NeedsSession(_)
            | Self::Lock { .. }
            | Self::Transaction { .. }
            | Self::TransactionEndedByFunction { .. }
            | Self::TransactionEnded { .. }
            | Self::UnderWay(_)
            | Self::MarkedOutOfOrder { .. }
            | Self::Session { .. }
            | Self::HistoryElsewhere { .. } => {}
        }
        self
    }

    pub(crate) fn lock(source: DriverError) -> Self {
        Self::Lock { source }
    }
}

impl FailedStatement {
    /// Whether the database answered that it did not do the statement.
    pub(crate) fn is_refused(&self) -> bool {
        match &self.source {
            DriverError::Statement { .. }
            | DriverError::Aborted { .. }
            | DriverError::Locked { .. }
            | DriverError::ReadOnly { .. }
            | DriverError::Refused { .. }
            | DriverError::ObjectInTheWay { .. }
            | DriverError::Violated { .. }
            | DriverError::LeaseLost => true,
            DriverError::Unreachable { .. }
            | DriverError::Missing { .. }
            | DriverError::Interrupted
            | DriverError::InvalidIndex { .. }
            | DriverError::Disconnected { .. } => false,
        }
    }
}

impl From<SystemTableError> for ExecutorError {
    fn from(source: SystemTableError) -> Self {
        match source {
            SystemTableError::Driver {
                source: DriverError::LeaseLost,
                ..
            } => Self::LeaseLost {
                migration: None,
                outcome: Outcome::RolledBack,
            },
            source => Self::SystemTable {
                source,
                outcome: None,
            },
        }
    }
}

impl From<ReplayError> for ExecutorError {
    fn from(error: ReplayError) -> Self {
        Self::Replay(Box::new(error))
    }
}

fn renamed_text(renamed: &[RenamedMigration]) -> String {
    let files: Vec<String> = renamed.iter().map(RenamedMigration::to_string).collect();
    format!(
        "applied migrations were renamed, and would run a second time: {}",
        files.join(", ")
    )
}

fn joined(unfinished: &[Unfinished], describe: impl Fn(&Unfinished) -> String) -> String {
    let lines: Vec<String> = unfinished.iter().map(describe).collect();
    lines.join("; ")
}

fn held_by(holder: Option<&LockHolder>) -> String {
    holder.map(|holder| format!(": {holder}")).unwrap_or_default()
}

fn line_of_sql(line: Option<u32>) -> String {
    line.map(|line| format!(" in line {line} of its SQL"))
        .unwrap_or_default()
}

fn in_rows(rows: Option<&str>) -> String {
    rows.map(|rows| format!(" in {rows}")).unwrap_or_default()
}

fn while_running(migration: Option<&MigrationName>) -> String {
    migration
        .map(|name| format!(" while running {name}"))
        .unwrap_or_default()
}
