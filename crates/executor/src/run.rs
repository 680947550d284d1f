//! Carrying out a plan, migration by migration, until the first failure.
//!
//! A migration whose statements the database rolls back as a whole runs in one transaction ([`crate::transactional`]), which
//! short ones share ([`crate::group`]); any other runs along the journal ([`crate::journaled`]). A failure at any statement leaves history and journal telling
//! the truth.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use aksara_dialect::{Command, Statement, TransactionMode, TransactionPlan};
use aksara_driver::{Connection, DriverError, Interrupt, Observer, OtherSession};
use aksara_schema::TableName;

use crate::group::Grouped;
use crate::history::{self, HISTORY};
use crate::journal::{self, JOURNAL, Stage};
use crate::journaled::Recorded;
use crate::keeping::Hold;
use crate::patience::Patience;
use crate::system_table::SystemTableError;
use crate::watch::Ticks;
use crate::{
    Cancellation, Direction, Event, EventSink, ExecutorError, FailedStatement, FunctionRunner, LockWaits,
    Mode, Outcome, Plan, PlannedMigration, TableComparison, TakenOver, Transactions,
};

/// A run under the lock.
pub(crate) struct Run<'a> {
    /// The locked connection.
    pub connection: &'a mut dyn Connection,
    pub(crate) cancellation: &'a Cancellation,
    pub(crate) interrupt: Arc<dyn Interrupt>,
    pub(crate) functions: Option<&'a mut dyn FunctionRunner>,
    comparison: Option<&'a dyn TableComparison>,
    /// The tables of this migration that may be taken over, and whether each had.
    existing: BTreeMap<TableName, bool>,
    pub(crate) events: EventSink<'a>,
    pub(crate) has_history: bool,
    /// The position that the journal has, where there is a journal.
    pub(crate) recorded: Recorded,
    /// How long it waits for others.
    pub(crate) waiting: LockWaits,
    pub(crate) ticks: Ticks,
    pub(crate) observer: Arc<dyn Observer>,
    /// The sessions that held the last statement up.
    pub(crate) blockers: Vec<OtherSession>,
    pub(crate) is_in_transaction: bool,
    /// The statement that a run before may have done.
    pub(crate) again: Option<usize>,
    /// Whether the history says already what it shall say in the end: a part of a migration is undone.
    pub(crate) keeps_history: bool,
    /// How the lock is held.
    pub(crate) hold: Hold,
    /// Whether the failure took everything back although the database has no transaction for the whole migration.
    pub(crate) is_undone: bool,
}

/// The tools of a run, beside the connection.
pub(crate) struct Tools<'a> {
    /// Stops it.
    pub cancellation: &'a Cancellation,
    /// Runs functions, if something does.
    pub functions: Option<&'a mut dyn FunctionRunner>,
    /// Compares the tables that are taken over, if anything does.
    pub comparison: Option<&'a dyn TableComparison>,
    /// Receives the events.
    pub events: EventSink<'a>,
    /// How long it waits for others.
    pub waiting: LockWaits,
    /// How the lock is held.
    pub hold: Hold,
}

impl<'a> Run<'a> {
    /// A run that has done nothing yet.
    pub fn new(connection: &'a mut dyn Connection, tools: Tools<'a>) -> Self {
        let (interrupt, observer) = (connection.interrupt(), connection.observer());
        Self {
            connection,
            cancellation: tools.cancellation,
            interrupt,
            functions: tools.functions,
            comparison: tools.comparison,
            existing: BTreeMap::new(),
            events: tools.events,
            has_history: false,
            recorded: Recorded {
                statement: 0,
                stage: Stage::Ready,
            },
            waiting: tools.waiting,
            ticks: Ticks::default(),
            observer,
            blockers: Vec::new(),
            is_in_transaction: false,
            again: None,
            keeps_history: false,
            hold: tools.hold,
            is_undone: false,
        }
    }

