//! `RemoveConstraint(model_name, name)`

use aksara_schema::ObjectName;
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Drops a named constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveConstraint {
    /// The table.
    pub table: TableReference,
    /// The constraint.
    pub name: ObjectName,
    /// Do nothing where the constraint is unknown (0.7.2's form).
    pub if_exists: bool,
}
