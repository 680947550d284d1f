//! Queries of our own, whose values are text or one of few types.

use std::sync::Arc;

use aksara_driver::{DriverError, Row};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, SimpleQueryMessage, SimpleQueryRow};

use super::describing::{column_types, is_nestable};
use super::error::refused;
use super::value::{Binary, from_text};

/// Through the simple protocol, where every value is text.
pub(super) async fn query_simply(
    client: &Client,
    sql: &str,
    is_pooled: bool,
) -> Result<Vec<Row>, DriverError> {
    let failed = |error| refused(sql, error);
    // If a statement cannot be prepared, the names and types are those of the rows.
    let prepared = if is_pooled {
        None
    } else {
        Some(client.prepare(sql).await.map_err(failed)?)
    };
    let messages = client.simple_query(sql).await.map_err(failed)?;
    let rows: Vec<SimpleQueryRow> = messages.into_iter().filter_map(row_of).collect();
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let columns: Arc<[String]> = first
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let types: Vec<Type> = match prepared {
        Some(prepared) => prepared
            .columns()
            .iter()
            .map(|column| column.type_().clone())
            .collect(),
        None => types_of(client, sql, columns.len()).await.map_err(failed)?,
    };
    let values = |row: &SimpleQueryRow| {
        let values = types
            .iter()
            .enumerate()
            .map(|(position, ty)| from_text(ty, row.get(position)));
        values.collect::<Result<_, _>>()
    };
    rows.iter()
        .map(|row| {
            Ok(Row {
                columns: columns.clone(),
                values: values(row)?,
            })
        })
        .collect()
}

fn row_of(message: SimpleQueryMessage) -> Option<SimpleQueryRow> {
    match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    }
}

/// The types of a query's columns; what is no query gives texts.
async fn types_of(client: &Client, sql: &str, count: usize) -> Result<Vec<Type>, Error> {
    if !is_nestable(sql) {
        return Ok(vec![Type::TEXT; count]);
    }
    let types = column_types(client, sql, count, &[]).await?;
    let known = |number| Type::from_oid(number).unwrap_or(Type::TEXT);
    Ok(types.iter().map(|ty| known(ty.number)).collect())
}

pub(super) fn read_row(sql: &str, row: &tokio_postgres::Row) -> Result<Row, DriverError> {
    let columns = row
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let values = row.columns().iter().enumerate().map(|(position, column)| {
        let value = row
            .try_get::<_, Binary>(position)
            .map_err(|error| refused(sql, error))?;
        value.0.ok_or_else(|| DriverError::Refused {
            message: format!(
                "cast the column `{}` to text: {} is not understood",
                column.name(),
                column.type_()
            ),
        })
    });
    Ok(Row {
        columns,
        values: values.collect::<Result<_, _>>()?,
    })
}
