//! The settings that protect a server from writes. Users with the greatest rights may write all the same; we do not.

use aksara_driver::{Connection, DriverError, Value};

use super::connection::MysqlConnection;

/// `transaction_read_only` is MySQL's name, `tx_read_only` MariaDB's.
const PROTECTION: &str = "SHOW GLOBAL VARIABLES WHERE variable_name IN \
    ('super_read_only', 'read_only', 'innodb_read_only', 'transaction_read_only', 'tx_read_only')";

/// The strongest protection comes first.
const SETTINGS: &[&str] = &[
    "innodb_read_only",
    "super_read_only",
    "read_only",
    "transaction_read_only",
    "tx_read_only",
];

/// An error where the server is a replica or somebody made it read-only.
pub(super) async fn demand_writable(connection: &mut MysqlConnection) -> Result<(), DriverError> {
    let rows = connection.query(PROTECTION, &[]).await?;
    let is_on = |setting: &&&str| {
        rows.iter().any(|row| match row.values.as_slice() {
            [name, value] => is_text(name, setting) && !is_text(value, "OFF") && !is_text(value, "0"),
            _ => false,
        })
    };
    match SETTINGS.iter().find(is_on) {
        None => Ok(()),
        Some(setting) => Err(DriverError::ReadOnly {
            message: format!("`{setting}` is on for the server, which may be a replica"),
        }),
    }
}

fn is_text(value: &Value, expected: &str) -> bool {
    match value {
        Value::Text(text) => text.eq_ignore_ascii_case(expected),
        _ => false,
    }
}
