//! Plans: which migrations will run, in which direction, as which statements.
//!
//! A plan is made from the history and the source alone and touches nothing. Where nothing is pending, no
//! migration's content is read.

use aksara_dialect::{Coalescing, Command, Dialect, ServerVersion, Statement, TransactionPlan, compile};
use aksara_driver::Connection;
use aksara_graph::{
    GraphError, InconsistentHistory, MigrationFile, MigrationGraph, OutOfOrder, Route, Target,
};
use aksara_operations::{Located, Loss, Migration, MigrationName, Origin, PythonFunction, replay};
use aksara_schema::Schema;

use crate::applied::Applied;
use crate::continuation::continuation;
use crate::disturbance::Disturbances;
use crate::loss::{DataLossOnWayBack, Losses, PlannedLoss};
use crate::planning::{Planning, describe};
use crate::range::AssumedDatabase;
use crate::requirement::Requirements;
use crate::resumption::{Resumption, resumption};
use crate::{
    AccompanyingRow, AppliedMigration, Checksum, Continuation, Direction, ExecutorError, FunctionRunner,
    Goal, MigrationEntry, MigrationSource, Mode, RenamedMigration, Request, Requirement, TableComparison,
    TakenOver, Transactions, Unfinished, read_all,
};

/// The work of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The migrations, in the order of running.
    pub migrations: Vec<PlannedMigration>,
    /// Which way they go.
    pub direction: Direction,
    /// Whether they run or are only recorded.
    pub mode: Mode,
    /// How they share transactions.
    pub transactions: Transactions,
    /// Applied migrations that the source does not have; they are left alone.
    pub unknown: Vec<AppliedMigration>,
    /// Applied migrations that depend on one that is not.
    pub inconsistencies: Vec<InconsistentHistory>,
    /// Migrations to apply that were written against an older head than the database has.
    pub out_of_order: Vec<OutOfOrder>,
    /// Renames of applied migrations that will be recorded.
    pub renamed: Vec<RenamedMigration>,
    /// Edits of applied migrations that will be recorded.
    pub accepted: Vec<MigrationEntry>,
    /// Squashes of which all was applied already, and which will be recorded.
    pub squashed: Vec<MigrationEntry>,
    /// The unfinished migrations of earlier runs.
    pub unfinished: Vec<Unfinished>,
    /// The way on from there.
    pub continuation: Continuation,
    /// The statement from which the first migration goes on, where it was looked for.
    pub(crate) from: Option<usize>,
    /// The requirements of existing rows.
    pub requirements: Vec<Requirement>,
    /// The changes that may break objects which no migration knows.
    pub(crate) disturbances: Disturbances,
    /// The tables that are taken over if they exist.
    pub taken_over: Vec<TakenOver>,
    /// The flavour of the server that it is for.
    pub dialect: &'static str,
    /// That server's version.
    pub version: ServerVersion,
}

/// One migration of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMigration {
    /// The migration.
    pub entry: MigrationEntry,
    /// Which way it goes.
    pub direction: Direction,
    /// Rows of the history that come or go with it.
    pub accompanying: Vec<AccompanyingRow>,
    /// A line about each operation, in the order of running.
    pub descriptions: Vec<Located<String>>,
    /// The losses that reverting cannot restore; empty on the way forward.
    pub losses: Vec<Located<Loss>>,
    /// Whether it is recorded and not run, since the database has what it makes.
    pub is_recorded: bool,
    /// The data that it takes from existing rows.
    pub taken: Vec<PlannedLoss>,
    /// The requirements of existing rows that cannot be asked before the plan: migrations before this one change the rows.
    pub requirements: Vec<Requirement>,
    /// The statements; none where it is only recorded.
    pub transaction: TransactionPlan,
}

/// The database that a plan is for.
#[derive(Debug, Clone, Copy)]
pub struct PlanContext<'a> {
    /// Its history, in the order of execution.
    pub history: &'a [AppliedMigration],
    /// The unfinished migrations of an earlier run.
    pub unfinished: &'a [Unfinished],
    /// Its dialect.
    pub dialect: &'a dyn Dialect,
    /// Its version.
    pub version: ServerVersion,
}

