//! What every session relies on, also that of a script: UTC, strict, with backslashes that escape.

use crate::flavour::Server;
use crate::lower::default_collation;

/// Strict in all tables; a zero is a zero. Without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, which change what our
/// literals mean, and in the first of which MySQL cannot read back its own defaults.
const SQL_MODE: &str = "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
                        NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO";

/// Statements that prepare a session. Texts that no column gives a collation compare as the columns do.
pub(crate) fn session(server: Server) -> Vec<String> {
    vec![
        format!("SET NAMES utf8mb4 COLLATE {}", default_collation(server)),
        format!(
            "SET SESSION sql_mode = '{SQL_MODE}', SESSION time_zone = '+00:00', SESSION autocommit = 1, \
             SESSION foreign_key_checks = 1"
        ),
    ]
}

/// What the user's SQL may have changed beside the session's own settings, in a script.
const PUT_BACK: &[&str] = &[
    "UNLOCK TABLES",
    "SET SESSION TRANSACTION READ WRITE",
    "SET SESSION default_storage_engine = DEFAULT, SESSION group_concat_max_len = DEFAULT, \
     SESSION lock_wait_timeout = DEFAULT, SESSION innodb_lock_wait_timeout = DEFAULT, SESSION sql_notes = DEFAULT, \
     SESSION sql_quote_show_create = DEFAULT, SESSION sql_safe_updates = DEFAULT, \
     SESSION sql_select_limit = DEFAULT, SESSION timestamp = DEFAULT, SESSION unique_checks = DEFAULT",
];

/// Statements that put a script's session back after the user's own SQL. A script knows neither its database nor its
/// role by name.
pub(crate) fn restoration(server: Server) -> Vec<String> {
    let put_back = PUT_BACK.iter().map(|statement| (*statement).to_owned());
    put_back.chain(session(server)).collect()
}
