//! A statement that a killed run may have done: the tables that it changes are looked at, and show whether it is done.

use aksara_dialect::{Command, Dialect, Fragment, Statement, fragments};
use aksara_driver::{Connection, DriverError};
use aksara_schema::TableName;

use crate::resumption::{Resumption, resumption};
use crate::{ExecutorError, PlannedMigration, TableComparison, Unfinished};

/// The side of a statement on which its tables are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// It is not done.
    Before,
    /// It is done.
    After,
    /// Both sides are the same to this database: it may be done again.
    Same,
    /// The tables are on neither side; a line for each part that differs.
    Neither(Vec<String>),
}

/// A statement that may be done, and nothing shows whether it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{unfinished}, and {reason}")]
pub struct InDoubt {
    /// The run that stopped.
    pub unfinished: Unfinished,
    /// The statement.
    pub sql: String,
    /// Why nobody knows.
    pub reason: Doubt,
}

/// Why nobody knows whether a statement is done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// Its tables are otherwise than before it and than after it.
    #[error("its tables are neither as before that statement nor as after it:\n{}", .0.join("\n"))]
    OtherTables(Vec<String>),
    /// It changes rows of a table that the database does not roll back.
    #[error("the database does not roll back rows of `{0}`")]
    NoRollback(String),
    /// Another version of this program ran other statements, and the tables do not show which of these are done.
    #[error("this version has other statements for it; its tables do not show which of them are done")]
    OtherStatements,
    /// The tables cannot be compared here.
    #[error("this program cannot compare tables")]
    NoComparison,
}

impl PlannedMigration {
    /// The statement from which a run goes on with it, after the looks that this needs; an error where nobody knows.
    pub(crate) async fn resume_point(
        &self,
        unfinished: &Unfinished,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<Option<usize>, ExecutorError> {
        let doubtful = |number: usize, reason| {
            ExecutorError::InDoubt(Box::new(InDoubt {
                unfinished: unfinished.clone(),
                sql: self.sql_of(number),
                reason,
            }))
        };
        match resumption(self, unfinished) {
            Resumption::From(number) => Ok(Some(number)),
            Resumption::IfRolledBack(number) => {
                let kept = kept_table(self.part_from(number), connection).await;
                match kept.map_err(|source| self.unseen(source))? {
                    Some(table) => Err(doubtful(number, Doubt::NoRollback(table))),
                    None => Ok(Some(number)),
                }
            }
            Resumption::Look(number) => {
                let comparison = comparison.ok_or_else(|| doubtful(number, Doubt::NoComparison))?;
                match self.side(number, connection, comparison).await? {
                    Some(Side::Before | Side::Same) => Ok(Some(number)),
                    Some(Side::After) => Ok(Some(number + 1)),
                    Some(Side::Neither(lines)) => Err(doubtful(number, Doubt::OtherTables(lines))),
                    None => Ok(None),
                }
            }
            Resumption::Locate => {
                let comparison = comparison.ok_or_else(|| doubtful(1, Doubt::NoComparison))?;
                let found = self.locate(connection, comparison).await?;
                found.map(Some).ok_or_else(|| doubtful(1, Doubt::OtherStatements))
            }
            Resumption::Unknown(_) | Resumption::LostSession(_) | Resumption::Edited | Resumption::Other => {
                Ok(None)
            }
        }
    }

    /// The side of a statement; `None` where it has no trace.
    async fn side(
        &self,
        number: usize,
        connection: &mut dyn Connection,
        comparison: &dyn TableComparison,
    ) -> Result<Option<Side>, ExecutorError> {
        let statement = self.transaction.statements().nth(number - 1);
        let Some(trace) = statement.and_then(|statement| statement.trace.as_ref()) else {
            return Ok(None);
        };
        let side = comparison.side(connection, trace).await;
        side.map(Some).map_err(|source| self.unseen(source))
    }

    /// The first statement that is not done, where every statement shows whether it is: those before it are done, and
    /// none of those after it is.
    async fn locate(
        &self,
        connection: &mut dyn Connection,
        comparison: &dyn TableComparison,
    ) -> Result<Option<usize>, ExecutorError> {
        let count = self.transaction.statements().count();
        let mut first = None;
        for number in 1..=count {
            let side = self.side(number, connection, comparison).await?;
            match (side, first) {
                (None, _) | (Some(Side::After), Some(_)) | (Some(Side::Neither(_)), None) => return Ok(None),
                (Some(Side::Before), None) => first = Some(number),
                (Some(Side::Before | Side::Neither(_)), Some(_)) | (Some(Side::Same), _) => {}
                (Some(Side::After), None) => {}
            }
        }
        Ok(Some(first.unwrap_or(count + 1)))
    }

    fn unseen(&self, source: DriverError) -> ExecutorError {
        ExecutorError::Unseen {
            migration: self.entry.name.clone(),
            source,
        }
    }

    fn sql_of(&self, number: usize) -> String {
        let statement = self.transaction.statements().nth(number.saturating_sub(1));
        statement.map_or_else(String::new, |statement| statement.sql_texts().join("\n"))
    }

    /// The statements of the part that begins here.
    pub(crate) fn part_from(&self, number: usize) -> Vec<&Statement> {
        let parts = crate::part::parts(&self.transaction);
        let part = parts.into_iter().find(|part| part.first == number);
        part.into_iter().flat_map(|part| part.statements).collect()
    }
}

/// A table whose rows the database keeps through a rollback and that statements may change.
pub(crate) async fn kept_table(
    statements: Vec<&Statement>,
    connection: &mut dyn Connection,
) -> Result<Option<String>, DriverError> {
    let kept = connection.tables_without_rollback().await?;
    let dialect = connection.dialect();
    let mut kept = kept.into_iter();
    let found = kept.find(|table| {
        let mut statements = statements.iter();
        statements.any(|statement| may_change(statement, table, &*dialect))
    });
    Ok(found.map(|table| table.to_string()))
}

/// Whether a statement names a table. Nobody knows what a function does.
fn may_change(statement: &Statement, table: &TableName, dialect: &dyn Dialect) -> bool {
    let names = |fragment: Fragment<'_>| {
        let name = fragment.text.trim_matches(['`', '"', '\'']);
        name.eq_ignore_ascii_case(table.name())
    };
    match &statement.command {
        Command::Python(_) => true,
        Command::Backfill(update) => update.table.name == *table,
        Command::Sql(sql) => fragments(sql, dialect.lexis()).any(names),
        Command::Routine(_) => false,
    }
}
