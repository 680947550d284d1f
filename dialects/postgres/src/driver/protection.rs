//! The settings that protect a server from writes.

use aksara_driver::{Connection, DriverError, Value};

use super::connection::PostgresConnection;

const PROTECTION: &str = "SELECT pg_is_in_recovery() AS is_replica, setting, source FROM pg_settings \
    WHERE name = 'default_transaction_read_only'";

/// The place of a setting (<https://www.postgresql.org/docs/18/view-pg-settings.html>).
const SOURCES: &[(&str, &str)] = &[
    ("client", "by the connection's options"),
    ("command line", "on the server's command line"),
    ("configuration file", "in the server's configuration"),
    ("database", "for the database"),
    ("database user", "for the user in this database"),
    ("environment variable", "in the server's environment"),
    ("global", "for every database"),
    ("session", "in the session"),
    ("user", "for the user"),
];

/// An error where the server is a replica or somebody made transactions read-only.
pub(super) async fn demand_writable(connection: &mut PostgresConnection) -> Result<(), DriverError> {
    let rows = connection.query(PROTECTION, &[]).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    if row.get("is_replica") == Some(&Value::Boolean(true)) {
        let message = "the server is a replica (a hot standby), which takes changes from its primary alone";
        return Err(read_only(message.to_owned()));
    }
    if row.text("setting") != Some("on") {
        return Ok(());
    }
    let source = row.text("source").unwrap_or_default();
    let place = SOURCES.iter().find(|(name, _)| *name == source);
    let place = place.map_or("somewhere", |(_, place)| place);
    Err(read_only(format!(
        "`default_transaction_read_only` is on, set {place}"
    )))
}

fn read_only(message: String) -> DriverError {
    DriverError::ReadOnly { message }
}
