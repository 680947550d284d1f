//! Why something could not be verified at all, as opposed to what verifying found.

use aksara_driver::DriverError;
use aksara_executor::{ExecutorError, SourceError};
use aksara_graph::GraphError;
use aksara_operations::ReplayError;
use thiserror::Error;

/// An error of verifying.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// A migration cannot be read.
    #[error("{0}")]
    Source(SourceError),
    /// The migrations are no graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An operation does not fit the history before it.
    #[error(transparent)]
    Replay(#[from] Box<ReplayError>),
    /// A scratch database cannot be made, looked at or dropped.
    #[error("the scratch database: {0}; its user needs the right to create databases")]
    Scratch(#[source] DriverError),
    /// The database cannot be looked at.
    #[error(transparent)]
    Driver(DriverError),
    /// The history cannot be read.
    #[error(transparent)]
    Executor(Box<ExecutorError>),
    /// It was stopped from outside.
    #[error("cancelled; the scratch databases are dropped")]
    Cancelled,
}
