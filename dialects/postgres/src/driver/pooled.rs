//! Transactions behind a pooler in transaction mode: each begins with the settings of a session, and ends with the question
//! whether the lease is still held.

use std::sync::{Arc, Mutex, PoisonError};

use aksara_driver::{DriverError, Fence};
use tokio_postgres::Client;

use super::error::refused;
use super::session::{Preparation, texts};

/// The session that a connection has, or had in its last transaction.
pub(super) type MetSession = Arc<Mutex<Met>>;

/// A session, in a transaction.
#[derive(Debug, Clone, Default)]
pub(super) struct Met {
    /// The session's number.
    pub(super) number: i64,
    /// When the transaction began; empty where the session is ours alone.
    pub(super) begun: String,
}

/// A session by its number.
pub(super) fn met_session(number: i64) -> MetSession {
    Arc::new(Mutex::new(Met {
        number,
        begun: String::new(),
    }))
}

/// The session as it is now.
pub(super) fn now(session: &MetSession) -> Met {
    session.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The needs of a connection's transactions.
pub(super) struct Pooled {
    pub(super) preparation: Preparation,
    pub(super) fence: Option<Fence>,
    pub(super) session: MetSession,
}

impl Pooled {
    /// Begins a transaction. Its condition must see what others have committed meanwhile.
    pub(super) async fn begin(&self, client: &Client) -> Result<(), DriverError> {
        let begin = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; {}; SELECT pg_backend_pid() || ' ' || now()",
            self.preparation.text()
        );
        let answers = texts(client, &begin).await?;
        if let Some((number, begun)) = answers.last().and_then(|answer| answer.split_once(' ')) {
            *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Met {
                number: number.parse().unwrap_or_default(),
                begun: begun.to_owned(),
            };
        }
        Ok(())
    }

    /// Commits it, if the lease is still held.
    pub(super) async fn commit(&self, client: &Client) -> Result<(), DriverError> {
        if let Some(fence) = &self.fence
            && texts(client, &fence.query).await?.is_empty()
        {
            return Err(DriverError::LeaseLost);
        }
        execute(client, "COMMIT").await
    }
}

/// Does some work that is in no transaction of ours: behind a pooler it gets one.
pub(super) async fn brief<T>(
    client: &Client,
    pooled: Option<&Pooled>,
    work: impl Future<Output = Result<T, DriverError>>,
) -> Result<T, DriverError> {
    let Some(pooled) = pooled else { return work.await };
    pooled.begin(client).await?;
    let done = match work.await {
        Ok(done) => pooled.commit(client).await.map(|()| done),
        Err(error) => Err(error),
    };
    if done.is_err() {
        // The error says more than a connection that cannot do this.
        let _ = execute(client, "ROLLBACK").await;
    }
    done
}

async fn execute(client: &Client, sql: &str) -> Result<(), DriverError> {
    let executed = client.batch_execute(sql).await;
    executed.map_err(|error| refused(sql, error))
}