impl Plan {
    /// Plans a request.
    pub fn new(
        source: &dyn MigrationSource,
        request: &Request,
        context: &PlanContext<'_>,
    ) -> Result<Self, ExecutorError> {
        Self::recording(source, request, context, &[])
    }

    /// The same, where some migrations are recorded without running them: the database has what they make.
    pub(crate) fn recording(
        source: &dyn MigrationSource,
        request: &Request,
        context: &PlanContext<'_>,
        recorded: &[MigrationName],
    ) -> Result<Self, ExecutorError> {
        let renames = &request.accept_renamed;
        let applied = Applied::with_renames(source, context.history, renames);
        applied.demand_renames(renames, context.history)?;
        let plan = Self {
            migrations: Vec::new(),
            direction: Direction::Forward,
            mode: request.mode,
            transactions: request.transactions,
            renamed: applied.renamed.clone(),
            accepted: applied.accept_edits(&request.accept_edited)?,
            unknown: applied.unknown.clone(),
            inconsistencies: Vec::new(),
            squashed: Vec::new(),
            out_of_order: Vec::new(),
            unfinished: context.unfinished.to_vec(),
            continuation: continuation(source, context),
            from: None,
            requirements: Vec::new(),
            disturbances: Disturbances::default(),
            taken_over: Vec::new(),
            dialect: context.dialect.name(),
            version: context.version,
        };
        let is_done = request.target == Goal::Head && plan.renamed.is_empty() && applied.is_complete();
        if is_done {
            Ok(plan)
        } else {
            plan.with_migrations(source, request, applied, context, recorded)
        }
    }

