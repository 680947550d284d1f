//! How long the statements of a transaction wait for locks.
//!
//! A change of a table that waits holds up every reader who comes after it, so it gives up early. Rows hold nobody up: who
//! waits for them waits as long as the session says.

use std::time::Duration;

use aksara_dialect::{Lexis, fragments};
use aksara_driver::LockLimit;

/// The setting, as a session without a limit has it.
const NO_LIMIT: &str = "0";

/// The limit for waiting for rows, where the session has none.
const ROWS: &str = "10s";

/// The units of a setting, in milliseconds.
const UNITS: &[(&str, u64)] = &[
    ("", 1),
    ("ms", 1),
    ("s", 1_000),
    ("min", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Statements that wait for rows alone.
const ROW_STATEMENTS: &[&str] = &[
    "CALL", "COPY", "DELETE", "DO", "EXECUTE", "INSERT", "MERGE", "SELECT", "UPDATE", "VALUES", "WITH",
];

/// The setting that the user's own SQL may change.
const SETTING: &str = "lock_timeout";

/// The longest wait of the open transaction's statements for locks, by the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// That of the session.
    Session,
    /// That for changes of tables.
    Tables,
    /// One that the user's SQL has set for the rest of the transaction.
    Theirs,
}

/// The limits of one connection.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// The session's own.
    session: String,
    /// That for changes of tables, if they have one of their own.
    tables: Option<String>,
    /// That for all statements of a transaction that others must not wait for.
    hurried: Option<String>,
    now: Limit,
}

impl Waiting {
    /// The limits of a session that was found with this one.
    pub(super) fn new(found: &str) -> Self {
        let session = if found == NO_LIMIT { ROWS } else { found };
        Self {
            session: session.to_owned(),
            tables: None,
            hurried: None,
            now: Limit::Session,
        }
    }

    /// Takes a limit for changes of tables; the session's own stays unless this one was chosen.
    pub(super) fn limit_tables(&mut self, limit: LockLimit, found: &str) {
        if limit.is_chosen || found == NO_LIMIT {
            self.tables = Some(milliseconds(limit.duration));
        }
    }

    /// Takes a limit for all statements of the next transaction; shorter ones stay.
    pub(super) fn hurry(&mut self, patience: Duration) {
        let set = self.tables.as_ref().unwrap_or(&self.session);
        let shorter = duration(set).filter(|set| *set < patience);
        self.hurried = Some(milliseconds(shorter.unwrap_or(patience)));
    }

    /// The setting that a transaction begins with, if it needs one.
    pub(super) fn begin(&mut self) -> Option<String> {
        if let Some(limit) = &self.hurried {
            return Some(set(limit));
        }
        let limit = self.tables.as_ref()?;
        self.now = Limit::Tables;
        Some(set(limit))
    }

    /// The limit of the session.
    pub(super) fn session(&self) -> &str {
        &self.session
    }

    /// The transaction has ended, or its settings are another's.
    pub(super) fn ended(&mut self) {
        self.hurried = None;
        self.now = Limit::Session;
    }

    /// The setting that a statement of a transaction needs, if it has another now.
    pub(super) fn before(&mut self, sql: &str, lexis: Lexis, is_in_transaction: bool) -> Option<String> {
        if sql.to_lowercase().contains(SETTING) {
            self.now = Limit::Theirs;
            return None;
        }
        if !is_in_transaction || self.hurried.is_some() {
            return None;
        }
        let first = fragments(sql, lexis).find(|fragment| fragment.is_significant())?;
        if first.is_word("SET") {
            return None;
        }
        if ROW_STATEMENTS.iter().any(|word| first.is_word(word)) {
            self.for_rows()
        } else {
            self.for_tables()
        }
    }

    /// The setting for statements that wait for rows.
    pub(super) fn for_rows(&mut self) -> Option<String> {
        if self.now != Limit::Tables {
            return None;
        }
        self.now = Limit::Session;
        Some(set(&self.session))
    }

    fn for_tables(&mut self) -> Option<String> {
        let limit = self.tables.as_ref()?;
        if self.now != Limit::Session {
            return None;
        }
        self.now = Limit::Tables;
        Some(set(limit))
    }
}

fn set(limit: &str) -> String {
    format!("SET LOCAL lock_timeout = '{limit}'")
}

/// A limit that is set, as the server writes it; `None` where it is none.
fn duration(setting: &str) -> Option<Duration> {
    let end = setting.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = setting.split_at(end.unwrap_or(setting.len()));
    let milliseconds = UNITS.iter().find(|(name, _)| *name == unit)?.1;
    let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    Some(Duration::from_millis(number.saturating_mul(milliseconds)))
}

fn milliseconds(duration: Duration) -> String {
    format!("{}ms", duration.as_millis().max(1))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::lexis::LEXIS;

    fn limited(found: &str, is_chosen: bool) -> Waiting {
        let mut waiting = Waiting::new(found);
        let duration = Duration::from_secs(3);
        waiting.limit_tables(LockLimit { duration, is_chosen }, found);
        waiting
    }

    #[test]
    fn tables_have_the_short_limit_and_rows_the_sessions() {
        let mut waiting = limited("0", false);
        assert_eq!(
            waiting.begin().as_deref(),
            Some("SET LOCAL lock_timeout = '3000ms'")
        );
        let mut before = |sql: &str| waiting.before(sql, LEXIS, true);
        assert_eq!(before("ALTER TABLE a ADD b int"), None);
        assert_eq!(
            before("/* x */ update a SET b = 1").as_deref(),
            Some("SET LOCAL lock_timeout = '10s'")
        );
        assert_eq!(before("SELECT 1"), None);
        assert_eq!(
            before("DROP TABLE a").as_deref(),
            Some("SET LOCAL lock_timeout = '3000ms'")
        );
        assert_eq!(before("SET LOCAL lock_timeout = '1min'"), None);
        assert_eq!(before("SELECT 1"), None);
        waiting.ended();
        assert_eq!(
            waiting.begin().as_deref(),
            Some("SET LOCAL lock_timeout = '3000ms'")
        );
    }

    #[test]
    fn a_hurried_transaction_has_one_limit_for_everything_and_a_shorter_one_stays() {
        for (found, expected) in [
            ("0", "100ms"),
            ("1min", "100ms"),
            ("50ms", "50ms"),
            ("20", "20ms"),
        ] {
            let mut waiting = Waiting::new(found);
            waiting.hurry(Duration::from_millis(100));
            let expected = format!("SET LOCAL lock_timeout = '{expected}'");
            assert_eq!(waiting.begin(), Some(expected), "{found}");
            assert_eq!(waiting.before("UPDATE a SET b = 1", LEXIS, true), None);
            waiting.ended();
            assert_eq!(waiting.begin(), None);
        }
    }

    #[test]
    fn a_limit_that_was_found_stays_unless_another_is_chosen() {
        assert_eq!(limited("1min", false).begin(), None);
        assert_eq!(
            limited("1min", true).begin().as_deref(),
            Some("SET LOCAL lock_timeout = '3000ms'")
        );
    }
}
