//! `RenameIndex(model_name, old_name, new_name)`

use aksara_schema::ObjectName;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Renames an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameIndex {
    /// The table.
    pub table: TableReference,
    /// The index.
    pub old_name: ObjectName,
    /// Its new name.
    pub new_name: ObjectName,
}
