//! Options of a table that only some databases have. Each is data; a dialect that lacks one says so.

use serde::{Deserialize, Serialize};

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
