//! Steps → statements.
//!
//! Everything that a user named goes through quoting; types are spelled by this crate. What PostgreSQL cannot do is
//! refused before a statement is written.

mod alter_table;
mod block;
mod comment;
mod concurrent;
mod constraint;
mod create_table;
mod drop_table;
mod enum_rename;
mod enum_type;
mod field;
mod index;
mod name_length;
mod rename_table;
pub(crate) mod user_code;

use aksara_dialect::{Ddl, KeyComparison, ServerVersion, Statement, Step, Unsupported, lower_backfill};
use aksara_operations::Effect;
use aksara_schema::{Field, Table, TableName};
use sea_query::PostgresQueryBuilder;

use crate::dialect::Postgres;
use crate::expression::spell_written;

/// The statements of one step, in order.
pub(crate) fn lower(step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    let statements = match &step.effect {
        Effect::CreateTable(table) => create_table::create_table(table, version),
        Effect::DropTable(table) => drop_table::drop_table(table),
        Effect::RenameTable(rename) => rename_table::rename_table(rename),
        Effect::AlterTable(change) => alter_table::alter_table(change, version),
        Effect::RunSql(sql) => user_code::run_sql(sql),
        Effect::RunPython(python) => Ok(user_code::run_python(python)),
        Effect::Backfill(backfill) => {
            lower_backfill(backfill, &Postgres, KeyComparison::Row, &spell_written).map(|one| vec![one])
        }
    };
    let origin = step.origin();
    match statements {
        Ok(statements) => Ok(statements
            .into_iter()
            .map(|statement| statement.at(origin))
            .collect()),
        Err(error) => Err(error.at(origin)),
    }
}

/// An empty statement.
fn ddl() -> Ddl<PostgresQueryBuilder> {
    Ddl::new(PostgresQueryBuilder)
}

/// The quoted name of an index or constraint, with the namespace of its table, where it always is.
fn in_namespace_of(table: &TableName, name: &str) -> String {
    let name = ddl().name(name).finish();
    match table.namespace() {
        Some(namespace) => format!("{}.{name}", ddl().name(namespace).finish()),
        None => name,
    }
}

/// A field as messages name it.
fn field_subject(table: &Table, field: &Field) -> String {
    format!("field `{}.{}`", table.name, field.name)
}
