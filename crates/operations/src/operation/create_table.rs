//! `CreateTable(name, fields=[…], indexes=[…], constraints=[…], options)`

use aksara_schema::{Management, Schema, Table, TableName};
use serde::{Deserialize, Serialize};

use super::{DropTable, Operation, SeparateDatabaseAndState};
use crate::freeze::freeze_table;
use crate::{Change, Effect, Inverse, Located, OperationError};

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
        demand_free(&self.table.name, schema)?;
        let there = schema.table(&self.table.name).cloned();
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table.clone());
        let mut undo = vec![DropTable::of(&table.name).into()];
        undo.extend(there.map(|external| external_again(&external)));
        Ok(Change {
            effects: vec![Effect::CreateTable(table)],
            inverse: Inverse::lossy(undo, "the table's rows"),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "Create table '{}' with {} field(s)",
            self.table.name,
            self.table.fields.len()
        )
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
fn external_again(external: &Table) -> Operation {
    let create = CreateTable {
        table: external.clone(),
        if_not_exists: false,
    };
    SeparateDatabaseAndState {
        database_operations: Vec::new(),
        state_operations: Some(vec![Located::generated(create.into())]),
    }
    .into()
}
