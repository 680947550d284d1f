//! `CreateManyToManyTable(source_table, target_table, field_name)`: 0.7.2's join table.

use serde::{Deserialize, Serialize};

use super::TableReference;

/// Makes the join table `{source_table}_{field_name}` as 0.7.2 made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateManyToManyTable {
    /// The table of the model that has the field.
    pub source: TableReference,
    /// The table of the model it refers to.
    pub target: TableReference,
    /// The field's name.
    pub field_name: String,
    /// The key of the source table.
    pub source_column: String,
    /// The key of the target table.
    pub target_column: String,
}
