//! The markers of migration tools: comments that divide an SQL file into sections and statements.
//!
//! dbmate's are our own. The others are read as their tools read them:
//! <https://github.com/amacneil/dbmate>, <https://pressly.github.io/goose/documentation/annotations/>,
//! <https://github.com/rubenv/sql-migrate>, <https://salsita.github.io/node-pg-migrate/>,
//! <https://github.com/jackc/tern>, <https://docs.rs/sqlx/latest/sqlx/macro.migrate.html>.

use std::fmt;

/// The tools whose markers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `-- migrate:up transaction:false`, which is our own too.
    Dbmate,
    /// `-- +goose Up`
    Goose,
    /// `-- +migrate Up notransaction`
    SqlMigrate,
    /// `-- Up Migration`
    NodePgMigrate,
    /// `---- create above / drop below ----`
    Tern,
    /// `-- no-transaction`
    Sqlx,
}

/// Which way SQL goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqlDirection {
    /// There.
    Up,
    /// Back.
    Down,
}

/// The beginning and end of a statement that is not cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Begin,
    End,
}

/// The meaning of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    /// A section begins, with these options.
    Section(SqlDirection, &'a str),
    /// The way there ends and the way back begins.
    Divider,
    /// One statement begins or ends.
    Statement(Edge),
    /// The statements of the file are not in a transaction.
    NoTransaction,
    /// A word of the tool that is not known here.
    Unknown,
}

/// A marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    /// The client.
    pub notation: Notation,
    /// The meaning.
    pub meaning: Meaning<'a>,
}

/// Markers that are a whole line.
const LINES: &[(&str, Notation, Meaning<'static>)] = &[
    (
        "---- create above / drop below ----",
        Notation::Tern,
        Meaning::Divider,
    ),
    (
        "---- tern: disable-tx ----",
        Notation::Tern,
        Meaning::NoTransaction,
    ),
    ("-- no-transaction", Notation::Sqlx, Meaning::NoTransaction),
];

/// The beginning of a tool's comments.
const PREFIXES: &[(&str, Notation)] = &[
    ("migrate:", Notation::Dbmate),
    ("+goose ", Notation::Goose),
    ("+migrate ", Notation::SqlMigrate),
];

/// The words after the prefix, in lower case. Only a section's word may have an option.
const WORDS: &[(Notation, &str, Meaning<'static>)] = &[
    (Notation::Goose, "statementbegin", Meaning::Statement(Edge::Begin)),
    (Notation::Goose, "statementend", Meaning::Statement(Edge::End)),
    (Notation::Goose, "no transaction", Meaning::NoTransaction),
    (
        Notation::SqlMigrate,
        "statementbegin",
        Meaning::Statement(Edge::Begin),
    ),
    (
        Notation::SqlMigrate,
        "statementend",
        Meaning::Statement(Edge::End),
    ),
];

impl Notation {
    /// The marker of a section, as the tool writes it.
    pub(super) const fn section(self, way: SqlDirection) -> &'static str {
        match (self, way) {
            (Self::Dbmate | Self::Sqlx, SqlDirection::Up) => "-- migrate:up",
            (Self::Dbmate | Self::Sqlx, SqlDirection::Down) => "-- migrate:down",
            (Self::Goose, SqlDirection::Up) => "-- +goose Up",
            (Self::Goose, SqlDirection::Down) => "-- +goose Down",
            (Self::SqlMigrate, SqlDirection::Up) => "-- +migrate Up",
            (Self::SqlMigrate, SqlDirection::Down) => "-- +migrate Down",
            (Self::NodePgMigrate, SqlDirection::Up) => "-- Up Migration",
            (Self::NodePgMigrate, SqlDirection::Down) => "-- Down Migration",
            (Self::Tern, SqlDirection::Up | SqlDirection::Down) => "---- create above / drop below ----",
        }
    }

    /// Whether it has sections of its own; its other markers may be in any file.
    pub(super) const fn has_sections(self) -> bool {
        match self {
            Self::Dbmate | Self::Goose | Self::SqlMigrate | Self::NodePgMigrate | Self::Tern => true,
            Self::Sqlx => false,
        }
    }
}

impl fmt::Display for Notation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Dbmate => "dbmate",
            Self::Goose => "goose",
            Self::SqlMigrate => "sql-migrate",
            Self::NodePgMigrate => "node-pg-migrate",
            Self::Tern => "tern",
            Self::Sqlx => "sqlx",
        })
    }
}

impl SqlDirection {
    /// The section's word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// The marker that a line is.
pub(super) fn marker(line: &str) -> Option<Marker<'_>> {
    let line = line.trim();
    let whole = LINES.iter().find(|(text, ..)| *text == line);
    if let Some((_, notation, meaning)) = whole {
        return Some(Marker {
            notation: *notation,
            meaning: *meaning,
        });
    }
    let comment = line.strip_prefix("--")?.trim();
    prefixed(comment).or_else(|| of_node_pg_migrate(comment))
}

fn prefixed(comment: &str) -> Option<Marker<'_>> {
    let (rest, notation) = PREFIXES
        .iter()
        .find_map(|(prefix, notation)| Some((comment.strip_prefix(prefix)?, *notation)))?;
    let rest = rest.trim();
    let words = rest
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let known = WORDS
        .iter()
        .find(|(of, word, _)| *of == notation && *word == words)
        .map(|(.., meaning)| *meaning);
    let meaning = known
        .or_else(|| section(rest, notation))
        .unwrap_or(Meaning::Unknown);
    Some(Marker { notation, meaning })
}

/// `up` or `down` and options. dbmate's words are in lower case.
fn section(rest: &str, notation: Notation) -> Option<Meaning<'_>> {
    let (word, options) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_meant = |way: &SqlDirection| match notation {
        Notation::Dbmate => word == way.word(),
        _ => word.eq_ignore_ascii_case(way.word()),
    };
    let way = [SqlDirection::Up, SqlDirection::Down]
        .into_iter()
        .find(is_meant)?;
    Some(Meaning::Section(way, options.trim()))
}

/// `-- Up Migration`, in any case and behind any number of dashes.
fn of_node_pg_migrate(comment: &str) -> Option<Marker<'_>> {
    let words = comment.trim_start_matches(['-', ' ']).to_lowercase();
    let mut words = words.split_whitespace();
    let way = match (words.next(), words.next(), words.next()) {
        (Some("up"), Some("migration"), None) => SqlDirection::Up,
        (Some("down"), Some("migration"), None) => SqlDirection::Down,
        _ => return None,
    };
    Some(Marker {
        notation: Notation::NodePgMigrate,
        meaning: Meaning::Section(way, ""),
    })
}
