//! Statements: what a driver runs, one at a time.

use std::sync::Arc;

use aksara_operations::{AlterTable, Origin, PythonCall};
use aksara_schema::{Table, TableName};

use crate::{BatchedUpdate, Cost};

/// One thing for a driver to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The command.
    pub command: Command,
    /// Its relation to the migration's transaction.
    pub mode: TransactionMode,
    /// Its place in the user's file, or its operation's.
    pub origin: Option<Origin>,
    /// The line of the user's script that it begins on, counted from 1, where its own place is not known.
    pub line: Option<u32>,
    /// A note for the user, in plans.
    pub note: Option<String>,
    /// The cost of the whole action, at its first statement; `None` if its dialect gives none.
    pub cost: Option<Cost>,
    /// Whether data goes away.
    pub is_destructive: bool,
    /// The statement is left out if this table exists when its first such statement is to run.
    pub unless_exists: Option<Arc<Table>>,
}

/// A command for a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// One SQL statement without parameters.
    Sql(String),
    /// Work that needs the live catalog, carried out by the dialect's driver.
    Routine(Routine),
    /// The user's Python.
    Python(PythonCall),
    /// An update that the executor carries out range by range.
    Backfill(Box<BatchedUpdate>),
}

/// Work that only the live catalog can complete. It is plain data; the dialect's driver carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routine {
    /// SQLite: create the new table and copy the rows, and keep the objects that the history does not have
    /// (triggers, views, the AUTOINCREMENT mark). `sql` is what an offline script can do without the catalog.
    RebuildTable {
        /// The change to merge into the live table.
        change: Box<AlterTable>,
        /// The statements as far as they can be known without the catalog.
        sql: Vec<String>,
    },
    /// PostgreSQL: drop the invalid index that a failed concurrent build left under this name, then run `sql`. An
    /// invalid index that a failure of `sql` leaves is dropped again.
    BuildIndexConcurrently {
        /// The index, quoted and qualified; `None` where the database names it.
        index: Option<String>,
        /// `CREATE INDEX CONCURRENTLY …`
        sql: String,
    },
    /// SQLite: set or drop the NOT NULL of a column by `sql`, keeping the ON CONFLICT of the live column, which the
    /// history does not know.
    AlterNullability {
        /// The column's table.
        table: TableName,
        /// The column.
        column: String,
        /// `ALTER TABLE … ALTER COLUMN … SET NOT NULL` or `DROP NOT NULL`
        sql: String,
    },
}

/// The relation of a statement to the migration's transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionMode {
    /// Within it.
    Inside,
    /// Before or after it, on the same connection.
    Outside,
    /// In a transaction of its own, which the database makes.
    Own,
    /// In transactions of its own, which the executor makes: one for each range of rows.
    Batched,
}

impl Statement {
    /// SQL within the migration's transaction, nothing else said.
    pub fn sql(text: impl Into<String>) -> Self {
        Self {
            command: Command::Sql(text.into()),
            mode: TransactionMode::Inside,
            origin: None,
            line: None,
            note: None,
            cost: None,
            is_destructive: false,
            unless_exists: None,
        }
    }

    /// Work for the driver within the migration's transaction.
    pub fn routine(routine: Routine) -> Self {
        Self {
            command: Command::Routine(routine),
            ..Self::sql("")
        }
    }

    /// With a note for plans.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With what it costs.
    #[must_use]
    pub fn costing(mut self, cost: Cost) -> Self {
        self.cost = Some(cost);
        self
    }

    /// Marked as taking data away.
    #[must_use]
    pub fn destructive(mut self) -> Self {
        self.is_destructive = true;
        self
    }

    /// With its place in the user's file, where none is known yet.
    #[must_use]
    pub fn at(mut self, origin: Option<&Origin>) -> Self {
        self.origin = self.origin.or_else(|| origin.cloned());
        self
    }

    /// The SQL, as far as it is known without a connection. Python has none.
    pub fn sql_texts(&self) -> Vec<&str> {
        match &self.command {
            Command::Sql(text) => vec![text],
            Command::Routine(Routine::RebuildTable { sql, .. }) => sql.iter().map(String::as_str).collect(),
            Command::Routine(
                Routine::BuildIndexConcurrently { sql, .. } | Routine::AlterNullability { sql, .. },
            ) => vec![sql],
            Command::Backfill(update) => vec![&update.sql],
            Command::Python(_) => Vec::new(),
        }
    }
}