    /// Whether a run has nothing to do.
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty()
            && self.accepted.is_empty()
            && self.renamed.is_empty()
            && self.squashed.is_empty()
    }

    /// Whether the plan may be carried out: it goes on with what is unfinished, or records what became of it.
    pub fn check(&self) -> Result<(), ExecutorError> {
        let is_recorded = |unfinished: &Unfinished| {
            let names = self.migrations.iter().map(|planned| planned.entry.name.as_str());
            names.into_iter().any(|name| name == unfinished.migration)
        };
        let may_run = match self.mode {
            Mode::Run => self.unfinished.is_empty() || self.resumption().is_some(),
            Mode::Fake => self.unfinished.iter().all(is_recorded),
        };
        if may_run {
            match (self.mode, self.transactions) {
                (Mode::Run, Transactions::One) => self.check_one_transaction(),
                (Mode::Run | Mode::Fake, _) => Ok(()),
            }
        } else {
            Err(self.unfinished_error())
        }
    }

    fn unfinished_error(&self) -> ExecutorError {
        match (self.migrations.first(), self.unfinished.as_slice()) {
            (Some(first), [unfinished]) if resumption(first, unfinished) == Resumption::Edited => {
                ExecutorError::EditedUnfinished(unfinished.clone())
            }
            _ => ExecutorError::Unfinished(self.unfinished.clone(), self.continuation),
        }
    }

    /// The unfinished migration that this run continues.
    pub fn resumption(&self) -> Option<&Unfinished> {
        let (first, [unfinished]) = (self.migrations.first()?, self.unfinished.as_slice()) else {
            return None;
        };
        let may_go_on = unfinished.part.is_none() && resumption(first, unfinished).is_possible();
        may_go_on.then_some(unfinished)
    }

    /// The unfinished run of this migration, and the statement from which it goes on.
    pub(crate) fn resumed(&self, planned: &PlannedMigration) -> Option<(&Unfinished, usize)> {
        let unfinished = self.resumption()?;
        let is_same = unfinished.migration == planned.entry.name.as_str();
        self.from.filter(|_| is_same).map(|from| (unfinished, from))
    }

    /// Finds the statement from which this run goes on with what is unfinished; an error where nobody knows it.
    pub(crate) async fn find_resume_point(
        &mut self,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<(), ExecutorError> {
        let (Some(first), Some(unfinished)) = (self.migrations.first(), self.resumption()) else {
            return Ok(());
        };
        if self.mode == Mode::Run {
            self.from = first.resume_point(unfinished, connection, comparison).await?;
        }
        Ok(())
    }

    /// Checks that the existing tables and rows allow the plan, as far as that is known before anything runs.
    pub(crate) async fn check_tables(
        &self,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<(), ExecutorError> {
        for taken_over in self.compared() {
            taken_over.check(connection, comparison).await?;
        }
        for requirement in self.asked() {
            requirement.check(connection).await?;
        }
        let refusals = self.refusals_of_objects(connection).await;
        refusals.into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that tables and rows refuse, as far as it is known before anything runs.
    pub(crate) async fn refusals_of_tables(
        &self,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Vec<ExecutorError> {
        let mut refusals = Vec::new();
        for taken_over in self.compared() {
            refusals.extend(taken_over.check(connection, comparison).await.err());
        }
        for requirement in self.asked() {
            refusals.extend(requirement.check(connection).await.err());
        }
        refusals.extend(self.refusals_of_objects(connection).await);
        refusals
    }

    async fn refusals_of_objects(&self, connection: &mut dyn Connection) -> Vec<ExecutorError> {
        let resumed = self.resumption().map(|unfinished| unfinished.migration.as_str());
        self.disturbances.refusals(connection, resumed).await
    }

    /// The tables that are compared. One of a migration that was begun may be ours by now.
    fn compared(&self) -> impl Iterator<Item = &TakenOver> {
        let resumed = self.resumption().map(|unfinished| unfinished.migration.as_str());
        let taken_over = self.taken_over.iter();
        taken_over.filter(move |taken_over| Some(taken_over.migration.as_str()) != resumed)
    }

    /// The requirements of the rows. Those of a migration that has begun were checked then, and its table is another
    /// by now.
    fn asked(&self) -> impl Iterator<Item = &Requirement> {
        let resumed = self.resumption().map(|unfinished| unfinished.migration.as_str());
        let asked = self.requirements.iter();
        asked.filter(move |asked| Some(asked.migration.as_str()) != resumed)
    }

    /// Counts the rows that the plan takes something from; what concerns none is not a loss. What cannot be counted, as a
    /// field that the user's SQL makes on the way, stays without a number.
    pub(crate) async fn count_losses(&mut self, connection: &mut dyn Connection) {
        for planned in &mut self.migrations {
            for loss in &mut planned.taken {
                if loss.count(connection).await.is_err() {
                    loss.rows = None;
                }
            }
            planned.taken.retain(|loss| loss.rows != Some(0));
        }
    }

    /// Refuses a way back that takes something from rows, unless that is allowed. One that has begun was allowed then.
    pub(crate) fn refuse_data_loss(
        &self,
        request: &Request,
        dialect: &dyn Dialect,
    ) -> Result<(), ExecutorError> {
        if request.allow_data_loss || self.direction == Direction::Forward {
            return Ok(());
        }
        let losses = self.losses_on_way_back();
        if losses.is_empty() {
            return Ok(());
        }
        Err(ExecutorError::DataLoss(Box::new(DataLossOnWayBack {
            losses,
            backup: dialect.product().clients.backup,
        })))
    }

    /// The losses of a way back, beside a migration that has begun.
    pub fn losses_on_way_back(&self) -> Vec<(MigrationName, PlannedLoss)> {
        if self.direction == Direction::Forward {
            return Vec::new();
        }
        let resumed = self.resumption().map(|unfinished| unfinished.migration.as_str());
        let migrations = self.migrations.iter();
        let migrations = migrations.filter(|planned| Some(planned.entry.name.as_str()) != resumed);
        let losses = migrations.flat_map(|planned| {
            planned
                .taken
                .iter()
                .map(|loss| (planned.entry.name.clone(), loss.clone()))
        });
        losses.collect()
    }

    /// Makes sure that the functions of the plan can be run.
    pub async fn prepare_functions(
        &self,
        functions: Option<&mut (dyn FunctionRunner + '_)>,
    ) -> Result<(), ExecutorError> {
        let found = self.migrations.iter().find_map(|planned| {
            let (function, statement) = planned.transaction.statements().find_map(python_function)?;
            Some((planned.entry.name.clone(), function, statement.origin.clone()))
        });
        let Some((migration, function, origin)) = found else {
            return Ok(());
        };
        let Some(functions) = functions else {
            return Err(ExecutorError::NoFunctionRunner {
                migration,
                function: function.to_owned(),
                origin,
            });
        };
        let prepared = functions.prepare().await;
        prepared.map_err(|source| ExecutorError::FunctionsUnavailable {
            migration,
            origin,
            source,
        })
    }

    fn with_migrations(
        mut self,
        source: &dyn MigrationSource,
        request: &Request,
        mut applied: Applied<'_>,
        context: &PlanContext<'_>,
        recorded: &[MigrationName],
    ) -> Result<Self, ExecutorError> {
        let graph = build_graph(source)?;
        let target = match &request.target {
            Goal::Named(written) => graph.resolve_target(written)?,
            Goal::Head | Goal::Forward(_) => Target::Latest,
            Goal::Back(_) => Target::Zero,
        };
        let aims = aims(Some(&target), context.unfinished);
        let graph = graph.choose_squashes(&applied.rows, &aims)?;
        applied.join(&graph);
        self.unknown.clone_from(&applied.unknown);
        let (direction, mut files) = match graph.route(&target, &applied.names)? {
            Route::Forward(files) => (Direction::Forward, files),
            Route::Backward(files) => (Direction::Backward, files),
        };
        files.truncate(request.target.greatest_count());
        if direction == Direction::Forward {
            let entry = |file: &MigrationFile| applied.entries.get(file.migration.name.as_str()).copied();
            let squashed = graph.unrecorded(&applied.rows).into_iter();
            self.squashed = squashed.filter_map(entry).cloned().collect();
        }
        let squashed = self.squashed.iter().map(|entry| entry.name.clone());
        let planning = Planning {
            rows: applied.rows.iter().cloned().chain(squashed).collect(),
            applied: &applied,
            context,
            graph: &graph,
            schema: source.external_tables(),
            requirements: Requirements::default(),
            losses: Losses::default(),
            coalescing: request.coalescing,
            recorded,
        };
        let planned = match (request.mode, direction) {
            (Mode::Fake, _) => planning.record(&files, direction),
            (Mode::Run, Direction::Forward) => planning.apply(&files)?,
            (Mode::Run, Direction::Backward) => planning.undo(&files)?,
        };
        self.migrations = planned.migrations;
        self.requirements = planned.requirements;
        self.disturbances = planned.disturbances;
        self.taken_over = planned.taken_over;
        self.inconsistencies = graph.inconsistencies(&applied.names);
        if direction == Direction::Forward {
            let is_planned =
                |stray: &OutOfOrder| files.iter().any(|file| file.migration.name == stray.migration);
            self.out_of_order = graph.out_of_order(&applied.names);
            self.out_of_order.retain(is_planned);
        }
        self.direction = direction;
        Ok(self)
    }
}

impl PlannedMigration {
    /// The operations that have a statement before this one, counted from 1.
    pub(crate) fn described_before(&self, number: usize) -> Vec<String> {
        let before = self.transaction.statements().take(number.saturating_sub(1));
        let places: Vec<&Origin> = before
            .flat_map(|statement| statement.origin.iter().chain(&statement.origins))
            .collect();
        let is_begun = |described: &&Located<String>| {
            let place = described.origin.as_ref();
            place.is_some_and(|place| places.iter().any(|known| place.holds(known)))
        };
        let begun = self.descriptions.iter().filter(is_begun);
        begun.map(|described| described.value.clone()).collect()
    }

    /// Compiles a migration that no source has yet, or its reverse, for the schema before it.
    pub fn draft(
        migration: &Migration,
        mut schema: Schema,
        direction: Direction,
        dialect: &dyn Dialect,
        version: &ServerVersion,
    ) -> Result<Self, ExecutorError> {
        let mut replayed = replay(migration, &mut schema)?;
        let mut losses = Vec::new();
        let mut written = migration.clone();
        if direction == Direction::Backward {
            losses = replayed.losses();
            written.operations = replayed
                .inverse()
                .map_err(|error| ExecutorError::Irreversible(Box::new(error)))?;
            replayed = replay(&written, &mut schema)?;
        }
        let compiled = compile(&schema, &replayed.changes, Coalescing::On, dialect, version);
        let compiled = compiled.map_err(|source| ExecutorError::Compile {
            migration: migration.name.clone(),
            source: Box::new(source),
        })?;
        Ok(Self {
            entry: MigrationEntry {
                name: migration.name.clone(),
                file: migration.name.as_str().into(),
                checksum: Checksum::of(""),
            },
            direction,
            accompanying: Vec::new(),
            descriptions: describe(&written),
            losses,
            is_recorded: false,
            taken: Vec::new(),
            requirements: Vec::new(),
            transaction: compiled.transaction,
        })
    }

    /// Compiles one migration after everything before it in canonical order, without a database.
    pub fn compile(
        source: &dyn MigrationSource,
        written: &str,
        direction: Direction,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<Self, ExecutorError> {
        let graph = build_graph(source)?;
        let target = graph.resolve_target(written)?;
        let graph = graph.choose_squashes(&[], &aims(Some(&target), &[]))?;
        let file = match target {
            Target::Migration(name) => graph.get(&name).ok_or_else(|| unknown(written))?,
            Target::Latest => graph.head()?.ok_or_else(|| unknown(written))?,
            Target::Zero => return Err(unknown(written)),
        };
        let is_before = |other: &&MigrationFile| other.migration.name != file.migration.name;
        let mut names: Vec<_> = graph
            .files()
            .take_while(is_before)
            .map(|file| file.migration.name.clone())
            .collect();
        if direction == Direction::Backward {
            names.push(file.migration.name.clone());
        }
        let database = AssumedDatabase {
            source,
            graph: &graph,
            applied: names,
        };
        database
            .compile(&[file], direction, dialect, version)?
            .into_iter()
            .next()
            .ok_or_else(|| unknown(written))
    }
}

/// Reads every migration and joins them.
pub(crate) fn build_graph(source: &dyn MigrationSource) -> Result<MigrationGraph, ExecutorError> {
    let files = read_all(source).map_err(|error| ExecutorError::Source { error })?;
    Ok(MigrationGraph::build(files)?)
}

/// The migrations that must be in the graph: a target, and what was begun.
pub(crate) fn aims(target: Option<&Target>, unfinished: &[Unfinished]) -> Vec<MigrationName> {
    let begun = unfinished
        .iter()
        .filter_map(|unfinished| MigrationName::new(&*unfinished.migration).ok());
    let target = match target {
        Some(Target::Migration(name)) => Some(name.clone()),
        Some(Target::Latest | Target::Zero) | None => None,
    };
    begun.chain(target).collect()
}

pub(crate) fn unknown(written: &str) -> ExecutorError {
    GraphError::UnknownTarget {
        written: written.to_owned(),
        suggestion: None,
    }
    .into()
}

/// The function that a statement calls, where it calls one that does something.
pub(crate) fn python_function(statement: &Statement) -> Option<(&str, &Statement)> {
    match &statement.command {
        Command::Python(call) => match &call.function {
            PythonFunction::Named(function) => Some((function, statement)),
            PythonFunction::Noop => None,
        },
        Command::Sql(_) | Command::Routine(_) | Command::Backfill(_) => None,
    }
}
