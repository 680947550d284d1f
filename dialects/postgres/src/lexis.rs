//! How PostgreSQL's SQL is cut: <https://www.postgresql.org/docs/18/sql-syntax-lexical.html>.

use aksara_dialect::Lexis;

use crate::nesting::AtomicRoutines;

/// Quotes, comments and blocks.
pub(crate) const LEXIS: Lexis = Lexis {
    has_backslashes: false,
    has_dollar_quotes: true,
    has_nested_comments: true,
    has_hash_comments: false,
    has_spaced_dashes: false,
    has_code_comments: false,
    has_brackets: false,
    has_delimiter_command: false,
    nesting: AtomicRoutines::rules,
};
