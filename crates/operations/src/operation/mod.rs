//! The operations, one file each. This file holds what they share: the closed set, and the dispatch that follows from it.

mod add_constraint;
mod add_field;
mod add_index;
mod alter_field;
mod alter_primary_key;
mod alter_table_options;
mod backfill;
mod create_many_to_many_table;
mod create_table;
mod definition;
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
mod sentence;
mod separate_database_and_state;
mod table_reference;

use aksara_schema::Schema;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, IntoStaticStr, VariantArray};

use definition::Definition;
pub use definition::{Nature, Part, Suggestion};
pub use sentence::{ModelWords, Sentence};
pub use table_reference::TableReference;

use crate::{Change, Inverse, Located, OperationError};

/// The closed set of operations, from one line for each: the module, the operation, and what else of the module is public.
macro_rules! operations {
    ($($(#[$attribute:meta])* $module:ident: $name:ident $(, $other:ident)*;)*) => {
        $(pub use $module::{$name $(, $other)*};)*

        /// The kinds of operations.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, EnumDiscriminants)]
        #[strum_discriminants(
            name(OperationKind),
            derive(VariantArray, IntoStaticStr, Hash, PartialOrd, Ord)
        )]
        #[serde(tag = "operation")]
        pub enum Operation {
            $($(#[$attribute])* $name($name),)*
        }

        impl Operation {
            /// Applies the operation to the schema. On an error the schema is as it was.
            pub fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
                match self {
                    $(Self::$name(operation) => operation.apply(schema),)*
                }
            }

            /// One line that says what the operation does, as plans show it.
            pub fn describe(&self) -> String {
                match self {
                    $(Self::$name(operation) => operation.describe(),)*
                }
            }

            fn definition(&self) -> &dyn Definition {
                match self {
                    $(Self::$name(operation) => operation,)*
                }
            }

            fn definition_mut(&mut self) -> &mut dyn Definition {
                match self {
                    $(Self::$name(operation) => operation,)*
                }
            }
        }

        $(impl From<$name> for Operation {
            fn from(operation: $name) -> Self {
                Self::$name(operation)
            }
        })*
    };
}

operations! {
    /// Make a table.
    create_table: CreateTable;
    /// Drop a table.
    drop_table: DropTable;
    /// Rename a table.
    rename_table: RenameTable;
    /// Change a table's comment and options.
    alter_table_options: AlterTableOptions;
    /// Change the order and the name of a primary key.
    alter_primary_key: AlterPrimaryKey;
    /// Make the table behind a many-to-many relation (0.7.2's form).
    create_many_to_many_table: CreateManyToManyTable;
    /// Add a field.
    add_field: AddField;
    /// Remove a field.
    remove_field: RemoveField;
    /// Change a field.
    alter_field: AlterField, Alteration;
    /// Rename a field.
    rename_field: RenameField;
    /// Make an index.
    add_index: AddIndex;
    /// Drop an index.
    remove_index: RemoveIndex;
    /// Rename an index.
    rename_index: RenameIndex;
    /// Add a constraint.
    add_constraint: AddConstraint;
    /// Drop a constraint.
    remove_constraint: RemoveConstraint;
    /// Rename a constraint.
    rename_constraint: RenameConstraint;
    /// Update the rows of a table in batches.
    backfill: Backfill, DEFAULT_BATCH_SIZE, ReverseUpdate, RowUpdate;
    /// Run the user's Python.
    run_python: RunPython, PythonFunction;
    /// Run the user's SQL.
    #[strum(serialize = "RunSQL")]
    run_sql: RunSql, ReverseSql, ScriptTransaction, SqlScript, SqlText;
    /// Let the database and the recorded schema go different ways.
    separate_database_and_state: SeparateDatabaseAndState;
}

impl Operation {
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

/// The tables that operations are about.
fn tables_of(operations: &[Located<Operation>]) -> Vec<String> {
    let tables = operations.iter().flat_map(|operation| operation.value.tables());
    tables.collect()
}
