//! `RenameIndex(model_name, old_name, new_name)`

use aksara_schema::{Index, ObjectName, Schema};
use serde::{Deserialize, Serialize};

use super::remove_index::find_index;
use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::demand_index_name;
use crate::{Change, Inverse, OperationError};

/// Renames an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameIndex {
    /// The table.
    pub table: TableReference,
    /// The index.
    pub old_name: ObjectName,
    /// Its new name.
    pub new_name: ObjectName,
}

impl RenameIndex {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let index = find_index(&edit.before, &self.old_name)?;
        demand_index_name(&self.new_name, &edit.before)?;
        let renamed = Index {
            name: self.new_name.clone(),
            ..index.clone()
        };
        edit.after.indexes.shift_remove(&self.old_name);
        edit.after.indexes.insert(self.new_name.clone(), renamed);
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
        format!("Rename index '{}' to '{}'", self.old_name, self.new_name)
    }
}

impl Definition for RenameIndex {
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
        let text = format!("rename index `{}` to `{}`", self.old_name, self.new_name);
        Sentence::of(&self.table, text)
    }
}
