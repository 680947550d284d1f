//! The effect of an operation: the tables that it changes, before and after, and the way to undo it.
//!
//! Every change to an existing table is one [`AlterTable`]: the table before, the table after, and which field
//! became which. Consecutive ones of the same table compose, and dialects lower the difference; so there is one
//! path for every operation and for both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::Arc;

use aksara_schema::{FieldName, Management, ObjectName, Schema, SqlExpression, Table};
use indexmap::IndexMap;

use crate::{Fill, Lookup, Operation, PythonFunction, ReverseSql, SqlText, Using};

/// The result of applying one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The changes of the database, in order; empty if only the recorded schema changes.
    pub effects: Vec<Effect>,
    /// How to undo it.
    pub inverse: Inverse,
}

impl AlterHints {
    /// Whether a value is computed from the row.
    pub fn compute_values(&self) -> bool {
        !self.using.is_empty() || self.fill.values().any(|fill| fill.expression().is_some())
    }

    /// The lookups of values in other tables, or in rows of the same one.
    pub fn lookups(&self) -> impl Iterator<Item = &Lookup> {
        self.using.values().filter_map(Using::lookup)
    }
}

impl Change {
    /// Nothing happens, and undoing it does nothing.
    pub fn nothing() -> Self {
        Self {
            effects: Vec::new(),
            inverse: Inverse::exact([]),
        }
    }
}

/// One thing that the database must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make a table with all its fields, indexes and constraints. One that is marked as external may exist already,
    /// and is then taken over ([`Effect::taken_over`]).
    CreateTable(Arc<Table>),
    /// Drop a table.
    DropTable(Arc<Table>),
    /// Give a table another name and nothing else.
    RenameTable(RenameTableEffect),
    /// Change a table in place.
    AlterTable(AlterTable),
    /// Run the user's SQL.
    RunSql(SqlCall),
    /// Run the user's Python.
    RunPython(PythonCall),
    /// Update the rows of a table in batches.
    Backfill(BackfillEffect),
}

impl Effect {
    /// The table that it changes, before and after; neither where it runs the user's code or a backfill.
    pub fn sides(&self) -> (Option<&Arc<Table>>, Option<&Arc<Table>>) {
        match self {
            Self::CreateTable(table) => (None, Some(table)),
            Self::DropTable(table) => (Some(table), None),
            Self::RenameTable(rename) => (Some(&rename.before), Some(&rename.after)),
            Self::AlterTable(change) => (Some(&change.before), Some(&change.after)),
            Self::RunSql(_) | Self::RunPython(_) | Self::Backfill(_) => (None, None),
        }
    }

    /// The same, to change.
    pub fn sides_mut(&mut self) -> (Option<&mut Arc<Table>>, Option<&mut Arc<Table>>) {
        match self {
            Self::CreateTable(table) => (None, Some(table)),
            Self::DropTable(table) => (Some(table), None),
            Self::RenameTable(rename) => (Some(&mut rename.before), Some(&mut rename.after)),
            Self::AlterTable(change) => (Some(&mut change.before), Some(&mut change.after)),
            Self::RunSql(_) | Self::RunPython(_) | Self::Backfill(_) => (None, None),
        }
    }

    /// Take a table over that something else may have made: make it only where it is missing.
    pub fn taking_over(table: &Arc<Table>) -> Self {
        Self::CreateTable(Arc::new(Table {
            management: Management::External,
            ..Table::clone(table)
        }))
    }

    /// The table, if it may exist already.
    pub fn taken_over(&self) -> Option<&Arc<Table>> {
        match self {
            Self::CreateTable(table) => match table.management {
                Management::External => Some(table),
                Management::Managed => None,
            },
            Self::DropTable(_)
            | Self::RenameTable(_)
            | Self::AlterTable(_)
            | Self::RunSql(_)
            | Self::RunPython(_)
            | Self::Backfill(_) => None,
        }
    }
}

/// An update of a table's rows, in ranges of its primary key, each committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackfillEffect {
    /// The table, which has a primary key.
    pub table: Arc<Table>,
    /// The fields and what they become, computed from the row as it was; none of the primary key.
    pub set: IndexMap<FieldName, SqlExpression>,
    /// Fields whose values are still to be filled in: such a backfill is not compiled.
    pub open: Vec<FieldName>,
    /// Which rows are meant; all of them where nothing is said.
    pub condition: Option<SqlExpression>,
    /// How many rows a range has at most.
    pub batch_size: NonZeroU32,
}

