//! rusqlite's errors in the driver's words: locked, read-only and interrupted are other errors than a bad statement.

use aksara_dialect::split_statements;
use aksara_driver::DriverError;
use rusqlite::{Error, ErrorCode, ffi};

use crate::lexis::LEXIS;

/// Result codes by name, as SQLite's manual lists them (<https://www.sqlite.org/rescode.html>). An extended code
/// that is missing here goes by its primary code, which is its lowest byte.
const CODES: &[(i32, &str)] = &[
    (1, "SQLITE_ERROR"),
    (3, "SQLITE_PERM"),
    (5, "SQLITE_BUSY"),
    (6, "SQLITE_LOCKED"),
    (7, "SQLITE_NOMEM"),
    (8, "SQLITE_READONLY"),
    (9, "SQLITE_INTERRUPT"),
    (10, "SQLITE_IOERR"),
    (11, "SQLITE_CORRUPT"),
    (13, "SQLITE_FULL"),
    (14, "SQLITE_CANTOPEN"),
    (17, "SQLITE_SCHEMA"),
    (18, "SQLITE_TOOBIG"),
    (19, "SQLITE_CONSTRAINT"),
    (20, "SQLITE_MISMATCH"),
    (21, "SQLITE_MISUSE"),
    (23, "SQLITE_AUTH"),
    (25, "SQLITE_RANGE"),
    (26, "SQLITE_NOTADB"),
    (275, "SQLITE_CONSTRAINT_CHECK"),
    (787, "SQLITE_CONSTRAINT_FOREIGNKEY"),
    (1299, "SQLITE_CONSTRAINT_NOTNULL"),
    (1555, "SQLITE_CONSTRAINT_PRIMARYKEY"),
    (1811, "SQLITE_CONSTRAINT_TRIGGER"),
    (2067, "SQLITE_CONSTRAINT_UNIQUE"),
    (2579, "SQLITE_CONSTRAINT_ROWID"),
    (3091, "SQLITE_CONSTRAINT_DATATYPE"),
];

/// The failure of a statement. `sql` may hold more statements after it.
pub(super) fn statement_error(error: Error, sql: &str) -> DriverError {
    let message = message(&error);
    match failure(&error).map(|failure| failure.code) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DriverError::Locked { message },
        Some(ErrorCode::ReadOnly) => DriverError::ReadOnly { message },
        Some(ErrorCode::OperationInterrupted) => DriverError::Interrupted,
        _ => DriverError::Statement {
            sql: failing_statement(&error, sql).to_owned(),
            message,
            code: failure(&error).map(|failure| code_name(failure.extended_code).to_owned()),
            source: Some(Box::new(error)),
        },
    }
}

/// SQLite's message without rusqlite's own additions.
pub(super) fn message(error: &Error) -> String {
    match error {
        Error::SqliteFailure(_, Some(message)) | Error::SqlInputError { msg: message, .. } => message.clone(),
        Error::SqliteFailure(failure, None) => ffi::code_to_str(failure.extended_code).to_owned(),
        other => other.to_string(),
    }
}

fn failure(error: &Error) -> Option<&ffi::Error> {
    match error {
        Error::SqlInputError { error, .. } => Some(error),
        other => other.sqlite_error(),
    }
}

fn code_name(extended: i32) -> &'static str {
    let find = |wanted: i32| {
        CODES
            .iter()
            .find(|(code, _)| *code == wanted)
            .map(|(_, name)| *name)
    };
    find(extended)
        .or_else(|| find(extended & 0xff))
        .unwrap_or("SQLITE_ERROR")
}

/// The statement that an error is about: of a text that SQLite could not read, the part that it was given.
fn failing_statement<'a>(error: &'a Error, sql: &'a str) -> &'a str {
    let text = match error {
        Error::SqlInputError { sql, .. } => sql,
        _ => sql,
    };
    first_statement(text).trim_end_matches('\0').trim()
}

fn first_statement(sql: &str) -> &str {
    split_statements(sql, LEXIS)
        .first()
        .map_or(sql, |statement| statement.sql)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_failing_statement_is_cut_from_its_text() {
        for (text, expected) in [
            ("SELECT ';' ; SELECT 2", "SELECT ';'"),
            ("  DROP TABLE x", "DROP TABLE x"),
            (
                "CREATE TRIGGER t BEGIN SELECT 1; END",
                "CREATE TRIGGER t BEGIN SELECT 1; END",
            ),
        ] {
            assert_eq!(first_statement(text).trim(), expected);
        }
    }

    #[test]
    fn extended_codes_have_names() {
        for (code, name) in [
            (2067, "SQLITE_CONSTRAINT_UNIQUE"),
            (1, "SQLITE_ERROR"),
            (266, "SQLITE_IOERR"),
        ] {
            assert_eq!(code_name(code), name);
        }
    }
}
