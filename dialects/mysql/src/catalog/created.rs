//! Facts that SHOW CREATE alone gives, and no view of the catalog. Only tables that may have such a thing are asked.

use aksara_dialect::fragments;
use aksara_driver::{Connection, DriverError, MakingStatement, Row, Value};

use super::period::is_period;
use super::rows::TableRows;
use crate::lexis::LEXIS;
use crate::name::quoted;
use crate::token::{Token, tokens};

/// The statement that makes a table, as the server writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CreateText {
    text: String,
    /// Whether it is text: it holds the bytes of a default as they are.
    is_text: bool,
}

/// A character outside the Basic Multilingual Plane, as MariaDB's views tell it in an expression.
const LOST: &str = "????";

/// The beginning of the line of the options, the last of the parentheses.
const OPTIONS: &str = "\n) ";

impl CreateText {
    /// Reads it.
    pub(super) async fn read(
        connection: &mut dyn Connection,
        table: &str,
    ) -> Result<Option<Self>, DriverError> {
        let sql = format!("SHOW CREATE TABLE {}", quoted(table));
        let rows = connection.query(&sql, &[]).await?;
        Ok(match rows.first().and_then(|row| row.get("Create Table")) {
            Some(Value::Text(text)) => Some(Self {
                text: text.clone(),
                is_text: true,
            }),
            Some(Value::Bytes(bytes)) => Some(Self {
                text: String::from_utf8_lossy(bytes).into_owned(),
                is_text: false,
            }),
            _ => None,
        })
    }

    /// Whether the catalog's views may leave out something of the table.
    pub(super) fn is_needed(table: &TableRows<'_>) -> bool {
        let has_options = table
            .table
            .text("create_options")
            .is_some_and(|options| !options.is_empty());
        let is_versioned = table.table.text("table_type") == Some("SYSTEM VERSIONED");
        let is_memory = table.table.text("engine") == Some("MEMORY");
        let is_odd = |index: &Row| {
            index.text("index_comment").is_some()
                || is_memory
                || index.text("direction") == Some("D")
                || index
                    .text("index_type")
                    .is_some_and(|kind| ["FULLTEXT", "VECTOR"].contains(&kind))
        };
        let is_lost = |row: &Row, columns: &[&str]| {
            let mut texts = columns.iter().filter_map(|column| row.text(column));
            texts.any(|text| text.contains(LOST))
        };
        let loses = table
            .columns
            .iter()
            .any(|row| is_lost(row, &["column_default", "generation_expression"]))
            || table.checks.iter().any(|row| is_lost(row, &["check_clause"]));
        has_options
            || is_versioned
            || loses
            || table.indexes.iter().any(is_odd)
            || table.checks.iter().any(is_period)
    }

    /// `PARTITION BY …`, whole. It follows the options; MySQL puts it into a comment that runs.
    pub(super) fn partition_clause(&self) -> Option<&str> {
        let options = self.text.get(self.text.rfind(OPTIONS)? + OPTIONS.len()..)?;
        let clause = options.get(options.find("PARTITION BY")?..)?.trim_end();
        let is_comment = options.contains("/*!") && clause.ends_with("*/");
        Some(if is_comment {
            clause.strip_suffix("*/")?.trim_end()
        } else {
            clause
        })
    }

    /// The parser of a full-text index, where it is another than the server's own.
    pub(super) fn parser(&self, index: &str) -> Option<String> {
        let head = format!("KEY {} ", quoted(index));
        let line = self.text.lines().find(|line| line.contains(&head))?;
        let (_, after) = line.split_once("WITH PARSER ")?;
        match tokens(after).into_iter().next()? {
            Token::Name(name) => Some(name),
            Token::Word(word) => Some(word.to_owned()),
            Token::Text(_) | Token::Number(_) | Token::Symbol(_) => None,
        }
    }

