//! A whole run in one transaction: every migration with its entry in the history, or nothing.

use std::fmt;
use std::time::{Duration, Instant};

use aksara_dialect::{Statement, TransactionMode, TransactionPlan};
use aksara_operations::{MigrationName, Origin};

use crate::patience::{Patience, has_function};
use crate::run::Run;
use crate::{Event, ExecutorError, Outcome, Plan, PlannedMigration};

/// Why a run cannot be one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOneTransaction {
    /// The migration.
    pub migration: MigrationName,
    /// The place of what is in the way.
    pub origin: Option<Origin>,
    /// The obstacle.
    pub obstacle: Obstacle,
}

/// The reason why a run cannot be one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The database commits each change of a table by itself.
    CommitsEach(&'static str),
    /// A statement runs outside transactions.
    Outside,
    /// A backfill commits range by range.
    Backfill,
    /// A setting that cannot be changed within a transaction would be another one for the user's code.
    Setting,
    /// A run before this one committed a part of it.
    Begun,
}

impl Plan {
    /// Refuses what cannot be one transaction, where that is asked for.
    pub(crate) fn check_one_transaction(&self) -> Result<(), ExecutorError> {
        let obstacle = self.migrations.iter().find_map(|planned| {
            let (obstacle, origin) = self.obstacle(planned)?;
            Some(NotOneTransaction {
                migration: planned.entry.name.clone(),
                origin,
                obstacle,
            })
        });
        match obstacle {
            None => Ok(()),
            Some(obstacle) => Err(ExecutorError::NotOneTransaction(Box::new(obstacle))),
        }
    }

    fn obstacle(&self, planned: &PlannedMigration) -> Option<(Obstacle, Option<Origin>)> {
        let transaction = &planned.transaction;
        if self
            .resumption()
            .is_some_and(|unfinished| unfinished.migration == planned.entry.name.as_str())
        {
            return Some((Obstacle::Begun, None));
        }
        let first = transaction.statements().next()?;
        if !transaction.is_atomic {
            return Some((Obstacle::CommitsEach(self.dialect), first.origin.clone()));
        }
        if let Some(found) = transaction.statements().find_map(outside) {
            return Some(found);
        }
        let has_code = self
            .migrations
            .iter()
            .any(|other| other.transaction.has_user_code);
        let setting = transaction.before.first().filter(|_| has_code)?;
        Some((Obstacle::Setting, setting.origin.clone()))
    }
}

impl NotOneTransaction {
    /// The way on.
    pub(crate) fn advice(&self) -> String {
        let migration = &self.migration;
        match self.obstacle {
            Obstacle::CommitsEach(_) => {
                "leave out `--transactions one`: each migration is then recorded when it is \
                                         done, and a run that stops goes on from there"
                    .to_owned()
            }
            Obstacle::Outside | Obstacle::Backfill | Obstacle::Setting | Obstacle::Begun => format!(
                "leave out `--transactions one`, or migrate with it as far as the one before {migration} and from \
                 there without it"
            ),
        }
    }
}

fn outside(statement: &Statement) -> Option<(Obstacle, Option<Origin>)> {
    let obstacle = match statement.mode {
        TransactionMode::Inside | TransactionMode::Outside => return None,
        TransactionMode::Own | TransactionMode::Single => Obstacle::Outside,
        TransactionMode::Batched => Obstacle::Backfill,
    };
    Some((obstacle, statement.origin.clone()))
}

impl Run<'_> {
    /// Runs every migration of a plan, or leaves the database as it was.
    pub(crate) async fn in_one_transaction(&mut self, plan: &Plan) -> Result<(), ExecutorError> {
        let Some(first) = plan.migrations.first() else {
            return Ok(());
        };
        let elapsed = self.until_it_is_done(plan, first).await;
        let elapsed = elapsed.map_err(|error| error.with_outcome(Outcome::RunRolledBack))?;
        let after = self.settings(plan, first, |transaction| &transaction.after).await;
        after.map_err(|error| error.with_outcome(Outcome::Applied))?;
        for (migration, elapsed) in plan.migrations.iter().zip(elapsed) {
            (self.events)(Event::Finished { migration, elapsed });
        }
        Ok(())
    }

    /// Tries again where another session's lock is in the way.
    async fn until_it_is_done(
        &mut self,
        plan: &Plan,
        first: &PlannedMigration,
    ) -> Result<Vec<Duration>, ExecutorError> {
        let has_function = plan
            .migrations
            .iter()
            .any(|planned| has_function(&planned.transaction.body));
        let mut patience = Patience::default();
        loop {
            let result = self.settings_and_migrations(plan, first).await;
            if result.is_ok() {
                return result;
            }
            for planned in &plan.migrations {
                self.restore_settings(planned).await;
            }
            if has_function || !self.tries_again(first, &result, &mut patience).await? {
                return result;
            }
        }
    }

    /// Each setting once, before or after the transaction.
    async fn settings(
        &mut self,
        plan: &Plan,
        first: &PlannedMigration,
        of: impl Fn(&TransactionPlan) -> &Vec<Statement>,
    ) -> Result<(), ExecutorError> {
        let mut done: Vec<&Statement> = Vec::new();
        for statement in plan
            .migrations
            .iter()
            .flat_map(|planned| of(&planned.transaction))
        {
            if done.iter().all(|other| other.command != statement.command) {
                self.statement(first, statement, 1).await?;
                done.push(statement);
            }
        }
        Ok(())
    }

    /// Gives the time that each migration took.
    async fn settings_and_migrations(
        &mut self,
        plan: &Plan,
        first: &PlannedMigration,
    ) -> Result<Vec<Duration>, ExecutorError> {
        self.settings(plan, first, |transaction| &transaction.before)
            .await?;
        self.begin(first).await?;
        let result = self.migrations(plan).await;
        let elapsed = self.or_roll_back(result).await?;
        self.commit(first).await?;
        Ok(elapsed)
    }

    async fn migrations(&mut self, plan: &Plan) -> Result<Vec<Duration>, ExecutorError> {
        let mut elapsed = Vec::with_capacity(plan.migrations.len());
        self.ensure_history().await?;
        for planned in &plan.migrations {
            self.refuse_cancelled(Some(planned))?;
            let started = Instant::now();
            self.begin_migration(planned);
            self.check_rows(planned).await?;
            self.body_and_history(planned).await?;
            elapsed.push(started.elapsed());
        }
        Ok(elapsed)
    }
}

impl fmt::Display for NotOneTransaction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} cannot share one transaction with the run: ",
            self.migration
        )?;
        match self.obstacle {
            Obstacle::CommitsEach(dialect) => {
                write!(formatter, "{dialect} commits each change of a table by itself")
            }
            Obstacle::Outside => formatter.write_str("a statement of it runs outside transactions"),
            Obstacle::Backfill => formatter.write_str("its backfill commits range by range"),
            Obstacle::Setting => formatter.write_str(
                "it rebuilds a table with foreign keys switched off, and SQL or functions of the run would find them \
                 off, too",
            ),
            Obstacle::Begun => formatter.write_str("a run before this one committed a part of it"),
        }
    }
}
