//! One statement for many rows of values, with as few messages to the server as possible.
//!
//! Executing a prepared statement takes an answer from the server for each row. Instead, the values are spelled into
//! the text: an INSERT of one row becomes one of many, and anything else is sent as many statements in one message.

use std::ops::Range;

use aksara_dialect::{Fragment, FragmentKind, fragments, split_statements};
use aksara_driver::{DriverError, Value};
use mysql_async::Conn;
use mysql_async::consts::StatusFlags;
use mysql_async::prelude::Queryable;

use super::error::statement_error;
use super::literal::write_literal;
use super::parameters::execute;
use super::value::Limits;
use crate::lexis::LEXIS;

/// The greatest number of bytes of a message with rows spelled into it.
const GREATEST_MESSAGE: usize = 1 << 20;

/// The words that a repeated row may have beside placeholders: nothing that is computed anew for each row.
const CONSTANTS: [&str; 4] = ["NULL", "DEFAULT", "TRUE", "FALSE"];

/// The words that must not follow such a row.
const NOT_AFTER: [&str; 3] = ["SELECT", "RETURNING", "LAST_INSERT_ID"];

/// Runs one statement once for each row, and gives the number of rows affected by all of them.
pub(super) async fn execute_many(
    connection: &mut Conn,
    sql: &str,
    rows: &[Vec<Value>],
    limits: Limits,
) -> Result<u64, DriverError> {
    let bulk = BulkStatement::new(sql).filter(|_| has_backslashes(connection));
    let messages = match bulk {
        Some(bulk) => bulk.messages(rows, limits)?,
        None => (0..rows.len()).map(Message::Alone).collect(),
    };
    let mut affected = 0;
    for message in messages {
        affected += match message {
            Message::Alone(number) => match rows.get(number) {
                Some(row) => execute(connection, sql, row, limits).await?,
                None => 0,
            },
            Message::Many(text) => {
                let sent = send(connection, text).await;
                sent.map_err(|error| statement_error(error, sql))?
            }
        };
    }
    Ok(affected)
}

/// Whether a backslash escapes, as the session was prepared; the user's own SQL may have changed that.
fn has_backslashes(connection: &Conn) -> bool {
    let status = connection.last_ok_packet().map(|packet| packet.status_flags());
    status.is_none_or(|flags| !flags.contains(StatusFlags::SERVER_STATUS_NO_BACKSLASH_ESCAPES))
}

async fn send(connection: &mut Conn, text: Vec<u8>) -> Result<u64, mysql_async::Error> {
    let mut result = connection.query_iter(text).await?;
    let mut affected = result.affected_rows();
    while !result.is_empty() {
        // On to the answer to the next statement.
        result.for_each(drop).await?;
        affected += result.affected_rows();
    }
    Ok(affected)
}

/// A statement, cut at its values.
#[derive(Debug, PartialEq, Eq)]
struct BulkStatement<'a> {
    /// The text before all rows.
    prefix: &'a str,
    /// The texts before the first value of a row, between its values, and after the last one.
    parts: Vec<&'a str>,
    /// The text between two rows.
    separator: &'static str,
    /// The text after all rows.
    suffix: &'a str,
}

/// One message to the server.
#[derive(Debug, PartialEq, Eq)]
enum Message {
    /// Rows that are spelled into a text.
    Many(Vec<u8>),
    /// A row, by its number, that is executed by itself.
    Alone(usize),
}

impl<'a> BulkStatement<'a> {
    /// Cuts a statement in the server's placeholders; `None` where it is not one statement.
    fn new(sql: &'a str) -> Option<Self> {
        let [ref statement] = split_statements(sql, LEXIS)[..] else {
            return None;
        };
        Some(match inserted_row(statement.sql) {
            Some(row) => Self {
                prefix: &statement.sql[..row.start],
                parts: parts(&statement.sql[row.clone()]),
                separator: ", ",
                suffix: &statement.sql[row.end..],
            },
            None => Self {
                prefix: "",
                parts: parts(statement.sql),
                // A line of its own: the statement may end with a comment.
                separator: "\n;\n",
                suffix: "",
            },
        })
    }

    /// The messages for these rows, in their order.
    fn messages(&self, rows: &[Vec<Value>], limits: Limits) -> Result<Vec<Message>, DriverError> {
        let greatest = limits.greatest_packet.min(GREATEST_MESSAGE);
        let greatest = greatest.saturating_sub(self.suffix.len());
        let mut messages = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let spelled = self.spelled(row, limits)?;
            match messages.last_mut() {
                _ if self.prefix.len() + spelled.len() > greatest => messages.push(Message::Alone(number)),
                Some(Message::Many(text))
                    if text.len() + self.separator.len() + spelled.len() <= greatest =>
                {
                    text.extend_from_slice(self.separator.as_bytes());
                    text.extend_from_slice(&spelled);
                }
                _ => messages.push(Message::Many([self.prefix.as_bytes(), &spelled].concat())),
            }
        }
        for message in &mut messages {
            if let Message::Many(text) = message {
                text.extend_from_slice(self.suffix.as_bytes());
            }
        }
        Ok(messages)
    }

    fn spelled(&self, row: &[Value], limits: Limits) -> Result<Vec<u8>, DriverError> {
        let mut text = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            if let Some(value) = number.checked_sub(1).and_then(|number| row.get(number)) {
                write_literal(&mut text, value, limits.flavour)?;
            }
            text.extend_from_slice(part.as_bytes());
        }
        Ok(text)
    }
}

