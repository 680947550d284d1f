//! `CreateTable(name, fields=[…], indexes=[…], constraints=[…], options)`
//!
//! A table that the migrations record as made by something else (`managed=False`) is taken over: if it exists, it
//! must be the same, and where it does not, it is made. With `managed=False`, a table of the migrations is left to
//! others.

use std::sync::Arc;

use aksara_schema::{Management, Schema, Table, TableName, counted};
use serde::{Deserialize, Serialize};

use super::{Definition, DropTable, ModelWords, Nature, Operation, Part, Sentence, Suggestion};
use crate::freeze::freeze_table;
use crate::{Change, Effect, Inverse, OperationError};

/// Makes a table with all its fields, indexes and constraints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTable {
    /// The table as written: derived names and the types of foreign keys are open.
    pub table: Table,
    /// Do nothing where the table is known already (0.7.2's form).
    pub if_not_exists: bool,
}

impl CreateTable {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let there = NameHolder::of(&self.table.name, schema)?;
        match (self.table.management, there) {
            (_, NameHolder::Managed(_)) if self.if_not_exists => Ok(Change::nothing()),
            (Management::Managed, NameHolder::Managed(_)) => Err(OperationError::TableExists {
                table: self.table.name.clone(),
            }),
            (Management::Managed, NameHolder::Nothing(package)) => self.make(schema, package),
            (Management::Managed, NameHolder::External(external)) => self.take_over(schema, &external),
            (Management::External, NameHolder::Nothing(None)) => {
                self.record(schema, DropTable::forgetting(&self.table.name).into())
            }
            (Management::External, NameHolder::Nothing(Some(there)) | NameHolder::External(there)) => {
                self.record(schema, recording(&there))
            }
            // The table stays as it is, and is no longer ours.
            (Management::External, NameHolder::Managed(there)) => self.record(schema, recording(&there)),
        }
    }

    fn make(&self, schema: &mut Schema, package: Option<Arc<Table>>) -> Result<Change, OperationError> {
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table.clone());
        let mut undo = vec![DropTable::of(&table.name).into()];
        undo.extend(package.map(|external| recording(&external)));
        Ok(Change {
            effects: vec![Effect::CreateTable(table)],
            inverse: Inverse::lossy(undo, format!("the rows of `{}`", self.table.name)),
        })
    }

    /// A table of others becomes ours: it exists already, or is made. When reverting, it is left to the others.
    fn take_over(&self, schema: &mut Schema, external: &Table) -> Result<Change, OperationError> {
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table.clone());
        Ok(Change {
            effects: vec![Effect::taking_over(&table)],
            inverse: Inverse::exact(vec![recording(external)]),
        })
    }

    /// Records a table that something else makes, or records it again: it may be referred to.
    fn record(&self, schema: &mut Schema, undo: Operation) -> Result<Change, OperationError> {
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table);
        Ok(Change {
            effects: Vec::new(),
            inverse: Inverse::exact(vec![undo]),
        })
    }

    pub(super) fn describe(&self) -> String {
        let (name, fields) = (&self.table.name, counted(self.table.fields.len(), "field"));
        match self.table.management {
            Management::Managed => format!("Create table '{name}' with {fields}"),
            Management::External => format!("Record table '{name}', which is managed elsewhere"),
        }
    }
}

impl Definition for CreateTable {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 0,
            name: format!("create_{}", self.table.name.name()),
        }
    }

    fn new_table(&self) -> Option<&TableName> {
        Some(&self.table.name)
    }

    fn makes_something(&self) -> bool {
        true
    }

    fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        visit(Part::Table(&mut self.table));
    }

    fn sentence(&self, words: &dyn ModelWords) -> Option<Sentence> {
        let table = &self.table.name;
        let names = self.table.fields.keys().map(|name| format!("`{name}`"));
        let names: Vec<String> = names.collect();
        let what = match self.table.management {
            Management::External => "record model of a table that is managed elsewhere",
            Management::Managed if words.is_join_table(table) => "add many-to-many field",
            Management::Managed => "create model",
        };
        Sentence::of(table, format!("{what} (table `{table}`: {})", names.join(", ")))
    }
}

/// An object that has the name of a table to be made or recorded.
enum NameHolder {
    /// Nothing of the project's; the package may have such a table.
    Nothing(Option<Arc<Table>>),
    /// A table that something else makes, and that the migrations record.
    External(Arc<Table>),
    /// A table of the migrations.
    Managed(Arc<Table>),
}

impl NameHolder {
    fn of(name: &TableName, schema: &Schema) -> Result<Self, OperationError> {
        if name.is_bookkeeping() {
            return Err(OperationError::ReservedTable { table: name.clone() });
        }
        let Some(table) = schema.table(name).cloned() else {
            return Ok(Self::Nothing(None));
        };
        Ok(match table.management {
            Management::Managed => Self::Managed(table),
            Management::External if name.is_of_package() => Self::Nothing(Some(table)),
            Management::External => Self::External(table),
        })
    }
}

/// Refuses a table's new name that is taken or our own. It is free if only the package has such a table.
pub(super) fn demand_free(name: &TableName, schema: &Schema) -> Result<(), OperationError> {
    match NameHolder::of(name, schema)? {
        NameHolder::Nothing(_) => Ok(()),
        NameHolder::External(_) | NameHolder::Managed(_) => {
            Err(OperationError::TableExists { table: name.clone() })
        }
    }
}

/// Makes a table what it was: recorded, or taken over again.
fn recording(there: &Table) -> Operation {
    let create = CreateTable {
        table: there.clone(),
        if_not_exists: false,
    };
    create.into()
}
