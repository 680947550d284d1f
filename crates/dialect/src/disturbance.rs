//! Changes that others who use a table notice: views, triggers, indexes made by hand.

use std::collections::BTreeMap;
use std::fmt;

use aksara_operations::{AlterTable, Effect};
use aksara_schema::{FieldName, Table};

/// A change of a table or field that others who use it notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disturbance {
    /// It is dropped.
    Dropped,
    /// It gets another name.
    Renamed,
    /// It gets another type.
    Retyped,
}

/// A table that a change disturbs, as it is before the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisturbedTable<'a> {
    /// The table.
    pub table: &'a Table,
    /// The change of the table as a whole.
    pub whole: Option<Disturbance>,
    /// The changes of its fields.
    pub fields: BTreeMap<&'a FieldName, Disturbance>,
}

impl<'a> DisturbedTable<'a> {
    /// The table that a change disturbs; `None` where nothing is dropped and nothing gets another name or type.
    pub fn of(effect: &'a Effect) -> Option<Self> {
        let whole = |table, disturbance| Self {
            table,
            whole: Some(disturbance),
            fields: BTreeMap::new(),
        };
        match effect {
            Effect::DropTable(table) => Some(whole(table, Disturbance::Dropped)),
            Effect::RenameTable(rename) => Some(whole(&rename.before, Disturbance::Renamed)),
            Effect::AlterTable(change) => Self::of_change(change),
            Effect::CreateTable(_) | Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => None,
        }
    }

    fn of_change(change: &'a AlterTable) -> Option<Self> {
        let fields = change.before.fields.keys();
        let fields: BTreeMap<_, _> = fields
            .filter_map(|field| Some((field, disturbance(change, field)?)))
            .collect();
        (!fields.is_empty()).then_some(Self {
            table: &change.before,
            whole: None,
            fields,
        })
    }

    /// The change of a column of this name, in any letter case.
    pub fn field(&self, column: &str) -> Option<(&'a FieldName, Disturbance)> {
        let mut fields = self.fields.iter();
        let found = fields.find(|(field, _)| field.as_str().eq_ignore_ascii_case(column))?;
        Some((found.0, *found.1))
    }

    /// Whether the field of this name is dropped.
    pub fn drops(&self, column: &str) -> bool {
        self.field(column)
            .is_some_and(|(_, disturbance)| disturbance == Disturbance::Dropped)
    }
}

fn disturbance(change: &AlterTable, field: &FieldName) -> Option<Disturbance> {
    let Some(new_name) = change.fields.new_name(field) else {
        return Some(Disturbance::Dropped);
    };
    if new_name != field {
        return Some(Disturbance::Renamed);
    }
    let storage = |table: &Table| table.fields.get(field).map(|field| field.field_type.storage());
    (storage(&change.before) != storage(&change.after)).then_some(Disturbance::Retyped)
}

impl fmt::Display for Disturbance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Dropped => "is dropped",
            Self::Renamed => "gets another name",
            Self::Retyped => "gets another type",
        })
    }
}
