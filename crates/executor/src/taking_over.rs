//! Tables of others that migrations take over: an existing one must match the migrations, and is not changed; one
//! that is missing is made.

use std::sync::Arc;

use aksara_dialect::Trace;
use aksara_driver::{Connection, DriverError};
use aksara_operations::{MigrationName, Origin};
use aksara_schema::Table;
use futures::future::BoxFuture;

use crate::{ExecutorError, Side};

/// Compares tables of a live database with what migrations say of them.
pub trait TableComparison: Send + Sync {
    /// The differences of an existing table, a line for each; none if it is the same.
    fn differences<'a>(
        &'a self,
        connection: &'a mut dyn Connection,
        table: &'a Arc<Table>,
    ) -> BoxFuture<'a, Result<Vec<String>, DriverError>>;

    /// The side of a statement on which its tables are.
    fn side<'a>(
        &'a self,
        connection: &'a mut dyn Connection,
        trace: &'a Trace,
    ) -> BoxFuture<'a, Result<Side, DriverError>>;
}

/// A table that a plan takes over if it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOver {
    /// The migration.
    pub migration: MigrationName,
    /// The operation's place.
    pub origin: Option<Origin>,
    /// The table.
    pub table: Arc<Table>,
}

impl TakenOver {
    /// Refuses an existing table that differs.
    pub(crate) async fn check(
        &self,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<(), ExecutorError> {
        let existing = connection.has_table(&self.table.name).await;
        if existing.map_err(|source| self.unknown(source))? {
            self.compare(connection, comparison).await
        } else {
            Ok(())
        }
    }

    /// Refuses the existing table if it differs.
    pub(crate) async fn compare(
        &self,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<(), ExecutorError> {
        let differences = match comparison {
            Some(comparison) => comparison.differences(connection, &self.table).await,
            None => Ok(vec!["this program cannot compare tables".to_owned()]),
        };
        let differences = differences.map_err(|source| self.unknown(source))?;
        if differences.is_empty() {
            Ok(())
        } else {
            Err(ExecutorError::OtherTable {
                taken_over: Box::new(self.clone()),
                differences,
            })
        }
    }

    pub(crate) fn unknown(&self, source: DriverError) -> ExecutorError {
        ExecutorError::TableUnknown {
            taken_over: Box::new(self.clone()),
            source,
        }
    }
}
