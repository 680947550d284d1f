//! Lowering: each step becomes SQLite's statements, one file for each kind of step.

pub(crate) mod alter_table;
pub(crate) mod column;
pub(crate) mod constraint;
pub(crate) mod conversion;
mod create_index;
mod create_table;
pub(crate) mod default;
mod drop_table;
pub(crate) mod expression;
mod ignored;
pub(crate) mod literal;
mod names;
mod native;
pub(crate) mod rebuild;
mod rename_table;
mod renames;
pub(crate) mod run_sql;
pub(crate) mod type_check;

use aksara_dialect::{Command, KeyComparison, ServerVersion, Statement, Step, Unsupported, lower_backfill};
use aksara_operations::Effect;

use self::expression::Place;
use crate::Sqlite;

/// The statements of one step, each with the step's first origin.
pub(crate) fn lower(step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    let statements = lower_effect(&step.effect, version).map_err(|error| error.at(step.origin()))?;
    Ok(statements
        .into_iter()
        .map(|statement| statement.at(step.origin()))
        .collect())
}

fn lower_effect(effect: &Effect, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    match effect {
        Effect::CreateTable(table) => create_table::lower(table),
        Effect::DropTable(table) => drop_table::lower(table),
        Effect::RenameTable(rename) => rename_table::lower(rename),
        Effect::AlterTable(change) => alter_table::lower(change, version),
        Effect::RunSql(sql) => run_sql::lower(sql),
        Effect::Backfill(backfill) => {
            let table = &backfill.table;
            let spell =
                |written: &_, subject: &str| expression::spell(written, table, Place::Statement, subject);
            Ok(vec![lower_backfill(
                backfill,
                &Sqlite,
                KeyComparison::Row,
                &spell,
            )?])
        }
        Effect::RunPython(python) => Ok(vec![Statement {
            command: Command::Python(python.clone()),
            ..Statement::sql("")
        }]),
    }
}