/// A text without its placeholders.
fn parts(sql: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for placeholder in fragments(sql, LEXIS).filter(is_placeholder) {
        parts.push(&sql[start..placeholder.start]);
        start = placeholder.end();
    }
    parts.push(&sql[start..]);
    parts
}

fn is_placeholder(fragment: &Fragment<'_>) -> bool {
    fragment.is_symbol("?")
}

/// The row of an INSERT or REPLACE that has one row, of placeholders and constants alone, and no placeholder elsewhere.
fn inserted_row(sql: &str) -> Option<Range<usize>> {
    let fragments: Vec<Fragment<'_>> = fragments(sql, LEXIS).filter(Fragment::is_significant).collect();
    let first = fragments.first()?;
    let values = fragments
        .iter()
        .position(|fragment| fragment.is_word("values") || fragment.is_word("value"))?;
    let (before, row) = fragments.split_at(values + 1);
    let end = row.iter().position(|fragment| fragment.is_symbol(")"))?;
    let (row, after) = row.split_at(end + 1);
    let [opening, inner @ .., closing] = row else {
        return None;
    };
    let is_insert = first.is_word("insert") || first.is_word("replace");
    let is_row = opening.is_symbol("(") && inner.iter().all(is_constant);
    let is_last = after
        .iter()
        .all(|fragment| !is_placeholder(fragment) && !is_excluded(fragment));
    let is_next = |fragment: &&Fragment<'_>| fragment.is_symbol(",");
    let is_alone = !before.iter().any(is_placeholder) && after.first().filter(is_next).is_none();
    (is_insert && is_row && is_last && is_alone).then(|| opening.start..closing.end())
}

fn is_excluded(fragment: &Fragment<'_>) -> bool {
    NOT_AFTER.iter().any(|word| fragment.is_word(word))
}

fn is_constant(fragment: &Fragment<'_>) -> bool {
    match fragment.kind {
        FragmentKind::Word => {
            let is_number = fragment.text.starts_with(|first: char| first.is_ascii_digit());
            is_number || CONSTANTS.iter().any(|word| fragment.is_word(word))
        }
        FragmentKind::Quoted => fragment.text.starts_with('\''),
        FragmentKind::Symbol => ["?", ",", "-", "+", "."].contains(&fragment.text),
        FragmentKind::Blank | FragmentKind::Comment | FragmentKind::Placeholder(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavours::MYSQL;
    use pretty_assertions::assert_eq;

    fn check(sql: &str, greatest_packet: usize, expected: &[&str]) {
        let limits = Limits {
            flavour: &MYSQL,
            greatest_packet,
        };
        let rows: Vec<Vec<Value>> = (1..=3)
            .map(|number| vec![Value::Integer(number), Value::Text("a'b".to_owned())])
            .collect();
        let messages = BulkStatement::new(sql).unwrap().messages(&rows, limits).unwrap();
        let shown: Vec<String> = messages
            .into_iter()
            .map(|message| match message {
                Message::Many(text) => String::from_utf8(text).unwrap(),
                Message::Alone(number) => format!("row {number}"),
            })
            .collect();
        assert_eq!(shown, expected, "{sql}");
    }

    #[test]
    fn an_insert_of_one_row_becomes_one_of_many() {
        check(
            "INSERT INTO t (a, b, c) VALUES (?, ?, 'x') ON DUPLICATE KEY UPDATE a = VALUES(a);",
            1_000,
            &[
                "INSERT INTO t (a, b, c) VALUES (1, 'a''b', 'x'), (2, 'a''b', 'x'), (3, 'a''b', 'x') ON DUPLICATE KEY \
               UPDATE a = VALUES(a)",
            ],
        );
        check(
            "insert into t values (?, ?)",
            50,
            &[
                "insert into t values (1, 'a''b'), (2, 'a''b')",
                "insert into t values (3, 'a''b')",
            ],
        );
        check("insert into t values (?, ?)", 30, &["row 0", "row 1", "row 2"]);
    }

    #[test]
    fn what_is_computed_for_each_row_and_any_other_statement_is_repeated() {
        for (before, between, after) in [
            ("UPDATE t SET a = ", " WHERE b = ", " -- all"),
            ("INSERT INTO t VALUES (", ", ", ", LAST_INSERT_ID())"),
            ("INSERT INTO t VALUES (", ", (", "))"),
            ("INSERT INTO t VALUES (", ", 1), (", ", 2)"),
            ("INSERT INTO t VALUES (", ", 1) ON DUPLICATE KEY UPDATE a = ", ""),
            ("INSERT INTO t SELECT ", ", ", ""),
        ] {
            let statements: Vec<String> = (1..=3)
                .map(|number| format!("{before}{number}{between}'a''b'{after}"))
                .collect();
            check(
                &format!("{before}?{between}?{after}"),
                1_000,
                &[&statements
                    .join("\n;\n")
                    .replace(" -- all\n;", "\n;")
                    .replace(" -- all", "")],
            );
        }
        assert_eq!(BulkStatement::new("DELETE FROM a; DELETE FROM b"), None);
    }
}
