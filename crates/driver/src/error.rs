//! What goes wrong with a database, told so that a user knows what to do next. No text here holds a password.

use thiserror::Error;

/// An error of a driver.
#[derive(Debug, Error)]
pub enum DriverError {
    /// The database cannot be reached or opened.
    #[error("cannot open the database {url}: {reason}{}", hint_text(hint.as_deref()))]
    Unreachable {
        /// The URL without its password.
        url: String,
        /// Why.
        reason: String,
        /// What to do.
        hint: Option<String>,
        /// The client library's error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The database refused a statement.
    #[error("the database refused a statement: {message}")]
    Statement {
        /// The statement.
        sql: String,
        /// The database's message.
        message: String,
        /// The database's code, where it has one.
        code: Option<String>,
        /// The client library's error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Another connection holds a lock that the statement needs.
    #[error("the database is locked by another connection: {message}")]
    Locked {
        /// The database's message.
        message: String,
    },
    /// The database may not be written.
    #[error("the database is read-only: {message}")]
    ReadOnly {
        /// The database's message.
        message: String,
    },
    /// The running statement was stopped.
    #[error("the statement was interrupted")]
    Interrupted,
    /// A routine met something in the live database that it must not lose or break.
    #[error("{message}")]
    Refused {
        /// What stands in the way, and what to do.
        message: String,
    },
    /// Rows that are there violate a constraint that a routine makes.
    #[error("{message}")]
    Violated {
        /// Which rows and which constraint, and what to do.
        message: String,
    },
    /// The connection is gone.
    #[error("the connection to the database was lost: {message}")]
    Disconnected {
        /// What is known.
        message: String,
    },
}

fn hint_text(hint: Option<&str>) -> String {
    hint.map(|hint| format!("\n  help: {hint}")).unwrap_or_default()
}
