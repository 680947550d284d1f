//! Statements that need a session of their own, where every transaction may meet another one.

use aksara_driver::Connection;
use aksara_operations::{MigrationName, Origin};
use thiserror::Error;

use crate::{ExecutorError, Plan};

/// A statement that needs a session of its own.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{migration} cannot run through a pooler in transaction mode: {reason}")]
pub struct NeedsSession {
    /// The migration.
    pub migration: MigrationName,
    /// The statement's place.
    pub origin: Option<Origin>,
    /// The statement.
    pub sql: String,
    /// Why it needs one.
    pub reason: &'static str,
}

impl Plan {
    /// Refuses the first statement that needs a session of its own, where there is none.
    pub(crate) fn check_sessions(&self, connection: &mut dyn Connection) -> Result<(), ExecutorError> {
        let Some(leasing) = connection.leasing() else {
            return Ok(());
        };
        for planned in &self.migrations {
            for statement in planned.transaction.statements() {
                if let Some(reason) = leasing.refusal(statement) {
                    return Err(ExecutorError::NeedsSession(Box::new(NeedsSession {
                        migration: planned.entry.name.clone(),
                        origin: statement.origin.clone(),
                        sql: statement.sql_texts().join("\n"),
                        reason,
                    })));
                }
            }
        }
        Ok(())
    }
}
