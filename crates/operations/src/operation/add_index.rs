//! `AddIndex(model_name, name, fields=[…])`

use aksara_schema::{Index, Schema};
use serde::{Deserialize, Serialize};

use super::sentence::listed;
use super::{Definition, ModelWords, Nature, RemoveIndex, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::freeze_index;
use crate::{Change, Inverse, OperationError};

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

impl AddIndex {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        if self.if_not_exists && edit.before.indexes.contains_key(&self.index.name) {
            return Ok(Change::nothing());
        }
        let index = freeze_index(self.index.clone(), &edit.after)?;
        let name = index.name.clone();
        edit.after.indexes.insert(name.clone(), index);
        if self.concurrently {
            edit.hints.concurrently.insert(name.clone());
        }
        let table = (&edit.before.name).into();
        let undo = RemoveIndex {
            table,
            name,
            if_exists: false,
            concurrently: self.concurrently,
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Create index '{}' on table '{}'", self.index.name, self.table)
    }
}

impl Definition for AddIndex {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 5,
            name: format!("add_{}", self.index.name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn movable_table(&mut self) -> Option<&mut TableReference> {
        Some(&mut self.table)
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let kind = if self.index.unique {
            "unique index"
        } else {
            "index"
        };
        let fields = listed(self.index.fields());
        Sentence::of(&self.table, format!("add {kind} `{}`{fields}", self.index.name))
    }
}
