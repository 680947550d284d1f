//! How PostgreSQL's SQL is cut: <https://www.postgresql.org/docs/18/sql-syntax-lexical.html>.

use aksara_dialect::Lexis;

use crate::nesting::AtomicRoutines;

/// Quotes, comments and blocks.
pub(crate) const LEXIS: Lexis = Lexis {
    has_dollar_quotes: true,
    has_nested_comments: true,
    nesting: AtomicRoutines::rules,
    ..Lexis::STANDARD
};
