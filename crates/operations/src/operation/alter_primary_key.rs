//! `AlterPrimaryKey(model_name, primary_key=["b", "a"], primary_key_name="…")`

use aksara_schema::{FieldName, ForeignKey, NotCompared, ObjectName, Schema, Table};
use serde::{Deserialize, Serialize};

use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::TableEdit;
use crate::freeze::{demand_free_name, find_field};
use crate::{Change, Inverse, OperationError};

/// Gives the primary key another order of its fields, and another name. Which fields belong to it is each field's own to
/// say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterPrimaryKey {
    /// The table.
    pub table: TableReference,
    /// All fields of the key in their new order, as written.
    pub fields: Vec<String>,
    /// The key's new name; without one it keeps its own.
    pub name: Option<ObjectName>,
}

impl AlterPrimaryKey {
    /// Gives a table's key this order, under the name that it has.
    pub fn ordered<'a>(table: TableReference, fields: impl IntoIterator<Item = &'a FieldName>) -> Self {
        Self {
            table,
            fields: fields.into_iter().map(ToString::to_string).collect(),
            name: None,
        }
    }

    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let order = self.order(&edit.before)?;
        if !order.iter().eq(edit.before.primary_key()) {
            demand_unused(&edit.before, schema)?;
        }
        edit.after.primary_key_order.clear();
        if !order.iter().eq(edit.after.primary_key()) {
            edit.after.primary_key_order = order;
        }
        let old_name = edit.before.primary_key_name.0.clone();
        let new_name = self.name.as_ref().filter(|name| old_name.as_ref() != Some(*name));
        if let Some(name) = new_name {
            demand_free_name(name, &edit.before)?;
            edit.after.primary_key_name = NotCompared(Some(name.clone()));
        }
        let undo = Self {
            name: old_name.filter(|_| self.name.is_some()),
            ..Self::ordered((&edit.before.name).into(), edit.before.primary_key())
        };
        Ok(Change {
            effects: edit.close(schema),
            inverse: Inverse::exact([undo.into()]),
        })
    }

    /// The fields by their own names, which must be those of the key.
    fn order(&self, table: &Table) -> Result<Vec<FieldName>, OperationError> {
        let written = self.fields.iter();
        let fields: Result<Vec<FieldName>, _> = written
            .map(|name| find_field(table, name).map(|field| field.name.clone()))
            .collect();
        let (order, key) = (fields?, table.primary_key());
        let is_key = order.len() == key.len() && key.iter().all(|field| order.contains(field));
        if is_key && !key.is_empty() {
            Ok(order)
        } else {
            Err(OperationError::OtherKeyFields {
                table: table.name.clone(),
                written: self.fields.clone(),
                key: key.into_iter().map(ToString::to_string).collect(),
            })
        }
    }

    pub(super) fn describe(&self) -> String {
        format!("Alter primary key of table '{}'", self.table)
    }
}

/// A database makes a key with another order anew, and keeps the one that foreign keys refer to.
fn demand_unused(table: &Table, schema: &Schema) -> Result<(), OperationError> {
    let own = table.primary_key();
    let refers = |key: &ForeignKey| {
        key.table == table.name
            && key.target_fields.len() == own.len()
            && own.iter().all(|field| key.target_fields.contains(field))
    };
    let referrers = schema.referrers(&table.name).flat_map(|referrer| {
        let keys = referrer.foreign_keys().into_iter().filter(|(_, key)| refers(key));
        let named = keys.filter_map(|(name, _)| Some(format!("{}.{}", referrer.name, name?)));
        named.collect::<Vec<_>>()
    });
    let by: Vec<String> = referrers.collect();
    match (by.is_empty(), own.first()) {
        (false, Some(field)) => Err(OperationError::FieldInUse {
            table: table.name.clone(),
            field: FieldName::clone(field),
            by,
        }),
        (true, _) | (_, None) => Ok(()),
    }
}

impl Definition for AlterPrimaryKey {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 7,
            name: format!("alter_{}_primary_key", self.table),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn movable_table(&mut self) -> Option<&mut TableReference> {
        Some(&mut self.table)
    }

    fn covers(&self) -> bool {
        true
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let fields: Vec<String> = self.fields.iter().map(|field| format!("`{field}`")).collect();
        let name = self.name.as_ref().map(|name| format!(", named `{name}`"));
        let text = format!(
            "alter the primary key: {}{}",
            fields.join(", "),
            name.unwrap_or_default()
        );
        Sentence::of(&self.table, text)
    }
}
