//! The session of a connection, which is given back as it was.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};

use super::location::DEFAULT_LOCK_TIMEOUT;
use crate::flavour::Server;
use crate::session::session;

/// The `lock_wait_timeout` of a server on which nobody set one: a year on MySQL, a day on MariaDB.
const FACTORY_LOCK_WAITS: [u64; 2] = [31_536_000, 86_400];

/// A session as it was before it was prepared.
#[derive(Debug, Clone)]
pub(super) struct SavedSession {
    sql_mode: String,
    time_zone: String,
    /// Whether somebody limited the wait for tables: in the URL, or on the server.
    pub(super) has_lock_limit: bool,
    /// The bytes that the server takes at once.
    pub(super) greatest_packet: usize,
}

/// Prepares a session; gives the state before. An SQL mode may be given in place of the one that is found.
pub(super) async fn prepare(
    connection: &mut Conn,
    server: Server,
    lock_timeout: Option<Duration>,
    sql_mode_instead: Option<&str>,
) -> Result<SavedSession, Error> {
    let saved: Option<(String, String, usize, u64)> = connection
        .query_first(
            "SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@max_allowed_packet, @@SESSION.lock_wait_timeout",
        )
        .await?;
    let nothing = (String::new(), String::new(), usize::MAX, FACTORY_LOCK_WAITS[0]);
    let (sql_mode, time_zone, greatest_packet, lock_wait) = saved.unwrap_or(nothing);
    for statement in session(server, sql_mode_instead.unwrap_or(&sql_mode)) {
        connection.query_drop(statement).await?;
    }
    let set_by_server = Some(lock_wait).filter(|seconds| !FACTORY_LOCK_WAITS.contains(seconds));
    let of_rows = lock_timeout.unwrap_or(DEFAULT_LOCK_TIMEOUT).as_secs();
    let of_tables = lock_timeout.map(|limit| limit.as_secs()).or(set_by_server);
    let seconds = of_tables.unwrap_or(of_rows);
    connection
        .query_drop(format!(
            "SET SESSION lock_wait_timeout = {seconds}, SESSION innodb_lock_wait_timeout = {of_rows}"
        ))
        .await?;
    Ok(SavedSession {
        sql_mode,
        time_zone,
        has_lock_limit: of_tables.is_some(),
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
