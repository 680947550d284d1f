//! `CreateTable(name, fields=[…], indexes=[…], constraints=[…], options)`

use std::sync::Arc;

use aksara_schema::{Management, Schema, Table, TableName};
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
        if self.if_not_exists && !is_free(&self.table.name, schema)? {
            return Ok(Change::nothing());
        }
        match self.table.management {
            Management::Managed => self.make(schema),
            Management::External => self.record(schema),
        }
    }

    fn make(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        demand_free(&self.table.name, schema)?;
        let there = schema.table(&self.table.name).cloned();
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table.clone());
        let mut undo = vec![DropTable::of(&table.name).into()];
        undo.extend(there.map(|external| recording(&external)));
        Ok(Change {
            effects: vec![Effect::CreateTable(table)],
            inverse: Inverse::lossy(undo, "the table's rows"),
        })
    }

    /// Records a table that something else makes, or records it anew: it may be referred to.
    fn record(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let there = schema.table(&self.table.name).cloned();
        let is_recorded = |table: &Arc<Table>| match table.management {
            Management::External => true,
            Management::Managed => false,
        };
        if !there.as_ref().is_some_and(is_recorded) {
            demand_free(&self.table.name, schema)?;
        }
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table.clone());
        let undo = match there {
            Some(there) => recording(&there),
            None => DropTable::forgetting(&table.name).into(),
        };
        Ok(Change {
            effects: Vec::new(),
            inverse: Inverse::exact(vec![undo]),
        })
    }

    pub(super) fn describe(&self) -> String {
        let (name, fields) = (&self.table.name, self.table.fields.len());
        match self.table.management {
            Management::Managed => format!("Create table '{name}' with {fields} field(s)"),
            Management::External => format!("Record table '{name}', which something else makes"),
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
        let what = if words.is_join_table(table) {
            "add many-to-many field"
        } else {
            "create model"
        };
        Sentence::of(table, format!("{what} (table `{table}`: {})", names.join(", ")))
    }
}

/// Refuses a table's new name that is taken or our own.
pub(super) fn demand_free(name: &TableName, schema: &Schema) -> Result<(), OperationError> {
    match is_free(name, schema)? {
        true => Ok(()),
        false => Err(OperationError::TableExists { table: name.clone() }),
    }
}

/// Whether no table has the name, or only the package would: it is then the project's migration that makes it.
fn is_free(name: &TableName, schema: &Schema) -> Result<bool, OperationError> {
    if name.is_bookkeeping() {
        return Err(OperationError::ReservedTable { table: name.clone() });
    }
    let is_of_package = |table: &Table| match table.management {
        Management::External => name.is_of_package(),
        Management::Managed => false,
    };
    Ok(schema.table(name).is_none_or(|table| is_of_package(table)))
}

/// Records that a table may be referred to although no migration makes it.
fn recording(external: &Table) -> Operation {
    let create = CreateTable {
        table: external.clone(),
        if_not_exists: false,
    };
    create.into()
}