    /// An expression of the catalog's views, with the characters that those give as question marks, one for each byte.
    pub(super) fn restored(&self, reported: &str) -> Option<String> {
        let is_in = |line: &'_ str| {
            let mut starts = line.char_indices().filter_map(|(start, _)| line.get(start..));
            starts.find_map(|rest| prefix_reported_as(rest, reported).map(str::to_owned))
        };
        self.text
            .lines()
            .filter(|_| reported.contains(LOST))
            .find_map(is_in)
    }

    /// Whether the table has a period of this name.
    pub(super) fn has_period(&self, name: &str) -> bool {
        let head = format!("PERIOD FOR {} ", quoted(name));
        self.text.lines().any(|line| line.trim_start().starts_with(&head))
    }

    /// The statement that makes the table anew; `None` where it is no text. The next number that it counts to
    /// belongs to its rows.
    pub(super) fn making(&self, table: &str) -> Option<MakingStatement> {
        if !self.is_text {
            return None;
        }
        let mut sql = self.text.clone();
        let options = sql.rfind(OPTIONS).unwrap_or_default();
        let end = sql
            .get(options..)
            .and_then(|options| options.find(" COMMENT="))
            .map_or(sql.len(), |length| options + length);
        const COUNT: &str = " AUTO_INCREMENT=";
        if let Some(start) = sql.get(options..end).and_then(|part| part.find(COUNT)) {
            let start = options + start;
            let digits = sql.get(start + COUNT.len()..).unwrap_or_default();
            let length = digits
                .find(|digit: char| !digit.is_ascii_digit())
                .unwrap_or(digits.len());
            sql.replace_range(start..start + COUNT.len() + length, "");
        }
        Some(MakingStatement {
            sql,
            reverse_sql: Some(format!("DROP TABLE {}", quoted(table))),
        })
    }
}

/// The beginning of a text that the catalog's views tell so.
fn prefix_reported_as<'a>(text: &'a str, reported: &str) -> Option<&'a str> {
    let mut rest = reported;
    for (position, character) in text.char_indices() {
        if rest.is_empty() {
            return text.get(..position);
        }
        rest = if character > '\u{ffff}' {
            rest.strip_prefix(LOST)?
        } else {
            rest.strip_prefix(character)?
        };
    }
    rest.is_empty().then_some(text)
}

/// The text of a statement behind its first bare word that is this one, in any letter case.
pub(super) fn after_word<'a>(sql: &'a str, word: &str) -> Option<&'a str> {
    let found = fragments(sql, LEXIS).find(|fragment| fragment.is_word(word))?;
    sql.get(found.end()..)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    const TEXT: &str = "CREATE TABLE `t` (\n  `a` text DEFAULT concat('😀?'),\n  FULLTEXT KEY `w` (`a`) /*!50100 WITH PARSER `ngram` */ \n\
        ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COMMENT=' AUTO_INCREMENT=5'\n\
        /*!50100 PARTITION BY HASH (`id`)\n(PARTITION p ENGINE = InnoDB) */";

    #[test]
    fn parts_of_the_statement_are_found() {
        let text = CreateText {
            text: TEXT.to_owned(),
            is_text: true,
        };
        assert_eq!(
            text.partition_clause(),
            Some("PARTITION BY HASH (`id`)\n(PARTITION p ENGINE = InnoDB)")
        );
        assert_eq!(text.parser("w").as_deref(), Some("ngram"));
        assert_eq!(text.restored("concat('?????')").as_deref(), Some("concat('😀?')"));
        assert_eq!(text.restored("concat('?')"), None);
        let made = text.making("t").unwrap().sql;
        assert!(
            made.contains("InnoDB DEFAULT") && made.contains("COMMENT=' AUTO_INCREMENT=5'"),
            "{made}"
        );
    }

    #[test]
    fn the_word_that_is_bare_counts() {
        let sql = "create definer=`a trigger b`@`%` trigger x after insert";
        assert_eq!(after_word(sql, "TRIGGER"), Some(" x after insert"));
    }
}
