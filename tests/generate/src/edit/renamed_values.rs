//! Values of enums that get other names.

use std::collections::BTreeMap;

use aksara_operations::{AlterTable, Effect};
use aksara_schema::{Field, FieldName, Schema, TableName};

use super::enums::values;
use crate::Survivors;

/// By table and field as they were called first, what a value is called now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RenamedValues(BTreeMap<(TableName, FieldName), BTreeMap<String, String>>);

/// One that is given as an answer: the field's name now, and the value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedValue {
    /// The table's name before.
    pub old_table: TableName,
    /// The field's name before.
    pub old_field: FieldName,
    /// The table's name afterwards.
    pub table: TableName,
    /// The field's name afterwards.
    pub field: FieldName,
    /// The value before.
    pub old: String,
    /// The value afterwards.
    pub new: String,
}

impl RenamedValues {
    /// Those after more effects; the survivors are those before them.
    pub(super) fn follow(&mut self, effects: &[Effect], survivors: &Survivors) {
        let mut survivors = survivors.clone();
        for effect in effects {
            if let Effect::AlterTable(change) = effect {
                self.follow_table(change, &survivors);
            }
            survivors.follow(std::slice::from_ref(effect));
        }
    }

    fn follow_table(&mut self, change: &AlterTable, survivors: &Survivors) {
        let Some(table) = survivors.old_name(&change.before.name) else {
            return;
        };
        let fields = survivors.get(table).map(|(_, fields)| fields);
        for (old_name, new_name) in &change.fields.0 {
            let first = fields.and_then(|fields| fields.old_name(old_name));
            let pair = change
                .before
                .fields
                .get(old_name)
                .zip(change.after.fields.get(new_name));
            let renamed = pair.and_then(|(old, new)| only_difference(old, new));
            if let (Some(first), Some((old, new))) = (first, renamed) {
                let renames = self.0.entry((table.clone(), first.clone())).or_default();
                let earlier = renames.iter_mut().find(|(_, now)| **now == old);
                match earlier {
                    Some((_, now)) => *now = new,
                    None => drop(renames.insert(old, new)),
                }
            }
        }
    }

    /// Those that can be given to a comparison of the schemas.
    pub(super) fn known(&self, before: &Schema, after: &Schema, survivors: &Survivors) -> Vec<RenamedValue> {
        let mut known = Vec::new();
        for ((old_table, old_field), renames) in &self.0 {
            let names = survivors.get(old_table);
            let names = names.and_then(|(table, fields)| Some((table, fields.new_name(old_field)?)));
            let Some((table, field)) = names else { continue };
            let of = |schema: &Schema, table, field: &FieldName| {
                let field = schema
                    .table(table)
                    .and_then(|table| table.fields.get(field).cloned());
                field.map(|field| values(&field).to_vec()).unwrap_or_default()
            };
            let (before, after) = (of(before, old_table, old_field), of(after, table, field));
            let is_known = |old: &String, new: &String| {
                let is_gone = before.contains(old) && !after.contains(old);
                is_gone && after.contains(new) && !before.contains(new)
            };
            let renames = renames.iter().filter(|(old, new)| is_known(old, new));
            known.extend(renames.map(|(old, new)| RenamedValue {
                old_table: old_table.clone(),
                old_field: old_field.clone(),
                table: table.clone(),
                field: field.clone(),
                old: old.clone(),
                new: new.clone(),
            }));
        }
        known
    }
}

/// The one value that two enums of one length differ in.
fn only_difference(old: &Field, new: &Field) -> Option<(String, String)> {
    let (old, new) = (values(old), values(new));
    let pairs = old.iter().zip(new);
    let different: Vec<(&String, &String)> = pairs.filter(|(old, new)| old != new).collect();
    match different.as_slice() {
        [(one, other)] if old.len() == new.len() => Some(((*one).clone(), (*other).clone())),
        _ => None,
    }
}
