//! Ending a migration that stopped half way: its rest is run, or what is done is undone.

use aksara_dialect::{Dialect, ServerVersion};
use aksara_driver::Connection;
use aksara_operations::Migration;

use crate::continuation::Stopped;
use crate::resumption::{Resumption, checksum_before, resumption};
use crate::{
    Checksum, Continuation, Direction, ExecutorError, MigrationEntry, PlannedMigration, TableComparison,
    Unfinished,
};

/// How a stopped migration is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolve {
    /// Which way.
    pub way: ResolveWay,
    /// The first statement that is not done, by the user's word; `None` where the tables shall tell.
    pub from: Option<usize>,
}

/// The ways to end a stopped migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolveWay {
    /// The rest is run.
    Forward,
    /// The finished statements are undone.
    Back,
}

/// The end of a stopped migration, as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The run that stopped.
    pub unfinished: Unfinished,
    /// The migration that runs: itself, or the way back from its part that is done.
    pub planned: PlannedMigration,
    /// The number of the first statement that runs.
    pub from: usize,
    /// How many operations are undone, on the way back.
    pub part: Option<usize>,
}

impl Resolution {
    /// The SQL that runs, in order.
    pub fn statements(&self) -> Vec<String> {
        let statements = self.planned.transaction.statements().skip(self.from - 1);
        statements
            .map(|statement| statement.sql_texts().join("\n"))
            .collect()
    }

    /// Finds out how a stopped migration is ended. Writes nothing.
    pub(crate) async fn of(
        stopped: &Stopped,
        unfinished: &Unfinished,
        resolve: Resolve,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<Self, ExecutorError> {
        let by_hand = || ExecutorError::Unfinished(vec![unfinished.clone()], Continuation::ByHand);
        let (dialect, version) = (connection.dialect(), connection.server_version());
        if let Some(part) = unfinished.part {
            // The way back had begun; there is no other way from there.
            let planned = stopped.back(part, &*dialect, &version)?;
            let from = first_undone(&planned, unfinished, resolve, connection, comparison).await?;
            return Ok(Self {
                unfinished: unfinished.clone(),
                planned,
                from: from.ok_or_else(by_hand)?,
                part: Some(part),
            });
        }
        let from = first_undone(&stopped.planned, unfinished, resolve, connection, comparison).await?;
        let (planned, from, part) = match (resolve.way, from) {
            (ResolveWay::Forward, from) => {
                let number = usize::try_from(unfinished.statement).unwrap_or(1).max(1);
                (stopped.planned.clone(), from.unwrap_or(number), None)
            }
            (ResolveWay::Back, Some(from)) => {
                let done = checksum_before(&stopped.planned.transaction, from);
                let part = stopped
                    .part_done(&done, &*dialect, &version)
                    .ok_or_else(by_hand)?;
                (stopped.back(part, &*dialect, &version)?, 1, Some(part))
            }
            (ResolveWay::Back, None) => return Err(by_hand()),
        };
        Ok(Self {
            unfinished: unfinished.clone(),
            planned,
            from,
            part,
        })
    }
}

/// The first statement that is not done, by the user's word or as the tables tell; `None` where nobody knows.
async fn first_undone(
    planned: &PlannedMigration,
    unfinished: &Unfinished,
    resolve: Resolve,
    connection: &mut dyn Connection,
    comparison: Option<&dyn TableComparison>,
) -> Result<Option<usize>, ExecutorError> {
    if resumption(planned, unfinished) == Resumption::Edited {
        return Err(ExecutorError::EditedUnfinished(unfinished.clone()));
    }
    if let Some(from) = resolve.from {
        let last = planned.transaction.statements().count() + 1;
        return Ok(Some(from.clamp(1, last)));
    }
    match planned.resume_point(unfinished, connection, comparison).await {
        Err(ExecutorError::InDoubt(_)) => Ok(None),
        looked => looked,
    }
}

impl Stopped {
    /// How many operations the statements before a point are; `None` where the point is within one.
    fn part_done(&self, done: &Checksum, dialect: &dyn Dialect, version: &ServerVersion) -> Option<usize> {
        let counts = (0..=self.migration.operations.len()).rev();
        let mut counts = counts.filter(|count| {
            let ahead = PlannedMigration::draft(
                &self.first_operations(*count),
                self.schema.clone(),
                Direction::Forward,
                dialect,
                version,
            );
            ahead.is_ok_and(|ahead| {
                let end = ahead.transaction.statements().count() + 1;
                checksum_before(&ahead.transaction, end) == *done
            })
        });
        counts.next()
    }

    /// The way back from its first operations.
    fn back(
        &self,
        count: usize,
        dialect: &dyn Dialect,
        version: &ServerVersion,
    ) -> Result<PlannedMigration, ExecutorError> {
        let part = self.first_operations(count);
        let planned =
            PlannedMigration::draft(&part, self.schema.clone(), Direction::Backward, dialect, version)?;
        Ok(PlannedMigration {
            entry: MigrationEntry::clone(&self.planned.entry),
            direction: self.planned.direction.opposite(),
            ..planned
        })
    }

    fn first_operations(&self, count: usize) -> Migration {
        Migration {
            operations: self.migration.operations.iter().take(count).cloned().collect(),
            ..self.migration.clone()
        }
    }
}
