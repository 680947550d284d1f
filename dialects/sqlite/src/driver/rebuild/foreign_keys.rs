//! Foreign keys around a rebuild: no cascades by dropping the old table, no rows left without their target.

use std::collections::{BTreeMap, BTreeSet};

use aksara_driver::{DriverError, Row, Value};

use super::explain::ADD_TARGETS;
use super::live::{listed, refuse};
use crate::driver::session::Session;
use crate::routine::ConvertedKey;

const REFERRERS: &str = include_str!("referrers.sql");
const CHECK: &str = "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check(?1)";

/// The tables that refer to a table, itself included where it does.
pub(super) fn referrers(session: &Session, table: &str) -> Result<Vec<String>, DriverError> {
    let rows = session.query(REFERRERS, &[Value::Text(table.to_owned())])?;
    Ok(rows
        .iter()
        .filter_map(|row| row.text("name"))
        .map(str::to_owned)
        .collect())
}

/// With foreign keys on, dropping the old table deletes the rows that refer to it, and inside a transaction they
/// cannot be switched off (<https://www.sqlite.org/pragma.html#pragma_foreign_keys>).
pub(super) fn demand_no_cascades(
    session: &Session,
    table: &str,
    referrers: &[String],
) -> Result<(), DriverError> {
    if referrers.is_empty() || session.integer("PRAGMA foreign_keys")? == 0 {
        return Ok(());
    }
    let names: Vec<&str> = referrers.iter().map(String::as_str).collect();
    Err(refuse(
        format!(
            "`{table}` cannot be rebuilt here: {} refers to it, and with foreign keys on, dropping the old table would \
             delete or change the rows there",
            listed(&names)
        ),
        "split the migration so that the change is apart from RunSQL and RunPython, or run PRAGMA foreign_keys = OFF \
         before the transaction begins",
    ))
}

/// Violations of foreign keys. A table without rowids has one entry for all its rows.
#[derive(Debug, Default)]
pub(super) struct Violations {
    /// Rows that refer to nothing: how often each comes.
    rows: BTreeMap<Violation, u64>,
    /// Keys whose target is not unique, as SQLite says it; no row can be checked then.
    mismatches: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    table: String,
    parent: String,
    rowid: Option<i64>,
}

impl Violations {
    /// Those of these tables.
    pub(super) fn read(session: &Session, tables: &[String]) -> Result<Self, DriverError> {
        let mut violations = Self::default();
        for table in tables {
            match session.query(CHECK, &[Value::Text(table.clone())]) {
                Ok(rows) => violations.count(&rows),
                Err(DriverError::Statement { message, .. }) => drop(violations.mismatches.insert(message)),
                Err(other) => return Err(other),
            }
        }
        Ok(violations)
    }

    /// Those of other keys.
    pub(super) fn without(mut self, keys: &[ConvertedKey]) -> Self {
        self.rows
            .retain(|violation, _| !keys.iter().any(|key| violation.is_of(key)));
        self
    }

    /// Refuses what was not there before.
    pub(super) fn demand_no_more(&self, now: &Self) -> Result<(), DriverError> {
        if let Some(mismatch) = now.mismatches.difference(&self.mismatches).next() {
            return Err(refuse(
                format!("{mismatch}: a foreign key must refer to a primary key or unique fields"),
                "keep the constraint that makes them unique",
            ));
        }
        let is_new = |row: &Violation, count: u64| self.rows.get(row).is_none_or(|before| *before < count);
        let new: Vec<&Violation> = now
            .rows
            .iter()
            .filter(|(row, count)| is_new(row, **count))
            .map(|(row, _)| row)
            .collect();
        match new.as_slice() {
            [] => Ok(()),
            [first, others @ ..] => Err(DriverError::Violated {
                message: first.message(others.len()),
                advice: ADD_TARGETS.to_owned(),
            }),
        }
    }

    fn count(&mut self, rows: &[Row]) {
        for row in rows {
            *self.rows.entry(Violation::of(row)).or_default() += 1;
        }
    }
}

impl Violation {
    fn of(row: &Row) -> Self {
        let text = |column| row.text(column).unwrap_or_default().to_owned();
        Self {
            table: text("table"),
            parent: text("parent"),
            rowid: row.integer("rowid"),
        }
    }

    fn is_of(&self, key: &ConvertedKey) -> bool {
        self.table.eq_ignore_ascii_case(key.referrer.name())
            && self.parent.eq_ignore_ascii_case(key.target.name())
    }

    fn message(&self, others: usize) -> String {
        let row = self.rowid.map(|rowid| format!("the row with rowid {rowid}"));
        let more = if others == 0 {
            String::new()
        } else {
            format!(" (and {others} more)")
        };
        format!(
            "{} of `{}`{more} refers to a row of `{}` that does not exist",
            row.as_deref().unwrap_or("a row"),
            self.table,
            self.parent
        )
    }
}
