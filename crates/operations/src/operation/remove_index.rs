//! `RemoveIndex(model_name, name)`

use aksara_schema::{Index, ObjectName, Schema, Table, nearest};
use serde::{Deserialize, Serialize};

use super::{AddIndex, AlterField, Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::{Change, Inverse, OperationError};

/// Drops an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveIndex {
    /// The table.
    pub table: TableReference,
    /// The index.
    pub name: ObjectName,
    /// Do nothing where the index is unknown (0.7.2's form).
    pub if_exists: bool,
    /// Without blocking writers, where the database can.
    pub concurrently: bool,
}

impl RemoveIndex {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        if let Some(undo) = remove_own_index(&mut edit, &self.name) {
            return Ok(Change {
                effects: edit.close(schema),
                inverse: Inverse::exact([undo.into()]),
            });
        }
        let index = match find_index(&edit.before, &self.name) {
            Err(_) if self.if_exists => return Ok(Change::nothing()),
            found => found?.clone(),
        };
        edit.after.indexes.shift_remove(&index.name);
        if self.concurrently {
            edit.hints.concurrently.insert(index.name.clone());
        }
        let table = (&edit.before.name).into();
        let undo = AddIndex {
            table,
            index,
            if_not_exists: false,
            concurrently: self.concurrently,
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Drop index '{}'", self.name)
    }
}

impl Definition for RemoveIndex {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 6,
            name: format!("remove_{}", self.name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn movable_table(&mut self) -> Option<&mut TableReference> {
        Some(&mut self.table)
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        Sentence::of(&self.table, format!("remove index `{}`", self.name))
    }
}

/// The named index, or an error that names what is there.
pub(super) fn find_index<'a>(table: &'a Table, name: &ObjectName) -> Result<&'a Index, OperationError> {
    table.indexes.get(name).ok_or_else(|| {
        let there: Vec<String> = table.indexes.keys().map(ObjectName::to_string).collect();
        let suggestion = nearest(name.as_str(), there.iter().map(String::as_str)).map(str::to_owned);
        OperationError::UnknownIndex {
            table: table.name.clone(),
            index: name.clone(),
            suggestion,
            there,
        }
    })
}

/// Takes a field's own index (`db_index`) away, where this is its name, and gives what restores it.
fn remove_own_index(edit: &mut TableEdit, name: &ObjectName) -> Option<AlterField> {
    let field = edit.after.fields.values_mut().find(|field| {
        field
            .index
            .as_ref()
            .is_some_and(|index| index.0.as_ref() == Some(name))
    })?;
    let undo = AlterField::replace((&edit.before.name).into(), field.clone());
    field.index = None;
    Some(undo)
}