    /// Does what the plan says.
    pub async fn carry_out(&mut self, plan: &Plan) -> Result<(), ExecutorError> {
        for renamed in &plan.renamed {
            history::rename(self.connection, renamed).await?;
        }
        for entry in &plan.accepted {
            history::accept_edit(self.connection, entry).await?;
        }
        for entry in &plan.squashed {
            history::record(self.connection, entry).await?;
        }
        match (plan.mode, plan.transactions) {
            (Mode::Run, Transactions::Group | Transactions::Each) => self.run_all(plan).await,
            (Mode::Run, Transactions::One) => self.in_one_transaction(plan).await,
            (Mode::Fake, _) => self.record_all(plan).await,
        }
    }

    /// Says that a migration begins.
    pub(crate) fn begin_migration(&mut self, planned: &PlannedMigration) {
        self.existing.clear();
        (self.events)(Event::Started(planned));
    }

    async fn run_all(&mut self, plan: &Plan) -> Result<(), ExecutorError> {
        let has_groups = self.has_groups(plan);
        let mut rest = plan.migrations.as_slice();
        while !rest.is_empty() {
            let Grouped { done, alone } = if has_groups {
                self.group(rest).await?
            } else {
                Grouped { done: 0, alone: 1 }
            };
            let (by_themselves, others) = rest.split_at(done).1.split_at(alone);
            for planned in by_themselves {
                self.run_alone(plan, planned).await?;
            }
            rest = others;
        }
        Ok(())
    }

    /// Runs a migration that shares its transaction with no other one.
    async fn run_alone(&mut self, plan: &Plan, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        self.refuse_cancelled(None)?;
        let started = Instant::now();
        self.begin_migration(planned);
        if plan.resumed(planned).is_none() {
            self.check_rows(planned).await?;
        }
        if is_atomic(&planned.transaction) {
            self.in_transaction(planned).await?
        } else {
            self.with_journal(planned, plan.resumed(planned)).await?
        }
        self.has_history = true;
        (self.events)(Event::Finished {
            migration: planned,
            elapsed: started.elapsed(),
        });
        Ok(())
    }

    /// Refuses rows in the way of a migration that the ones before it may have made.
    pub(crate) async fn check_rows(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        for requirement in &planned.requirements {
            let checked = requirement.check(self.connection).await;
            checked.map_err(|error| error.with_outcome(Outcome::RolledBack))?;
        }
        Ok(())
    }

    /// Records every migration, or forgets it, all or none of them.
    async fn record_all(&mut self, plan: &Plan) -> Result<(), ExecutorError> {
        self.ensure_history().await?;
        let has_journal = JOURNAL.exists(self.connection).await?;
        let Some(first) = plan.migrations.first() else {
            return Ok(());
        };
        self.begin(first).await?;
        for planned in &plan.migrations {
            (self.events)(Event::Started(planned));
            let started = Instant::now();
            let recorded = self.record(planned, has_journal).await;
            self.or_roll_back(recorded).await?;
            (self.events)(Event::Finished {
                migration: planned,
                elapsed: started.elapsed(),
            });
        }
        self.commit(first).await
    }

    /// Makes the history's table where it is missing.
    pub async fn ensure_history(&mut self) -> Result<(), SystemTableError> {
        if self.has_history {
            Ok(())
        } else {
            HISTORY.ensure(self.connection).await
        }
    }

    /// Writes the migration into the history or takes it out, and out of the journal where it was in it.
    pub async fn record(
        &mut self,
        planned: &PlannedMigration,
        is_journaled: bool,
    ) -> Result<(), ExecutorError> {
        match planned.direction {
            Direction::Forward => history::record(self.connection, &planned.entry).await?,
            Direction::Backward => history::delete(self.connection, &planned.entry.name).await?,
        }
        for row in &planned.accompanying {
            match planned.direction {
                Direction::Forward => history::record_accompanying(self.connection, row).await?,
                Direction::Backward => history::delete(self.connection, &row.name).await?,
            }
        }
        if is_journaled {
            journal::forget(self.connection, &planned.entry.name).await?;
        }
        Ok(())
    }

