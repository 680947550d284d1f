//! Keeping other runners out where no session is ours.

use std::sync::Arc;

use aksara_dialect::{Command, Fragment, Statement, TransactionMode, fragments};
use aksara_driver::{Connection, DatabaseUrl, DriverError, Fence, Leasing, Opener};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::connection::PostgresConnection;
use super::location::Location;
use crate::lexis::LEXIS;

/// Words that begin a statement which leaves something in its session for later ones.
const LASTING: [&str; 4] = ["LISTEN", "UNLISTEN", "LOAD", "PREPARE"];

/// Functions that take a lock of the session.
const SESSION_LOCKS: [&str; 4] = [
    "pg_advisory_lock",
    "pg_advisory_lock_shared",
    "pg_try_advisory_lock",
    "pg_try_advisory_lock_shared",
];

/// The expression for the seconds since 1970, at this very moment.
pub(super) const CLOCK: &str = "extract(epoch FROM clock_timestamp())::bigint";

/// Opens connections to the server of one connection.
pub(super) struct PostgresOpener {
    pub(super) location: Location,
    pub(super) url: DatabaseUrl,
}

impl Opener for PostgresOpener {
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Connection>, DriverError>> {
        async {
            let connection = PostgresConnection::open(&self.location, &self.url).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }
}

impl Leasing for PostgresConnection {
    fn try_beside_sessions(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        self.lock_answer("pg_try_advisory_xact_lock").boxed()
    }

    fn opener(&self) -> Arc<dyn Opener> {
        Arc::new(self.another())
    }

    fn fence(&mut self, fence: Option<Fence>) {
        self.set_fence(fence);
    }

    fn refusal(&self, statement: &Statement) -> Option<&'static str> {
        match (&statement.mode, &statement.command) {
            (TransactionMode::Own, _) => Some(
                "it runs outside transactions (CONCURRENTLY, VACUUM), and there nothing shows whether this run still \
                 holds the lock",
            ),
            (mode, Command::Sql(sql)) => lasting(
                sql,
                *mode == TransactionMode::Single || *mode == TransactionMode::Outside,
            ),
            (_, Command::Routine(_) | Command::Python(_) | Command::Backfill(_)) => None,
        }
    }
}

/// Why a statement needs the session of the statements before it, or leaves something in its own.
fn lasting(sql: &str, is_alone: bool) -> Option<&'static str> {
    let words: Vec<Fragment<'_>> = fragments(sql, LEXIS).filter(Fragment::is_significant).collect();
    let is = |position: usize, expected: &[&str]| {
        let word = words.get(position);
        word.is_some_and(|word| expected.iter().any(|expected| word.is_word(expected)))
    };
    let has = |expected: &str| words.iter().any(|word| word.is_word(expected));
    if is(0, &LASTING) {
        return Some(
            "it leaves something in its session (LISTEN, LOAD, PREPARE), which is another client's afterwards",
        );
    }
    if SESSION_LOCKS.iter().any(|function| has(function)) {
        return Some("it takes a lock of the session, which would stay with another client");
    }
    if is(0, &["DECLARE"]) && has("HOLD") {
        return Some("a cursor WITH HOLD stays in the session, which is another client's afterwards");
    }
    let is_setting = is(0, &["SET"]) && !is(1, &["LOCAL"]);
    let is_temporary = is(0, &["CREATE"]) && (1..4).any(|position| is(position, &["TEMP", "TEMPORARY"]));
    if is_alone && (is_setting || is_temporary) {
        return Some(
            "each statement is a transaction of its own, and may meet another session than this one's",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_leave_something_in_the_session_are_found() {
        for (sql, is_alone, is_refused) in [
            ("LISTEN a", false, true),
            ("/* x */ prepare a AS SELECT 1", false, true),
            ("SELECT pg_advisory_lock(1)", false, true),
            ("SELECT pg_advisory_xact_lock(1)", false, false),
            ("SELECT 'pg_advisory_lock'", false, false),
            ("DECLARE a CURSOR WITH HOLD FOR SELECT 1", false, true),
            ("SET search_path = a", false, false),
            ("SET search_path = a", true, true),
            ("SET LOCAL search_path = a", true, false),
            ("CREATE TEMP TABLE a (b int)", false, false),
            ("CREATE TEMP TABLE a (b int)", true, true),
            ("CREATE TABLE a (b int)", true, false),
        ] {
            assert_eq!(lasting(sql, is_alone).is_some(), is_refused, "{sql} {is_alone}");
        }
    }
}
