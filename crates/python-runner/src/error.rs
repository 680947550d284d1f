//! The errors between us and the interpreter.

use std::io;

use aksara_driver::DriverError;
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
        /// The tried interpreters, and why they cannot be used.
        tried: Vec<String>,
    },
    /// The interpreter went away.
    #[error("Python ended{}", last_lines(output))]
    Ended {
        /// Its last output.
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
    #[error("Python sent an invalid message: {reason}; a function must not write to the bridge's pipe")]
    Message {
        /// The problem.
        reason: &'static str,
    },
    /// The user's code raised.
    #[error("{report}")]
    Raised {
        /// The traceback.
        report: String,
    },
    /// The database refused a statement, the function went on, and nothing of it can be kept.
    #[error(
        "the database refused a statement of the function, which went on regardless: {refused}. The refusal \
         ended the whole transaction; put the statement into `db.transaction()`, which is then rolled back alone"
    )]
    Swallowed {
        /// The statement and the refusal.
        refused: Refused,
    },
    /// The transaction of the function is not there any more.
    #[error(
        "it was no longer open when the function ended{}{}",
        after_refusal(refused.as_ref()),
        after_report(report.as_deref())
    )]
    TransactionEnded {
        /// The statement that was refused before, where one was.
        refused: Option<Refused>,
        /// The traceback, where the function raised.
        report: Option<String>,
    },
    /// A statement that the function may not run where it does.
    #[error("{message}")]
    Misplaced {
        /// Why not, and what to do.
        message: String,
    },
    /// The transaction of the function cannot be watched.
    #[error("the function's transaction cannot be begun: {source}")]
    Transaction {
        /// The database's error.
        #[source]
        source: DriverError,
    },
    /// A result cannot be kept until it is read.
    #[error("rows cannot be kept in a temporary file: {source}")]
    Spool {
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A statement that the database refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Error)]
#[error("`{sql}`: {message}")]
pub struct Refused {
    /// The statement, as the function gave it.
    pub sql: String,
    /// The database's message.
    pub message: String,
}

fn after_refusal(refused: Option<&Refused>) -> String {
    refused
        .map(|refused| format!(", after the database refused {refused}"))
        .unwrap_or_default()
}

fn after_report(report: Option<&str>) -> String {
    report.map(|report| format!("\n{report}")).unwrap_or_default()
}

fn last_lines(output: &[String]) -> String {
    match output {
        [] => " without a word".to_owned(),
        lines => format!(":\n{}", lines.join("\n")),
    }
}