    /// Runs one statement, `number` of the migration's, which can be interrupted.
    pub async fn statement(
        &mut self,
        planned: &PlannedMigration,
        statement: &Statement,
        number: usize,
    ) -> Result<(), ExecutorError> {
        self.refuse_cancelled(Some(planned))?;
        if self.is_needless(planned, statement).await? {
            return Ok(());
        }
        let of = planned.transaction.statements().count();
        (self.events)(Event::Statement {
            number,
            of,
            statement,
        });
        let started = Instant::now();
        match &statement.command {
            Command::Python(call) => self.function(planned, statement, call).await?,
            Command::Backfill(update) => self.backfill(planned, statement, update, number).await?,
            Command::Sql(_) | Command::Routine(_) => self.sql(planned, statement, number).await?,
        }
        (self.events)(Event::StatementDone {
            number,
            of,
            statement,
            elapsed: started.elapsed(),
        });
        Ok(())
    }

    /// Runs SQL. Outside a transaction it is tried again by itself: one that waited in vain did nothing.
    async fn sql(
        &mut self,
        planned: &PlannedMigration,
        statement: &Statement,
        number: usize,
    ) -> Result<(), ExecutorError> {
        let mut patience = Patience::default();
        loop {
            let result = self.watched(planned, statement, number).await;
            let result = result.map_err(|source| self.failure(planned, statement, number, source));
            if self.is_in_transaction || !self.tries_again(planned, &result, &mut patience).await? {
                return result;
            }
        }
    }

    /// Whether a statement makes a part of a table that had already. Then it must be the same.
    async fn is_needless(
        &mut self,
        planned: &PlannedMigration,
        statement: &Statement,
    ) -> Result<bool, ExecutorError> {
        let Some(table) = &statement.unless_exists else {
            return Ok(false);
        };
        if let Some(had) = self.existing.get(&table.name) {
            return Ok(*had);
        }
        let taken_over = TakenOver {
            migration: planned.entry.name.clone(),
            origin: statement.origin.clone(),
            table: Arc::clone(table),
        };
        let existing = self.connection.has_table(&table.name).await;
        let existing = existing.map_err(|source| taken_over.unknown(source))?;
        if existing {
            taken_over.compare(self.connection, self.comparison).await?;
        }
        self.existing.insert(table.name.clone(), existing);
        Ok(existing)
    }

    /// Runs statements in order, the first of them number `first` of the migration's.
    pub async fn statements(
        &mut self,
        planned: &PlannedMigration,
        statements: &[Statement],
        first: usize,
    ) -> Result<(), ExecutorError> {
        for (number, statement) in (first..).zip(statements) {
            self.statement(planned, statement, number).await?;
        }
        Ok(())
    }

    /// After a failure: restores the session as far as that is possible.
    pub async fn restore_settings(&mut self, planned: &PlannedMigration) {
        for statement in planned
            .transaction
            .after
            .iter()
            .filter(|statement| is_setting(statement))
        {
            // The failure is what the user must hear of; a connection that cannot do this is lost anyway.
            let _ = self.connection.run(statement).await;
        }
        // As above.
        let _ = self.restore_session(planned).await;
    }

    /// After the user's code: puts the session back as it was found, so that what follows means the same in this run
    /// and in one of its own.
    pub async fn restore_session(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        if !planned.transaction.has_user_code {
            return Ok(());
        }
        let restored = self.connection.restore_session().await;
        restored.map_err(|source| ExecutorError::Session {
            migration: planned.entry.name.clone(),
            source,
        })
    }

    /// Begins a transaction.
    pub async fn begin(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        let begun = self.connection.begin().await;
        begun.map_err(|source| transaction_error(planned, source))?;
        self.is_in_transaction = true;
        Ok(())
    }

