//! ALTER TABLE … RENAME, and SET SCHEMA where the namespace changes. What belongs to the table keeps its name.

use aksara_dialect::{Statement, Unsupported};
use aksara_operations::RenameTableEffect;
use aksara_schema::TableName;

use super::ddl;
use super::name_length::require_fitting_table_name;
use crate::dialect::NAME;

/// The statements that rename a table.
pub(super) fn rename_table(rename: &RenameTableEffect) -> Result<Vec<Statement>, Unsupported> {
    let (before, after) = (&rename.before.name, &rename.after.name);
    require_fitting_table_name(after)?;
    let mut statements = Vec::new();
    if before.name() != after.name() {
        let written = ddl()
            .word("ALTER TABLE")
            .table(before)
            .word("RENAME TO")
            .name(after.name());
        statements.push(Statement::sql(written.finish()));
    }
    if before.namespace() != after.namespace() {
        let (renamed, namespace) = moved(before, after)?;
        let written = ddl()
            .word("ALTER TABLE")
            .table(&renamed)
            .word("SET SCHEMA")
            .name(namespace);
        statements.push(Statement::sql(written.finish()));
    }
    Ok(statements)
}

/// The table under its new name in its old namespace, and the new namespace.
fn moved<'a>(before: &TableName, after: &'a TableName) -> Result<(TableName, &'a str), Unsupported> {
    let unsupported = |reason: &str| Unsupported {
        subject: format!("renaming `{before}` to `{after}`"),
        dialect: NAME,
        feature: None,
        reason: reason.to_owned(),
        alternative: "write the namespace: RenameTable(…, new_name=\"public.name\")".to_owned(),
        origin: None,
    };
    let namespace = after.namespace().ok_or_else(|| {
        unsupported("which namespace the connection's search_path puts first is known to the server alone")
    })?;
    let renamed = before
        .with_name(after.name())
        .map_err(|error| unsupported(&error.to_string()))?;
    Ok((renamed, namespace))
}
