//! The operations, one file each. This file holds what they share: the closed set and the dispatch.

mod add_constraint;
mod add_field;
mod add_index;
mod alter_field;
mod alter_table_options;
mod backfill;
mod create_many_to_many_table;
mod create_table;
mod drop_table;
mod remove_constraint;
mod remove_field;
mod remove_index;
mod rename_constraint;
mod rename_field;
mod rename_index;
mod rename_table;
mod run_python;
mod run_sql;
mod separate_database_and_state;
mod table_reference;

use aksara_schema::Schema;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, IntoStaticStr, VariantArray};

pub use add_constraint::AddConstraint;
pub use add_field::AddField;
pub use add_index::AddIndex;
pub use alter_field::{AlterField, Alteration};
pub use alter_table_options::AlterTableOptions;
pub use backfill::{Backfill, DEFAULT_BATCH_SIZE, ReverseUpdate, RowUpdate};
pub use create_many_to_many_table::CreateManyToManyTable;
pub use create_table::CreateTable;
pub use drop_table::DropTable;
pub use remove_constraint::RemoveConstraint;
pub use remove_field::RemoveField;
pub use remove_index::RemoveIndex;
pub use rename_constraint::RenameConstraint;
pub use rename_field::RenameField;
pub use rename_index::RenameIndex;
pub use rename_table::RenameTable;
pub use run_python::{PythonFunction, RunPython};
pub use run_sql::{ReverseSql, RunSql, ScriptTransaction, SqlScript, SqlText};
pub use separate_database_and_state::SeparateDatabaseAndState;
pub use table_reference::TableReference;

use crate::{Change, Inverse, Located, OperationError};

/// What a migration can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, EnumDiscriminants)]
#[strum_discriminants(
    name(OperationKind),
    derive(VariantArray, IntoStaticStr, Hash, PartialOrd, Ord)
)]
#[serde(tag = "operation")]
pub enum Operation {
    /// Make a table.
    CreateTable(CreateTable),
    /// Drop a table.
    DropTable(DropTable),
    /// Rename a table.
    RenameTable(RenameTable),
    /// Change a table's comment and options.
    AlterTableOptions(AlterTableOptions),
    /// Make the table behind a many-to-many relation (0.7.2's form).
    CreateManyToManyTable(CreateManyToManyTable),
    /// Add a field.
    AddField(AddField),
    /// Remove a field.
    RemoveField(RemoveField),
    /// Change a field.
    AlterField(AlterField),
    /// Rename a field.
    RenameField(RenameField),
    /// Make an index.
    AddIndex(AddIndex),
    /// Drop an index.
    RemoveIndex(RemoveIndex),
    /// Rename an index.
    RenameIndex(RenameIndex),
    /// Add a constraint.
    AddConstraint(AddConstraint),
    /// Drop a constraint.
    RemoveConstraint(RemoveConstraint),
    /// Rename a constraint.
    RenameConstraint(RenameConstraint),
    /// Update the rows of a table in batches.
    Backfill(Backfill),
    /// Run the user's Python.
    RunPython(RunPython),
    /// Run the user's SQL.
    #[strum(serialize = "RunSQL")]
    RunSql(RunSql),
    /// Let the database and the recorded schema go different ways.
    SeparateDatabaseAndState(SeparateDatabaseAndState),
}

/// Calls a method of whatever operation it is; the match is exhaustive.
macro_rules! dispatch {
    ($operation:expr, $inner:ident => $call:expr) => {
        match $operation {
            Operation::CreateTable($inner) => $call,
            Operation::DropTable($inner) => $call,
            Operation::RenameTable($inner) => $call,
            Operation::AlterTableOptions($inner) => $call,
            Operation::CreateManyToManyTable($inner) => $call,
            Operation::AddField($inner) => $call,
            Operation::RemoveField($inner) => $call,
            Operation::AlterField($inner) => $call,
            Operation::RenameField($inner) => $call,
            Operation::AddIndex($inner) => $call,
            Operation::RemoveIndex($inner) => $call,
            Operation::RenameIndex($inner) => $call,
            Operation::AddConstraint($inner) => $call,
            Operation::RemoveConstraint($inner) => $call,
            Operation::RenameConstraint($inner) => $call,
            Operation::Backfill($inner) => $call,
            Operation::RunPython($inner) => $call,
            Operation::RunSql($inner) => $call,
            Operation::SeparateDatabaseAndState($inner) => $call,
        }
    };
}

impl Operation {
    /// Applies the operation to the schema. On an error the schema is as it was.
    pub fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        dispatch!(self, operation => operation.apply(schema))
    }

    /// One line that says what the operation does, as plans show it.
    pub fn describe(&self) -> String {
        dispatch!(self, operation => operation.describe())
    }

    /// The operation's name in a migration file.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}

/// Applies operations in order as one; the inverse undoes them in the reverse order. On an error the schema is as
/// it was.
fn apply_all(operations: &[Located<Operation>], schema: &mut Schema) -> Result<Change, OperationError> {
    if operations.is_empty() {
        return Ok(Change::nothing());
    }
    let mut changed = schema.clone();
    let (mut effects, mut undo, mut losses) = (Vec::new(), Vec::new(), None);
    let mut irreversible = None;
    for operation in operations {
        let change = operation.value.apply(&mut changed)?;
        effects.extend(change.effects);
        match change.inverse {
            Inverse::Operations { operations, loss } => {
                undo.splice(0..0, operations);
                losses = losses.or(loss);
            }
            Inverse::Irreversible { .. } => irreversible = Some(change.inverse),
        }
    }
    *schema = changed;
    let inverse = irreversible.unwrap_or(Inverse::Operations {
        operations: undo,
        loss: losses,
    });
    Ok(Change { effects, inverse })
}

macro_rules! from_operation {
    ($($name:ident),* $(,)?) => {
        $(impl From<$name> for Operation {
            fn from(operation: $name) -> Self {
                Self::$name(operation)
            }
        })*
    };
}

from_operation!(
    CreateTable,
    DropTable,
    RenameTable,
    AlterTableOptions,
    CreateManyToManyTable,
    AddField,
    RemoveField,
    AlterField,
    RenameField,
    AddIndex,
    RemoveIndex,
    RenameIndex,
    AddConstraint,
    RemoveConstraint,
    RenameConstraint,
    Backfill,
    RunPython,
    RunSql,
    SeparateDatabaseAndState,
);
