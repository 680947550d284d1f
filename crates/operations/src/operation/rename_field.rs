//! `RenameField(model_name, old_name, new_name)`

use std::sync::Arc;

use aksara_schema::{ConstraintKind, Field, FieldName, NotCompared, Schema, Table, TableName};
use serde::{Deserialize, Serialize};

use super::{Definition, ModelWords, Nature, Operation, Sentence, Suggestion, TableReference};
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
        rename(&mut edit.after, &old, &self.new_name);
        edit.fields.0.insert(old.clone(), self.new_name.clone());
        let table = edit.before.name.clone();
        let undo = Self {
            table: (&table).into(),
            old_name: self.new_name.to_string(),
            new_name: old.clone(),
        };
        follow(&mut edit.after, &table, &old, &self.new_name);
        let effects = edit.close(schema);
        let referrers: Vec<_> = schema
            .referrers(&table)
            .filter(|referrer| referrer.name != table)
            .cloned()
            .collect();
        for referrer in referrers {
            let mut referrer = Table::clone(&referrer);
            follow(&mut referrer, &table, &old, &self.new_name);
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

    fn on_table(&self, table: TableReference) -> Option<Operation> {
        Some(
            Self {
                table,
                ..self.clone()
            }
            .into(),
        )
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let text = format!("rename field `{}` to `{}`", self.old_name, self.new_name);
        Sentence::of_field(&self.table, &self.new_name, text)
    }
}

/// Renames a field in its own table, in its place, and in what uses it.
fn rename(table: &mut Table, old: &FieldName, new: &FieldName) {
    let fields = std::mem::take(&mut table.fields);
    for (name, field) in fields {
        let mut field = if name == *old {
            Field {
                name: new.clone(),
                attribute: NotCompared(None),
                ..field
            }
        } else {
            field
        };
        if let Some(generated) = &mut field.generated {
            generated.expression.rename_field(old, new);
        }
        table.fields.insert(field.name.clone(), field);
    }
    table
        .indexes
        .values_mut()
        .for_each(|index| index.rename_field(old, new));
    table
        .constraints
        .values_mut()
        .for_each(|constraint| constraint.rename_field(old, new));
    table
        .primary_key_order
        .iter_mut()
        .filter(|name| *name == old)
        .for_each(|name| *name = new.clone());
}

/// Lets a table's foreign keys to the old field refer to the new one.
fn follow(referrer: &mut Table, target: &TableName, old: &FieldName, new: &FieldName) {
    let references = referrer
        .fields
        .values_mut()
        .filter_map(|field| field.reference.as_mut());
    for reference in references.filter(|reference| reference.table == *target) {
        reference
            .field
            .iter_mut()
            .filter(|field| *field == old)
            .for_each(|field| *field = new.clone());
    }
    for constraint in referrer.constraints.values_mut() {
        match &mut constraint.kind {
            ConstraintKind::ForeignKey(key) if key.table == *target => {
                key.target_fields
                    .iter_mut()
                    .filter(|field| *field == old)
                    .for_each(|field| *field = new.clone());
            }
            ConstraintKind::ForeignKey(_)
            | ConstraintKind::Unique(_)
            | ConstraintKind::Check(_)
            | ConstraintKind::Exclusion(_) => {}
        }
    }
}
