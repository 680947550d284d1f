//! What goes wrong between us and the interpreter.

use std::io;

use thiserror::Error;

/// An error of running Python.
#[derive(Debug, Error)]
pub enum PythonRunError {
    /// No interpreter can be used.
    #[error(
        "no Python can be used, and a migration runs Python: {}. Install Python 3.9 or newer, or name one with \
         AKSARA_PYTHON",
        tried.join("; ")
    )]
    NoInterpreter {
        /// What was tried, and why it cannot be used.
        tried: Vec<String>,
    },
    /// The interpreter went away.
    #[error("Python ended{}", told(output))]
    Ended {
        /// What it said last.
        output: Vec<String>,
    },
    /// The pipe to the interpreter broke.
    #[error("the pipe to Python broke: {source}")]
    Pipe {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A message that is none of the bridge's.
    #[error("Python sent what is no message: {reason}; a function must not write to the bridge's pipe")]
    Message {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The user's code raised.
    #[error("{report}")]
    Raised {
        /// The traceback.
        report: String,
    },
    /// A result cannot be kept until it is read.
    #[error("rows cannot be kept in a temporary file: {source}")]
    Spool {
        /// Why.
        #[source]
        source: io::Error,
    },
}

fn told(output: &[String]) -> String {
    match output {
        [] => " without a word".to_owned(),
        lines => format!(":\n{}", lines.join("\n")),
    }
}
