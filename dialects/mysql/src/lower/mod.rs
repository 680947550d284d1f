//! Lowering: steps to statements, one file for each kind of step.

mod alter_table;
mod backfill;
mod create_table;
pub(crate) mod run_sql;
mod stored_generated;
mod table_options;
mod visible;

pub(crate) use table_options::{collation, default_collation};

use aksara_dialect::{Command, Statement, Step, TransactionMode, Unsupported};
use aksara_operations::{Effect, RenameTableEffect};
use aksara_schema::Table;

use crate::flavour::Server;
use crate::name::{check_table_name, quoted_table};

/// The statements of one step.
pub(crate) fn lower(step: &Step, server: Server) -> Result<Vec<Statement>, Unsupported> {
    let statements = match &step.effect {
        Effect::CreateTable(table) => create_table::create_table(table, server)?,
        Effect::DropTable(table) => vec![drop_table(table)],
        Effect::RenameTable(rename) => vec![rename_table(rename, server)?],
        Effect::AlterTable(change) => alter_table::alter_table(change, server)?,
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

fn drop_table(table: &Table) -> Statement {
    ddl(format!("DROP TABLE {}", quoted_table(&table.name))).destructive()
}

fn rename_table(rename: &RenameTableEffect, server: Server) -> Result<Statement, Unsupported> {
    check_table_name(&rename.after.name, server)?;
    let (before, after) = (
        quoted_table(&rename.before.name),
        quoted_table(&rename.after.name),
    );
    Ok(ddl(format!("RENAME TABLE {before} TO {after}")))
}

/// A statement that commits.
fn ddl(sql: String) -> Statement {
    Statement {
        mode: TransactionMode::Own,
        ..Statement::sql(sql)
    }
}

/// With what is said of features that have no effect, each once.
fn with_notes(statement: Statement, notes: &[&str]) -> Statement {
    let mut said: Vec<&str> = Vec::new();
    for note in notes {
        if !said.contains(note) {
            said.push(note);
        }
    }
    match said.is_empty() {
        true => statement,
        false => statement.with_note(said.join("; ")),
    }
}
