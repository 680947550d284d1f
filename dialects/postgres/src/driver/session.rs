//! What every connection relies on, set when it is opened.

use aksara_dialect::ServerVersion;
use aksara_driver::DriverError;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::refused;
use crate::capabilities::OLDEST_VERSION;
use crate::session::SESSION;

/// A limit to waiting for locks: a waiting ALTER TABLE holds up every reader that comes after it. A limit that the
/// user or the server has set stays.
const LOCK_TIMEOUT: &str =
    "SELECT set_config('lock_timeout', '10s', false) WHERE current_setting('lock_timeout') = '0'";

/// Prepares the session.
pub(super) async fn prepare(client: &Client) -> Result<(), DriverError> {
    let preparation = format!("{}; {LOCK_TIMEOUT}", SESSION.join("; "));
    client
        .batch_execute(&preparation)
        .await
        .map_err(|error| refused(&preparation, error))
}

/// The server's version.
pub(super) async fn server_version(client: &Client) -> Result<ServerVersion, DriverError> {
    const VERSION: &str = "SHOW server_version_num";
    let messages = client
        .simple_query(VERSION)
        .await
        .map_err(|error| refused(VERSION, error))?;
    let number = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).and_then(|text| text.parse::<u32>().ok()),
        _ => None,
    });
    let number = number.ok_or_else(|| DriverError::Refused {
        message: "the server does not tell its version as PostgreSQL does; only PostgreSQL itself is known"
            .to_owned(),
    })?;
    let version = ServerVersion::new(number / 10_000, number % 10_000, 0);
    match version >= OLDEST_VERSION {
        true => Ok(version),
        false => Err(DriverError::Refused {
            message: format!(
                "the server is PostgreSQL {version}; {OLDEST_VERSION} is the oldest that is known"
            ),
        }),
    }
}
