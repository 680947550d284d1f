//! `DropTable(name)`

use aksara_schema::{Schema, TableName};
use serde::{Deserialize, Serialize};

use super::{CreateTable, TableReference};
use crate::{Change, Effect, Inverse, OperationError};

/// Drops a table with its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropTable {
    /// The table.
    pub table: TableReference,
    /// Do nothing where the table is unknown (0.7.2's form).
    pub if_exists: bool,
    /// Drop the foreign keys that refer to it as well (0.7.2's form).
    pub cascade: bool,
}
