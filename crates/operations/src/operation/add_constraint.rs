//! `AddConstraint(model_name, name, type="unique" | "check" | "foreign_key" | "exclusion", …)`

use aksara_schema::Constraint;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Adds a named constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddConstraint {
    /// The table.
    pub table: TableReference,
    /// The constraint; its fields and the table it refers to are as written.
    pub constraint: Constraint,
}
