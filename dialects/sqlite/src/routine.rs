//! Work of SQLite's driver that needs the live catalog.

use aksara_dialect::Routine;
use aksara_operations::AlterTable;
use aksara_schema::TableName;

/// Creates a new table and copies the rows, and keeps the objects that the history does not have (triggers, views, the
/// AUTOINCREMENT mark). Its SQL is what an offline script can do without the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RebuildTable {
    /// The change to merge into the live table.
    pub change: AlterTable,
    /// Foreign keys that a later rebuild of the same migration checks: their other side has its old values still.
    pub checked_later: Vec<ConvertedKey>,
    /// Foreign keys that an earlier rebuild has left to this one: no row may be without its target.
    pub left_to_it: Vec<ConvertedKey>,
}

impl RebuildTable {
    /// A rebuild that checks all keys by itself.
    pub fn alone(change: AlterTable) -> Self {
        Self {
            change,
            checked_later: Vec::new(),
            left_to_it: Vec::new(),
        }
    }
}

/// Foreign keys between two tables whose values are computed on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertedKey {
    /// The table with the foreign key.
    pub referrer: TableName,
    /// The table that it refers to.
    pub target: TableName,
}

/// Sets or drops the NOT NULL of a column, and keeps the ON CONFLICT of the live column, which the history does not
/// know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterNullability {
    /// The column's table.
    pub table: TableName,
    /// The column.
    pub column: String,
    /// `ALTER TABLE … ALTER COLUMN … SET NOT NULL` or `DROP NOT NULL`
    pub sql: String,
}

impl From<AlterNullability> for Routine {
    fn from(work: AlterNullability) -> Self {
        let sql = vec![work.sql.clone()];
        Self::new(work, sql)
    }
}
