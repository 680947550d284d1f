//! Statements of the user's own: each is prepared once, run with values, and read row by row.

use std::collections::HashMap;
use std::sync::Arc;

use aksara_driver::{DriverError, NumberedStatement, PlaceholderStyle, Query, Row, RowSink, Value};
use futures::future::try_join_all;
use futures::{TryStreamExt, pin_mut};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, RowStream, Statement};

use super::connection::references;
use super::describing::{
    ColumnType, KnownTypes, column_names, column_types, columns_of, is_nestable, parameter_types,
};
use super::error::refused;
use super::typed::Typed;
use super::value::{Parameter, fitted};
use crate::lexis::LEXIS;

/// Statements that stay prepared; a program with more of them makes them as it runs.
const GREATEST_COUNT: usize = 64;

/// Rows that are sent before the first answer is awaited.
const IN_FLIGHT: usize = 256;

/// Statements of the user's by their text.
pub(super) struct Statements {
    prepared: HashMap<String, Prepared>,
    /// Whether they must have no names, since the next transaction may meet another session.
    are_unnamed: bool,
    known: KnownTypes,
}

/// A statement whose types are known.
#[derive(Clone)]
struct Prepared {
    handle: Handle,
    /// The statement with a placeholder for each place, where one for each number had two types.
    split: Option<Arc<NumberedStatement>>,
}

#[derive(Clone)]
enum Handle {
    /// The session has it under a name.
    Named(Statement),
    /// It is sent with its types each time.
    Unnamed(Arc<Unnamed>),
}

struct Unnamed {
    sql: String,
    types: Vec<Type>,
}

impl Statements {
    /// No statement yet.
    pub(super) fn new(are_unnamed: bool) -> Self {
        Self {
            are_unnamed,
            prepared: HashMap::new(),
            known: KnownTypes::new(),
        }
    }

    /// Forgets all of them: what they refer to may have changed.
    pub(super) fn forget(&mut self) {
        self.prepared.clear();
        self.known.clear();
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
        let values = prepared.bind(query.parameters)?;
        let values: Vec<Parameter> = values.iter().map(Parameter).collect();
        let (rows, names) = match &prepared.handle {
            Handle::Named(statement) => {
                let rows = client.query_raw(statement, references(&values)).await;
                (rows.map_err(failed)?, None)
            }
            Handle::Unnamed(unnamed) => unnamed.rows(client, query.sql, &values).await?,
        };
        pin_mut!(rows);
        let mut columns: Option<Arc<[String]>> = names.map(Into::into);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            let named = || {
                row.columns()
                    .iter()
                    .map(|column| column.name().to_owned())
                    .collect()
            };
            let columns = columns.get_or_insert_with(named);
            sink(Row {
                columns: columns.clone(),
                values: typed(&row)?,
            })?;
        }
        Ok(())
    }

    async fn prepare(&mut self, client: &Client, sql: &str) -> Result<Prepared, DriverError> {
        if let Some(prepared) = self.prepared.get(sql) {
            return Ok(prepared.clone());
        }
        let numbered = NumberedStatement::translate(sql, LEXIS, PlaceholderStyle::Numbered('$'));
        let prepared = if numbered.repeats() {
            self.prepare_repeating(client, sql).await?
        } else {
            let prepared = self.prepare_text(client, sql, None).await;
            prepared.map_err(|error| refused(sql, error))?
        };
        if self.prepared.len() == GREATEST_COUNT {
            self.forget();
        }
        self.prepared.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// The server gives each number one type, and refuses a number for both a `text` and a `varchar`. It then
    /// becomes two; in a transaction, a savepoint keeps the refusal from ending that.
    async fn prepare_repeating(&mut self, client: &Client, sql: &str) -> Result<Prepared, DriverError> {
        let failed = |error| refused(sql, error);
        let has_savepoint = client.batch_execute("SAVEPOINT aksara_prepare").await.is_ok();
        let prepared = self.prepare_text(client, sql, None).await;
        let is_ambiguous =
            |error: &tokio_postgres::Error| error.code() == Some(&SqlState::AMBIGUOUS_PARAMETER);
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
                self.prepare_text(client, &text, Some(Arc::new(split)))
                    .await
                    .map_err(failed)
            }
            prepared => prepared.map_err(failed),
        }
    }

    async fn prepare_text(
        &mut self,
        client: &Client,
        sql: &str,
        split: Option<Arc<NumberedStatement>>,
    ) -> Result<Prepared, tokio_postgres::Error> {
        let handle = if self.are_unnamed {
            Handle::Unnamed(Arc::new(Unnamed {
                sql: sql.to_owned(),
                types: parameter_types(client, sql, &mut self.known).await?,
            }))
        } else {
            Handle::Named(client.prepare(sql).await?)
        };
        Ok(Prepared { handle, split })
    }
}

