//! Other sessions: who holds what this one waits for, and who holds the runners' lock.

use aksara_dialect::without_values;
use aksara_driver::{Connection, DriverError, Observer, OtherSession, Row};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::connection::PostgresConnection;
use super::leasing::PostgresOpener;
use super::pooled::{MetSession, now};
use crate::lexis::LEXIS;

/// The columns about a session. Those of other users are hidden from users without a right.
const SESSION: &str = "SELECT a.pid::bigint AS id, a.usename::text AS usename, host(a.client_addr) AS client, \
    nullif(a.application_name, '') AS program, \
    extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start))::bigint AS seconds, \
    nullif(a.query, '<insufficient privilege>') AS query FROM pg_stat_activity AS a";

/// The sessions of a query over [`SESSION`] that ends like this.
pub(super) async fn sessions(
    connection: &mut PostgresConnection,
    end: &str,
) -> Result<Vec<OtherSession>, DriverError> {
    let rows = connection.query(&format!("{SESSION} {end}"), &[]).await?;
    Ok(rows.iter().filter_map(session).collect())
}

fn session(row: &Row) -> Option<OtherSession> {
    let text = |name| row.text(name).map(str::to_owned);
    let session = OtherSession {
        id: row.integer("id")?,
        user: text("usename"),
        host: text("client"),
        program: text("program"),
        seconds: row.integer("seconds"),
        query: None,
    };
    Some(session.with_query(row.text("query").map(|query| without_values(query, LEXIS))))
}

/// Watches one session from a connection of its own.
pub(super) struct PostgresObserver {
    pub(super) opener: PostgresOpener,
    pub(super) session: MetSession,
}

impl PostgresObserver {
    async fn look(&self) -> Result<Vec<OtherSession>, DriverError> {
        let PostgresOpener { location, url } = &self.opener;
        let mut connection = PostgresConnection::open(location, url).await?;
        let session = now(&self.session).number;
        let end = format!("WHERE a.pid = ANY (pg_blocking_pids({session}))");
        let found = sessions(&mut connection, &end).await;
        Box::new(connection).close().await?;
        found
    }
}

impl Observer for PostgresObserver {
    /// A server that lets nobody else in says nothing.
    fn blockers(&self) -> BoxFuture<'_, Vec<OtherSession>> {
        async { self.look().await.unwrap_or_default() }.boxed()
    }
}
