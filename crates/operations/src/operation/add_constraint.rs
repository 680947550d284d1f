//! `AddConstraint(model_name, name, type="unique" | "check" | "foreign_key" | "exclusion", …)`

use aksara_schema::{Constraint, Schema};
use serde::{Deserialize, Serialize};

use super::{RemoveConstraint, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::freeze_constraint;
use crate::{Change, Inverse, OperationError};

/// Adds a named constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddConstraint {
    /// The table.
    pub table: TableReference,
    /// The constraint; its fields and the table it refers to are as written.
    pub constraint: Constraint,
}

impl AddConstraint {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let constraint = freeze_constraint(self.constraint.clone(), &edit.after, schema)?;
        let name = constraint.name.clone();
        edit.after.constraints.insert(name.clone(), constraint);
        let undo = RemoveConstraint {
            table: (&edit.before.name).into(),
            name,
            if_exists: false,
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "Add constraint '{}' to table '{}'",
            self.constraint.name, self.table
        )
    }
}
