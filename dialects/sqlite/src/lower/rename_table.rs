//! Renaming a table. Triggers, views and foreign keys follow by themselves.

use aksara_dialect::{Ddl, Statement, Unsupported};
use aksara_operations::RenameTableEffect;
use aksara_schema::TableName;
use sea_query::SqliteQueryBuilder;

use super::names::{check_names, passing_name};

/// Renames a table; through a passing name where only the case changes, since SQLite then takes the new name for
/// the table itself.
pub(crate) fn lower(effect: &RenameTableEffect) -> Result<Vec<Statement>, Unsupported> {
    check_names(&effect.after)?;
    let (old, new) = (&effect.before.name, &effect.after.name);
    if !old.name().eq_ignore_ascii_case(new.name()) {
        return Ok(vec![Statement::sql(rename_table(old, new))]);
    }
    let passing = passing_name(old)?;
    Ok(vec![
        Statement::sql(rename_table(old, &passing)),
        Statement::sql(rename_table(&passing, new)),
    ])
}

/// `ALTER TABLE … RENAME TO …`
pub(crate) fn rename_table(old: &TableName, new: &TableName) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("ALTER TABLE")
        .table(old)
        .word("RENAME TO")
        .table(new)
        .finish()
}
