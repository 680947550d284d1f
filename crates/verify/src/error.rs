//! Why something could not be verified at all, as opposed to what verifying found.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
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
    /// The migrations are not graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An operation does not fit the history before it.
    #[error(transparent)]
    Replay(#[from] Box<ReplayError>),
    /// A scratch database cannot be made, looked at or dropped.
    #[error("the scratch database: {0}")]
    Scratch(#[source] DriverError),
    /// The database cannot be looked at.
    #[error(transparent)]
    Driver(DriverError),
    /// The history cannot be read.
    #[error(transparent)]
    Executor(Box<ExecutorError>),
    /// It was stopped from outside.
    #[error("cancelled")]
    Cancelled,
}

impl VerifyError {
    /// Whether it was stopped by its [`Cancellation`](aksara_executor::Cancellation).
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Cancelled => true,
            Self::Executor(error) => error.is_cancelled(),
            _ => false,
        }
    }
}

impl Diagnose for VerifyError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Source(error) => error.diagnosis(),
            Self::Graph(error) => error.diagnosis(),
            Self::Replay(error) => error.diagnosis(),
            Self::Scratch(error) => Diagnosis {
                code: Code::VerifyScratchFailed,
                ..error.diagnosis()
            }
            .advise("its user needs the right to create databases"),
            Self::Driver(error) => error.diagnosis(),
            Self::Executor(error) => error.diagnosis(),
            Self::Cancelled => {
                Diagnosis::new(Code::VerifyCancelled).with_state("The scratch databases are dropped.")
            }
        }
    }
}
