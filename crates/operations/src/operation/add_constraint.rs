//! `AddConstraint(model_name, name, type="unique" | "check" | "foreign_key" | "exclusion", …)`

use aksara_schema::{Constraint, ConstraintKind, FieldName, Schema};
use serde::{Deserialize, Serialize};

use super::sentence::listed;
use super::{Definition, ModelWords, Nature, Part, RemoveConstraint, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::freeze_constraint;
use crate::{Change, Inverse, OperationError};

/// Adds a named constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddConstraint {
    /// The table.
    pub table: TableReference,
    /// The constraint; its fields and the table it refers to are as written.
    pub constraint: Constraint,
}

impl AddConstraint {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let constraint = freeze_constraint(self.constraint.clone(), &edit.after, schema)?;
        let name = constraint.name.clone();
        edit.after.constraints.insert(name.clone(), constraint);
        let undo = RemoveConstraint {
            table: (&edit.before.name).into(),
            name,
            if_exists: false,
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "Add constraint '{}' to table '{}'",
            self.constraint.name, self.table
        )
    }
}

impl Definition for AddConstraint {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 5,
            name: format!("add_{}", self.constraint.name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        visit(Part::Constraint(&mut self.constraint));
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let kind = match self.constraint.kind {
            ConstraintKind::Unique(_) => "unique constraint",
            ConstraintKind::Check(_) => "check",
            ConstraintKind::ForeignKey(_) => "foreign key",
            ConstraintKind::Exclusion(_) => "exclusion constraint",
        };
        let mut fields: Vec<&FieldName> = Vec::new();
        for field in self.constraint.fields() {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        let fields = listed(fields);
        Sentence::of(
            &self.table,
            format!("add {kind} `{}`{fields}", self.constraint.name),
        )
    }
}
