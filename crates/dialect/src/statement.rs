//! Statements: what a driver runs, one at a time.

use std::sync::Arc;

use aksara_operations::{Origin, PythonCall};
use aksara_schema::Table;

use crate::{BatchedUpdate, Cost, Routine, Trace};

/// One thing for a driver to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The command.
    pub command: Command,
    /// Its relation to the migration's transaction.
    pub mode: TransactionMode,
    /// Its place in the user's file, or its operation's.
    pub origin: Option<Origin>,
    /// The places of all operations that it is a part of, where several were joined.
    pub origins: Vec<Origin>,
    /// The line of the user's script that it begins on, counted from 1, where its own place is not known.
    pub line: Option<u32>,
    /// A note for the user, in plans.
    pub note: Option<String>,
    /// The cost of the whole action, at its first statement; `None` if its dialect gives none.
    pub cost: Option<Cost>,
    /// Whether data is lost.
    pub is_destructive: bool,
    /// The statement is left out if this table exists when its first such statement is to run.
    pub unless_exists: Option<Arc<Table>>,
    /// The tables that show whether it was done, where the database cannot roll it back.
    pub trace: Option<Trace>,
    /// Its effect on the statements after it in the same session, beside the database.
    pub session: SessionEffect,
}

/// The effect of a statement on the session, which is lost with the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SessionEffect {
    /// It has none.
    #[default]
    None,
    /// It has one, and has it again where it runs again: `SET`, `USE`.
    Repeatable,
    /// It has one that another session cannot have: temporary tables, values that were computed.
    Lasting,
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

/// The relation of a statement to the migration's transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionMode {
    /// Within it.
    Inside,
    /// Before or after it, on the same connection.
    Outside,
    /// In a transaction of its own, which the database makes.
    Own,
    /// In a transaction of its own, which the executor makes.
    Single,
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
            origins: Vec::new(),
            line: None,
            note: None,
            cost: None,
            is_destructive: false,
            unless_exists: None,
            trace: None,
            session: SessionEffect::None,
        }
    }

    /// Work for the driver within the migration's transaction.
    pub fn routine(routine: impl Into<Routine>) -> Self {
        Self {
            command: Command::Routine(routine.into()),
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

    /// With the tables that show whether it was done.
    #[must_use]
    pub fn traced(mut self, trace: Trace) -> Self {
        self.trace = Some(trace);
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

    /// The place that a message about it means: the operation whose names the message has, or the
    /// SQL where that says nothing.
    pub fn origin_meant_by(&self, message: &str) -> Option<Origin> {
        let by_message = Origin::meant_by(&self.origins, message);
        let meant = by_message.or_else(|| Origin::meant_by(&self.origins, &self.sql_texts().join(" ")));
        meant.or(self.origin.as_ref()).cloned()
    }

    /// The SQL, as far as it is known without a connection. Python has none.
    pub fn sql_texts(&self) -> Vec<&str> {
        match &self.command {
            Command::Sql(text) => vec![text],
            Command::Routine(routine) => routine.sql().iter().map(String::as_str).collect(),
            Command::Backfill(update) => vec![&update.sql],
            Command::Python(_) => Vec::new(),
        }
    }
}
