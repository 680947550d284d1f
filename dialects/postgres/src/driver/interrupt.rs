//! Stopping a statement from another connection.

use aksara_driver::{Connection, DriverError, Interrupt};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_postgres::{CancelToken, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::PostgresConnection;
use super::leasing::PostgresOpener;
use super::pooled::{MetSession, now};

/// Cancels through a connection of its own, as the protocol demands.
pub(super) struct PostgresInterrupt {
    pub(super) token: CancelToken,
    pub(super) tls: Option<MakeRustlsConnect>,
    /// The way through a pooler, where one is between.
    pub(super) pooled: Option<(PostgresOpener, MetSession)>,
}

impl Interrupt for PostgresInterrupt {
    fn interrupt(&self) -> BoxFuture<'_, ()> {
        async move {
            // A cancel that does not reach the server leaves the statement running; nothing else can be done here.
            let _ = match (&self.pooled, &self.tls) {
                // pgbouncer 1.18 ends, with all its clients, at a cancel request whose sender is gone before it is sent on.
                (Some((opener, session)), _) => return drop(cancel(opener, session).await),
                (None, Some(tls)) => self.token.cancel_query(tls.clone()).await,
                (None, None) => self.token.cancel_query(NoTls).await,
            };
        }
        .boxed()
    }
}

/// Cancels what a session does, if it is still within the same transaction: afterwards it is another client's.
async fn cancel(opener: &PostgresOpener, session: &MetSession) -> Result<(), DriverError> {
    let met = now(session);
    let mut connection = PostgresConnection::open(&opener.location, &opener.url).await?;
    let same = match &*met.begun {
        "" => String::new(),
        begun => format!(" AND xact_start = '{begun}'"),
    };
    let sql = format!(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = {}{same}",
        met.number
    );
    connection.execute(&sql).await?;
    Box::new(connection).close().await
}
