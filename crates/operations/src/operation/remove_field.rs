//! `RemoveField(model_name, name)`

use serde::{Deserialize, Serialize};

use super::TableReference;

/// Removes a field with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveField {
    /// The table.
    pub table: TableReference,
    /// The field, as written.
    pub name: String,
    /// Do nothing where the field is unknown (0.7.2's form).
    pub if_exists: bool,
    /// Remove the indexes and constraints on it as well (0.7.2's form).
    pub cascade: bool,
}
