//! Actions as SQL: the one place that writes statements of a schema change.

mod alter;
mod rows;
mod table;

use aksara_dialect::{Statement, TransactionMode};
use aksara_schema::TableName;

use self::table::writer;
use crate::cost::rename_table_cost;
use crate::flavour::Server;
use crate::physical::Table;

pub(crate) use alter::alter_table;

/// Makes a table with everything in it.
pub(crate) fn create_table(table: &Table) -> Statement {
    ddl(table::create_table(table))
}

/// Drops a table with its rows.
pub(crate) fn drop_table(table: &TableName) -> Statement {
    ddl(writer().word("DROP TABLE").table(table).finish()).destructive()
}

/// Renames a table. Foreign keys follow by themselves.
pub(crate) fn rename_table(before: &TableName, after: &TableName, server: Server) -> Statement {
    let ddl = writer().word("RENAME TABLE").table(before);
    self::ddl(ddl.word("TO").table(after).finish()).costing(rename_table_cost(server))
}

/// A statement that commits.
fn ddl(sql: String) -> Statement {
    Statement {
        mode: TransactionMode::Own,
        ..Statement::sql(sql)
    }
}
