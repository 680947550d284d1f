//! How SQLite's SQL is cut: <https://sqlite.org/lang_keywords.html> and lang_comment.html.

use aksara_dialect::Lexis;

use crate::nesting::Triggers;

/// Quotes, comments and blocks.
pub(crate) const LEXIS: Lexis = Lexis {
    has_brackets: true,
    nesting: Triggers::rules,
    ..Lexis::STANDARD
};
