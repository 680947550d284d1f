//! The session of a connection, which is given back as it was.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};

use crate::flavour::Server;
use crate::session::session;

/// A session as it was before it was prepared.
#[derive(Debug, Clone)]
pub(super) struct SavedSession {
    sql_mode: String,
    time_zone: String,
    /// The bytes that the server takes at once.
    pub(super) greatest_packet: usize,
}

/// Prepares a session; gives the state before. An SQL mode may be given in place of the one that is found.
pub(super) async fn prepare(
    connection: &mut Conn,
    server: Server,
    lock_timeout: Duration,
    sql_mode_instead: Option<&str>,
) -> Result<SavedSession, Error> {
    let saved: Option<(String, String, usize)> = connection
        .query_first("SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@max_allowed_packet")
        .await?;
    let (sql_mode, time_zone, greatest_packet) = saved.unwrap_or((String::new(), String::new(), usize::MAX));
    for statement in session(server, sql_mode_instead.unwrap_or(&sql_mode)) {
        connection.query_drop(statement).await?;
    }
    let seconds = lock_timeout.as_secs();
    connection
        .query_drop(format!(
            "SET SESSION lock_wait_timeout = {seconds}, SESSION innodb_lock_wait_timeout = {seconds}"
        ))
        .await?;
    Ok(SavedSession {
        sql_mode,
        time_zone,
        greatest_packet,
    })
}

/// Gives a session back as it was.
pub(super) async fn restore(connection: &mut Conn, saved: &SavedSession) -> Result<(), Error> {
    connection
        .exec_drop(
            "SET SESSION sql_mode = ?, SESSION time_zone = ?",
            (saved.sql_mode.as_str(), saved.time_zone.as_str()),
        )
        .await
}
