//! How SQLite's SQL is cut: <https://sqlite.org/lang_keywords.html> and lang_comment.html.

use aksara_dialect::Lexis;

use crate::nesting::Triggers;

/// Quotes, comments and blocks.
pub(crate) const LEXIS: Lexis = Lexis {
    has_backslashes: false,
    has_dollar_quotes: false,
    has_nested_comments: false,
    has_hash_comments: false,
    has_spaced_dashes: false,
    has_code_comments: false,
    has_brackets: true,
    has_delimiter_command: false,
    nesting: Triggers::rules,
};
