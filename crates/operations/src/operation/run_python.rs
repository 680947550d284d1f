//! `RunPython(forward, reverse)`: carried and shown in plans; the executor runs it.

use aksara_schema::Schema;
use serde::{Deserialize, Serialize};

use crate::{Change, Effect, Inverse, OperationError};

/// Runs functions of the migration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPython {
    /// The way there.
    pub forward: PythonFunction,
    /// The way back, where there is one.
    pub reverse: Option<PythonFunction>,
}

/// A function of the migration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PythonFunction {
    /// Called with the connection.
    Named(String),
    /// `RunPython.noop`
    Noop,
}
