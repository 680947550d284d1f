//! Compiling a plan against the database's own past.
//!
//! Applied migrations are replayed in the order in which they were executed, which may not be the graph's; then each
//! chosen migration, or its inverse, on top of it (`crates/ARCHITECTURE.md`, invariant 2).

use std::collections::{BTreeMap, BTreeSet};

use aksara_dialect::{Coalescing, TransactionPlan, compile};
use aksara_graph::{MigrationFile, MigrationGraph};
use aksara_operations::{Located, Loss, Migration, MigrationName, Replayed, replay};
use aksara_schema::Schema;

use crate::applied::Applied;
use crate::disturbance::Disturbances;
use crate::initial::notes;
use crate::loss::{Losses, PlannedLoss};
use crate::requirement::Requirements;
use crate::{
    AccompanyingRow, Direction, ExecutorError, PlanContext, PlannedMigration, Requirement, TakenOver,
};

/// A plan in the making, once the migrations' contents are read.
pub(crate) struct Planning<'a> {
    /// The history beside the source.
    pub applied: &'a Applied<'a>,
    /// The database.
    pub context: &'a PlanContext<'a>,
    /// The migrations.
    pub graph: &'a MigrationGraph,
    /// The schema so far; at first the external tables.
    pub schema: Schema,
    /// The requirements of the migrations so far.
    pub requirements: Requirements,
    /// The effects of the migrations so far on the tables.
    pub losses: Losses,
    /// Whether changes of one table become one.
    pub coalescing: Coalescing,
    /// The migrations that are recorded and not run: the database has what they make.
    pub recorded: &'a [MigrationName],
    /// The names in the history, as the migrations so far leave it.
    pub rows: Vec<MigrationName>,
}

/// The planned migrations.
pub(crate) struct Planned {
    /// The migrations, in the order of running.
    pub migrations: Vec<PlannedMigration>,
    /// The requirements of existing rows.
    pub requirements: Vec<Requirement>,
    /// The changes that may break objects which no migration knows.
    pub disturbances: Disturbances,
    /// The tables that are taken over if they exist.
    pub taken_over: Vec<TakenOver>,
}

