//! tokio-postgres's errors → what a user can act on. None of its messages holds the password.

use std::error::Error as _;

use aksara_driver::{DatabaseUrl, DriverError};
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

/// Advice about an error of connecting.
const HINTS: &[(SqlState, &str)] = &[
    (SqlState::INVALID_PASSWORD, "the user or the password is wrong"),
    (
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        "pg_hba.conf does not let this user in from here",
    ),
    (
        SqlState::TOO_MANY_CONNECTIONS,
        "the server has no connection left",
    ),
    (
        SqlState::CANNOT_CONNECT_NOW,
        "the server is starting or stopping; try again",
    ),
];

/// Advice about the words of a pooler, whose codes say nothing.
const WORDS: &[(&str, &str)] = &[
    ("SASL authentication failed", "the user or the password is wrong"),
    (
        "no such user",
        "the user is wrong, or the pooler does not know it",
    ),
    ("no more connections allowed", "the pooler has no connection left"),
    (
        "no PostgreSQL server answers there",
        "look at host and port: another program may listen there",
    ),
];

/// The error of a connection that was not made.
pub(super) fn unreachable(url: &DatabaseUrl, error: Error) -> DriverError {
    if is_missing(&error) {
        return DriverError::Missing {
            url: url.masked(),
            reason: reason(&error),
            source: Box::new(error),
        };
    }
    let by_code = error
        .code()
        .and_then(|code| HINTS.iter().find(|(known, _)| known == code));
    let reason = stranger(&reason(&error));
    let by_words = WORDS.iter().find(|(words, _)| reason.contains(words));
    let hint = by_code.map(|(_, hint)| *hint).or(by_words.map(|(_, hint)| *hint));
    DriverError::Unreachable {
        url: url.masked(),
        reason,
        hint: hint.map(str::to_owned),
        // The server's own words are the reason already.
        source: error.as_db_error().is_none().then(|| error.into()),
    }
}

/// The words of the protocol's reader where another program answers, or nobody does after all.
const STRANGE: [&str; 5] = [
    "bytes remaining on stream",
    "early eof",
    "unexpected EOF",
    "invalid message",
    "Connection reset by peer",
];

/// The reason in words about the server, where it was one about the protocol.
fn stranger(reason: &str) -> String {
    if STRANGE.iter().any(|words| reason.contains(words)) {
        "no PostgreSQL server answers there".to_owned()
    } else {
        reason.to_owned()
    }
}

/// Whether there is no such database. A pooler says it with a code of its own.
fn is_missing(error: &Error) -> bool {
    let by_words = |refusal: &DbError| {
        refusal.message().starts_with("database \"") && refusal.message().ends_with("does not exist")
    };
    error.code() == Some(&SqlState::INVALID_CATALOG_NAME) || error.as_db_error().is_some_and(by_words)
}

/// Whether a pooler refused to connect because of settings in the startup message.
pub(super) fn takes_no_options(error: &DriverError) -> bool {
    let DriverError::Unreachable { reason, .. } = error else {
        return false;
    };
    reason.contains("unsupported startup parameter") && reason.contains("options")
}

/// The error of a statement.
pub(super) fn refused(sql: &str, error: Error) -> DriverError {
    let Some(refusal) = error.as_db_error() else {
        return if error.is_closed() {
            DriverError::Disconnected {
                message: reason(&error),
            }
        } else {
            statement(sql, reason(&error), None, error)
        };
    };
    let message = full_message(refusal, sql);
    match refusal.code() {
        code if *code == SqlState::QUERY_CANCELED && refusal.message().contains("user request") => {
            DriverError::Interrupted
        }
        code if *code == SqlState::IN_FAILED_SQL_TRANSACTION => DriverError::Aborted { message },
        code if [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED].contains(code) => {
            DriverError::Locked { message }
        }
        code if *code == SqlState::READ_ONLY_SQL_TRANSACTION => DriverError::ReadOnly { message },
        code if [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN].contains(code) => {
            DriverError::Disconnected { message }
        }
        code => {
            let code = code.code().to_owned();
            statement(sql, message, Some(code), error)
        }
    }
}

fn statement(sql: &str, message: String, code: Option<String>, error: Error) -> DriverError {
    DriverError::Statement {
        sql: sql.to_owned(),
        message,
        code,
        source: Some(Box::new(error)),
    }
}

fn full_message(refusal: &DbError, sql: &str) -> String {
    let detail = refusal
        .detail()
        .map(|detail| format!(" ({detail})"))
        .unwrap_or_default();
    let hint = refusal
        .hint()
        .map(|hint| format!("; hint: {hint}"))
        .unwrap_or_default();
    let line = refusal
        .position()
        .and_then(|position| failing_line(position, sql))
        .unwrap_or_default();
    format!("{}{detail}{hint}{line}", refusal.message())
}

/// The line of a statement of several that the server points at.
fn failing_line(position: &ErrorPosition, sql: &str) -> Option<String> {
    let ErrorPosition::Original(position) = position else {
        return None;
    };
    let position = usize::try_from(*position).ok()?.checked_sub(1)?;
    let (offset, _) = sql.char_indices().nth(position)?;
    let number = sql[..offset].matches('\n').count();
    let line = sql.lines().nth(number).filter(|_| sql.trim().contains('\n'))?;
    Some(format!(" at line {}: {}", number + 1, line.trim()))
}

/// The message with its causes: tokio-postgres's own says only what it was doing.
fn reason(error: &Error) -> String {
    if let Some(refusal) = error.as_db_error() {
        return refusal.message().to_owned();
    }
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        cause = inner.source();
    }
    message
}
