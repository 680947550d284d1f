//! Lowering: steps to statements.

mod backfill;
pub(crate) mod run_sql;

use aksara_dialect::{Command, Statement, Step, Unsupported};
use aksara_operations::{Effect, RenameTableEffect};
use aksara_schema::Table;

use crate::build::build_new;
use crate::flavour::Server;
use crate::ignored::{table_notes, with_notes};
use crate::name::check_table_name;
use crate::{render, table_change};

/// The statements of one step.
pub(crate) fn lower(step: &Step, server: Server) -> Result<Vec<Statement>, Unsupported> {
    let statements = match &step.effect {
        Effect::CreateTable(table) => vec![create_table(table, server)?],
        Effect::DropTable(table) => vec![render::drop_table(&table.name)],
        Effect::RenameTable(rename) => vec![rename_table(rename, server)?],
        Effect::AlterTable(change) => table_change::lower(change, server)?,
        Effect::RunSql(sql) => run_sql::run_sql(sql, server)?,
        Effect::Backfill(backfill) => vec![backfill::backfill(backfill, server)?],
        Effect::RunPython(python) => vec![Statement {
            command: Command::Python(python.clone()),
            ..Statement::sql("")
        }],
    };
    Ok(statements
        .into_iter()
        .map(|statement| statement.at(step.origin()))
        .collect())
}

fn create_table(table: &Table, server: Server) -> Result<Statement, Unsupported> {
    let create = render::create_table(&build_new(table, server)?);
    Ok(with_notes(create, &table_notes(table, server)))
}

fn rename_table(rename: &RenameTableEffect, server: Server) -> Result<Statement, Unsupported> {
    check_table_name(&rename.after.name, server)?;
    Ok(render::rename_table(
        &rename.before.name,
        &rename.after.name,
        server,
    ))
}
