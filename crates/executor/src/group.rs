//! Consecutive migrations that share a transaction, a savepoint each: a commit is the dearest part of a small migration.
//!
//! Only short work of our own is shared, on databases that roll schema changes back. A failure rolls back to its
//! savepoint and commits what came before it, so that the state is that of migrations which are alone. A migration that met
//! another session's lock is tried again by itself ([`crate::transactional`]), where it holds nothing of the others.
//! Nobody hears that a migration is done before it is committed.

use std::time::{Duration, Instant};

use aksara_dialect::{ChangedRows, Command, Feature, Statement, Support, TransactionMode};
use aksara_driver::DriverError;

use crate::run::{Run, transaction_error};
use crate::{Event, ExecutorError, Outcome, Plan, PlannedMigration, Transactions};

/// How long a shared transaction goes on to take migrations, and how long it waits for another session.
const LONGEST: Duration = Duration::from_millis(100);

/// The migrations of a group, once its transaction has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grouped {
    /// How many are committed.
    pub done: usize,
    /// How many of those after them have to run alone.
    pub alone: usize,
}

/// The work of a shared transaction that is still open.
#[derive(Default)]
struct Shared {
    /// The time that each migration took.
    elapsed: Vec<Duration>,
    failure: Option<ExecutorError>,
}

impl Run<'_> {
    /// Whether migrations of this plan may share transactions.
    pub(crate) fn has_groups(&self, plan: &Plan) -> bool {
        let (dialect, version) = (self.connection.dialect(), self.connection.server_version());
        let rollback = dialect.product().capability(Feature::TransactionalDdl, &version);
        plan.transactions == Transactions::Group
            && plan.resumption().is_none()
            && rollback.is_some_and(|capability| capability.support == Support::Native)
    }

    /// Runs as many of the first migrations as one transaction takes. An error is that of the first which is not done.
    pub(crate) async fn group(&mut self, rest: &[PlannedMigration]) -> Result<Grouped, ExecutorError> {
        let sharing = rest.iter().take_while(|planned| is_short(planned)).count();
        let (Some(first), true) = (rest.first(), sharing > 1) else {
            return Ok(Grouped { done: 0, alone: 1 });
        };
        if self.begin_shared(first).await.is_err() {
            // It is begun again, and waits, without the others.
            return Ok(Grouped { done: 0, alone: 1 });
        }
        let migrations = &rest[..sharing];
        let shared = self.share(migrations).await;
        self.end_shared(migrations, shared).await
    }

    async fn begin_shared(&mut self, first: &PlannedMigration) -> Result<(), ExecutorError> {
        let begun = self.connection.begin_briefly(LONGEST).await;
        begun.map_err(|source| transaction_error(first, source))?;
        self.is_in_transaction = true;
        let ensured = self.ensure_history().await.map_err(ExecutorError::from);
        self.or_roll_back(ensured).await
    }

    async fn share(&mut self, migrations: &[PlannedMigration]) -> Shared {
        let begun = Instant::now();
        let mut shared = Shared::default();
        for planned in migrations {
            let started = Instant::now();
            if let Err(failure) = self.within_savepoint(planned).await {
                shared.failure = Some(failure);
                break;
            }
            shared.elapsed.push(started.elapsed());
            if begun.elapsed() >= LONGEST {
                break;
            }
        }
        shared
    }

    async fn within_savepoint(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        self.refuse_cancelled(None)?;
        self.begin_migration(planned);
        let failed = |source| transaction_error(planned, source);
        self.connection.set_savepoint().await.map_err(failed)?;
        self.check_rows(planned).await?;
        self.statements(planned, &planned.transaction.body, 1).await?;
        self.record(planned, false).await?;
        self.connection.release_savepoint().await.map_err(failed)
    }

    /// Commits what was done before the first failure.
    async fn end_shared(
        &mut self,
        migrations: &[PlannedMigration],
        Shared { elapsed, failure }: Shared,
    ) -> Result<Grouped, ExecutorError> {
        let done = elapsed.len();
        let alone = usize::from(failure.is_some());
        if let Err(error) = self
            .commit_shared(migrations.iter().take(done), failure.is_some())
            .await
        {
            return self.none_is_done(failure.unwrap_or(error), done + alone).await;
        }
        self.has_history = self.has_history || done > 0;
        for (migration, elapsed) in migrations.iter().zip(elapsed) {
            (self.events)(Event::Finished { migration, elapsed });
        }
        match failure {
            Some(failure) if done == 0 && !may_succeed_alone(&failure) => Err(failure),
            Some(failure) if self.refuse_cancelled(None).is_err() => Err(failure),
            Some(_) | None => Ok(Grouped { done, alone }),
        }
    }

    /// Takes back what a failure has left, and commits the migrations that are done; without any, there is nothing to keep.
    async fn commit_shared<'p>(
        &mut self,
        mut done: impl Iterator<Item = &'p PlannedMigration>,
        has_failed: bool,
    ) -> Result<(), ExecutorError> {
        let Some(first) = done.next() else {
            self.roll_back().await;
            return Ok(());
        };
        if has_failed {
            let undone = self.connection.rollback_to_savepoint().await;
            let undone = undone.map_err(|source| transaction_error(first, source));
            self.or_roll_back(undone).await?;
        }
        self.commit(first).await
    }

    /// The whole transaction is gone: its migrations run again by themselves, as far as the database still answers.
    async fn none_is_done(&mut self, error: ExecutorError, tried: usize) -> Result<Grouped, ExecutorError> {
        let is_alive = matches!(self.connection.is_in_transaction().await, Ok(false));
        if is_alive && self.refuse_cancelled(None).is_ok() && !is_lost(&error) {
            Ok(Grouped {
                done: 0,
                alone: tried,
            })
        } else {
            Err(error.with_outcome(Outcome::RolledBack))
        }
    }
}

/// Whether a migration holds others up for a short time alone: statements of ours that touch no rows, all of them in the
/// transaction. What one would have to compare first may take long.
fn is_short(planned: &PlannedMigration) -> bool {
    let transaction = &planned.transaction;
    transaction.is_atomic
        && !transaction.has_user_code
        && transaction.before.is_empty()
        && transaction.after.is_empty()
        && transaction.body.iter().all(is_brief)
}

fn is_brief(statement: &Statement) -> bool {
    let is_ours = match statement.command {
        Command::Sql(_) | Command::Routine(_) => true,
        Command::Python(_) | Command::Backfill(_) => false,
    };
    let touches_rows = statement
        .cost
        .is_some_and(|cost| cost.rewrite || cost.scan || cost.rows != ChangedRows::None);
    is_ours && !touches_rows && statement.mode == TransactionMode::Inside && statement.unless_exists.is_none()
}

/// Whether a failure of the first migration was another session's lock, or of what is checked when a transaction ends. That
/// of a later one may always be of what the ones before it hold: locks, or a server's memory for them.
fn may_succeed_alone(failure: &ExecutorError) -> bool {
    failure.is_locked() || matches!(failure, ExecutorError::Transaction { .. })
}

/// Whether the database, or the lock of this run, is out of reach.
fn is_lost(error: &ExecutorError) -> bool {
    match error {
        ExecutorError::LeaseLost { .. } => true,
        ExecutorError::Transaction { source, .. } => matches!(source, DriverError::Disconnected { .. }),
        ExecutorError::Statement(failed) => matches!(failed.source, DriverError::Disconnected { .. }),
        _ => false,
    }
}
