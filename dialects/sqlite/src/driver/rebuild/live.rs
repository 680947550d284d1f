//! The live table, as the catalog has it.

use std::sync::Arc;

use aksara_driver::{DriverError, Row, Value};
use aksara_operations::AlterTable;
use aksara_schema::{FieldName, Table, TableName};

use crate::driver::session::Session;
use crate::inspect::definition::{TableDefinition, read_table};

const LIVE_TABLE: &str = include_str!("live_table.sql");

/// A table with its indexes and triggers.
pub(super) struct LiveTable {
    /// The name in its own case.
    pub(super) name: String,
    history_name: TableName,
    pub(super) definition: TableDefinition,
    pub(super) indexes: Vec<LiveObject>,
    pub(super) triggers: Vec<LiveObject>,
}

/// An index or a trigger.
pub(super) struct LiveObject {
    pub(super) name: String,
    pub(super) sql: String,
}

impl LiveTable {
    /// Reads the live table that the history knows as this one.
    pub(super) fn read(session: &Session, table: &Table) -> Result<Self, DriverError> {
        let rows = session.query(LIVE_TABLE, &[Value::Text(table.name.name().to_owned())])?;
        let of = |kind: &'static str| {
            let of_kind = rows.iter().filter(move |row| row.text("type") == Some(kind));
            of_kind.filter_map(LiveObject::of)
        };
        let own = of("table").next().ok_or_else(|| {
            refuse(
                format!(
                    "the database has no table `{}`, although the applied migrations made one",
                    table.name
                ),
                "see whether it was dropped by hand; `aksara check` shows what differs",
            )
        })?;
        let definition = read_table(&own.sql).ok_or_else(|| {
            refuse(
                format!(
                    "the table `{}` cannot be rebuilt: its definition is not understood: {}",
                    table.name, own.sql
                ),
                "change the table with RunSQL",
            )
        })?;
        let (indexes, triggers) = (of("index").collect(), of("trigger").collect());
        Ok(Self {
            name: own.name,
            history_name: table.name.clone(),
            definition,
            indexes,
            triggers,
        })
    }

    /// The table's name in its own case.
    pub(super) fn table_name(&self) -> TableName {
        self.history_name
            .with_name(self.name.as_str())
            .unwrap_or_else(|_| self.history_name.clone())
    }

    /// Refuses a table whose columns are not those that the history knows: they, or their values, would be lost.
    pub(super) fn demand_columns_of(&self, table: &Table) -> Result<(), DriverError> {
        let unknown = self.definition.columns.iter().map(|column| column.name.as_str());
        let unknown: Vec<&str> = unknown.filter(|column| !has_field(table, column)).collect();
        let missing = table.fields.keys().map(FieldName::as_str);
        let missing: Vec<&str> = missing
            .filter(|field| self.definition.column(field).is_none())
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
        let (strict, without_rowid) = (self.definition.is_strict, self.definition.is_without_rowid);
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
}

/// Whether a table has a field of this name, whatever its case.
fn has_field(table: &Table, name: &str) -> bool {
    table
        .fields
        .keys()
        .any(|field| field.as_str().eq_ignore_ascii_case(name))
}

impl LiveObject {
    fn of(row: &Row) -> Option<Self> {
        Some(Self {
            name: row.text("name")?.to_owned(),
            sql: row.text("sql")?.to_owned(),
        })
    }
}

/// A refusal that says what is in the way, and what to do.
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
