//! A migration that the database cannot roll back as a whole, along the journal.
//!
//! The journal names the statement that comes next. Rows share a transaction with the note of what follows them, so that
//! both are there or neither is. A statement that the database commits by itself is noted before it begins, and the note
//! of the one after it shows that it is done. The entry in the history is written when all of them are done, in one
//! transaction with the end of the journal's. The next run goes on from there ([`crate::resumption`]).

use std::time::Instant;

use aksara_dialect::{Command, SessionEffect, Statement, TransactionMode};

use crate::backfill_record::BACKFILL;
use crate::history::HISTORY;
use crate::in_doubt::kept_table;
use crate::journal::{Position, Stage};
use crate::part::{Part, PartKind, parts};
use crate::patience::{Patience, has_function};
use crate::resumption::{Resumption, checksum_before, standing};
use crate::run::Run;
use crate::{Event, ExecutorError, Outcome, PartDone, PlannedMigration, Resolution, Unfinished, journal};

/// The last position that the journal is known to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub statement: usize,
    pub stage: Stage,
}

impl Run<'_> {
    /// Runs a migration statement by statement, or what a run before left of it.
    pub(crate) async fn with_journal(
        &mut self,
        planned: &PlannedMigration,
        resumed: Option<(&Unfinished, usize)>,
    ) -> Result<(), ExecutorError> {
        HISTORY.ensure(self.connection).await?;
        let from = match resumed {
            Some((unfinished, from)) => {
                (self.events)(Event::Resuming(unfinished));
                journal::prepare(self.connection).await?;
                self.again = unfinished.may_have_done(from).then_some(from);
                from
            }
            None => self.begin_journal(planned).await?,
        };
        self.recorded = Recorded {
            statement: from,
            stage: Stage::Ready,
        };
        match self.phases(planned, from).await {
            Ok(()) => self.finish(planned).await,
            Err(error) => {
                self.restore_settings(planned).await;
                Err(self.after_failure(planned, error).await)
            }
        }
    }

    /// Ends a migration that stopped half way.
    pub(crate) async fn end_stopped(&mut self, resolution: &Resolution) -> Result<(), ExecutorError> {
        let Resolution {
            unfinished,
            planned,
            from,
            part,
        } = resolution;
        self.keeps_history = part.is_some();
        if let (Some(part), None) = (part, unfinished.part) {
            journal::turn(self.connection, planned, *part).await?;
        }
        self.begin_migration(planned);
        let started = Instant::now();
        self.with_journal(planned, Some((unfinished, *from))).await?;
        (self.events)(Event::Finished {
            migration: planned,
            elapsed: started.elapsed(),
        });
        Ok(())
    }

    async fn begin_journal(&mut self, planned: &PlannedMigration) -> Result<usize, ExecutorError> {
        if has_backfill(planned) {
            // The rest of a run that ended between its entry in the history and this.
            BACKFILL.drop(self.connection).await?;
        }
        let statements = planned.transaction.statements().count();
        journal::begin(self.connection, &planned.entry, planned.direction, statements).await?;
        Ok(1)
    }

    /// Runs what comes from statement `from` on.
    async fn phases(&mut self, planned: &PlannedMigration, from: usize) -> Result<(), ExecutorError> {
        for part in parts(&planned.transaction) {
            if part.next() > from {
                self.part(planned, part.from(from)).await?;
            } else {
                self.restore_effects(planned, part).await?;
            }
        }
        self.restore_session(planned).await
    }

    /// The effect of a finished part on the session is lost with the session.
    async fn restore_effects(
        &mut self,
        planned: &PlannedMigration,
        part: Part<'_>,
    ) -> Result<(), ExecutorError> {
        for (number, statement) in (part.first..).zip(part.statements) {
            if part.kind == PartKind::Setting || statement.session == SessionEffect::Repeatable {
                self.statement(planned, statement, number).await?;
            }
        }
        Ok(())
    }

    async fn part(&mut self, planned: &PlannedMigration, part: Part<'_>) -> Result<(), ExecutorError> {
        match part.kind {
            PartKind::Transaction => self.noted_transaction(planned, part).await,
            PartKind::Setting | PartKind::Batched | PartKind::Alone => {
                self.record_position(planned, part.first, Stage::Begun).await?;
                self.statements(planned, part.statements, part.first).await
            }
        }
    }

    /// Runs a part in one transaction with the note of what follows it.
    async fn noted_transaction(
        &mut self,
        planned: &PlannedMigration,
        part: Part<'_>,
    ) -> Result<(), ExecutorError> {
        self.record_position(planned, part.first, Stage::Begun).await?;
        let has_function = has_function(part.statements);
        let mut patience = Patience::default();
        loop {
            let result = self.committed(planned, part).await;
            if has_function || !self.tries_again(planned, &result, &mut patience).await? {
                self.recorded = result?;
                return Ok(());
            }
        }
    }

    /// Runs a part in one transaction, and gives the position after it.
    async fn committed(
        &mut self,
        planned: &PlannedMigration,
        part: Part<'_>,
    ) -> Result<Recorded, ExecutorError> {
        self.begin(planned).await?;
        let result = self.transaction(planned, part).await;
        let was_ended = result.as_ref().is_err_and(ended_transaction);
        let next = self.or_roll_back(result).await;
        if was_ended {
            self.recorded.stage = Stage::Doubtful;
        }
        let next = next?;
        self.commit(planned).await?;
        Ok(next)
    }

    async fn transaction(
        &mut self,
        planned: &PlannedMigration,
        part: Part<'_>,
    ) -> Result<Recorded, ExecutorError> {
        self.statements(planned, part.statements, part.first).await?;
        self.refuse_ended_transaction(planned).await?;
        let next = Recorded {
            statement: part.next(),
            stage: Stage::Ready,
        };
        self.write_position(planned, next).await?;
        Ok(next)
    }

    async fn record_position(
        &mut self,
        planned: &PlannedMigration,
        statement: usize,
        stage: Stage,
    ) -> Result<(), ExecutorError> {
        let position = Recorded { statement, stage };
        self.write_position(planned, position).await?;
        self.recorded = position;
        Ok(())
    }

    async fn write_position(
        &mut self,
        planned: &PlannedMigration,
        Recorded { statement, stage }: Recorded,
    ) -> Result<(), ExecutorError> {
        let position = Position {
            statement,
            statements: planned.transaction.statements().count(),
            stage,
            done: &checksum_before(&planned.transaction, statement),
        };
        Ok(journal::advance(self.connection, &planned.entry.name, &position).await?)
    }

    /// The record of a backfill goes before the history says that all is done: nothing looks for it afterwards.
    async fn finish(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        if has_backfill(planned) {
            let end = planned.transaction.statements().count() + 1;
            self.record_position(planned, end, Stage::Ready).await?;
            BACKFILL.drop(self.connection).await?;
        }
        self.begin(planned).await?;
        let result = if self.keeps_history {
            let forgotten = journal::forget(self.connection, &planned.entry.name).await;
            forgotten.map_err(ExecutorError::from)
        } else {
            self.record(planned, true).await
        };
        self.or_roll_back(result).await?;
        self.commit(planned).await
    }

    /// Records the state in the journal and in the error.
    async fn after_failure(&mut self, planned: &PlannedMigration, error: ExecutorError) -> ExecutorError {
        if self.leaves_nothing(planned, &error).await
            && journal::forget(self.connection, &planned.entry.name)
                .await
                .is_ok()
        {
            return error;
        }
        if self.is_not_done(planned, &error) {
            self.recorded.stage = Stage::Ready;
        }
        if self.recorded.stage != Stage::Begun {
            // The failure is what the user must hear of; the next run finds what the journal has.
            let _ = self.write_position(planned, self.recorded).await;
        }
        let outcome = if self.can_go_on(planned).await {
            Outcome::Resumable
        } else {
            Outcome::Unfinished(planned.direction)
        };
        error
            .with_outcome(outcome)
            .with_part(part_done(planned, self.recorded.statement))
    }

    /// Whether the next run goes on by itself, as far as that is known without looking at its tables.
    async fn can_go_on(&mut self, planned: &PlannedMigration) -> bool {
        let Recorded { statement, stage } = self.recorded;
        match standing(&planned.transaction, statement, Some(stage)) {
            Resumption::From(_) | Resumption::Look(_) => true,
            Resumption::IfRolledBack(number) => self.rolls_back(planned, number).await,
            Resumption::Unknown(_)
            | Resumption::LostSession(_)
            | Resumption::Locate
            | Resumption::Edited
            | Resumption::Other => false,
        }
    }

    async fn rolls_back(&mut self, planned: &PlannedMigration, number: usize) -> bool {
        let kept = kept_table(planned.part_from(number), self.connection).await;
        // If nothing can be asked, the next run asks again.
        kept.ok().flatten().is_none()
    }

    /// Whether nothing of the whole migration is done.
    async fn leaves_nothing(&mut self, planned: &PlannedMigration, error: &ExecutorError) -> bool {
        if self.is_undone {
            return true;
        }
        if self.recorded.statement > 1 || self.recorded.stage == Stage::Doubtful {
            return false;
        }
        let parts = parts(&planned.transaction);
        let is_transaction = parts
            .first()
            .is_some_and(|part| part.kind == PartKind::Transaction);
        if is_transaction {
            self.rolls_back(planned, 1).await
        } else {
            self.is_not_done(planned, error)
        }
    }

    /// Whether the statement that the journal names did not happen, by the database's own word.
    fn is_not_done(&self, planned: &PlannedMigration, error: &ExecutorError) -> bool {
        if is_of_table(error) {
            return true;
        }
        let ExecutorError::Statement(failed) = error else {
            return false;
        };
        let position = self.recorded.statement - 1;
        let statement = planned.transaction.statements().nth(position);
        failed.rows.is_none()
            && failed.number == self.recorded.statement
            && failed.is_refused()
            && statement.is_some_and(|statement| self.is_all_or_nothing(statement))
    }

    /// Whether the database does a statement wholly or not at all. A procedure may have committed a part.
    fn is_all_or_nothing(&self, statement: &Statement) -> bool {
        let dialect = self.connection.dialect();
        match &statement.command {
            Command::Sql(sql) => dialect
                .transaction_words()
                .is_all_or_nothing(sql, dialect.lexis()),
            Command::Routine(_) => true,
            Command::Python(_) | Command::Backfill(_) => false,
        }
    }
}

/// Whether a transaction ended before its note was written.
fn ended_transaction(error: &ExecutorError) -> bool {
    matches!(
        error,
        ExecutorError::TransactionEnded { .. } | ExecutorError::TransactionEndedByFunction { .. }
    )
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

/// The statements before one, which are done.
fn part_done(planned: &PlannedMigration, next: usize) -> PartDone {
    PartDone {
        direction: planned.direction,
        count: next.saturating_sub(1),
        of: planned.transaction.statements().count(),
        operations: planned.described_before(next),
    }
}