    /// Commits it. It is not interrupted: a commit is done or not, and the database alone knows.
    pub async fn commit(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        let committed = self.connection.commit().await;
        let committed = committed.map_err(|source| transaction_error(planned, source));
        if committed.is_ok() {
            self.is_in_transaction = false;
        }
        self.or_roll_back(committed).await
    }

    /// Rolls back where the work failed.
    pub async fn or_roll_back<T>(&mut self, result: Result<T, ExecutorError>) -> Result<T, ExecutorError> {
        if result.is_err() {
            self.roll_back().await;
        }
        result
    }

    /// Takes everything back.
    pub(crate) async fn roll_back(&mut self) {
        // As in `restore_settings`.
        let _ = self.connection.rollback().await;
        self.is_in_transaction = false;
    }

    /// Refuses to go on where the run was cancelled, or the lock is no longer held.
    pub(crate) fn refuse_cancelled(&self, planned: Option<&PlannedMigration>) -> Result<(), ExecutorError> {
        let migration = planned.map(|planned| planned.entry.name.clone());
        self.hold.refuse_lost(migration.as_ref())?;
        if self.cancellation.is_cancelled() {
            Err(ExecutorError::Cancelled {
                migration,
                outcome: Outcome::RolledBack,
            })
        } else {
            Ok(())
        }
    }

    /// The failure of a statement.
    pub(crate) fn failure(
        &self,
        planned: &PlannedMigration,
        statement: &Statement,
        number: usize,
        source: DriverError,
    ) -> ExecutorError {
        let migration = planned.entry.name.clone();
        match source {
            DriverError::Interrupted if self.cancellation.is_cancelled() => ExecutorError::Cancelled {
                migration: Some(migration),
                outcome: Outcome::RolledBack,
            },
            DriverError::LeaseLost => lease_lost(planned),
            source => ExecutorError::Statement(Box::new(FailedStatement {
                migration,
                number,
                of: planned.transaction.statements().count(),
                sql: statement.sql_texts().join("\n"),
                rows: None,
                origin: statement.origin_meant_by(&source.to_string()),
                line: statement.line,
                part: None,
                outcome: Outcome::RolledBack,
                source: self.with_blockers(source),
            })),
        }
    }

    /// Says who held the lock.
    fn with_blockers(&self, source: DriverError) -> DriverError {
        match source {
            DriverError::Locked { message } if !self.blockers.is_empty() => {
                let blockers: Vec<String> = self.blockers.iter().map(OtherSession::to_string).collect();
                DriverError::Locked {
                    message: format!("{message}; held by {}", blockers.join("; ")),
                }
            }
            source => source,
        }
    }
}

/// Whether the database undoes everything but settings when a statement fails.
pub(crate) fn is_atomic(transaction: &TransactionPlan) -> bool {
    let is_whole = |statement: &Statement| statement.mode != TransactionMode::Batched;
    transaction.is_atomic
        && transaction
            .before
            .iter()
            .chain(&transaction.after)
            .all(is_setting)
        && transaction.body.iter().all(is_whole)
}

/// Whether a statement around the transaction changes the session and nothing in the database.
fn is_setting(statement: &Statement) -> bool {
    match statement.mode {
        TransactionMode::Outside => true,
        TransactionMode::Inside
        | TransactionMode::Own
        | TransactionMode::Single
        | TransactionMode::Batched => false,
    }
}

/// A transaction, or a savepoint in it, that cannot be begun or ended.
pub(crate) fn transaction_error(planned: &PlannedMigration, source: DriverError) -> ExecutorError {
    match source {
        DriverError::LeaseLost => lease_lost(planned),
        source => ExecutorError::Transaction {
            migration: planned.entry.name.clone(),
            source,
        },
    }
}

/// Without the lease nothing is committed.
fn lease_lost(planned: &PlannedMigration) -> ExecutorError {
    ExecutorError::LeaseLost {
        migration: Some(planned.entry.name.clone()),
        outcome: Outcome::RolledBack,
    }
}
