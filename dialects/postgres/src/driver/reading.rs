//! Prepared statements of the user's own: each is prepared once, run with values, and read row by row.

use std::collections::HashMap;
use std::sync::Arc;

use aksara_driver::{DriverError, NumberedStatement, PlaceholderStyle, Query, Row, RowSink, Value};
use futures::future::try_join_all;
use futures::{TryStreamExt, pin_mut};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};

use super::connection::references;
use super::error::refused;
use super::typed::Typed;
use super::value::{Parameter, fitted};
use crate::lexis::LEXIS;

/// Statements that stay prepared; a program with more of them writes them as it goes.
const GREATEST_COUNT: usize = 64;

/// Rows that are sent before the first answer is awaited.
const IN_FLIGHT: usize = 256;

/// Prepared statements by their text.
#[derive(Default)]
pub(super) struct Statements(HashMap<String, Prepared>);

/// A prepared statement.
#[derive(Clone)]
struct Prepared {
    statement: Statement,
    /// The statement with a placeholder for each place, where one for each number had two types.
    split: Option<Arc<NumberedStatement>>,
}

impl Statements {
    /// Forgets all of them: what they refer to may have changed.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Runs one statement and gives the number of rows affected.
    pub(super) async fn execute(
        &mut self,
        client: &Client,
        sql: &str,
        values: &[Value],
    ) -> Result<u64, DriverError> {
        self.prepare(client, sql)
            .await?
            .execute(client, sql, values)
            .await
    }

    /// Runs one statement for many rows, without waiting for each answer before the next row is sent.
    pub(super) async fn execute_many(
        &mut self,
        client: &Client,
        sql: &str,
        rows: &[Vec<Value>],
    ) -> Result<u64, DriverError> {
        let statement = self.prepare(client, sql).await?;
        let mut affected = 0;
        for rows in rows.chunks(IN_FLIGHT) {
            let running = rows.iter().map(|row| statement.execute(client, sql, row));
            affected += try_join_all(running).await?.into_iter().sum::<u64>();
        }
        Ok(affected)
    }

    /// Runs one query and hands its rows on as they come.
    pub(super) async fn read(
        &mut self,
        client: &Client,
        query: Query<'_>,
        sink: RowSink<'_>,
    ) -> Result<(), DriverError> {
        let failed = |error| refused(query.sql, error);
        let prepared = self.prepare(client, query.sql).await?;
        let columns = prepared.statement.columns().iter();
        let names: Arc<[String]> = columns.map(|column| column.name().to_owned()).collect();
        let values = prepared.bind(query.parameters)?;
        let parameters: Vec<Parameter> = values.iter().map(Parameter).collect();
        let parameters = parameters
            .iter()
            .map(|parameter| parameter as &(dyn ToSql + Sync));
        let rows = client.query_raw(&prepared.statement, parameters).await;
        let rows = rows.map_err(failed)?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            sink(Row {
                columns: names.clone(),
                values: typed(&row)?,
            })?;
        }
        Ok(())
    }

    async fn prepare(&mut self, client: &Client, sql: &str) -> Result<Prepared, DriverError> {
        if let Some(prepared) = self.0.get(sql) {
            return Ok(prepared.clone());
        }
        let numbered = NumberedStatement::translate(sql, LEXIS, PlaceholderStyle::Numbered('$'));
        let prepared = if numbered.repeats() {
            prepare_repeating(client, sql).await?
        } else {
            prepare(client, sql, None)
                .await
                .map_err(|error| refused(sql, error))?
        };
        if self.0.len() == GREATEST_COUNT {
            self.forget();
        }
        self.0.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }
}

impl Prepared {
    async fn execute(&self, client: &Client, sql: &str, values: &[Value]) -> Result<u64, DriverError> {
        let values = self.bind(values)?;
        let parameters: Vec<Parameter> = values.iter().map(Parameter).collect();
        let affected = client.execute(&self.statement, &references(&parameters)).await;
        affected.map_err(|error| refused(sql, error))
    }

    fn bind(&self, values: &[Value]) -> Result<Vec<Value>, DriverError> {
        let values = match &self.split {
            Some(split) => split.bind(values.to_vec())?,
            None => values.to_vec(),
        };
        let types = self.statement.params();
        let numbered = values.into_iter().enumerate();
        numbered
            .map(|(position, value)| match types.get(position) {
                Some(ty) => fitted(value, ty, position),
                None => Ok(value),
            })
            .collect()
    }
}

/// The server gives each number one type, and refuses a number for both a `text` and a `varchar`. It then
/// becomes two; in a transaction, a savepoint keeps the refusal from ending that.
async fn prepare_repeating(client: &Client, sql: &str) -> Result<Prepared, DriverError> {
    let failed = |error| refused(sql, error);
    let has_savepoint = client.batch_execute("SAVEPOINT aksara_prepare").await.is_ok();
    let prepared = prepare(client, sql, None).await;
    let is_ambiguous = |error: &tokio_postgres::Error| error.code() == Some(&SqlState::AMBIGUOUS_PARAMETER);
    if has_savepoint {
        let end = match &prepared {
            Ok(_) => "RELEASE SAVEPOINT aksara_prepare",
            Err(_) => "ROLLBACK TO SAVEPOINT aksara_prepare; RELEASE SAVEPOINT aksara_prepare",
        };
        client.batch_execute(end).await.map_err(failed)?;
    }
    match prepared {
        Err(error) if is_ambiguous(&error) => {
            let split = NumberedStatement::translate(sql, LEXIS, PlaceholderStyle::Counted('$'));
            let text = split.sql.clone();
            prepare(client, &text, Some(Arc::new(split)))
                .await
                .map_err(failed)
        }
        prepared => prepared.map_err(failed),
    }
}

async fn prepare(
    client: &Client,
    sql: &str,
    split: Option<Arc<NumberedStatement>>,
) -> Result<Prepared, tokio_postgres::Error> {
    let statement = client.prepare(sql).await?;
    Ok(Prepared { statement, split })
}

fn typed(row: &tokio_postgres::Row) -> Result<Vec<Value>, DriverError> {
    let value = |(position, column): (usize, &tokio_postgres::Column)| match row.try_get::<_, Typed>(position)
    {
        Ok(value) => Ok(value.0),
        Err(error) => {
            let cause =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            let message = format!("the column `{}`: {cause}", column.name());
            Err(DriverError::Refused { message })
        }
    };
    row.columns().iter().enumerate().map(value).collect()
}
