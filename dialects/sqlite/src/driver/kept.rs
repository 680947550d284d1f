//! The settings of a session, which the user's SQL may change and which are put back.

use rusqlite::{Connection, Result};

/// Settings of a connection that decide what later statements mean (<https://sqlite.org/pragma.html>).
const PRAGMAS: &[&str] = &[
    "busy_timeout",
    "foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "query_only",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "synchronous",
    "trusted_schema",
    "writable_schema",
];

/// `case_sensitive_like` cannot be read: it gives LIKE another function.
const IGNORES_CASE: &str = "SELECT 'a' LIKE 'A'";

/// Temporary objects hide those of the main database that have their names. A table's triggers go with it.
const TEMPORARY: &str = "SELECT type, name FROM sqlite_temp_schema \
                         WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                         ORDER BY type DESC";

/// A session as it was found.
pub(super) struct KeptSession {
    pragmas: Vec<(&'static str, i64)>,
    ignores_case: bool,
    temporary: Vec<(String, String)>,
}

impl KeptSession {
    /// Reads what is there.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let pragmas = PRAGMAS.iter().map(|name| Ok((*name, pragma(connection, name)?)));
        Ok(Self {
            pragmas: pragmas.collect::<Result<_>>()?,
            ignores_case: ignores_case(connection)?,
            temporary: temporary(connection)?,
        })
    }

    /// Puts it back where it is another one now.
    pub(super) fn restore(&self, connection: &Connection) -> Result<()> {
        for (name, found) in &self.pragmas {
            if pragma(connection, name)? != *found {
                connection.execute_batch(&format!("PRAGMA {name} = {found}"))?;
            }
        }
        if ignores_case(connection)? != self.ignores_case {
            let is_sensitive = !self.ignores_case;
            connection.execute_batch(&format!("PRAGMA case_sensitive_like = {is_sensitive}"))?;
        }
        let left = temporary(connection)?;
        for (kind, name) in left.iter().filter(|object| !self.temporary.contains(object)) {
            let name = name.replace('"', "\"\"");
            connection.execute_batch(&format!("DROP {kind} IF EXISTS temp.\"{name}\""))?;
        }
        Ok(())
    }
}

fn pragma(connection: &Connection, name: &str) -> Result<i64> {
    connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
}

fn ignores_case(connection: &Connection) -> Result<bool> {
    connection.query_row(IGNORES_CASE, [], |row| row.get(0))
}

fn temporary(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(TEMPORARY)?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    objects.collect()
}
