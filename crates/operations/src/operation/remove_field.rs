//! `RemoveField(model_name, name)`

use aksara_schema::{Field, FieldName, ForeignKey, Schema, SqlExpression, Table};
use serde::{Deserialize, Serialize};

use super::{
    AddConstraint, AddField, AddIndex, AlterPrimaryKey, Definition, ModelWords, Nature, Operation, Sentence,
    Suggestion, TableReference,
};
use crate::alteration::TableEdit;
use crate::freeze::find_field;
use crate::{Change, Fill, Inverse, OperationError};

/// Removes a field with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveField {
    /// The table.
    pub table: TableReference,
    /// The field, as written.
    pub name: String,
    /// Do nothing where the field is unknown (0.7.2's form).
    pub if_exists: bool,
    /// Remove the indexes and constraints on it as well (0.7.2's form).
    pub cascade: bool,
}

impl RemoveField {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let field = match find_field(&edit.before, &self.name) {
            Err(_) if self.if_exists => return Ok(Change::nothing()),
            found => found?.clone(),
        };
        let is_moved = is_moved_by_return(&field.name, &edit.before);
        let restore = self.detach(&field.name, &mut edit.after, schema)?;
        edit.after.fields.shift_remove(&field.name);
        edit.after.primary_key_order.retain(|name| *name != field.name);
        edit.fields.0.shift_remove(&field.name);
        let place = is_moved.then(|| {
            let table = (&edit.before.name).into();
            AlterPrimaryKey::ordered(table, edit.before.primary_key()).into()
        });
        let loss = format!("the values of `{}.{}`", edit.before.name, field.name);
        let add = AddField {
            table: (&edit.before.name).into(),
            fill: fill_for(&field),
            field,
        };
        let operations: Vec<Operation> = std::iter::once(add.into()).chain(place).chain(restore).collect();
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::lossy(operations, loss),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Remove field '{}' from table '{}'", self.name, self.table)
    }

    /// Takes away what uses the field where `cascade` allows it, and gives what restores that.
    fn detach(
        &self,
        field: &FieldName,
        table: &mut Table,
        schema: &Schema,
    ) -> Result<Vec<Operation>, OperationError> {
        if table.fields.len() == 1 {
            return Err(OperationError::LastField {
                table: table.name.clone(),
                field: field.clone(),
            });
        }
        let mut by = permanent_users(field, table, schema);
        if !self.cascade {
            by.extend(droppable_users(field, table));
        }
        if by.is_empty() {
            Ok(drop_users(field, table))
        } else {
            Err(OperationError::FieldInUse {
                table: table.name.clone(),
                field: field.clone(),
                by,
            })
        }
    }
}

impl Definition for RemoveField {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 3,
            name: format!("remove_{}", self.name),
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
        let text = format!("remove field `{}`", self.name);
        Sentence::of_field(&self.table, &self.name, text)
    }
}

/// Whether the field comes back in another place of the primary key than it has: it comes back last.
fn is_moved_by_return(field: &FieldName, table: &Table) -> bool {
    let key = table.primary_key();
    key.contains(&field) && key.last() != Some(&field)
}

/// The value of existing rows when the field comes back: the type's zero value if nothing else would fill it. A
/// unique field or a foreign key cannot be filled alike in every row.
fn fill_for(field: &Field) -> Option<Fill> {
    let is_filled =
        field.nullable || field.default.is_some() || field.generated.is_some() || field.auto_increment;
    let is_distinct = field.unique.is_some() || field.reference.is_some() || field.primary_key;
    if is_filled || is_distinct {
        None
    } else {
        field.field_type.zero().map(Fill::Constant)
    }
}

/// Objects that are never removed with a field: foreign keys of any table that refer to it, and generated fields.
fn permanent_users(field: &FieldName, table: &Table, schema: &Schema) -> Vec<String> {
    let refers = |key: &ForeignKey| key.table == table.name && key.target_fields.contains(field);
    let mut users: Vec<String> = Vec::new();
    for referrer in schema.referrers(&table.name) {
        for (name, key) in referrer.foreign_keys().into_iter().filter(|(_, key)| refers(key)) {
            if referrer.name == table.name && key.fields == [field.clone()] {
                continue;
            }
            let name = name.map(ToString::to_string).unwrap_or_default();
            users.push(format!("foreign key `{}.{name}`", referrer.name));
        }
    }
    let generated = table
        .fields
        .values()
        .filter(|other| other.name != *field && is_computed_from(other, field));
    users.extend(generated.map(|other| format!("generated field `{}`", other.name)));
    users
}

fn is_computed_from(field: &Field, used: &FieldName) -> bool {
    field
        .generated
        .as_ref()
        .is_some_and(|generated| SqlExpression::fields(&generated.expression).contains(&used))
}

/// The named indexes and constraints on a field, which `cascade` drops with it.
fn droppable_users(field: &FieldName, table: &Table) -> Vec<String> {
    let indexes = table
        .indexes
        .values()
        .filter(|index| index.fields().contains(&field));
    let constraints = table
        .constraints
        .values()
        .filter(|constraint| constraint.fields().contains(&field));
    let indexes = indexes.map(|index| format!("index `{}`", index.name));
    indexes
        .chain(constraints.map(|constraint| format!("constraint `{}`", constraint.name)))
        .collect()
}

fn drop_users(field: &FieldName, table: &mut Table) -> Vec<Operation> {
    let reference = TableReference::from(&table.name);
    let mut restore: Vec<Operation> = Vec::new();
    table.indexes.retain(|_, index| {
        let stays = !index.fields().contains(&field);
        if !stays {
            let (table, index) = (reference.clone(), index.clone());
            restore.push(
                AddIndex {
                    table,
                    index,
                    if_not_exists: false,
                    concurrently: false,
                }
                .into(),
            );
        }
        stays
    });
    table.constraints.retain(|_, constraint| {
        let stays = !constraint.fields().contains(&field);
        if !stays {
            let (table, constraint) = (reference.clone(), constraint.clone());
            restore.push(AddConstraint { table, constraint }.into());
        }
        stays
    });
    restore
}
