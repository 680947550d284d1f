//! Lowering: each step becomes PostgreSQL's statements.

use aksara_dialect::{KeyComparison, Statement, Unsupported, lower_backfill};
use aksara_operations::{BackfillEffect, Effect, RenameTableEffect};
use aksara_schema::{FieldName, SqlExpression, Table, TableName, TableOptions};

use crate::build::{build, build_known};
use crate::flavour::Server;
use crate::limits::require_fitting_table_name;
use crate::physical::native_enums;
use crate::refusal::refuse;
use crate::row_values::{is_enum_of, spell_over_rows, spell_value_of};
use crate::{render, table_change, user_sql};

/// The statements of one step.
pub(crate) fn lower(effect: &Effect, server: Server) -> Result<Vec<Statement>, Unsupported> {
    match effect {
        Effect::CreateTable(table) => Ok(render::make_table(&build(table, server)?, options_note(table))),
        Effect::DropTable(table) => Ok(drop_table(table, server)),
        Effect::RenameTable(rename) => rename_table(rename),
        Effect::AlterTable(change) => table_change::lower(change, server),
        Effect::RunSql(sql) => user_sql::run_sql(sql, server),
        Effect::RunPython(python) => Ok(user_sql::run_python(python)),
        Effect::Backfill(update) => backfill(update, server).map(|one| vec![one]),
    }
}

fn backfill(update: &BackfillEffect, server: Server) -> Result<Statement, Unsupported> {
    let is_enum = |name: &FieldName| is_enum_of(&update.table, name);
    let spell = |expression: &SqlExpression, field: Option<&FieldName>, subject: &str| match field
        .and_then(|field| update.table.fields.get(field))
    {
        Some(field) => spell_value_of(field, expression, &is_enum, subject, server.flavour),
        None => spell_over_rows(expression, &is_enum, subject, server.flavour),
    };
    lower_backfill(update, &server.dialect(), KeyComparison::Row, &spell)
}

/// Says that options of other databases have no effect.
fn options_note(table: &Table) -> Option<String> {
    let has_options = table.options != TableOptions::default();
    has_options.then(|| "the table's options are other databases' and have no effect here".to_owned())
}

/// Foreign keys of other tables were detached by steps before it.
fn drop_table(table: &Table, server: Server) -> Vec<Statement> {
    let known = build_known(table, server);
    render::drop_table(&table.name, &native_enums(known.columns.iter()))
}

/// The statements that rename a table, and move it where its namespace changes.
fn rename_table(rename: &RenameTableEffect) -> Result<Vec<Statement>, Unsupported> {
    let (before, after) = (&rename.before.name, &rename.after.name);
    require_fitting_table_name(after)?;
    let mut statements = Vec::new();
    if before.name() != after.name() {
        statements.push(render::rename_table(before, after.name()));
    }
    if before.namespace() != after.namespace() {
        let (renamed, namespace) = moved(before, after)?;
        statements.push(render::move_table(&renamed, namespace));
    }
    Ok(statements)
}

/// The table under its new name in its old namespace, and the new namespace.
fn moved<'a>(before: &TableName, after: &'a TableName) -> Result<(TableName, &'a str), Unsupported> {
    let refusal = |reason: &str| {
        let alternative = "write the namespace: RenameTable(…, new_name=\"public.name\")";
        refuse(
            format!("renaming `{before}` to `{after}`"),
            None,
            reason,
            alternative,
        )
    };
    let namespace = after.namespace().ok_or_else(|| {
        refusal("which namespace the connection's search_path puts first is known to the server alone")
    })?;
    let renamed = before
        .with_name(after.name())
        .map_err(|error| refusal(&error.to_string()))?;
    Ok((renamed, namespace))
}
