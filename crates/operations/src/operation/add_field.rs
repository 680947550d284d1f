//! `AddField(model_name, name, field)`

use aksara_schema::{Field, Schema, SqlExpression};
use serde::{Deserialize, Serialize};

use super::sentence::filled;
use super::{Definition, ModelWords, Nature, Part, RemoveField, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::freeze_field;
use crate::{Change, Fill, Inverse, OperationError};

/// Adds a field to a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddField {
    /// The table.
    pub table: TableReference,
    /// The field as written.
    pub field: Field,
    /// The value of existing rows, if it is not the field's default (`fill=`, `fill_sql=`).
    pub fill: Option<Fill>,
}

impl AddField {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        if edit.before.fields.contains_key(&self.field.name) {
            return Err(OperationError::FieldExists {
                table: edit.before.name.clone(),
                field: self.field.name.clone(),
            });
        }
        let field = freeze_field(self.field.clone(), &edit.after, schema)?;
        let name = field.name.clone();
        if let Some(fill) = &self.fill {
            let fill = fill.freeze(&field, &edit.before)?;
            edit.hints.fill.insert(name.clone(), fill);
        }
        if field.primary_key && !edit.after.primary_key_order.is_empty() {
            edit.after.primary_key_order.push(name.clone());
        }
        edit.after.fields.insert(name.clone(), field);
        let undo = RemoveField {
            table: (&edit.before.name).into(),
            name: name.to_string(),
            if_exists: false,
            cascade: false,
        };
        let loss = format!("the values of `{}.{name}`", edit.before.name);
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::lossy([undo.into()], loss),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Add field '{}' to table '{}'", self.field.name, self.table)
    }
}

impl Definition for AddField {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 2,
            name: format!("add_{}", self.field.name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn makes_something(&self) -> bool {
        true
    }

    fn expressions(&self) -> Vec<&SqlExpression> {
        self.fill
            .as_ref()
            .and_then(Fill::expression)
            .into_iter()
            .collect()
    }

    fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        visit(Part::Field(&mut self.field));
    }

    fn sentence(&self, words: &dyn ModelWords) -> Option<Sentence> {
        let (name, fill) = (&self.field.name, filled("rows", self.fill.as_ref()));
        let text = format!("add field `{name}` ({}){fill}", words.field(&self.field));
        Sentence::of_field(&self.table, name, text)
    }
}
