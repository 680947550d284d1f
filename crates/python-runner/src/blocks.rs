//! The transaction that a function runs in: the blocks that are open in it, and whether it is still the same one.
//!
//! The executor begins the transaction and ends it. A savepoint shows at the end whether the function left the
//! transaction open: whatever commits or rolls back leaves none, however it came about.

use std::sync::Arc;

use aksara_dialect::{Dialect, TransactionEffect};
use aksara_driver::{Connection, DriverError};

use crate::session::Refusal;
use crate::{PythonRunError, Refused};

/// The savepoint around the whole function.
const CALL: &str = "aksara_function";

/// The blocks of one call.
pub(crate) struct Blocks {
    dialect: Arc<dyn Dialect>,
    open: usize,
    /// The statement that was refused after the last one that was not.
    refused: Option<Refused>,
    /// Whether a statement of the function has committed what was done before it, as the database does by itself.
    has_committed: bool,
}

impl Blocks {
    pub(crate) fn new(dialect: Arc<dyn Dialect>) -> Self {
        Self {
            dialect,
            open: 0,
            refused: None,
            has_committed: false,
        }
    }

    /// The function begins.
    pub(crate) async fn begin_call(&self, connection: &mut dyn Connection) -> Result<(), PythonRunError> {
        let begun = connection.execute(&format!("SAVEPOINT {CALL}")).await;
        begun.map_err(|source| PythonRunError::Transaction { source })
    }

    /// The function ended, and raised where there is a report.
    pub(crate) async fn end_call(
        &mut self,
        connection: &mut dyn Connection,
        report: Option<&str>,
    ) -> Result<(), PythonRunError> {
        if self.has_committed {
            return Ok(());
        }
        let is_there = match report {
            None => connection.execute(&format!("RELEASE SAVEPOINT {CALL}")).await,
            Some(_) => roll_back(connection, CALL).await,
        };
        match (is_there, report) {
            (Err(DriverError::Statement { .. } | DriverError::Aborted { .. }), _) => {}
            // Any other answer is about the connection: ending the transaction will report it.
            _ => return Ok(()),
        }
        let refused = self.refused.take();
        match report {
            // The savepoint is there, and the transaction takes nothing but its end.
            None if roll_back(connection, CALL).await.is_ok() => Err(PythonRunError::Swallowed {
                refused: refused.unwrap_or_default(),
            }),
            report => Err(PythonRunError::TransactionEnded {
                refused,
                report: report.map(str::to_owned),
            }),
        }
    }

    /// The function did not reach its end. What it did after the database had committed is taken back here; that no
    /// transaction is open then shows that the rest is kept.
    pub(crate) async fn abandon(&self, connection: &mut dyn Connection) {
        if self.has_committed {
            // The function's own failure is what the user must hear of.
            let _ = connection.rollback().await;
        }
    }

    /// Begins a block.
    pub(crate) async fn begin(&mut self, connection: &mut dyn Connection) -> Result<(), Refusal> {
        let name = name(self.open + 1);
        let begun = connection.execute(&format!("SAVEPOINT {name}")).await;
        begun.map_err(Refusal::Driver)?;
        self.open += 1;
        Ok(())
    }

    /// Ends the innermost block, whose changes stay or not.
    pub(crate) async fn end(&mut self, connection: &mut dyn Connection, keeps: bool) -> Result<(), Refusal> {
        let name = name(self.open);
        self.open = self.open.saturating_sub(1);
        let released = if keeps {
            release(connection, &name).await
        } else {
            roll_back(connection, &name).await
        };
        let error = match released {
            Ok(()) if keeps => return Ok(()),
            Ok(()) => {
                self.refused = None;
                return release(connection, &name).await.map_err(Refusal::Driver);
            }
            Err(error) => error,
        };
        let is_swallowed = keeps && matches!(error, DriverError::Aborted { .. });
        if is_swallowed && roll_back(connection, &name).await.is_ok() {
            let message = format!(
                "the block of `db.transaction()` is rolled back: the database refused a statement in it, and the \
                 block went on: {}",
                self.refused.take().unwrap_or_default()
            );
            return Err(misplaced(message));
        }
        Err(misplaced(format!(
            "a statement within the block of `db.transaction()` ended the transaction, so that the block cannot be \
             rolled back: {error}"
        )))
    }

    /// Refuses a statement that would take the transaction away.
    pub(crate) fn demand(&self, sql: &str) -> Result<(), Refusal> {
        let is_in_block = self.open > 0;
        match self.effect(sql) {
            Some(TransactionEffect::Controls(words)) => Err(misplaced(format!(
                "`{words}` was not run: it would begin or end a transaction, and the function runs in that of its \
                 migration. Leave it out; `db.transaction()` begins a part that can be rolled back alone"
            ))),
            Some(TransactionEffect::Commits(words)) if is_in_block => Err(misplaced(format!(
                "`{words} …` was not run: {} commits at such a statement, and the block of `db.transaction()` around \
                 it cannot be rolled back then. Run it outside the block",
                self.dialect.name()
            ))),
            Some(TransactionEffect::Commits(_)) | None => Ok(()),
        }
    }

    /// After a statement, also one that was refused: where it has committed, another transaction begins, so that what
    /// follows is one whole again.
    pub(crate) async fn go_on(&mut self, connection: &mut dyn Connection, sql: &str) -> Result<(), Refusal> {
        if matches!(self.effect(sql), Some(TransactionEffect::Commits(_))) {
            self.has_committed = true;
            connection.begin().await.map_err(Refusal::Driver)?;
        }
        Ok(())
    }

    /// A statement was run.
    pub(crate) fn ran(&mut self) {
        self.refused = None;
    }

    /// A statement was refused.
    pub(crate) fn refused(&mut self, sql: &str, refusal: &Refusal) {
        if let Refusal::Driver(DriverError::Statement { message, .. } | DriverError::Locked { message }) =
            refusal
            && self.refused.is_none()
        {
            self.refused = Some(Refused {
                sql: sql.to_owned(),
                message: message.clone(),
            });
        }
    }

    /// The database's message of a transaction that takes no statement any more, with the reason for that.
    pub(crate) fn with_cause(&self, message: &str) -> String {
        match &self.refused {
            Some(refused) => format!(
                "{message}, since the database refused {refused}; put that statement into `db.transaction()`, which \
                 is then rolled back alone"
            ),
            None => message.to_owned(),
        }
    }

    fn effect(&self, sql: &str) -> Option<TransactionEffect> {
        self.dialect.transaction_words().effect(sql, self.dialect.lexis())
    }
}

fn name(number: usize) -> String {
    format!("aksara_{number}")
}

async fn release(connection: &mut dyn Connection, name: &str) -> Result<(), DriverError> {
    connection.execute(&format!("RELEASE SAVEPOINT {name}")).await
}

async fn roll_back(connection: &mut dyn Connection, name: &str) -> Result<(), DriverError> {
    connection.execute(&format!("ROLLBACK TO SAVEPOINT {name}")).await
}

fn misplaced(message: String) -> Refusal {
    Refusal::Python(PythonRunError::Misplaced { message })
}
