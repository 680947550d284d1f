//! The client library's errors in the driver's words: locked, read-only, interrupted and gone are distinguished.

use aksara_driver::{DatabaseUrl, DriverError};
use mysql_async::Error;

/// The meaning of a server's code, if it is more than a bad statement
/// (<https://dev.mysql.com/doc/mysql-errors/9.4/en/server-error-reference.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Locked,
    ReadOnly,
    Interrupted,
    Disconnected,
}

const CODES: &[(u16, Meaning)] = &[
    (1053, Meaning::Disconnected),
    (1205, Meaning::Locked),
    (1213, Meaning::Locked),
    (1290, Meaning::ReadOnly),
    (1317, Meaning::Interrupted),
    (1792, Meaning::ReadOnly),
    (1836, Meaning::ReadOnly),
    (1927, Meaning::Disconnected),
    (3572, Meaning::Locked),
];

/// There is no such database.
const NO_DATABASE: u16 = 1049;

/// Advice about an error of connecting.
const HINTS: &[(u16, &str)] = &[
    (
        1040,
        "the server has no connection left; close some, or raise max_connections",
    ),
    (1044, "grant the user its rights on this database"),
    (1045, "check user and password"),
    (
        1698,
        "this account may log in by the socket of its own system user alone",
    ),
];

/// Refused by NOT NULL, a key, a foreign key or a check; 4025 is MariaDB's check.
pub(super) const CONSTRAINT_VIOLATIONS: [&str; 11] = [
    "1048", "1062", "1169", "1216", "1217", "1364", "1451", "1452", "1586", "3819", "4025",
];

/// The driver's error for a failed statement.
pub(super) fn statement_error(error: Error, sql: &str) -> DriverError {
    let message = message(&error);
    let Some(code) = server_code(&error) else {
        return match error {
            Error::Io(_) | Error::Driver(mysql_async::DriverError::ConnectionClosed) => {
                DriverError::Disconnected { message }
            }
            other => refused(sql, message, None, other),
        };
    };
    match CODES.iter().find(|(known, _)| *known == code) {
        Some((_, Meaning::Locked)) => DriverError::Locked { message },
        Some((_, Meaning::ReadOnly)) => DriverError::ReadOnly { message },
        Some((_, Meaning::Interrupted)) => DriverError::Interrupted,
        Some((_, Meaning::Disconnected)) => DriverError::Disconnected { message },
        None => refused(sql, message, Some(code), error),
    }
}

/// The driver's error for a failed connection.
pub(super) fn connect_error(error: Error, url: &DatabaseUrl) -> DriverError {
    let code = server_code(&error);
    if code == Some(NO_DATABASE) {
        return DriverError::Missing {
            url: url.masked(),
            reason: message(&error),
            source: Box::new(error),
        };
    }
    if let Error::Driver(mysql_async::DriverError::UnknownAuthPlugin { name }) = &error {
        return unknown_login(name, url);
    }
    let hint = HINTS
        .iter()
        .find(|(known, _)| Some(*known) == code)
        .map(|(_, hint)| (*hint).to_owned());
    let hint = hint.or_else(|| {
        let text = error.to_string();
        let is_tls = text.contains("certificate") || text.contains("TLS") || text.contains("Tls");
        is_tls.then(|| {
            "name the authority of the server's certificate by ssl-ca=/path/ca.pem, and the host as the \
             certificate does"
                .to_owned()
        })
    });
    if matches!(error, Error::Io(_)) && message(&error).ends_with("connection closed") {
        return DriverError::Unreachable {
            url: url.masked(),
            reason: "no MySQL or MariaDB server answers there".to_owned(),
            hint: Some("look at host and port: another program may listen there".to_owned()),
            source: Some(Box::new(error)),
        };
    }
    DriverError::Unreachable {
        url: url.masked(),
        reason: message(&error),
        hint,
        // The server's own words are the reason already.
        source: code.is_none().then(|| error.into()),
    }
}

/// MySQL answers for a user that it does not have as for one with some plugin, so that nobody learns which users it has.
/// <https://dev.mysql.com/doc/refman/8.4/en/pluggable-authentication.html>
fn unknown_login(plugin: &str, url: &DatabaseUrl) -> DriverError {
    DriverError::Unreachable {
        url: url.masked(),
        reason: format!("the server asks for a login by `{plugin}`, which aksara does not have"),
        hint: Some(
            "check the user's name: MySQL asks so for users that it does not have. A user who exists needs another \
             plugin: ALTER USER … IDENTIFIED WITH caching_sha2_password BY …"
                .to_owned(),
        ),
        source: None,
    }
}

/// The server's error code.
fn server_code(error: &Error) -> Option<u16> {
    match error {
        Error::Server(server) => Some(server.code),
        Error::Driver(_) | Error::Io(_) | Error::Url(_) | Error::Other(_) => None,
    }
}

/// An invalid default, and a value that is no date.
const NO_DATES: &[u16] = &[1067, 1292];

/// A zero date is one where the server says so.
const ZERO_DATES: &str = "the server's sql_mode forbids zero dates (NO_ZERO_DATE, NO_ZERO_IN_DATE). Where rows hold \
                          some, take those out of the server's sql_mode, or put ?sql-mode=ALLOW_INVALID_DATES at the \
                          end of the database URL";

fn refused(sql: &str, message: String, code: Option<u16>, error: Error) -> DriverError {
    let message = if code.is_some_and(|code| NO_DATES.contains(&code)) && is_about_zero_date(&message) {
        format!("{message}; {ZERO_DATES}")
    } else {
        message
    };
    DriverError::Statement {
        sql: sql.to_owned(),
        message,
        code: code.map(|code| code.to_string()),
        source: Some(Box::new(error)),
    }
}

/// 1067 names a column without its value.
fn is_about_zero_date(message: &str) -> bool {
    message.contains("-00") || (message.contains("Invalid default value") && !message.contains(':'))
}

/// The server's message without the library's additions.
fn message(error: &Error) -> String {
    match error {
        Error::Server(server) => server.message.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_plugin_that_is_not_known_may_be_a_user_that_does_not_exist() {
        let url = DatabaseUrl::parse("mysql://nobody:x@localhost/shop").unwrap();
        let name = "sha256_password".to_owned();
        let error = Error::Driver(mysql_async::DriverError::UnknownAuthPlugin { name });
        let DriverError::Unreachable { reason, hint, .. } = connect_error(error, &url) else {
            panic!("another error");
        };
        assert!(reason.contains("`sha256_password`"));
        assert!(hint.unwrap().starts_with("check the user's name"));
    }
}
