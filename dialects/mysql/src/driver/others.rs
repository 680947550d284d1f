//! Other sessions: who holds what this one waits for, and who holds the runners' lock.

use aksara_dialect::without_values;
use aksara_driver::{DriverError, Observer, OtherSession};
use futures::future::{BoxFuture, FutureExt};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Opts};

use super::error::statement_error;
use crate::flavour::Flavour;
use crate::lexis::LEXIS;

const ONE: &str = "SELECT id, user, host, time, info FROM information_schema.processlist WHERE id = ?";

type SessionRow = (i64, Option<String>, Option<String>, Option<i64>, Option<String>);

/// A session by its number.
pub(super) async fn session(connection: &mut Conn, id: i64) -> Result<Option<OtherSession>, DriverError> {
    let row: Result<Option<SessionRow>, Error> = connection.exec_first(ONE, (id,)).await;
    let row = row.map_err(|error| statement_error(error, ONE))?;
    Ok(row.map(read))
}

fn read((id, user, host, seconds, query): SessionRow) -> OtherSession {
    let session = OtherSession {
        id,
        user,
        host,
        program: None,
        seconds,
        query: None,
    };
    session.with_query(query.map(|query| without_values(&query, LEXIS)))
}

/// Watches one session from a connection of its own.
pub(super) struct MysqlObserver {
    pub(super) options: Opts,
    pub(super) flavour: &'static Flavour,
    pub(super) session: u32,
}

impl MysqlObserver {
    async fn look(&self) -> Result<Vec<OtherSession>, Error> {
        let mut connection = Conn::new(self.options.clone()).await?;
        let mut found = Vec::new();
        for query in self.flavour.catalog.blockers {
            let sql = query.replace('?', &self.session.to_string());
            // A server without the table or right has no answer to this query.
            let rows: Vec<SessionRow> = connection.query(sql).await.unwrap_or_default();
            found.extend(rows.into_iter().map(read));
            if !found.is_empty() {
                break;
            }
        }
        connection.disconnect().await?;
        Ok(found)
    }
}

impl Observer for MysqlObserver {
    /// A server that lets nobody else in says nothing.
    fn blockers(&self) -> BoxFuture<'_, Vec<OtherSession>> {
        async { self.look().await.unwrap_or_default() }.boxed()
    }
}
