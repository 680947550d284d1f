//! Lowering: each step becomes SQLite's statements.

use aksara_dialect::{Command, KeyComparison, ServerVersion, Statement, Unsupported, lower_backfill};
use aksara_operations::{BackfillEffect, Effect, RenameTableEffect};
use aksara_schema::Table;

use crate::action::CATALOG_COST;
use crate::build::build;
use crate::expression::{Place, spell};
use crate::{Sqlite, ignored, limits, render, run_sql, table_change};

/// The statements of one step.
pub(crate) fn lower(effect: &Effect, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    match effect {
        Effect::CreateTable(table) => create_table(table),
        Effect::DropTable(table) => drop_table(table),
        Effect::RenameTable(rename) => rename_table(rename),
        Effect::AlterTable(change) => table_change::lower(change, version),
        Effect::RunSql(sql) => run_sql::lower(sql),
        Effect::Backfill(update) => backfill(update),
        Effect::RunPython(python) => Ok(vec![Statement {
            command: Command::Python(python.clone()),
            ..Statement::sql("")
        }]),
    }
}

fn create_table(table: &Table) -> Result<Vec<Statement>, Unsupported> {
    let sql = render::make_table(&build(table)?);
    let mut statements: Vec<Statement> = sql.into_iter().map(Statement::sql).collect();
    if let Some(create) = statements.first_mut() {
        create.note = ignored::table_note(table);
    }
    Ok(statements)
}

fn drop_table(table: &Table) -> Result<Vec<Statement>, Unsupported> {
    limits::check_table_name(&table.name, &format!("the table `{}`", table.name))?;
    let refers_to_itself = table.referred_tables().any(|target| *target == table.name);
    Ok(render::drop_table(&table.name, refers_to_itself))
}

/// Renames a table; through a passing name where only the case changes, since SQLite then takes the new name for
/// the table itself.
fn rename_table(effect: &RenameTableEffect) -> Result<Vec<Statement>, Unsupported> {
    limits::check(&effect.after)?;
    let (old, new) = (effect.before.name.name(), effect.after.name.name());
    let temporary = limits::temporary_name(&effect.before.name)?;
    let names = if old.eq_ignore_ascii_case(new) {
        vec![(old, temporary.name()), (temporary.name(), new)]
    } else {
        vec![(old, new)]
    };
    let renames = names
        .into_iter()
        .map(|(old, new)| Statement::sql(render::rename_table(old, new)).costing(CATALOG_COST));
    Ok(renames.collect())
}

fn backfill(update: &BackfillEffect) -> Result<Vec<Statement>, Unsupported> {
    let spell =
        |written: &_, _: Option<&_>, subject: &str| spell(written, &update.table, Place::Statement, subject);
    Ok(vec![lower_backfill(update, &Sqlite, KeyComparison::Row, &spell)?])
}
