//! Functions that a migration names and a database cannot run: the user's Python, or a program's own code.
//!
//! The executor knows no Python. Whoever drives it gives a [`FunctionRunner`], which runs the function with the
//! migration's own connection, within its transaction.

use std::sync::Arc;

use aksara_driver::Connection;
use aksara_schema::Schema;
use futures::future::BoxFuture;
use thiserror::Error;

use crate::{Cancellation, MigrationEntry};

/// Runs functions of migrations.
pub trait FunctionRunner: Send {
    /// Makes sure that functions can be run, before anything of the plan is. It is called more than once.
    fn prepare(&mut self) -> BoxFuture<'_, Result<(), FunctionError>>;

    /// Runs one function. Its statements are run on the connection, whose transaction the executor begins and ends.
    /// A function that ended it by itself is an error of the runner's, [`FunctionError::TransactionEnded`].
    fn run<'a>(
        &'a mut self,
        call: FunctionCall<'a>,
        connection: &'a mut dyn Connection,
        prints: PrintSink<'a>,
    ) -> BoxFuture<'a, Result<(), FunctionError>>;
}

/// A function that is to be run.
#[derive(Debug, Clone, Copy)]
pub struct FunctionCall<'a> {
    /// The migration.
    pub migration: &'a MigrationEntry,
    /// The function, as the migration names it.
    pub function: &'a str,
    /// The tables that it meets.
    pub schema: &'a Arc<Schema>,
    /// Stops it.
    pub cancellation: &'a Cancellation,
}

/// A line that a function printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed<'a> {
    /// The line, without its end.
    pub line: &'a str,
    /// Whether it went to the standard error.
    pub is_error: bool,
}

/// Receives the lines that a function prints.
pub type PrintSink<'a> = &'a mut (dyn FnMut(Printed<'_>) + Send);

/// Why a function did not run to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FunctionError {
    /// Functions cannot be run at all.
    #[error("{reason}")]
    Unavailable {
        /// Why not, and what to do.
        reason: String,
    },
    /// It failed.
    #[error("{report}")]
    Failed {
        /// Its own message: a traceback.
        report: String,
    },
    /// It ended the transaction that it ran in, so its state is unknown.
    #[error("{report}")]
    TransactionEnded {
        /// How, as far as that is known.
        report: String,
    },
    /// It was stopped from outside.
    #[error("the function was stopped")]
    Stopped,
}
