//! The live table, as the catalog has it.

use std::sync::Arc;

use aksara_driver::{DriverError, Value};
use aksara_operations::AlterTable;
use aksara_schema::{FieldName, Table};

use crate::catalog::{read_index, read_table};
use crate::driver::session::Session;
use crate::physical::{self, Clause, ClauseKind, Index};
use crate::render::clause_text;
use crate::table_change::TableChange;
use crate::text::{names, without_qualifier};

const LIVE_TABLE: &str = include_str!("live_table.sql");

/// A table with its indexes and triggers.
pub(super) struct LiveTable {
    /// Under the name in its own case.
    pub(super) table: physical::Table,
    /// The statements of its triggers.
    pub(super) triggers: Vec<String>,
}

impl LiveTable {
    /// Reads the live table that the history knows as this one.
    pub(super) fn read(session: &Session, table: &Table) -> Result<Self, DriverError> {
        let rows = session.query(LIVE_TABLE, &[Value::Text(table.name.name().to_owned())])?;
        let of = |kind: &'static str| {
            let of_kind = rows.iter().filter(move |row| row.text("type") == Some(kind));
            of_kind.filter_map(|row| Some((row.text("name")?, row.text("sql")?)))
        };
        let (name, sql) = of("table").next().ok_or_else(|| {
            refuse(
                format!(
                    "the database has no table `{}`, although the applied migrations made one",
                    table.name
                ),
                "see whether it was dropped by hand; this shows what differs:\n  aksara check",
            )
        })?;
        let read = read_table(sql).ok_or_else(|| {
            refuse(
                format!(
                    "the table `{}` cannot be rebuilt: its definition is not understood: {sql}",
                    table.name
                ),
                "change the table with RunSQL",
            )
        })?;
        Ok(Self {
            table: physical::Table {
                name: name.to_owned(),
                indexes: of("index").map(|(name, sql)| index(name, sql)).collect(),
                ..read
            },
            triggers: of("trigger").map(|(_, sql)| sql.to_owned()).collect(),
        })
    }

    /// Refuses a table whose columns are not those that the history knows: they, or their values, would be lost.
    pub(super) fn demand_columns_of(&self, table: &Table) -> Result<(), DriverError> {
        let unknown = self.table.columns.iter().map(|column| column.name.as_str());
        let unknown: Vec<&str> = unknown.filter(|column| !has_field(table, column)).collect();
        let missing = table.fields.keys().map(FieldName::as_str);
        let missing: Vec<&str> = missing
            .filter(|field| self.table.column(field).is_none())
            .collect();
        match (unknown.as_slice(), missing.as_slice()) {
            ([], []) => Ok(()),
            ([], missing) => Err(refuse(
                format!(
                    "the table `{}` lacks what the applied migrations made: {}",
                    table.name,
                    listed(missing)
                ),
                "add it by hand, or revert the migration that made it with --fake",
            )),
            (unknown, _) => Err(refuse(
                format!(
                    "a rebuild of `{}` would lose what the migrations do not know: {}",
                    table.name,
                    listed(unknown)
                ),
                "add it to the models and apply that migration with --fake, or drop it",
            )),
        }
    }

    /// The change as it is to a table that is STRICT or WITHOUT ROWID where the live one is.
    pub(super) fn with_own_options(&self, change: &AlterTable) -> AlterTable {
        let (mut before, mut after) = (Table::clone(&change.before), Table::clone(&change.after));
        let physical::Options {
            is_strict: strict,
            is_without_rowid: without_rowid,
        } = self.table.options;
        if before.options.strict == after.options.strict {
            after.options.strict = strict;
        }
        if before.options.without_rowid == after.options.without_rowid {
            after.options.without_rowid = without_rowid;
        }
        before.options.strict = strict;
        before.options.without_rowid = without_rowid;
        AlterTable {
            before: Arc::new(before),
            after: Arc::new(after),
            ..change.clone()
        }
    }

    /// The table with `users.age` as `age` in its checks, since it is made under a passing name. SQLite allows no
    /// qualified names elsewhere.
    pub(super) fn unqualified(&self) -> physical::Table {
        let mut table = self.table.clone();
        for clause in table.clauses_mut() {
            let Clause { kind, written, .. } = clause;
            if let ClauseKind::Check { expression } | ClauseKind::Generated { expression, .. } = kind {
                *expression = without_qualifier(expression, &self.table.name);
                *written = written
                    .as_ref()
                    .map(|written| without_qualifier(written, &self.table.name));
            }
        }
        table
    }
}

/// An index; one whose statement is not understood has its statement alone.
fn index(name: &str, sql: &str) -> Index {
    let unread = || Index {
        name: name.to_owned(),
        is_unique: false,
        parts: Vec::new(),
        condition: None,
        written: Some(sql.to_owned()),
    };
    read_index(sql).unwrap_or_else(unread)
}

/// Refuses what the history does not know, a clause or an index of the table after, where it names a dropped column.
pub(super) fn demand_nothing_dangling(
    after: &physical::Table,
    planned: &TableChange,
    dropped: &[&str],
) -> Result<(), DriverError> {
    // A new column may have the name of a dropped one.
    let is_own = |clause: &&Clause| planned.after.clauses().any(|own| own.kind == clause.kind);
    for column in dropped {
        let mut unknown = after.clauses().filter(|clause| !is_own(clause));
        if let Some(clause) = unknown.find(|clause| needs(clause, column)) {
            return Err(refuse(
                format!(
                    "the field `{column}` cannot be dropped: the table has `{}`, which the migrations do not know",
                    clause_text(clause)
                ),
                "drop that first",
            ));
        }
        let is_known = |index: &Index| {
            let mut known = planned.before.indexes.iter();
            known.any(|known| physical::is_same_name(&known.name, &index.name))
        };
        let is_in_the_way = |index: &&Index| !is_known(index) && index_names(index, column);
        if let Some(index) = after.indexes.iter().find(is_in_the_way) {
            return Err(refuse(
                format!(
                    "the field `{column}` cannot be dropped: the index `{}` names it, which the migrations do not know",
                    index.name
                ),
                format!("drop the index first: DROP INDEX \"{}\"", index.name),
            ));
        }
    }
    Ok(())
}

fn index_names(index: &Index, column: &str) -> bool {
    index.written.as_ref().is_some_and(|sql| names(sql, column))
}

/// Whether a clause needs a column to be there.
fn needs(clause: &Clause, column: &str) -> bool {
    let mut columns = clause.columns().iter();
    columns.any(|name| physical::is_same_name(name, column))
        || clause
            .expression()
            .is_some_and(|expression| names(expression, column))
}

/// Whether a table has a field of this name in any case.
fn has_field(table: &Table, name: &str) -> bool {
    table
        .fields
        .keys()
        .any(|field| field.as_str().eq_ignore_ascii_case(name))
}

/// A refusal that says what is in the way, and what to do about it.
pub(super) fn refuse(message: String, advice: impl Into<String>) -> DriverError {
    DriverError::ObjectInTheWay {
        message,
        advice: advice.into(),
    }
}

/// `` `a`, `b` ``
pub(super) fn listed(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
