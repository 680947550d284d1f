//! The warnings about each operation of a migration that is not written yet.

use std::collections::BTreeSet;

use aksara_operations::{Effect, Operation, OperationError};
use aksara_schema::{Schema, TableName};

use crate::Warning;

/// The warnings about each operation, in order. A table that one of them makes has no rows that could stand against
/// another.
pub fn warnings_of(previous: &Schema, operations: &[Operation]) -> Result<Vec<Vec<Warning>>, OperationError> {
    let mut schema = previous.clone();
    let mut made = BTreeSet::new();
    let mut warnings = Vec::with_capacity(operations.len());
    for operation in operations {
        let effects = operation.apply(&mut schema)?.effects;
        let found = effects.iter().flat_map(Warning::about);
        warnings.push(found.filter(|warning| !made.contains(warning.table())).collect());
        for effect in &effects {
            follow(effect, &mut made);
        }
    }
    Ok(warnings)
}

/// Remembers the tables that a migration makes, under the names that they have then.
fn follow(effect: &Effect, made: &mut BTreeSet<TableName>) {
    match effect {
        Effect::CreateTable(_) if effect.taken_over().is_some() => {}
        Effect::CreateTable(table) => {
            made.insert(table.name.clone());
        }
        Effect::RenameTable(rename) => {
            if made.remove(&rename.before.name) {
                made.insert(rename.after.name.clone());
            }
        }
        Effect::DropTable(table) => {
            made.remove(&table.name);
        }
        Effect::AlterTable(_) | Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
    }
}
