//! Settings that every session relies on, also that of a script: UTC, strict, with backslashes that escape.

use crate::build::options::default_collation;
use crate::flavour::Server;

/// Modes of every session of ours: strict in all tables; a zero is a zero, and an engine is the one that was asked for.
/// Without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, which change what our literals mean, and in the first of which MySQL
/// cannot read back its own defaults.
const OWN_MODES: &str = "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO";

/// Modes that say which values are values. They are the server's to set: a table that holds zero dates could not be
/// changed in a stricter session than the one that filled it.
const SERVER_MODES: &[&str] = &[
    "NO_ZERO_IN_DATE",
    "NO_ZERO_DATE",
    "ERROR_FOR_DIVISION_BY_ZERO",
    "ALLOW_INVALID_DATES",
];

/// Statements that prepare a session that was found with these modes.
#[cfg(feature = "driver")]
pub(crate) fn session(server: Server, found: &str) -> Vec<String> {
    let has = |mode: &&&str| found.split(',').any(|name| name.eq_ignore_ascii_case(mode));
    let kept = SERVER_MODES.iter().filter(has).map(|mode| format!(",{mode}"));
    statements(server, &format!("'{OWN_MODES}{}'", kept.collect::<String>()))
}

/// The variable in which a script keeps its SQL mode.
const KEPT_MODE: &str = "@aksara_sql_mode";

/// Statements that prepare the session of a script, whose server tells its modes when it runs.
pub(crate) fn script_session(server: Server) -> Vec<String> {
    let kept = SERVER_MODES
        .iter()
        .map(|mode| format!(", if(find_in_set('{mode}', @@SESSION.sql_mode), ',{mode}', '')"));
    let mode = format!("concat('{OWN_MODES}'{})", kept.collect::<String>());
    let keep = format!("SET {KEPT_MODE} = {mode}");
    std::iter::once(keep)
        .chain(statements(server, KEPT_MODE))
        .collect()
}

/// Texts that no column gives a collation compare as the columns do.
fn statements(server: Server, sql_mode: &str) -> Vec<String> {
    vec![
        format!("SET NAMES utf8mb4 COLLATE {}", default_collation(server)),
        format!(
            "SET SESSION sql_mode = {sql_mode}, SESSION time_zone = '+00:00', SESSION autocommit = 1, \
             SESSION foreign_key_checks = 1"
        ),
    ]
}

/// Statements that undo, in a script, what the user's SQL may have changed beside the session's own settings.
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
    put_back.chain(statements(server, KEPT_MODE)).collect()
}
