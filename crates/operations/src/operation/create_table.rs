//! `CreateTable(name, fields=[…], indexes=[…], constraints=[…], options)`

use aksara_schema::{Schema, Table};
use serde::{Deserialize, Serialize};

use super::DropTable;
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
        if schema.table(&self.table.name).is_some() {
            return match self.if_not_exists {
                true => Ok(Change::nothing()),
                false => Err(OperationError::TableExists {
                    table: self.table.name.clone(),
                }),
            };
        }
        let table = freeze_table(self.table.clone(), schema)?;
        schema.insert(table.clone());
        let inverse = Inverse::lossy(vec![DropTable::of(&table.name).into()], "the table's rows");
        Ok(Change {
            effects: vec![Effect::CreateTable(table)],
            inverse,
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
