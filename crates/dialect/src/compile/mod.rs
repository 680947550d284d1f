//! Compiles the changes of one migration into the statements of one database.
//!
//! Changes become steps. Steps of one table are coalesced where nothing between them could see the difference. The
//! dialect legalizes what it cannot do one by one, lowers each step, and arranges the statements around the
//! transaction. Nothing here knows a dialect by name.

mod coalesce;
mod error;
pub(crate) mod evolving_tables;
mod key_collations;
mod lost_targets;
mod taken_names;

pub use coalesce::coalesce;
pub use error::CompileError;

use aksara_operations::{AlterTable, Change, Effect, FieldMapping, Located, Origin, ReverseSql, SqlCall};
use aksara_schema::{Field, Schema};

use crate::{Dialect, Feature, ServerVersion, Statement, Step, TransactionPlan, Unsupported};
use key_collations::refuse_unlike_keys;
use lost_targets::refuse_lost_targets;
use taken_names::refuse_taken_names;

/// A migration, or its way back, for one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The changes of the database, table by table.
    pub steps: Vec<Step>,
    /// The statements around the migration's transaction.
    pub transaction: TransactionPlan,
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

/// Compiles changes, in order, for one dialect and server version. Of the schema, before or after them, only the tables
/// that they leave alone count.
pub fn compile(
    schema: &Schema,
    changes: &[Located<Change>],
    coalescing: Coalescing,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<Compiled, CompileError> {
    refuse_unfilled(changes)?;
    let steps = match coalescing {
        Coalescing::On => coalesce(steps_of(changes)),
        Coalescing::Off => steps_of(changes),
    };
    refuse_lost_targets(schema, &steps, dialect)?;
    let steps = dialect.legalize(steps, schema, version)?;
    refuse_taken_names(schema, &steps, dialect, version)?;
    refuse_unlike_keys(schema, &steps, dialect, version)?;
    let mut statements: Vec<Statement> = Vec::new();
    for step in &steps {
        let lowered = dialect.lower(step, version);
        let lowered = lowered.map_err(|error| error.at(step.origin()))?;
        let taken_over = step.effect.taken_over();
        statements.extend(lowered.into_iter().map(|statement| Statement {
            unless_exists: taken_over.cloned(),
            origins: joined(step),
            ..statement.at(step.origin())
        }));
    }
    let mut transaction = dialect.arrange(&steps, statements)?;
    transaction.notes = absent_sql(&steps, dialect)?;
    transaction.notes.extend(steps.iter().filter_map(taking_over));
    transaction.has_user_code = steps.iter().any(|step| is_user_code(&step.effect));
    Ok(Compiled { steps, transaction })
}

/// The places of a step's operations, where it has several.
fn joined(step: &Step) -> Vec<Origin> {
    match step.origins.as_slice() {
        [] | [_] => Vec::new(),
        origins => origins.to_vec(),
    }
}

/// Refuses backfills whose values are still to be filled in.
fn refuse_unfilled(changes: &[Located<Change>]) -> Result<(), CompileError> {
    for change in changes {
        for effect in &change.value.effects {
            if let Effect::Backfill(backfill) = effect
                && !backfill.open.is_empty()
            {
                let fields = backfill.open.iter().map(|field| format!("`{field}`"));
                return Err(CompileError::Unfilled {
                    table: backfill.table.name.clone(),
                    fields: fields.collect(),
                    origin: change.origin.clone(),
                });
            }
        }
    }
    Ok(())
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

/// RunSQL with texts for other dialects alone: it is said, and refused where the schema counts on it.
fn absent_sql(steps: &[Step], dialect: &dyn Dialect) -> Result<Vec<Located<String>>, Unsupported> {
    let mut notes = Vec::new();
    for step in steps {
        match &step.effect {
            Effect::RunSql(call) if call.sql.for_dialect(dialect.sql_names()).is_none() => {
                let note = without_sql(call, dialect).map_err(|error| error.at(step.origin()))?;
                notes.push(Located {
                    value: note,
                    origin: step.origin().cloned(),
                });
            }
            Effect::RunSql(_)
            | Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => {}
        }
    }
    Ok(notes)
}

/// The sentences about a table that is taken over.
fn taking_over(step: &Step) -> Option<Located<String>> {
    let table = step.effect.taken_over()?;
    Some(Located {
        value: format!(
            "`{}` is created if it is missing; if it exists, it must be the same and is not changed",
            table.name
        ),
        origin: step.origin().cloned(),
    })
}

fn without_sql(call: &SqlCall, dialect: &dyn Dialect) -> Result<String, Unsupported> {
    let name = dialect.name();
    let has_reverse = match &call.reverse_sql {
        ReverseSql::Sql(sql) => sql
            .for_dialect(dialect.sql_names())
            .is_some_and(|scripts| !scripts.is_empty()),
        ReverseSql::Missing | ReverseSql::Noop => false,
    };
    let reason = match (call.changes_schema, has_reverse) {
        (false, false) => return Ok(format!("RunSQL has no SQL for {name}: nothing runs")),
        (true, _) => "its state operations would not be true there",
        (false, true) => "its SQL for the other direction would undo nothing",
    };
    Err(Unsupported {
        subject: "RunSQL".to_owned(),
        dialect: name,
        feature: Some(Feature::RunSql),
        reason: format!("it has no SQL for {name} in this direction, and {reason}"),
        alternative: format!("write its SQL for {name} too; an empty text means that nothing is run"),
        origin: None,
    })
}

/// Whether an effect is code of the user's.
pub(crate) fn is_user_code(effect: &Effect) -> bool {
    match effect {
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => true,
        Effect::CreateTable(_) | Effect::DropTable(_) | Effect::RenameTable(_) | Effect::AlterTable(_) => {
            false
        }
    }
}

/// Whether a step changes what a database could hold.
pub(crate) fn does_something(step: &Step) -> bool {
    match &step.effect {
        Effect::AlterTable(change) => !changes_nothing(change),
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RenameTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => true,
    }
}

/// Whether every part of a table that a database could hold stays as it is.
fn changes_nothing(change: &AlterTable) -> bool {
    let (before, after) = (&change.before, &change.after);
    // A foreign key's type is not part of its equality: it follows its target.
    let stays = |old: &Field| {
        let new = after.fields.get(&old.name);
        new.is_some_and(|new| new == old && new.field_type.resolved() == old.field_type.resolved())
    };
    let has_same_fields = [before, after].map(|table| change.fields == FieldMapping::identity(table));
    has_same_fields == [true, true]
        && change.hints.using.is_empty()
        && before.fields.values().all(stays)
        && before.indexes == after.indexes
        && before.constraints == after.constraints
        && before.primary_key() == after.primary_key()
        && before.comment == after.comment
        && before.options == after.options
}
