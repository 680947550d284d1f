//! A range of migrations, compiled without a database that has applied the migrations before it.

use std::collections::BTreeSet;

use aksara_dialect::{Coalescing, Dialect, ServerVersion};
use aksara_graph::{MigrationFile, MigrationGraph, Target};
use aksara_operations::MigrationName;

use crate::applied::Applied;
use crate::loss::Losses;
use crate::plan::{aims, build_graph};
use crate::planning::Planning;
use crate::requirement::Requirements;
use crate::{Direction, ExecutorError, MigrationSource, PlanContext, PlannedMigration};

/// From after one migration to another one: what the second needs and the first does not. Names may be written as
/// their beginnings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MigrationRange {
    /// The migration that is applied, with what it needs; `None` or `zero` where nothing is.
    pub from: Option<String>,
    /// The last migration; `None` for all.
    pub to: Option<String>,
}

impl MigrationRange {
    /// Compiles the range: forward in the graph's order, backward in the opposite one.
    pub fn compile(
        &self,
        source: &dyn MigrationSource,
        direction: Direction,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<Vec<PlannedMigration>, ExecutorError> {
        let graph = self.graph(source)?;
        let (before, mut files) = self.split(&graph)?;
        let mut applied = names(&before);
        if direction == Direction::Backward {
            applied.extend(names(&files));
            files.reverse();
        }
        let database = AssumedDatabase {
            source,
            graph: &graph,
            applied,
        };
        database.compile(&files, direction, dialect, version)
    }

    /// The migrations before the range and those in it, both in the graph's order.
    pub fn split<'a>(
        &self,
        graph: &'a MigrationGraph,
    ) -> Result<(Vec<&'a MigrationFile>, Vec<&'a MigrationFile>), ExecutorError> {
        let before = up_to(self.from.as_deref(), graph, &[])?;
        let all: Vec<_> = graph.files().collect();
        let after = up_to(self.to.as_deref(), graph, &all)?;
        if let Some(file) = before.iter().find(|file| !after.contains(file)) {
            return Err(ExecutorError::NoRange {
                migration: file.migration.name.clone(),
            });
        }
        let files = after.into_iter().filter(|file| !before.contains(file)).collect();
        Ok((before, files))
    }

    /// `FROM..TO`, either of which may be left out; `None` where the text is not a range.
    pub fn parse(written: &str) -> Option<Self> {
        let (from, to) = written.split_once("..")?;
        let end = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        Some(Self {
            from: end(from),
            to: end(to),
        })
    }

    /// The graph with both ends in it: where one is an original, without its squash.
    fn graph(&self, source: &dyn MigrationSource) -> Result<MigrationGraph, ExecutorError> {
        let graph = build_graph(source)?;
        let ends = [&self.from, &self.to].into_iter().flatten();
        let targets: Vec<Target> = ends
            .map(|written| graph.resolve_target(written))
            .collect::<Result<_, _>>()?;
        let aims: Vec<MigrationName> = targets
            .iter()
            .flat_map(|target| aims(Some(target), &[]))
            .collect();
        Ok(graph.choose_squashes(&[], &aims)?)
    }
}

/// A database that is only imagined: what is applied to it, in the order in which it was.
pub(crate) struct AssumedDatabase<'a> {
    pub source: &'a dyn MigrationSource,
    pub graph: &'a MigrationGraph,
    pub applied: Vec<MigrationName>,
}

impl AssumedDatabase<'_> {
    /// Compiles migrations for it, in this order.
    pub fn compile(
        self,
        files: &[&MigrationFile],
        direction: Direction,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<Vec<PlannedMigration>, ExecutorError> {
        let applied = Applied::assume(self.source, self.graph, self.applied);
        let context = PlanContext {
            history: &[],
            unfinished: &[],
            dialect,
            version,
        };
        let planning = Planning {
            applied: &applied,
            context: &context,
            graph: self.graph,
            schema: self.source.external_tables(),
            requirements: Requirements::default(),
            losses: Losses::default(),
            coalescing: Coalescing::On,
            recorded: &[],
            rows: applied.rows.clone(),
        };
        let planned = match direction {
            Direction::Forward => planning.apply(files)?,
            Direction::Backward => planning.undo(files)?,
        };
        Ok(planned.migrations)
    }
}

/// A migration and what it needs, in the graph's order; `otherwise` where none is written.
fn up_to<'a>(
    written: Option<&str>,
    graph: &'a MigrationGraph,
    otherwise: &[&'a MigrationFile],
) -> Result<Vec<&'a MigrationFile>, ExecutorError> {
    let Some(written) = written else {
        return Ok(otherwise.to_vec());
    };
    let name = match graph.resolve_target(written)? {
        Target::Migration(name) => name,
        Target::Zero => return Ok(Vec::new()),
        Target::Latest => return Ok(graph.files().collect()),
    };
    let needed: BTreeSet<&MigrationName> = graph
        .ancestors(&name)
        .into_iter()
        .map(|file| &file.migration.name)
        .chain(graph.meaning(&name))
        .collect();
    Ok(graph
        .files()
        .filter(|file| needed.contains(&file.migration.name))
        .collect())
}

fn names(files: &[&MigrationFile]) -> Vec<MigrationName> {
    files.iter().map(|file| file.migration.name.clone()).collect()
}