/// The user's SQL, and whether the recorded schema counts on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlCall {
    /// The SQL.
    pub sql: SqlText,
    /// The SQL of the other way.
    pub reverse_sql: ReverseSql,
    /// Whether the operation says that the SQL changes the schema (`state_operations`).
    pub changes_schema: bool,
}

impl SqlCall {
    /// SQL that nothing counts on.
    pub fn alone(sql: SqlText) -> Self {
        Self {
            sql,
            reverse_sql: ReverseSql::Noop,
            changes_schema: false,
        }
    }
}

/// A call of a function of the migration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonCall {
    /// The function.
    pub function: PythonFunction,
    /// The schema that it meets: which logical types the columns have.
    pub schema: Arc<Schema>,
}

/// A table under its old and its new name. References to it follow by themselves on every database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameTableEffect {
    /// Under the old name.
    pub before: Arc<Table>,
    /// Under the new name, the same otherwise (a self-reference follows).
    pub after: Arc<Table>,
}

/// A table before and after a change. Both have the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterTable {
    /// The table as it is.
    pub before: Arc<Table>,
    /// The table as it will be.
    pub after: Arc<Table>,
    /// Which field becomes which. Fields of `before` that are missing are dropped, fields of `after` that are
    /// missing are new.
    pub fields: FieldMapping,
    /// Whether another table, or this one, refers to it.
    pub is_referenced: bool,
    /// Facts that the two tables do not show.
    pub hints: AlterHints,
}

/// Facts that the tables before and after a change do not show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlterHints {
    /// How a field's new value comes from the old row, by the new name (USING).
    pub using: BTreeMap<FieldName, Using>,
    /// The value of existing rows in a new field, or of NULLs in a field that becomes required, by its name; it is
    /// not the field's default.
    pub fill: BTreeMap<FieldName, Fill>,
    /// Indexes to make or drop without blocking writers, where the database can.
    pub concurrently: BTreeSet<ObjectName>,
}

/// Old field name → new field name, for the fields that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldMapping(pub IndexMap<FieldName, FieldName>);

impl FieldMapping {
    /// Every field of a table under its own name.
    pub fn identity(table: &Table) -> Self {
        Self(
            table
                .fields
                .keys()
                .map(|name| (name.clone(), name.clone()))
                .collect(),
        )
    }

    /// The new name of an old field, where it is kept.
    pub fn new_name(&self, old: &FieldName) -> Option<&FieldName> {
        self.0.get(old)
    }

    /// The old name of a new field, where it is not new.
    pub fn old_name(&self, new: &FieldName) -> Option<&FieldName> {
        self.0.iter().find(|(_, kept)| *kept == new).map(|(old, _)| old)
    }

    /// The new names of old fields, where all are kept.
    pub fn new_names(&self, old: &[FieldName]) -> Option<Vec<FieldName>> {
        old.iter().map(|field| self.new_name(field).cloned()).collect()
    }

    /// The old names of new fields, where none is new.
    pub fn old_names(&self, new: &[FieldName]) -> Option<Vec<FieldName>> {
        new.iter().map(|field| self.old_name(field).cloned()).collect()
    }

    /// This mapping and then `next`.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let compose =
            |(old, middle): (&FieldName, &FieldName)| Some((old.clone(), next.new_name(middle)?.clone()));
        Self(self.0.iter().filter_map(compose).collect())
    }
}

/// How an operation is undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inverse {
    /// By these operations, in order.
    Operations {
        /// Applied in order to the schema after.
        operations: Vec<Operation>,
        /// The losses that they cannot restore.
        loss: Option<Loss>,
    },
    /// It cannot be undone.
    Irreversible {
        /// Why.
        reason: &'static str,
        /// What makes it reversible, as it is written in the operation.
        cure: &'static str,
    },
}

/// Data that undoing an operation cannot restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss(pub String);

impl Inverse {
    /// Undone by these operations, with nothing lost.
    pub fn exact(operations: impl Into<Vec<Operation>>) -> Self {
        Self::Operations {
            operations: operations.into(),
            loss: None,
        }
    }

    /// Undone by these operations, without what the text says.
    pub fn lossy(operations: impl Into<Vec<Operation>>, loss: impl Into<String>) -> Self {
        Self::Operations {
            operations: operations.into(),
            loss: Some(Loss(loss.into())),
        }
    }
}
