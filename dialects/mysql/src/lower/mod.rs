//! Lowering: steps to statements.

mod backfill;
pub(crate) mod run_sql;

use std::sync::Arc;

use aksara_dialect::{Command, Statement, Trace, Unsupported};
use aksara_operations::{Effect, RenameTableEffect};
use aksara_schema::Table;

use crate::build::build_new;
use crate::flavour::Server;
use crate::ignored::{table_notes, with_notes};
use crate::name::check_table_name;
use crate::{render, table_change};

/// The statements of one step.
pub(crate) fn lower(effect: &Effect, server: Server) -> Result<Vec<Statement>, Unsupported> {
    Ok(match effect {
        Effect::CreateTable(table) => vec![create_table(table, server)?],
        Effect::DropTable(table) => vec![drop_table(table)],
        Effect::RenameTable(rename) => vec![rename_table(rename, server)?],
        Effect::AlterTable(change) => table_change::lower(change, server)?,
        Effect::RunSql(sql) => run_sql::run_sql(sql, server)?,
        Effect::Backfill(backfill) => vec![backfill::backfill(backfill, server)?],
        Effect::RunPython(python) => vec![Statement {
            command: Command::Python(python.clone()),
            ..Statement::sql("")
        }],
    })
}

fn create_table(table: &Arc<Table>, server: Server) -> Result<Statement, Unsupported> {
    let create = render::create_table(&build_new(table, server)?);
    let create = create.traced(Trace::created(Arc::clone(table)));
    Ok(with_notes(create, &table_notes(table, server)))
}

fn drop_table(table: &Arc<Table>) -> Statement {
    render::drop_table(&table.name).traced(Trace::dropped(Arc::clone(table)))
}

fn rename_table(rename: &RenameTableEffect, server: Server) -> Result<Statement, Unsupported> {
    check_table_name(&rename.after.name, server)?;
    let renaming = render::rename_table(&rename.before.name, &rename.after.name, server);
    Ok(renaming.traced(Trace::renamed(
        Arc::clone(&rename.before),
        Arc::clone(&rename.after),
    )))
}
