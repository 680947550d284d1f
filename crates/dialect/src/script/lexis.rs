//! How a database's SQL is cut, as data.

/// How a database's SQL is cut: what its quotes and comments are, and what holds semicolons of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Which statements hold other statements.
    pub blocks: Blocks,
}

/// Which statements hold other statements, whose semicolons do not end them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// `CREATE TRIGGER … BEGIN …; END` (SQLite).
    Triggers,
    /// `CREATE FUNCTION … BEGIN ATOMIC …; END`, and anything in parentheses (PostgreSQL).
    AtomicRoutines,
    /// Stored programs with blocks and control flow, `BEGIN NOT ATOMIC`, and the client's `DELIMITER` (MySQL).
    StoredPrograms,
}
