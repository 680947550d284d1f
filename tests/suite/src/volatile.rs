//! Fields whose values for existing rows come from the clock or from chance: two runs give them different ones.

use std::collections::{BTreeMap, BTreeSet};

use aksara_driver::Value;
use aksara_operations::{AlterTable, Effect, Migration};
use aksara_schema::{Default, Field, FieldName, Schema, TableName};

use crate::Failure;
use crate::failure::failed;
use crate::rows::Snapshot;

/// Such fields, by the names that they have in the end.
#[derive(Debug, Default)]
pub(crate) struct VolatileFields(BTreeMap<TableName, BTreeSet<FieldName>>);

impl VolatileFields {
    /// Those that a migration makes of this schema.
    pub(crate) fn of(migration: &Migration, schema: &Schema) -> Result<Self, Failure> {
        let mut schema = schema.clone();
        let mut volatile = Self::default();
        for operation in &migration.operations {
            let change = operation.value.apply(&mut schema).map_err(failed("applying"))?;
            change.effects.iter().for_each(|effect| volatile.follow(effect));
        }
        Ok(volatile)
    }

    /// Makes the values of these fields NULL, and puts the rows in the order of what is left.
    pub(crate) fn mask(&self, snapshot: &mut Snapshot) {
        for (table, fields) in &self.0 {
            let Some(rows) = snapshot.get_mut(table) else {
                continue;
            };
            for row in rows.iter_mut() {
                let volatile = row.iter_mut().filter(|(name, _)| fields.contains(*name));
                volatile.for_each(|(_, value)| *value = Value::Null);
            }
            rows.sort_by_cached_key(|row| format!("{row:?}"));
        }
    }

    fn follow(&mut self, effect: &Effect) {
        match effect {
            Effect::RenameTable(rename) => {
                if let Some(fields) = self.0.remove(&rename.before.name) {
                    self.0.insert(rename.after.name.clone(), fields);
                }
            }
            Effect::DropTable(table) => {
                self.0.remove(&table.name);
            }
            Effect::AlterTable(change) => self.follow_fields(change),
            Effect::CreateTable(_) | Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
        }
    }

    fn follow_fields(&mut self, change: &AlterTable) {
        let before = self.0.remove(&change.after.name).unwrap_or_default();
        let is_volatile = |field: &&Field| match change.fields.old_name(&field.name) {
            Some(old) => before.contains(old) || fills_from_outside(change, old, field),
            None => is_outside(field),
        };
        let after = change.after.fields.values().filter(is_volatile);
        let after: BTreeSet<FieldName> = after.map(|field| field.name.clone()).collect();
        if !after.is_empty() {
            self.0.insert(change.after.name.clone(), after);
        }
    }
}

/// Whether NULLs of the field become such a value.
fn fills_from_outside(change: &AlterTable, old: &FieldName, new: &Field) -> bool {
    let was_nullable = change
        .before
        .fields
        .get(old)
        .is_some_and(|old| !old.is_required());
    was_nullable && new.is_required() && is_outside(new)
}

/// Whether the field's default comes from the clock or from chance.
fn is_outside(field: &Field) -> bool {
    matches!(
        field.default,
        Some(Default::CurrentTimestamp | Default::RandomUuid)
    )
}
