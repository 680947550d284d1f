//! Views and triggers that name a dropped column.
//!
//! SQLite keeps a trigger whose column is dropped, and every later write to the table then fails. So where one
//! names a dropped column, SQLite is asked whether the whole catalog still makes sense.

use aksara_driver::{DriverError, Row};

use super::live::{listed, refuse};
use crate::catalog::read_trigger;
use crate::driver::session::Session;
use crate::render::PROBE_DEPENDENTS;
use crate::text::names;

const DEPENDENTS: &str = include_str!("dependents.sql");

/// Views and triggers that may name a dropped column.
pub(super) struct Dependents {
    suspects: Vec<String>,
    columns: Vec<String>,
}

impl Dependents {
    /// Finds them. A trigger that fires at a dropped column would never fire again: that is refused at once.
    pub(super) fn of(session: &Session, table: &str, dropped: &[&str]) -> Result<Self, DriverError> {
        let mut suspects = Vec::new();
        let rows = if dropped.is_empty() {
            Vec::new()
        } else {
            session.query(DEPENDENTS, &[])?
        };
        for row in &rows {
            if let (Some(name), Some(column)) = (row.text("name"), named_column(row, table, dropped)) {
                demand_other_event(row, name, column)?;
                suspects.push(name.to_owned());
            }
        }
        let columns = dropped.iter().map(|column| (*column).to_owned()).collect();
        let dependents = Self { suspects, columns };
        dependents.demand_sound(session)?;
        Ok(dependents)
    }

    /// Refuses what SQLite can no longer make sense of.
    pub(super) fn demand_sound(&self, session: &Session) -> Result<(), DriverError> {
        if self.suspects.is_empty() {
            return Ok(());
        }
        match session.execute(PROBE_DEPENDENTS) {
            Err(DriverError::Statement { message, .. }) => {
                let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
                let suspects: Vec<&str> = self.suspects.iter().map(String::as_str).collect();
                Err(refuse(
                    format!(
                        "{} cannot be dropped while {} names it: {message}",
                        listed(&columns),
                        listed(&suspects)
                    ),
                    "drop or change that first",
                ))
            }
            other => other,
        }
    }
}

/// The dropped column that a view or trigger may name.
fn named_column<'a>(row: &Row, table: &str, dropped: &[&'a str]) -> Option<&'a str> {
    let sql = row.text("sql")?;
    let is_about = row
        .text("tbl_name")
        .is_some_and(|own| own.eq_ignore_ascii_case(table))
        || names(sql, table);
    let mut columns = dropped.iter().copied();
    columns.find(|column| is_about && names(sql, column))
}

fn demand_other_event(row: &Row, name: &str, column: &str) -> Result<(), DriverError> {
    let trigger = row
        .text("sql")
        .filter(|_| row.text("type") == Some("trigger"))
        .and_then(read_trigger);
    let fires = trigger.is_some_and(|trigger| {
        trigger
            .update_of
            .iter()
            .any(|update| update.eq_ignore_ascii_case(column))
    });
    if !fires {
        return Ok(());
    }
    Err(refuse(
        format!("`{column}` cannot be dropped while the trigger `{name}` fires at it"),
        "drop or change the trigger first",
    ))
}