impl Planning<'_> {
    /// Plans to record migrations, or to forget them, without running anything.
    pub fn record(mut self, files: &[&MigrationFile], direction: Direction) -> Planned {
        let record = |file: &&MigrationFile| {
            let nothing = (Vec::new(), Vec::new());
            self.planned(&file.migration, direction, nothing, TransactionPlan::default())
        };
        let migrations = files.iter().filter_map(record).collect();
        self.finish(migrations)
    }

    /// Plans to apply migrations.
    pub fn apply(mut self, files: &[&MigrationFile]) -> Result<Planned, ExecutorError> {
        self.replay_applied(&BTreeSet::new())?;
        let apply = |file: &&MigrationFile| {
            let planned = if self.recorded.contains(&file.migration.name) {
                self.record_existing(&file.migration)
            } else {
                self.compile(&file.migration, Direction::Forward, Vec::new())
            };
            planned.transpose()
        };
        let migrations = files.iter().filter_map(apply).collect::<Result<_, _>>()?;
        Ok(self.finish(migrations))
    }

    /// Plans to record a migration whose tables exist: what follows finds them.
    fn record_existing(&mut self, migration: &Migration) -> Result<Option<PlannedMigration>, ExecutorError> {
        let replayed = replay(migration, &mut self.schema)?;
        let transaction = TransactionPlan {
            is_atomic: true,
            notes: notes(&replayed),
            ..TransactionPlan::default()
        };
        let nothing = (Vec::new(), Vec::new());
        let planned = self.planned(migration, Direction::Forward, nothing, transaction);
        Ok(planned.map(|planned| PlannedMigration {
            is_recorded: true,
            ..planned
        }))
    }

    /// Plans to undo migrations, each by the inverse of what it changed when it was applied.
    pub fn undo(mut self, files: &[&MigrationFile]) -> Result<Planned, ExecutorError> {
        let names = files.iter().map(|file| &file.migration.name).collect();
        let replayed = self.replay_applied(&names)?;
        let mut planned = Vec::with_capacity(files.len());
        for replayed in files.iter().filter_map(|file| replayed.get(&file.migration.name)) {
            let operations = replayed
                .inverse()
                .map_err(|error| ExecutorError::Irreversible(Box::new(error)))?;
            let inverse = Migration {
                operations,
                ..Migration::new(replayed.name.clone())
            };
            planned.extend(self.compile(&inverse, Direction::Backward, replayed.losses())?);
        }
        Ok(self.finish(planned))
    }

    /// The operations of a migration in a direction, and the schema before them.
    pub fn ahead(
        mut self,
        file: &MigrationFile,
        direction: Direction,
    ) -> Result<Option<(Migration, Schema)>, ExecutorError> {
        let name = &file.migration.name;
        let replayed = self.replay_applied(&BTreeSet::from([name]))?;
        match (direction, replayed.get(name)) {
            (Direction::Forward, _) => Ok(Some(((*file.migration).clone(), self.schema))),
            (Direction::Backward, None) => Ok(None),
            (Direction::Backward, Some(replayed)) => {
                let operations = replayed
                    .inverse()
                    .map_err(|error| ExecutorError::Irreversible(Box::new(error)))?;
                let inverse = Migration {
                    operations,
                    ..Migration::new(name.clone())
                };
                Ok(Some((inverse, self.schema)))
            }
        }
    }

    fn finish(self, migrations: Vec<PlannedMigration>) -> Planned {
        let (requirements, disturbances, taken_over) = self.requirements.into_parts();
        Planned {
            migrations,
            requirements,
            disturbances,
            taken_over,
        }
    }

    /// Replays what is applied, and gives what the chosen migrations changed.
    fn replay_applied(
        &mut self,
        chosen: &BTreeSet<&MigrationName>,
    ) -> Result<BTreeMap<MigrationName, Replayed>, ExecutorError> {
        let mut kept = BTreeMap::new();
        for file in self.applied.names.iter().filter_map(|name| self.graph.get(name)) {
            let replayed = replay(&file.migration, &mut self.schema)?;
            if chosen.contains(&replayed.name) {
                kept.insert(replayed.name.clone(), replayed);
            }
        }
        Ok(kept)
    }

    fn compile(
        &mut self,
        migration: &Migration,
        direction: Direction,
        losses: Vec<Located<Loss>>,
    ) -> Result<Option<PlannedMigration>, ExecutorError> {
        let replayed = replay(migration, &mut self.schema)?;
        let taken = self.losses.follow(&replayed.changes);
        let compiled = compile(
            &self.schema,
            &replayed.changes,
            self.coalescing,
            self.context.dialect,
            &self.context.version,
        );
        let compiled = compiled.map_err(|source| ExecutorError::Compile {
            migration: migration.name.clone(),
            source: Box::new(source),
        })?;
        let requirements = self
            .requirements
            .follow(&migration.name, &compiled.steps, self.context.dialect);
        let planned = self.planned(migration, direction, (losses, taken), compiled.transaction);
        Ok(planned.map(|planned| PlannedMigration {
            requirements,
            ..planned
        }))
    }

    /// The plan for one migration; `None` where the source gave a migration under another's name.
    fn planned(
        &mut self,
        migration: &Migration,
        direction: Direction,
        (losses, taken): (Vec<Located<Loss>>, Vec<PlannedLoss>),
        transaction: TransactionPlan,
    ) -> Option<PlannedMigration> {
        let entry = (*self.applied.entries.get(migration.name.as_str())?).clone();
        Some(PlannedMigration {
            accompanying: self.accompanying(&entry.name, direction),
            entry,
            direction,
            descriptions: describe(migration),
            losses,
            is_recorded: false,
            taken,
            requirements: Vec::new(),
            transaction,
        })
    }

    /// The rows that come or go with a migration's own.
    fn accompanying(&mut self, name: &MigrationName, direction: Direction) -> Vec<AccompanyingRow> {
        if !self.graph.has_squashes() {
            return Vec::new();
        }
        let names = match direction {
            Direction::Forward => {
                let names = self.graph.rows_that_come(name, &self.rows);
                self.rows.push(name.clone());
                self.rows.extend(names.iter().cloned());
                names
            }
            Direction::Backward => {
                let names = self.graph.rows_that_go(name, &self.rows);
                self.rows.retain(|row| row != name && !names.contains(row));
                names
            }
        };
        names.iter().map(|name| self.applied.accompanying(name)).collect()
    }
}

/// A line about each operation of a migration.
pub(crate) fn describe(migration: &Migration) -> Vec<Located<String>> {
    let operations = migration.operations.iter();
    operations
        .map(|operation| Located {
            value: operation.value.describe(),
            origin: operation.origin.clone(),
        })
        .collect()
}
