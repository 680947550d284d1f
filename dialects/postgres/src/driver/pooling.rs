//! Poolers between this program and the server, and how they are noticed.
//!
//! A session of our own has the name of the program from our startup message. A pooler opened its sessions before, and sets
//! the name by a statement, if at all. Then a second connection shows whether the pooler gives out its sessions
//! transaction by transaction: one that is open there gets the session that the first connection had just now, or makes
//! the first one meet another. A session that is ours alone is never seen from two connections.

use std::time::Duration;

use aksara_driver::{DatabaseUrl, DriverError};
use tokio_postgres::Client;

use super::connect::Connected;
use super::error::refused;
use super::session::texts;

/// How often two connections are compared. Transactions of other clients may hide what the first comparison would show.
const COMPARISONS: usize = 12;

/// A connection that gets no session for so long waits for one of a pool.
const PATIENCE: Duration = Duration::from_secs(5);

/// How sessions are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PoolMode {
    /// A client keeps its session.
    Session,
    /// Every transaction may meet another session.
    Transaction,
}

/// The words of the URL's parameter `pool_mode`.
pub(super) const POOL_MODES: &[(&str, PoolMode)] = &[
    ("session", PoolMode::Session),
    ("transaction", PoolMode::Transaction),
];

/// How the pooler between gives out its sessions.
pub(super) async fn pool_mode(
    client: &Client,
    second: Result<Connected, DriverError>,
    url: &DatabaseUrl,
) -> Result<PoolMode, DriverError> {
    // A pooler that takes no other connection shows nothing; what works in both modes is safe.
    let Ok(second) = second else {
        return Ok(PoolMode::Transaction);
    };
    let is_shared = tokio::time::timeout(PATIENCE, is_shared(client, &second.client)).await;
    // The connection is closed in either case.
    drop(second);
    match is_shared {
        Ok(Ok(false)) => Ok(PoolMode::Session),
        Ok(Ok(true)) | Err(_) => Ok(PoolMode::Transaction),
        Ok(Err(DriverError::Statement { message, .. })) => Err(DriverError::Unreachable {
            url: url.masked(),
            reason: format!("the pooler between takes no transactions: {message}"),
            hint: Some(
                "connect to the server itself, or to a pool in transaction or session mode".to_owned(),
            ),
            source: None,
        }),
        Ok(Err(error)) => Err(error),
    }
}

/// Whether two connections ever meet one session, or one of them two.
async fn is_shared(first: &Client, second: &Client) -> Result<bool, DriverError> {
    let mut own = None;
    for _ in 0..COMPARISONS {
        let before = session_of(first).await?;
        second
            .batch_execute("BEGIN")
            .await
            .map_err(|error| refused("BEGIN", error))?;
        let beside = session_of(second).await?;
        if before == beside || own.replace(before.clone()).is_some_and(|own| own != before) {
            return Ok(true);
        }
        let after = session_of(first).await?;
        let ended = second.batch_execute("ROLLBACK").await;
        ended.map_err(|error| refused("ROLLBACK", error))?;
        if after != before {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn session_of(client: &Client) -> Result<String, DriverError> {
    Ok(texts(client, "SELECT pg_backend_pid()").await?.concat())
}
