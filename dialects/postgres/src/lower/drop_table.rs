//! DROP TABLE. Foreign keys of other tables were detached by steps before it.

use aksara_dialect::{Statement, Unsupported};
use aksara_schema::Table;

use super::{ddl, enum_type};

/// The statements that drop a table and the native enum types that nothing else uses.
pub(super) fn drop_table(table: &Table) -> Result<Vec<Statement>, Unsupported> {
    let drop = Statement::sql(ddl().word("DROP TABLE").table(&table.name).finish()).destructive();
    let types = enum_type::drop_unused(table, table.fields.values())?;
    Ok(std::iter::once(drop).chain(types).collect())
}
