//! `RemoveIndex(model_name, name)`

use aksara_schema::ObjectName;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Drops an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveIndex {
    /// The table.
    pub table: TableReference,
    /// The index.
    pub name: ObjectName,
    /// Do nothing where the index is unknown (0.7.2's form).
    pub if_exists: bool,
    /// Without blocking writers, where the database can.
    pub concurrently: bool,
}
