//! `RenameTable(old_name, new_name)`

use aksara_schema::{Schema, TableName};
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Renames a table. Derived names of what belongs to it stay as they were frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameTable {
    /// The table.
    pub table: TableReference,
    /// Its new name.
    pub new_name: TableName,
}
