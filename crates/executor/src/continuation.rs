//! The way on from a migration that began and did not end.

use aksara_operations::Migration;
use aksara_schema::Schema;

use crate::applied::Applied;
use crate::loss::Losses;
use crate::plan::{aims, build_graph};
use crate::planning::Planning;
use crate::requirement::Requirements;
use crate::resumption::resumption;
use crate::{
    Coalescing, Direction, ExecutorError, MigrationSource, PlanContext, PlannedMigration, Unfinished,
};

/// The way on from what is unfinished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Continuation {
    /// Another runner is at it: it may be waited for.
    Waiting,
    /// A run in the same direction goes on with it.
    SameRun,
    /// It is ended or undone by hand, and marked.
    #[default]
    ByHand,
}

/// A stopped migration on top of the history.
pub(crate) struct Stopped {
    /// Its plan, in the direction that it went.
    pub planned: PlannedMigration,
    /// Its operations in that direction.
    pub migration: Migration,
    /// The schema before them.
    pub schema: Schema,
}

/// The way on where no other runner is at work. No run goes on with what does not compile any more.
pub(crate) fn continuation(source: &dyn MigrationSource, context: &PlanContext<'_>) -> Continuation {
    let [unfinished] = context.unfinished else {
        return Continuation::ByHand;
    };
    let stopped = Stopped::find(source, context, unfinished).ok().flatten();
    match stopped {
        Some(stopped)
            if unfinished.part.is_none() && resumption(&stopped.planned, unfinished).is_possible() =>
        {
            Continuation::SameRun
        }
        Some(_) | None => Continuation::ByHand,
    }
}

impl Stopped {
    /// Compiles the unfinished migration.
    pub fn find(
        source: &dyn MigrationSource,
        context: &PlanContext<'_>,
        unfinished: &Unfinished,
    ) -> Result<Option<Self>, ExecutorError> {
        let mut applied = Applied::new(source, context.history);
        let graph = build_graph(source)?.choose_squashes(&applied.rows, &aims(None, context.unfinished))?;
        applied.join(&graph);
        let file = graph
            .files()
            .find(|file| file.migration.name.as_str() == unfinished.migration);
        let Some(file) = file else { return Ok(None) };
        let planning = || Planning {
            applied: &applied,
            context,
            graph: &graph,
            schema: source.external_tables(),
            requirements: Requirements::default(),
            losses: Losses::default(),
            coalescing: Coalescing::On,
            recorded: &[],
            rows: applied.rows.clone(),
        };
        // The way back from a part of it goes against the direction that it went.
        let direction = match unfinished.part {
            Some(_) => unfinished.direction.opposite(),
            None => unfinished.direction,
        };
        let planned = match direction {
            Direction::Forward => planning().apply(&[file])?,
            Direction::Backward => planning().undo(&[file])?,
        };
        let Some(planned) = planned.migrations.into_iter().next() else {
            return Ok(None);
        };
        let ahead = planning().ahead(file, direction)?;
        Ok(ahead.map(|(migration, schema)| Self {
            planned,
            migration,
            schema,
        }))
    }
}
