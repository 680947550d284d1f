//! Options of tables and fields that only some databases have. Each is data; a dialect that lacks one says so.

use serde::{Deserialize, Serialize};

/// Options of a field, all off by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldOptions {
    /// MySQL and MariaDB: `ON UPDATE CURRENT_TIMESTAMP`, the database sets the field whenever its row changes.
    pub on_update_now: bool,
    /// MySQL and MariaDB: `INVISIBLE`, `SELECT *` leaves the field out.
    pub invisible: bool,
}

impl FieldOptions {
    /// Whether none is on.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Options of a table, all off by default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableOptions {
    /// SQLite: `STRICT`.
    pub strict: bool,
    /// SQLite: `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// SQLite: `AUTOINCREMENT` on the integer primary key, so that ids are never used twice.
    pub autoincrement: bool,
    /// MySQL and MariaDB: `ENGINE`.
    pub engine: Option<String>,
    /// MySQL and MariaDB: the table's character set.
    pub charset: Option<String>,
    /// MySQL and MariaDB: the table's collation.
    pub collation: Option<String>,
}
