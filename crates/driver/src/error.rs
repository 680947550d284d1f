//! The errors of a database, with advice. No text here holds a password.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use thiserror::Error;

/// An error of a driver.
#[derive(Debug, Error)]
pub enum DriverError {
    /// The database cannot be reached or opened.
    #[error("cannot open the database {url}: {reason}")]
    Unreachable {
        /// The URL without its password.
        url: String,
        /// Why.
        reason: String,
        /// Advice.
        hint: Option<String>,
        /// The client library's error.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The server has no database of this name.
    #[error("cannot open the database {url}: {reason}")]
    Missing {
        /// The URL without its password.
        url: String,
        /// The server's message.
        reason: String,
        /// The client library's error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
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
    /// An earlier refusal ended the transaction, which takes no statement any more.
    #[error("the transaction was ended by a statement that the database refused: {message}")]
    Aborted {
        /// The database's message.
        message: String,
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
    /// The driver cannot do the statement or pass its values.
    #[error("{message}")]
    Refused {
        /// The thing that cannot be done.
        message: String,
    },
    /// A routine met something in the live database that it must not lose or break.
    #[error("{message}")]
    ObjectInTheWay {
        /// The object in the way.
        message: String,
        /// Advice.
        advice: String,
    },
    /// Existing rows violate a constraint that a routine makes.
    #[error("{message}")]
    Violated {
        /// Which rows and which constraint.
        message: String,
        /// Advice.
        advice: String,
    },
    /// A build of an index failed, and what it left cannot be taken away.
    #[error("{source}; the index {index} is left behind and is invalid")]
    InvalidIndex {
        /// The index, quoted and qualified.
        index: String,
        /// Why the build failed.
        source: Box<DriverError>,
    },
    /// The lease was lost before the transaction was committed.
    #[error("the transaction was not committed, since this run has lost its lease on the lock of migrations")]
    LeaseLost,
    /// The connection is gone.
    #[error("the connection to the database was lost: {message}")]
    Disconnected {
        /// The known values.
        message: String,
    },
}

impl DriverError {
    /// A routine was compiled for another dialect than the connection's.
    pub fn of_another_dialect(dialect: &str) -> Self {
        Self::Refused {
            message: format!(
                "the statement was compiled for another database; compile the migration for {dialect}"
            ),
        }
    }

    /// A connection within a transaction cannot be taken over.
    pub fn of_open_transaction() -> Self {
        Self::Refused {
            message:
                "the connection is within a transaction, and every migration commits its own; end it first"
                    .to_owned(),
        }
    }

    /// Python reached a driver.
    pub fn of_python() -> Self {
        Self::Refused {
            message: "Python is run by the executor, not by a driver".to_owned(),
        }
    }
}

impl Diagnose for DriverError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::Unreachable { hint, .. } => with(
                Code::DatabaseUnreachable,
                hint.as_deref()
                    .unwrap_or("look at the URL, and whether the server is running"),
            ),
            Self::Missing { .. } => with(
                Code::DatabaseMissing,
                "create it with CREATE DATABASE, or check the name at the end of the URL",
            ),
            Self::Statement { .. } => Diagnosis::new(Code::DatabaseStatementRefused),
            Self::Aborted { .. } => with(
                Code::DatabaseTransactionAborted,
                "put the statement that may be refused into `db.transaction()`, which is then rolled back alone",
            ),
            Self::Locked { .. } => with(
                Code::DatabaseLocked,
                "wait until the other connection is done, or end it, and run again",
            ),
            Self::ReadOnly { .. } => with(
                Code::DatabaseReadOnly,
                "use a database, server or user that may write",
            ),
            Self::Interrupted => with(Code::DatabaseInterrupted, "run again"),
            Self::Refused { .. } => Diagnosis::new(Code::DatabaseRefusedByDriver),
            Self::ObjectInTheWay { advice, .. } => with(Code::DatabaseObjectInTheWay, advice),
            Self::Violated { advice, .. } => with(Code::DatabaseRowsViolate, advice),
            Self::InvalidIndex { index, .. } => Diagnosis::new(Code::DatabaseInvalidIndex).advise(format!(
                "run again: the next run drops it and builds it again; by hand: DROP INDEX CONCURRENTLY {index}"
            )),
            Self::LeaseLost => with(Code::LockLost, "run again; this says who holds it now:\n  aksara lock show"),
            Self::Disconnected { .. } => with(
                Code::DatabaseDisconnected,
                "see whether the server is running, and run again",
            ),
        }
    }
}
