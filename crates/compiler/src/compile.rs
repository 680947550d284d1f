//! The path from changes to a unit of statements.

use aksara_dialect::{Dialect, ServerVersion, Statement, Step, TableDifference, Unit};
use aksara_operations::{Change, Effect, Located};

use crate::{CompileError, coalesce};

/// A migration, or its way back, for one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// What the database must do, table by table.
    pub steps: Vec<Step>,
    /// The statements around the migration's transaction.
    pub unit: Unit,
}

/// Whether consecutive changes of a table become one. Turning it off is for tests that show it changes no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Coalescing {
    /// One step for each table, where nothing between could look.
    #[default]
    On,
    /// One step for each effect.
    Off,
}

/// Compiles changes, in order, for one dialect and server version.
pub fn compile(
    changes: &[Located<Change>],
    coalescing: Coalescing,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<Compiled, CompileError> {
    let steps = match coalescing {
        Coalescing::On => coalesce(steps_of(changes)),
        Coalescing::Off => steps_of(changes),
    };
    let steps = dialect.legalize(steps, version)?;
    let mut statements: Vec<Statement> = Vec::new();
    for step in &steps {
        statements.extend(
            dialect
                .lower(step, version)
                .map_err(|error| error.at(step.origin()))?,
        );
    }
    let unit = dialect.arrange(&steps, statements)?;
    Ok(Compiled { steps, unit })
}

/// One step for each effect that does something, with the place of its operation.
pub fn steps_of(changes: &[Located<Change>]) -> Vec<Step> {
    let steps = changes.iter().flat_map(|change| {
        let origins: Vec<_> = change.origin.iter().cloned().collect();
        change.value.effects.iter().map(move |effect| Step {
            effect: effect.clone(),
            origins: origins.clone(),
        })
    });
    steps.filter(does_something).collect()
}

/// Whether a step changes what a database could hold.
pub(crate) fn does_something(step: &Step) -> bool {
    match &step.effect {
        Effect::AlterTable(change) => !TableDifference::of(change).is_empty(),
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RenameTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_) => true,
    }
}
