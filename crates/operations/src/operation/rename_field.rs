//! `RenameField(model_name, old_name, new_name)`

use aksara_schema::FieldName;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Renames a field. Indexes, constraints and foreign keys follow under their frozen names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameField {
    /// The table.
    pub table: TableReference,
    /// The field, as written.
    pub old_name: String,
    /// Its new name.
    pub new_name: FieldName,
}
