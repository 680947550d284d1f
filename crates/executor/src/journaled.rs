//! A migration that the database cannot roll back as a whole, along the journal.
//!
//! The number of each statement is noted before it runs. The entry in the history is written when all of them are
//! done, in one transaction with the end of the journal's.

use aksara_dialect::Command;

use crate::history::HISTORY;
use crate::run::Run;
use crate::{ExecutorError, Outcome, PlannedMigration, journal};

impl Run<'_> {
    /// Runs a migration statement by statement.
    pub(crate) async fn with_journal(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        HISTORY.ensure(self.connection).await?;
        let (name, statements) = (&planned.entry.name, planned.unit.statements().count());
        journal::begin(self.connection, name, planned.direction, statements).await?;
        match self.phases(planned).await {
            Ok(()) => self.finish(planned).await,
            Err(error) => {
                self.restore_settings(planned).await;
                Err(self.after_failure(planned, error).await)
            }
        }
    }

    async fn phases(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        let unit = &planned.unit;
        let body = unit.before.len() + 1;
        self.noted(planned, &unit.before, 1).await?;
        match unit.is_atomic {
            true => self.noted_transaction(planned, body).await?,
            false => self.noted(planned, &unit.body, body).await?,
        }
        self.noted(planned, &unit.after, body + unit.body.len()).await
    }

    /// Runs statements, each noted before it runs.
    async fn noted(
        &mut self,
        planned: &PlannedMigration,
        statements: &[aksara_dialect::Statement],
        first: usize,
    ) -> Result<(), ExecutorError> {
        for (number, statement) in (first..).zip(statements) {
            journal::advance(self.connection, &planned.entry.name, number).await?;
            match statement.command {
                Command::Python(_) => self.function_in_transaction(planned, statement, number).await?,
                Command::Sql(_) | Command::Routine(_) => self.statement(planned, statement, number).await?,
            }
        }
        Ok(())
    }

    /// Runs the body in one transaction, noted by its first statement.
    async fn noted_transaction(
        &mut self,
        planned: &PlannedMigration,
        first: usize,
    ) -> Result<(), ExecutorError> {
        journal::advance(self.connection, &planned.entry.name, first).await?;
        self.begin(planned).await?;
        let result = self.statements(planned, &planned.unit.body, first).await;
        self.or_roll_back(result).await?;
        self.commit(planned).await
    }

    async fn finish(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        self.begin(planned).await?;
        let result = self.record(planned, true).await;
        self.or_roll_back(result).await?;
        self.commit(planned).await
    }

    /// Tells in the journal and in the error what stands. Where the very first statement failed, nothing does.
    async fn after_failure(&mut self, planned: &PlannedMigration, error: ExecutorError) -> ExecutorError {
        match self.is_undone || leaves_nothing(planned, &error) {
            true => match journal::forget(self.connection, &planned.entry.name).await {
                Ok(()) => error,
                Err(_) => error.with_outcome(Outcome::Unfinished),
            },
            false => error.with_outcome(Outcome::Unfinished),
        }
    }
}

/// Whether the failure was of the first statement, and that is one the database does wholly or not at all.
fn leaves_nothing(planned: &PlannedMigration, error: &ExecutorError) -> bool {
    let ExecutorError::Statement(failed) = error else {
        return false;
    };
    let is_rolled_back =
        planned.unit.is_atomic && planned.unit.before.is_empty() && failed.number <= planned.unit.body.len();
    is_rolled_back || (failed.number == 1 && failed.is_refused())
}
