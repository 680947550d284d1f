//! Settings that every connection relies on, set when it is opened.

use aksara_dialect::ServerVersion;
use aksara_driver::{DatabaseUrl, DriverError, Namespaces};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::refused;
use crate::flavour::Flavour;
use crate::flavours::flavour_of;
use crate::session::{RESTORATION, SESSION};

/// A limit to waiting for locks: a waiting ALTER TABLE holds up every reader that comes after it. A limit that the
/// user or the server has set stays.
const LOCK_TIMEOUT: &str =
    "SELECT set_config('lock_timeout', '10s', false) WHERE current_setting('lock_timeout') = '0'";

/// A query over the catalog takes some milliseconds, and compiling it took half a second
/// (<https://www.postgresql.org/docs/18/jit-decision.html>).
const NO_COMPILING: &str = "SET jit = off";

/// The schemas of the search path that are there.
const PATH: &str = "SELECT unnest(current_schemas(false)) AS name";

/// Prepares the session.
pub(super) async fn prepare(client: &Client) -> Result<(), DriverError> {
    execute(client, &preparation()).await
}

/// Puts the session back as it was prepared.
pub(super) async fn restore(client: &Client) -> Result<(), DriverError> {
    execute(client, &format!("{}; {}", RESTORATION.join("; "), preparation())).await
}

/// The number of the session, and the limit to waiting for locks that it was found with.
pub(super) async fn identity(client: &Client) -> Result<(i64, String), DriverError> {
    const IDENTITY: &str =
        "SELECT pg_backend_pid()::text AS fact UNION ALL SELECT current_setting('lock_timeout')";
    let mut facts = texts(client, IDENTITY).await?.into_iter();
    let session = facts
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    Ok((session, facts.next().unwrap_or_default()))
}

/// Where names lead.
pub(super) async fn namespaces(client: &Client, url: &DatabaseUrl) -> Result<Namespaces, DriverError> {
    let names = texts(client, PATH).await?;
    if let Some(namespaces) = Namespaces::path(names) {
        return Ok(namespaces);
    }
    let path = texts(client, "SHOW search_path").await?.concat();
    Err(DriverError::Unreachable {
        url: url.masked(),
        reason: format!("no schema of the search path exists: {path}"),
        hint: Some(
            "make one with CREATE SCHEMA, or name one that exists with ?schema=NAME in the URL".to_owned(),
        ),
        source: None,
    })
}

fn preparation() -> String {
    format!("{}; {NO_COMPILING}; {LOCK_TIMEOUT}", SESSION.join("; "))
}

async fn execute(client: &Client, sql: &str) -> Result<(), DriverError> {
    client
        .batch_execute(sql)
        .await
        .map_err(|error| refused(sql, error))
}

/// The first column of a query's rows.
async fn texts(client: &Client, sql: &str) -> Result<Vec<String>, DriverError> {
    let messages = client.simple_query(sql).await;
    let messages = messages.map_err(|error| refused(sql, error))?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(rows.collect())
}

/// The flavour and version that a server says it is.
pub(super) async fn identify(client: &Client) -> Result<(&'static Flavour, ServerVersion), DriverError> {
    const VERSION: &str = "SELECT current_setting('server_version_num') || ' ' || version()";
    let text = texts(client, VERSION).await?.concat();
    let (number, name) = text.split_once(' ').unwrap_or_default();
    let flavour = flavour_of(name);
    let number = number.parse::<u32>().ok();
    let number = number.ok_or_else(|| DriverError::Refused {
        message: "the server does not tell its version as PostgreSQL does; only PostgreSQL itself is known"
            .to_owned(),
    })?;
    let version = ServerVersion::new(number / 10_000, number % 10_000, 0);
    let oldest = flavour.versions.oldest;
    if version >= oldest {
        Ok((flavour, version))
    } else {
        Err(DriverError::Refused {
            message: format!("the server is PostgreSQL {version}; {oldest} is the oldest that is known"),
        })
    }
}
