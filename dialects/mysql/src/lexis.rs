//! How SQL of MySQL and MariaDB is cut.
//!
//! <https://dev.mysql.com/doc/refman/9.4/en/string-literals.html>, comments.html and mysql-commands.html; MariaDB's is
//! the same.

use aksara_dialect::Lexis;

use crate::nesting::StoredPrograms;

/// Quotes, comments and blocks.
pub(crate) const LEXIS: Lexis = Lexis {
    has_backslashes: true,
    has_hash_comments: true,
    has_spaced_dashes: true,
    has_code_comments: true,
    has_delimiter_command: true,
    nesting: StoredPrograms::rules,
    ..Lexis::STANDARD
};
