//! Data that a change takes from existing rows, in either direction: dropped tables and fields, and conversions
//! to a type that has no place for all of a value.

use std::fmt;

use aksara_schema::{Field, FieldName, TableName};

use crate::conversion_loss::conversion_loss;
use crate::{AlterTable, Effect};

/// Something that a change takes from the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataLoss {
    /// The table, as it is called before the change.
    pub table: TableName,
    /// The lost data.
    pub lost: LostData,
}

/// The lost data. A field has the name from before the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LostData {
    /// The rows themselves.
    Rows,
    /// The values of a field.
    Values(FieldName),
    /// A part of a field's values, by the words before its name in a sentence.
    Part(FieldName, &'static str),
}

impl DataLoss {
    /// The losses of an effect.
    pub fn of(effect: &Effect) -> Vec<Self> {
        match effect {
            Effect::DropTable(table) => vec![Self {
                table: table.name.clone(),
                lost: LostData::Rows,
            }],
            Effect::AlterTable(change) => of_change(change),
            Effect::CreateTable(_)
            | Effect::RenameTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => Vec::new(),
        }
    }

    /// The field that it is about, where it is about one.
    pub fn field(&self) -> Option<&FieldName> {
        match &self.lost {
            LostData::Rows => None,
            LostData::Values(field) | LostData::Part(field, _) => Some(field),
        }
    }
}

fn of_change(change: &AlterTable) -> Vec<DataLoss> {
    let fields = change.before.fields.values();
    let lost = fields.filter_map(|field| lost_of(field, change));
    lost.map(|lost| DataLoss {
        table: change.before.name.clone(),
        lost,
    })
    .collect()
}

/// The loss of a field. A computed value is not a loss, and a conversion that the user gives is not ours to
/// judge.
fn lost_of(before: &Field, change: &AlterTable) -> Option<LostData> {
    if before.generated.is_some() {
        return None;
    }
    let name = before.name.clone();
    let after = change.fields.new_name(&before.name);
    let Some(after) = after.and_then(|name| change.after.fields.get(name)) else {
        return Some(LostData::Values(name));
    };
    if after.generated.is_some() {
        return Some(LostData::Values(name));
    }
    if change.hints.using.contains_key(&after.name) {
        return None;
    }
    let part = conversion_loss(&before.field_type.storage(), &after.field_type.storage())?;
    Some(LostData::Part(name, part))
}

impl fmt::Display for DataLoss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = &self.table;
        match &self.lost {
            LostData::Rows => write!(formatter, "the rows of `{table}`"),
            LostData::Values(field) => write!(formatter, "the values of `{table}.{field}`"),
            LostData::Part(field, part) => write!(formatter, "{part} `{table}.{field}`"),
        }
    }
}
