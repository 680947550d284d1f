//! Stopping the statement that runs: KILL QUERY over a second connection.

use aksara_driver::Interrupt;
use futures::future::{BoxFuture, FutureExt};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};

/// Stops the statement of one connection.
pub(super) struct KillQuery {
    /// How to reach the same server.
    pub(super) options: Opts,
    /// The connection's id there.
    pub(super) id: u32,
}

impl Interrupt for KillQuery {
    /// There is nothing to do if the server cannot be reached: the statement ends by itself.
    fn interrupt(&self) -> BoxFuture<'_, ()> {
        async {
            if let Ok(mut connection) = Conn::new(self.options.clone()).await {
                // A statement that has ended meanwhile leaves nothing to kill, which is no error worth telling.
                let _ = connection.query_drop(format!("KILL QUERY {}", self.id)).await;
                let _ = connection.disconnect().await;
            }
        }
        .boxed()
    }
}
