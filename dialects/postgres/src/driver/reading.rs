//! Prepared statements of the user's own: each is prepared once, run with values, and read row by row.

use std::collections::HashMap;
use std::sync::Arc;

use aksara_driver::{DriverError, Query, Row, RowSink, Value};
use futures::future::try_join_all;
use futures::{TryStreamExt, pin_mut};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};

use super::connection::references;
use super::error::refused;
use super::typed::Typed;
use super::value::Parameter;

/// Statements that stay prepared; a program with more of them writes them as it goes.
const GREATEST_COUNT: usize = 64;

/// Rows that are sent before the first answer is awaited.
const IN_FLIGHT: usize = 256;

/// Prepared statements by their text.
#[derive(Default)]
pub(super) struct Statements(HashMap<String, Statement>);

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
        parameters: &[Value],
    ) -> Result<u64, DriverError> {
        let statement = self.prepare(client, sql).await?;
        let parameters: Vec<Parameter> = parameters.iter().map(Parameter).collect();
        let affected = client.execute(&statement, &references(&parameters)).await;
        affected.map_err(|error| refused(sql, error))
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
            let running = rows.iter().map(async |row| {
                let parameters: Vec<Parameter> = row.iter().map(Parameter).collect();
                client.execute(&statement, &references(&parameters)).await
            });
            let counts = try_join_all(running).await;
            affected += counts
                .map_err(|error| refused(sql, error))?
                .into_iter()
                .sum::<u64>();
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
        let statement = self.prepare(client, query.sql).await?;
        let names: Arc<[String]> = statement
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let parameters: Vec<Parameter> = query.parameters.iter().map(Parameter).collect();
        let parameters = parameters
            .iter()
            .map(|parameter| parameter as &(dyn ToSql + Sync));
        let rows = client.query_raw(&statement, parameters).await.map_err(failed)?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            sink(Row {
                columns: names.clone(),
                values: typed(&row)?,
            })?;
        }
        Ok(())
    }

    async fn prepare(&mut self, client: &Client, sql: &str) -> Result<Statement, DriverError> {
        if let Some(statement) = self.0.get(sql) {
            return Ok(statement.clone());
        }
        let statement = client.prepare(sql).await.map_err(|error| refused(sql, error))?;
        if self.0.len() == GREATEST_COUNT {
            self.forget();
        }
        self.0.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
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
