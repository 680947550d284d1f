//! `AddIndex(model_name, name, fields=[…])`

use aksara_schema::Index;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Makes an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddIndex {
    /// The table.
    pub table: TableReference,
    /// The index; its fields are as written.
    pub index: Index,
    /// Do nothing where an index of this name is known (0.7.2's form).
    pub if_not_exists: bool,
    /// Without blocking writers, where the database can.
    pub concurrently: bool,
}
