//! Whose values the fields of foreign keys hold, while the operations of a migration pass.
//!
//! A key that is taken off and put back over the same values may refer to another field by then, as where a primary key
//! moves. No row is changed by that, so each would refer to whatever row has its value there.

use std::collections::BTreeMap;

use aksara_operations::{AlterTable, Effect, Lookup};
use aksara_schema::{FieldName, Schema, Table, TableName};

use crate::Warning;

type Place = (TableName, FieldName);

/// The field whose values each field holds, both under the names that they have at the moment; none where the field is new
/// and has no foreign key yet.
#[derive(Debug, Default)]
pub(crate) struct ReferringValues(BTreeMap<Place, Option<Place>>);

impl ReferringValues {
    /// Those of the foreign keys of a schema.
    pub(crate) fn of(schema: &Schema) -> Self {
        let tables = schema.tables();
        let targets = tables.flat_map(|table| targets(table));
        Self(targets.map(|(place, target)| (place, Some(target))).collect())
    }

    /// Takes in an effect: the keys that refer to other rows from then on.
    pub(crate) fn follow(&mut self, effect: &Effect) -> Vec<Warning> {
        match effect {
            Effect::AlterTable(change) => self.alter(change),
            Effect::RenameTable(rename) => {
                self.rename_table(&rename.before.name, &rename.after.name);
                Vec::new()
            }
            Effect::DropTable(table) => {
                self.0.retain(|(owner, _), _| *owner != table.name);
                Vec::new()
            }
            // The user may have changed the values.
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {
                self.0.clear();
                Vec::new()
            }
            Effect::CreateTable(_) => Vec::new(),
        }
    }

    fn alter(&mut self, change: &AlterTable) -> Vec<Warning> {
        self.rename_fields(change);
        let computed = &change.hints.using;
        self.rewrite(change);
        let mut warnings = Vec::new();
        for name in change.after.fields.keys() {
            if change.fields.old_name(name).is_none() {
                self.0.insert((change.after.name.clone(), name.clone()), None);
            }
        }
        for (place, to) in targets(&change.after) {
            let from = self.0.insert(place.clone(), Some(to.clone()));
            let (table, field) = place;
            match from {
                Some(Some(from)) if from != to && !computed.contains_key(&field) => {
                    warnings.push(Warning::RefersElsewhere {
                        table,
                        field,
                        from,
                        to,
                    });
                }
                None => warnings.push(Warning::MustRefer { table, field, to }),
                Some(_) => {}
            }
        }
        warnings
    }

    /// Fields whose values are looked up hold those of another field from then on.
    fn rewrite(&mut self, change: &AlterTable) {
        for (field, using) in &change.hints.using {
            let place = (change.after.name.clone(), field.clone());
            if let (Some(Lookup { table, key, value }), Some(Some(held))) =
                (using.lookup(), self.0.get_mut(&place))
                && held.0 == *table
                && held.1 == *key
            {
                held.1 = value.clone();
            }
        }
    }

    fn rename_fields(&mut self, change: &AlterTable) {
        let table = &change.before.name;
        let now = |place: Place| match change.fields.new_name(&place.1) {
            Some(name) if place.0 == *table => (place.0, name.clone()),
            Some(_) | None => place,
        };
        let is_kept = |place: &Place| place.0 != *table || change.fields.new_name(&place.1).is_some();
        let places = std::mem::take(&mut self.0).into_iter();
        let kept = places.filter(|(place, _)| is_kept(place));
        self.0 = kept
            .map(|(place, target)| (now(place), target.map(now)))
            .collect();
    }

    fn rename_table(&mut self, before: &TableName, after: &TableName) {
        let now = |(table, field): Place| {
            let is_renamed = table == *before;
            (if is_renamed { after.clone() } else { table }, field)
        };
        let places = std::mem::take(&mut self.0).into_iter();
        self.0 = places
            .map(|(place, target)| (now(place), target.map(now)))
            .collect();
    }
}

/// The fields of a table with foreign keys, and what they refer to; one that is in several keys has no single target.
fn targets(table: &Table) -> Vec<(Place, Place)> {
    let keys = table.foreign_keys().into_iter();
    let pairs = keys.flat_map(|(_, key)| {
        let targets = key.target_fields.into_iter().map({
            let target = key.table.clone();
            move |field| (target.clone(), field)
        });
        let places = key.fields.into_iter().map(|field| (table.name.clone(), field));
        places.zip(targets.collect::<Vec<_>>())
    });
    let mut targets: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for (place, target) in pairs {
        targets.entry(place).or_default().push(target);
    }
    let alone = targets.into_iter().filter_map(|(place, targets)| {
        let [target] = <[Place; 1]>::try_from(targets).ok()?;
        Some((place, target))
    });
    alone.collect()
}
