//! A migration that the database cannot roll back as a whole, along the journal.
//!
//! The number of each statement is recorded before it runs. Statements that share a transaction are recorded by the
//! first one, and the end of the transaction by the statement after it. The entry in the history is written when all
//! of them are done, in one transaction with the end of the journal's. If the state is known, the next run goes on
//! from there ([`crate::resumption`]).

use aksara_dialect::{Command, Statement, TransactionMode};

use crate::backfill_record::BACKFILL;
use crate::history::HISTORY;
use crate::resumption::{Part, can_resume_at, checksum_before, parts, resume_point};
use crate::run::Run;
use crate::{Event, ExecutorError, Outcome, PlannedMigration, Unfinished, journal};

impl Run<'_> {
    /// Runs a migration statement by statement, or what a run before left of it.
    pub(crate) async fn with_journal(
        &mut self,
        planned: &PlannedMigration,
        unfinished: Option<&Unfinished>,
    ) -> Result<(), ExecutorError> {
        HISTORY.ensure(self.connection).await?;
        let resumed =
            unfinished.and_then(|unfinished| Some((unfinished, resume_point(planned, unfinished)?)));
        let from = match resumed {
            Some((unfinished, from)) => {
                (self.events)(Event::Resuming(unfinished));
                from
            }
            None => self.begin_journal(planned).await?,
        };
        self.next_recorded = from;
        match self.phases(planned, from).await {
            Ok(()) => self.finish(planned).await,
            Err(error) => {
                self.restore_settings(planned).await;
                Err(self.after_failure(planned, error).await)
            }
        }
    }

    async fn begin_journal(&mut self, planned: &PlannedMigration) -> Result<usize, ExecutorError> {
        if has_backfill(planned) {
            // The rest of a run that ended between its entry in the history and this.
            BACKFILL.drop(self.connection).await?;
        }
        let (name, statements) = (&planned.entry.name, planned.transaction.statements().count());
        journal::begin(self.connection, name, planned.direction, statements).await?;
        Ok(1)
    }

    /// Runs what comes from statement `from` on.
    async fn phases(&mut self, planned: &PlannedMigration, from: usize) -> Result<(), ExecutorError> {
        let transaction = &planned.transaction;
        let body = transaction.before.len() + 1;
        self.run_recorded(planned, &transaction.before, 1, from).await?;
        if transaction.is_atomic {
            for part in parts(transaction).into_iter().filter(|part| part.first >= from) {
                self.part(planned, part).await?;
            }
        } else {
            self.run_recorded(planned, &transaction.body, body, from).await?
        }
        self.run_recorded(planned, &transaction.after, body + transaction.body.len(), from)
            .await?;
        self.restore_session(planned).await
    }

    /// Runs statements from number `from` on, each recorded before it runs.
    async fn run_recorded(
        &mut self,
        planned: &PlannedMigration,
        statements: &[Statement],
        first: usize,
        from: usize,
    ) -> Result<(), ExecutorError> {
        // A setting of the session is lost with the session.
        let is_due = |(number, statement): &(usize, &Statement)| {
            *number >= from || statement.mode == TransactionMode::Outside
        };
        for (number, statement) in (first..).zip(statements).filter(is_due) {
            if number >= from {
                self.record_position(planned, number).await?;
            }
            match statement.command {
                Command::Python(_) => self.function_in_transaction(planned, statement, number).await?,
                Command::Sql(_) | Command::Routine(_) | Command::Backfill(_) => {
                    self.statement(planned, statement, number).await?;
                }
            }
        }
        Ok(())
    }

    /// Runs a part of the body: range by range, or in one transaction with the note of what follows it.
    async fn part(&mut self, planned: &PlannedMigration, part: Part<'_>) -> Result<(), ExecutorError> {
        self.record_position(planned, part.first).await?;
        if let [statement] = part.statements
            && part.is_batched()
        {
            return self.statement(planned, statement, part.first).await;
        }
        self.begin(planned).await?;
        let result = self.transaction(planned, part).await;
        let next = self.or_roll_back(result).await?;
        self.commit(planned).await?;
        self.next_recorded = next;
        Ok(())
    }

    async fn transaction(
        &mut self,
        planned: &PlannedMigration,
        part: Part<'_>,
    ) -> Result<usize, ExecutorError> {
        self.statements(planned, part.statements, part.first).await?;
        self.refuse_ended_transaction(planned).await?;
        let next = part.first + part.statements.len();
        self.write_position(planned, next).await?;
        Ok(next)
    }

    async fn record_position(
        &mut self,
        planned: &PlannedMigration,
        number: usize,
    ) -> Result<(), ExecutorError> {
        self.write_position(planned, number).await?;
        self.next_recorded = number;
        Ok(())
    }

    async fn write_position(
        &mut self,
        planned: &PlannedMigration,
        number: usize,
    ) -> Result<(), ExecutorError> {
        let done = checksum_before(&planned.transaction, number);
        Ok(journal::advance(self.connection, &planned.entry.name, number, &done).await?)
    }

    async fn finish(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        self.begin(planned).await?;
        let result = self.record(planned, true).await;
        self.or_roll_back(result).await?;
        self.commit(planned).await?;
        if has_backfill(planned) {
            BACKFILL.drop(self.connection).await?;
        }
        Ok(())
    }

    /// Records the state in the journal and in the error. If the very first statement failed, nothing was done.
    async fn after_failure(&mut self, planned: &PlannedMigration, error: ExecutorError) -> ExecutorError {
        let outcome = if can_resume_at(&planned.transaction, self.next_recorded) {
            Outcome::Resumable
        } else {
            Outcome::Unfinished(planned.direction)
        };
        let leaves_nothing = self.is_undone
            || self.is_in_first_transaction(planned, &error)
            || leaves_nothing(&error)
            || (self.next_recorded <= 1 && is_of_table(&error));
        if leaves_nothing {
            match journal::forget(self.connection, &planned.entry.name).await {
                Ok(()) => error,
                Err(_) => error.with_outcome(outcome),
            }
        } else {
            error.with_outcome(outcome)
        }
    }

    /// Whether the failure was within the transaction that comes first of all.
    fn is_in_first_transaction(&self, planned: &PlannedMigration, error: &ExecutorError) -> bool {
        let transaction = &planned.transaction;
        let is_transaction = |part: &Part<'_>| part.first == 1 && !part.is_batched();
        let was_ended = matches!(
            error,
            ExecutorError::TransactionEnded { .. } | ExecutorError::TransactionEndedByFunction { .. }
        );
        transaction.is_atomic
            && self.next_recorded <= 1
            && parts(transaction).first().is_some_and(is_transaction)
            && !was_ended
    }
}

fn has_backfill(planned: &PlannedMigration) -> bool {
    let mut statements = planned.transaction.statements();
    statements.any(|statement| statement.mode == TransactionMode::Batched)
}

/// Whether a table was looked at before a statement, which then did not run.
fn is_of_table(error: &ExecutorError) -> bool {
    matches!(
        error,
        ExecutorError::OtherTable { .. } | ExecutorError::TableUnknown { .. }
    )
}

/// Whether the failure was of the first statement, and that is one the database does wholly or not at all.
fn leaves_nothing(error: &ExecutorError) -> bool {
    let ExecutorError::Statement(failed) = error else {
        return false;
    };
    let is_backfill = failed.rows.is_some();
    !is_backfill && failed.number == 1 && failed.is_refused()
}