impl Prepared {
    async fn execute(&self, client: &Client, sql: &str, values: &[Value]) -> Result<u64, DriverError> {
        let values = self.bind(values)?;
        let parameters: Vec<Parameter> = values.iter().map(Parameter).collect();
        let affected = match &self.handle {
            Handle::Named(statement) => client.execute(statement, &references(&parameters)).await,
            Handle::Unnamed(unnamed) => {
                let parameters = unnamed.typed(&parameters);
                client.execute_typed(&unnamed.sql, &parameters).await
            }
        };
        affected.map_err(|error| refused(sql, error))
    }

    fn bind(&self, values: &[Value]) -> Result<Vec<Value>, DriverError> {
        let values = match &self.split {
            Some(split) => split.bind(values.to_vec())?,
            None => values.to_vec(),
        };
        let types = match &self.handle {
            Handle::Named(statement) => statement.params(),
            Handle::Unnamed(unnamed) => &unnamed.types,
        };
        let numbered = values.into_iter().enumerate();
        numbered
            .map(|(position, value)| match types.get(position) {
                Some(ty) => fitted(value, ty, position),
                None => Ok(value),
            })
            .collect()
    }
}

impl Unnamed {
    /// The values with their types. A type that the server does not tell beforehand, it finds itself.
    fn typed<'a>(&self, values: &'a [Parameter<'a>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
        let types = self.types.iter().cloned().chain(std::iter::repeat(Type::UNKNOWN));
        references(values).into_iter().zip(types).collect()
    }

    /// Runs it as a query, and gives the names of its columns where the rows have others.
    async fn rows(
        &self,
        client: &Client,
        sql: &str,
        values: &[Parameter<'_>],
    ) -> Result<(RowStream, Option<Vec<String>>), DriverError> {
        let failed = |error| refused(sql, error);
        let values = self.typed(values);
        let (text, names) = match self.readable(client, sql, &values).await? {
            Some((text, names)) => (text, Some(names)),
            None => (self.sql.clone(), None),
        };
        let rows = client.query_typed_raw(&text, values).await.map_err(failed)?;
        Ok((rows, names))
    }

    /// The query with every column in a type that the client library knows, and the columns' names; `None` where it is so
    /// already.
    async fn readable(
        &self,
        client: &Client,
        sql: &str,
        values: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Option<(String, Vec<String>)>, DriverError> {
        if !is_nestable(&self.sql) {
            return Ok(None);
        }
        let failed = |error| refused(sql, error);
        let names = column_names(client, &self.sql, values).await.map_err(failed)?;
        let types = column_types(client, &self.sql, names.len(), values).await;
        let types = types.map_err(failed)?;
        if types.iter().all(ColumnType::is_built_in) {
            return Ok(None);
        }
        let mut columns = Vec::new();
        for (number, (name, ty)) in (1..).zip(names.iter().zip(&types)) {
            columns.push(match ty.read_as(name)? {
                Some(cast) => format!("c{number}::{cast}"),
                None => format!("c{number}"),
            });
        }
        let text = format!(
            "SELECT {} FROM {}",
            columns.join(", "),
            columns_of(&self.sql, names.len())
        );
        Ok(Some((text, names)))
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
