//! `RenameField(model_name, old_name, new_name)`

use std::sync::Arc;

use aksara_schema::{FieldName, Schema, Table};
use serde::{Deserialize, Serialize};

use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::find_field;
use crate::{Change, Inverse, OperationError};

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

impl RenameField {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let old = find_field(&edit.before, &self.old_name)?.name.clone();
        if edit.before.fields.contains_key(&self.new_name) {
            return Err(OperationError::FieldExists {
                table: edit.before.name.clone(),
                field: self.new_name.clone(),
            });
        }
        edit.after.rename_field(&old, &self.new_name);
        edit.fields.0.insert(old.clone(), self.new_name.clone());
        let table = edit.before.name.clone();
        let undo = Self {
            table: (&table).into(),
            old_name: self.new_name.to_string(),
            new_name: old.clone(),
        };
        let effects = edit.close(schema);
        let referrers: Vec<_> = schema
            .referrers(&table)
            .filter(|referrer| referrer.name != table)
            .cloned()
            .collect();
        for referrer in referrers {
            let mut referrer = Table::clone(&referrer);
            referrer.follow_renamed_fields(&table, |name| (*name == old).then_some(&self.new_name));
            schema.insert(Arc::new(referrer));
        }
        Ok(Change {
            effects,
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "Rename field '{}' to '{}' in table '{}'",
            self.old_name, self.new_name, self.table
        )
    }
}

impl Definition for RenameField {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 2,
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
        let text = format!("rename field `{}` to `{}`", self.old_name, self.new_name);
        Sentence::of_field(&self.table, &self.new_name, text)
    }
}
