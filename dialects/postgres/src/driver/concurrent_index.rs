//! Building an index without blocking writers. A failure leaves an invalid index, which `IF NOT EXISTS` would take for
//! the finished one.
//! <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>

use aksara_dialect::{Command, Fragment, Statement, fragments};
use aksara_driver::DriverError;
use tokio_postgres::Client;

use super::error::refused;
use super::session::Preparation;
use crate::lexis::LEXIS;
use crate::render::drop_unfinished_index;
use crate::routine::ConcurrentIndex;

/// The invalid indexes, quoted and qualified, but for those that other sessions are building.
const INVALID_INDEXES: &str = include_str!("invalid_indexes.sql");

/// Those of some invalid indexes that say the same as a valid one.
const INVALID_TWINS: &str = include_str!("invalid_twins.sql");

/// Whether the index of this name is invalid.
const IS_INVALID: &str = "SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid";

/// Whether the index of this name is there and whole.
const IS_VALID: &str = "SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid";

/// Whether a statement builds an index that is there and whole.
pub(super) async fn is_built(client: &Client, statement: &Statement) -> Result<bool, DriverError> {
    let Command::Routine(routine) = &statement.command else {
        return Ok(false);
    };
    let Some(ConcurrentIndex {
        index: Some(index), ..
    }) = routine.work()
    else {
        return Ok(false);
    };
    let rows = client.query(IS_VALID, &[index]).await;
    let rows = rows.map_err(|error| refused(IS_VALID, error))?;
    Ok(!rows.is_empty())
}

/// Whether a statement drops an index in a transaction of its own.
pub(super) fn drops_index(statement: &Statement) -> bool {
    let Command::Sql(sql) = &statement.command else {
        return false;
    };
    let mut words = fragments(sql, LEXIS).filter(Fragment::is_significant);
    ["DROP", "INDEX", "CONCURRENTLY"]
        .iter()
        .all(|expected| words.next().is_some_and(|word| word.is_word(expected)))
}

/// Drops the invalid index of this name, then builds. An invalid index that a failure leaves is dropped again.
pub(super) async fn build_index(client: &Client, index: Option<&str>, sql: &str) -> Result<(), DriverError> {
    if let Some(index) = index
        && is_invalid(client, index).await?
    {
        drop_index(client, index).await?;
    }
    let before = invalid_indexes(client).await?;
    // A build waits for old transactions; a limit to that would leave an invalid index each time.
    execute(client, "SET lock_timeout = 0").await?;
    let built = execute(client, sql).await;
    if let Err(error) = built {
        return Err(after_failure(client, index, &before, error).await);
    }
    restore(client).await?;
    match index {
        Some(_) => Ok(()),
        None => drop_twins(client, &before).await,
    }
}

/// Takes away what a build without a name left when it was killed: nobody knows it by its name, but it says the same as
/// the index that is there now.
async fn drop_twins(client: &Client, before: &[String]) -> Result<(), DriverError> {
    let twins = client.query(INVALID_TWINS, &[&before]).await;
    for twin in twins.map_err(|error| refused(INVALID_TWINS, error))? {
        let twin: String = twin.get(0);
        drop_index(client, &twin).await?;
    }
    Ok(())
}

async fn restore(client: &Client) -> Result<(), DriverError> {
    execute(client, "RESET lock_timeout").await?;
    Preparation::default().carry_out(client).await
}

/// Takes away what the failed build left; the error says so where that cannot be.
async fn after_failure(
    client: &Client,
    index: Option<&str>,
    before: &[String],
    error: DriverError,
) -> DriverError {
    // Nothing can be asked if the connection is lost; the next run finds the index.
    if restore(client).await.is_err() {
        return error;
    }
    let left = match index {
        Some(index) => is_invalid(client, index)
            .await
            .map(|is_invalid| is_invalid.then(|| index.to_owned()).into_iter().collect()),
        None => invalid_indexes(client).await,
    };
    for left in left
        .unwrap_or_default()
        .into_iter()
        .filter(|left| !before.contains(left))
    {
        if drop_index(client, &left).await.is_err() {
            return DriverError::InvalidIndex {
                index: left,
                source: Box::new(error),
            };
        }
    }
    error
}

async fn drop_index(client: &Client, index: &str) -> Result<(), DriverError> {
    execute(client, &drop_unfinished_index(index)).await
}

async fn is_invalid(client: &Client, index: &str) -> Result<bool, DriverError> {
    let rows = client.query(IS_INVALID, &[&index]).await;
    let rows = rows.map_err(|error| refused(IS_INVALID, error))?;
    Ok(!rows.is_empty())
}

async fn invalid_indexes(client: &Client) -> Result<Vec<String>, DriverError> {
    let rows = client.query(INVALID_INDEXES, &[]).await;
    let rows = rows.map_err(|error| refused(INVALID_INDEXES, error))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

async fn execute(client: &Client, sql: &str) -> Result<(), DriverError> {
    client
        .batch_execute(sql)
        .await
        .map_err(|error| refused(sql, error))
}
