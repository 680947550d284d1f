//! `RenameConstraint(model_name, old_name, new_name)`

use aksara_schema::{Constraint, ObjectName, Schema};
use serde::{Deserialize, Serialize};

use super::remove_constraint::find_constraint;
use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::demand_constraint_name;
use crate::{Change, Inverse, OperationError};

/// Renames a named constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameConstraint {
    /// The table.
    pub table: TableReference,
    /// The constraint.
    pub old_name: ObjectName,
    /// Its new name.
    pub new_name: ObjectName,
}

impl RenameConstraint {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let constraint = find_constraint(&edit.before, &self.old_name)?;
        let renamed = Constraint {
            name: self.new_name.clone(),
            ..constraint.clone()
        };
        demand_constraint_name(&renamed, &edit.before)?;
        edit.after.constraints.shift_remove(&self.old_name);
        edit.after.constraints.insert(self.new_name.clone(), renamed);
        let undo = Self {
            table: (&edit.before.name).into(),
            old_name: self.new_name.clone(),
            new_name: self.old_name.clone(),
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "Rename constraint '{}' to '{}' in table '{}'",
            self.old_name, self.new_name, self.table
        )
    }
}

impl Definition for RenameConstraint {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 5,
            name: format!("rename_{}_to_{}", self.old_name, self.new_name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn movable_table(&mut self) -> Option<&mut TableReference> {
        Some(&mut self.table)
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let text = format!("rename constraint `{}` to `{}`", self.old_name, self.new_name);
        Sentence::of(&self.table, text)
    }
}
