//! How a database's SQL is cut, as data.

use super::{Flat, Nesting};

/// How a database's SQL is cut: what its quotes and comments are, and what holds semicolons of its own.
#[derive(Debug, Clone, Copy)]
pub struct Lexis {
    /// `\'` in a text is a quote, in every text (MySQL).
    pub has_backslashes: bool,
    /// `$$…$$`, `$tag$…$tag$` and `E'…\'…'` (PostgreSQL).
    pub has_dollar_quotes: bool,
    /// `/* /* */ */` is one comment.
    pub has_nested_comments: bool,
    /// `#` begins a comment.
    pub has_hash_comments: bool,
    /// `--` begins a comment only where white space or the end follows (MySQL).
    pub has_spaced_dashes: bool,
    /// `/*! … */` is code (MySQL).
    pub has_code_comments: bool,
    /// `[name]` is a name.
    pub has_brackets: bool,
    /// `DELIMITER …` on a line of its own says what ends the statements below it (MySQL's client).
    pub has_delimiter_command: bool,
    /// The rules by which a statement holds others, at the beginning of one.
    pub nesting: fn() -> Box<dyn Nesting>,
}

impl Lexis {
    /// The quotes and comments of the standard alone; no statement holds another.
    pub const STANDARD: Self = Self {
        has_backslashes: false,
        has_dollar_quotes: false,
        has_nested_comments: false,
        has_hash_comments: false,
        has_spaced_dashes: false,
        has_code_comments: false,
        has_brackets: false,
        has_delimiter_command: false,
        nesting: Flat::rules,
    };
}
