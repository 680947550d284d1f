//! Stopping a statement from another connection.

use aksara_driver::{Connection, DriverError, Interrupt};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_postgres::{CancelToken, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::PostgresConnection;
use super::leasing::PostgresOpener;
use super::pooled::{MetSession, now};

/// Cancels through a connection of its own, as the protocol demands; behind a pooler also by a statement, since not every
/// pooler hands a cancel request on whose sender has gone.
pub(super) struct PostgresInterrupt {
    pub(super) token: CancelToken,
    pub(super) tls: Option<MakeRustlsConnect>,
    pub(super) pooled: Option<(PostgresOpener, MetSession)>,
}

impl Interrupt for PostgresInterrupt {
    fn interrupt(&self) -> BoxFuture<'_, ()> {
        async move {
            // A cancel that does not reach the server leaves the statement running; nothing else can be done here.
            let _ = match &self.tls {
                Some(tls) => self.token.cancel_query(tls.clone()).await,
                None => self.token.cancel_query(NoTls).await,
            };
            if let Some((opener, session)) = &self.pooled {
                // As above.
                let _ = cancel(opener, session).await;
            }
        }
        .boxed()
    }
}

/// Cancels what a session does, if it is still within the same transaction: afterwards it is another client's.
async fn cancel(opener: &PostgresOpener, session: &MetSession) -> Result<(), DriverError> {
    let met = now(session);
    let mut connection = PostgresConnection::open(&opener.location, &opener.url).await?;
    let sql = format!(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = {} AND xact_start = '{}'",
        met.number, met.begun
    );
    connection.execute(&sql).await?;
    Box::new(connection).close().await
}
