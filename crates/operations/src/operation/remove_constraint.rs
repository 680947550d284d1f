//! `RemoveConstraint(model_name, name)`

use aksara_schema::{Constraint, Field, ObjectName, Schema, Table, nearest};
use serde::{Deserialize, Serialize};

use super::{
    AddConstraint, AlterField, Definition, ModelWords, Nature, Sentence, Suggestion, TableReference,
};
use crate::alteration::TableEdit;
use crate::{Change, Inverse, OperationError};

/// Drops a named constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveConstraint {
    /// The table.
    pub table: TableReference,
    /// The constraint.
    pub name: ObjectName,
    /// Do nothing where the constraint is unknown (0.7.2's form).
    pub if_exists: bool,
}

impl RemoveConstraint {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        if let Some(undo) = remove_own_constraint(&mut edit, &self.name) {
            return Ok(Change {
                effects: edit.close(schema),
                inverse: Inverse::exact([undo.into()]),
            });
        }
        let constraint = match find_constraint(&edit.before, &self.name) {
            Err(_) if self.if_exists => return Ok(Change::nothing()),
            found => found?.clone(),
        };
        edit.after.constraints.shift_remove(&constraint.name);
        let undo = AddConstraint {
            table: (&edit.before.name).into(),
            constraint,
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Remove constraint '{}' from table '{}'", self.name, self.table)
    }
}

impl Definition for RemoveConstraint {
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
        Sentence::of(&self.table, format!("remove constraint `{}`", self.name))
    }
}

pub(super) fn find_constraint<'a>(
    table: &'a Table,
    name: &ObjectName,
) -> Result<&'a Constraint, OperationError> {
    table.constraints.get(name).ok_or_else(|| {
        let there: Vec<String> = table.constraints.keys().map(ObjectName::to_string).collect();
        let suggestion = nearest(name.as_str(), there.iter().map(String::as_str)).map(str::to_owned);
        OperationError::UnknownConstraint {
            table: table.name.clone(),
            constraint: name.clone(),
            suggestion,
            there,
        }
    })
}

/// Takes a field's own UNIQUE or foreign key away, where this is its name, and gives what restores it.
fn remove_own_constraint(edit: &mut TableEdit, name: &ObjectName) -> Option<AlterField> {
    let is_unique = |field: &Field| {
        field
            .unique
            .as_ref()
            .is_some_and(|own| own.0.as_ref() == Some(name))
    };
    let is_reference = |field: &Field| {
        field
            .reference
            .as_ref()
            .is_some_and(|own| own.constraint.0.as_ref() == Some(name))
    };
    let field = edit
        .after
        .fields
        .values_mut()
        .find(|field| is_unique(field) || is_reference(field))?;
    let undo = AlterField::replace((&edit.before.name).into(), field.clone());
    if is_unique(field) {
        field.unique = None
    } else {
        field.reference = None;
        field.field_type = field.field_type.resolved().clone();
    }
    Some(undo)
}
