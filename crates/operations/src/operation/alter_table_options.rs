//! `AlterTableOptions(model_name, comment=…, strict=…, …)`

use aksara_schema::{Schema, TableOptions};
use serde::{Deserialize, Serialize};

use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::{Change, Inverse, OperationError};

/// Replaces a table's comment and options; what is left out is off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterTableOptions {
    /// The table.
    pub table: TableReference,
    /// The comment kept by the database.
    pub comment: Option<String>,
    /// The options.
    pub options: TableOptions,
}

impl AlterTableOptions {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let undo = Self {
            table: (&edit.before.name).into(),
            comment: edit.before.comment.clone(),
            options: edit.before.options.clone(),
        };
        edit.after.comment = self.comment.clone();
        edit.after.options = self.options.clone();
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Alter options of table '{}'", self.table)
    }
}

impl Definition for AlterTableOptions {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 7,
            name: format!("alter_{}_options", self.table),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn movable_table(&mut self) -> Option<&mut TableReference> {
        Some(&mut self.table)
    }

    fn covers(&self) -> bool {
        true
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        Sentence::of(&self.table, "alter the table's comment or options".to_owned())
    }
}
