//! Making a table, with its indexes.

use aksara_dialect::{Ddl, Statement, Unsupported};
use aksara_schema::{Table, TableName};
use sea_query::SqliteQueryBuilder;

use super::column::{Column, is_rowid, named};
use super::constraint::table_constraint;
use super::create_index::create_indexes;
use super::ignored::ignored_note;
use super::names::check_names;
use crate::refusal::refuse;

/// The table and its indexes.
pub(crate) fn lower(table: &Table) -> Result<Vec<Statement>, Unsupported> {
    let mut create = Statement::sql(create_table(table, &table.name)?);
    create.note = ignored_note(table);
    let indexes = create_indexes(table)?;
    Ok(std::iter::once(create)
        .chain(indexes.into_iter().map(Statement::sql))
        .collect())
}

/// `CREATE TABLE` under a name that may be a passing one; references of the table to itself keep its own.
pub(crate) fn create_table(table: &Table, name: &TableName) -> Result<String, Unsupported> {
    check_names(table)?;
    check_options(table)?;
    let mut parts: Vec<String> = Vec::new();
    for field in table.fields.values() {
        parts.push(Column::of(table, field)?.definition());
    }
    parts.extend(composite_key(table));
    for constraint in table.constraints.values() {
        parts.push(table_constraint(table, constraint)?);
    }
    let body = format!("(\n  {}\n)", parts.join(",\n  "));
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word("CREATE TABLE")
        .table(name)
        .fragment(&body);
    let options = options(table);
    Ok(ddl
        .when(!options.is_empty(), |ddl| ddl.fragment(&options.join(", ")))
        .finish())
}

/// The key of a table that has one of several fields.
fn composite_key(table: &Table) -> Option<String> {
    let key = table.primary_key();
    let clause = || {
        Ddl::new(SqliteQueryBuilder)
            .word("PRIMARY KEY")
            .fields(key.iter().copied())
            .finish()
    };
    (key.len() > 1).then(|| named(&table.primary_key_name, &clause()))
}

fn options(table: &Table) -> Vec<&'static str> {
    let without_rowid = table.options.without_rowid.then_some("WITHOUT ROWID");
    let strict = table.options.strict.then_some("STRICT");
    [without_rowid, strict].into_iter().flatten().collect()
}

fn check_options(table: &Table) -> Result<(), Unsupported> {
    let counts = table.fields.values().any(|field| is_rowid(table, field));
    let (reason, alternative) = match (&table.options, table.primary_key().is_empty()) {
        (options, true) if options.without_rowid => (
            "a table WITHOUT ROWID needs a primary key",
            "give the table a primary key",
        ),
        (options, _) if options.autoincrement && !counts => (
            "AUTOINCREMENT needs an integer primary key that counts",
            "make the primary key an auto-incrementing integer, or leave `autoincrement` out",
        ),
        _ => return Ok(()),
    };
    Err(refuse(
        format!("the table `{}`", table.name),
        None,
        reason,
        alternative,
    ))
}
