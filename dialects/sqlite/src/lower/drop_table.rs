//! Dropping a table.

use aksara_dialect::{Ddl, Statement, Unsupported};
use aksara_schema::{Table, TableName};
use sea_query::SqliteQueryBuilder;

use super::names::check_table_name;

/// Drops a table with its rows.
///
/// With foreign keys on, DROP TABLE first deletes every row, and a row that refers to another row of its own table
/// stops that (<https://sqlite.org/foreignkeys.html#fk_schemacommands>). Deferring foreign keys lets the rows go
/// together.
pub(crate) fn lower(table: &Table) -> Result<Vec<Statement>, Unsupported> {
    check_table_name(&table.name, &format!("the table `{}`", table.name))?;
    let drop = Statement::sql(drop_table(&table.name)).destructive();
    let refers_to_itself = table.referred_tables().any(|target| *target == table.name);
    if !refers_to_itself {
        return Ok(vec![drop]);
    }
    let defer = Statement::sql("PRAGMA defer_foreign_keys = ON").with_note("the rows refer to each other");
    Ok(vec![
        defer,
        drop,
        Statement::sql("PRAGMA defer_foreign_keys = OFF"),
    ])
}

/// `DROP TABLE`
pub(crate) fn drop_table(table: &TableName) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("DROP TABLE")
        .table(table)
        .finish()
}
