//! The session: UTC, strict, with backslashes that escape.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};

use crate::flavour::Server;
use crate::lower::default_collation;

/// Strict in all tables; a zero is a zero. Without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, which change what our
/// literals mean, and in the first of which MySQL cannot read back its own defaults.
const SQL_MODE: &str = "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
                        NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO";

/// What a session was before it was prepared.
#[derive(Debug, Clone)]
pub(super) struct SavedSession {
    sql_mode: String,
    time_zone: String,
}

/// Prepares a session; gives what it was before.
pub(super) async fn prepare(
    connection: &mut Conn,
    server: Server,
    lock_timeout: Duration,
) -> Result<SavedSession, Error> {
    let saved: Option<(String, String)> = connection
        .query_first("SELECT @@SESSION.sql_mode, @@SESSION.time_zone")
        .await?;
    let (sql_mode, time_zone) = saved.unwrap_or_default();
    // Texts that no column gives a collation compare as the columns do.
    let collation = default_collation(server);
    let seconds = lock_timeout.as_secs();
    connection
        .query_drop(format!("SET NAMES utf8mb4 COLLATE {collation}"))
        .await?;
    connection
        .query_drop(format!(
            "SET SESSION sql_mode = '{SQL_MODE}', SESSION time_zone = '+00:00', SESSION autocommit = 1, \
             SESSION foreign_key_checks = 1, SESSION lock_wait_timeout = {seconds}, \
             SESSION innodb_lock_wait_timeout = {seconds}"
        ))
        .await?;
    Ok(SavedSession { sql_mode, time_zone })
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
