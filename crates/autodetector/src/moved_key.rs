//! Foreign keys that refer to another field of the same rows, as where a primary key moves: their fields get that field's
//! values in the place of those that they hold, which would otherwise be taken for the other field's.
//!
//! A field may refer to one that refers further (a one-to-one key), so what it holds are the values of the last field of such a
//! chain. Each is rewritten while both fields are there, and after what it reads and before what it is found by are
//! rewritten themselves. A field that cannot be, stays as it is, which a warning says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{AlterField, Lookup, Using};
use aksara_schema::{
    ConstraintKind, Field, FieldName, ForeignKey, FrozenName, ObjectName, Schema, Table, TableName,
};

use crate::DetectionError;
use crate::backing::is_unique;
use crate::detector::{Detector, is_managed, without_reference};

type Place = (TableName, FieldName);

/// The fields that are still to be rewritten, with where their values are looked up.
#[derive(Debug, Default)]
pub(crate) struct MovedKeys {
    waiting: BTreeMap<Place, Lookup>,
    /// The fields that have been rewritten.
    done: Vec<Place>,
}

impl MovedKeys {
    /// Those between two schemas whose tables and fields have the same names.
    pub(crate) fn between(previous: &Schema, next: &Schema) -> Self {
        let tables = previous.tables().filter(|table| is_managed(table));
        let places = tables.flat_map(|table| referring(table));
        let moved = places.filter_map(|place| Some((place.clone(), moved(&place, previous, next)?)));
        Self {
            waiting: moved.collect(),
            done: Vec::new(),
        }
    }

    fn is_waiting(&self, table: &TableName, field: &FieldName) -> bool {
        self.waiting.contains_key(&(table.clone(), field.clone()))
    }
}

/// The place of the new values of a foreign key's field: the first table that it refers to before and after, directly or through
/// others, by another field.
fn moved(place: &Place, previous: &Schema, next: &Schema) -> Option<Lookup> {
    let (before, after) = (chain(place, previous)?, chain(place, next)?);
    let alike = before
        .iter()
        .zip(&after)
        .take_while(|(from, to)| from == to)
        .count();
    let pairs = before.iter().skip(alike).flat_map(|from| {
        let others = after.iter().skip(alike);
        others.map(move |to| (from, to))
    });
    let is_key = |(table, field): &Place, schema: &Schema| {
        let table = schema.table(table);
        table.is_some_and(|table| is_unique(table, field))
    };
    let mut of_one_table = pairs.filter(|(from, to)| from.0 == to.0 && from.1 != to.1);
    let pair = of_one_table.next();
    let pair = pair.filter(|(from, to)| is_key(from, previous) && is_key(to, next));
    pair.map(|(from, to)| Lookup {
        table: from.0.clone(),
        key: from.1.clone(),
        value: to.1.clone(),
    })
}

/// The fields that a field refers to, each through the one before it; none where they go round in a circle.
fn chain(place: &Place, schema: &Schema) -> Option<Vec<Place>> {
    let mut chain: Vec<Place> = Vec::new();
    let mut next = target(place, schema);
    while let Some(place) = next {
        if chain.contains(&place) {
            return None;
        }
        next = target(&place, schema);
        chain.push(place);
    }
    Some(chain)
}

fn target((table, field): &Place, schema: &Schema) -> Option<Place> {
    let table = schema.table(table)?;
    match &table.fields.get(field)?.reference {
        Some(reference) => Some((reference.table.clone(), reference.field.clone()?)),
        None => named_target(table, field),
    }
}

/// The field that named foreign keys refer to by a field; none where they differ.
fn named_target(table: &Table, field: &FieldName) -> Option<Place> {
    let mut targets = named_keys(table).filter_map(|(_, key)| {
        let position = key.fields.iter().position(|own| own == field)?;
        Some((key.table.clone(), key.target_fields.get(position)?.clone()))
    });
    let first = targets.next()?;
    targets.all(|other| other == first).then_some(first)
}

/// The named foreign keys of a table.
fn named_keys(table: &Table) -> impl Iterator<Item = (&ObjectName, &ForeignKey)> {
    let constraints = table.constraints.values();
    constraints.filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some((&constraint.name, key)),
        ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
    })
}

/// The names of the named foreign keys that a field is in.
fn named_keys_of(table: Option<&Table>, field: &FieldName) -> Vec<ObjectName> {
    let keys = table.into_iter().flat_map(named_keys);
    let own = keys.filter(|(_, key)| key.fields.contains(field));
    own.map(|(name, _)| name.clone()).collect()
}

/// The fields of a table that are in foreign keys.
fn referring(table: &Table) -> BTreeSet<Place> {
    let own = table.fields.values().filter(|field| field.reference.is_some());
    let named = named_keys(table).flat_map(|(_, key)| &key.fields);
    let fields = own.map(|field| &field.name).chain(named);
    fields.map(|field| (table.name.clone(), field.clone())).collect()
}

impl Detector {
    /// Takes the foreign key of a field away and leaves the field, which is rewritten where that can be done already: while the
    /// key that its values are found by is still one. The keys that refer to it go first.
    pub(crate) fn detach(&mut self, table: &TableName, name: &FieldName) -> Result<(), DetectionError> {
        let Some(field) = self.draft_field(table, name).cloned() else {
            return Ok(());
        };
        let detached = without_reference(&field, &self.draft);
        let is_waiting = self.moved_keys.is_waiting(table, name);
        if is_waiting {
            self.detach_keys_to(table, name)?;
        }
        if is_waiting || field.reference.is_none() {
            self.remove_named_keys(table, name)?;
        }
        let Some(lookup) = self
            .ready_lookup(table, name)
            .filter(|lookup| self.is_settled(lookup))
        else {
            return match field.reference {
                Some(_) => {
                    let waiting = self.like_its_key(table, detached);
                    self.push(AlterField::replace(table.into(), waiting))
                }
                None => Ok(()),
            };
        };
        let value = self.draft_field(&lookup.table, &lookup.value);
        let field_type = value.map(|value| without_reference(value, &self.draft).field_type);
        let rewritten = Field {
            field_type: field_type.unwrap_or(detached.field_type.clone()),
            ..detached
        };
        self.rewrite(table, rewritten, lookup)
    }

    /// The field with the type that the key whose values it holds gets: values are looked up by equal types, and a field that
    /// waits for its new values is found by that key once it has its new type.
    fn like_its_key(&self, table: &TableName, field: Field) -> Field {
        let place = (table.clone(), field.name.clone());
        let key = self.moved_keys.waiting.get(&place).and_then(|lookup| {
            let is_rewritten = self.moved_keys.is_waiting(&lookup.table, &lookup.key);
            self.next_field(&lookup.table, &lookup.key)
                .filter(|_| !is_rewritten)
        });
        let key_type = key.map(|key| without_reference(key, &self.next).field_type);
        Field {
            field_type: key_type.unwrap_or(field.field_type.clone()),
            ..field
        }
    }

    /// Removes the named foreign keys of a field.
    fn remove_named_keys(&mut self, table: &TableName, name: &FieldName) -> Result<(), DetectionError> {
        let keys = named_keys_of(self.draft.table(table).map(Arc::as_ref), name);
        keys.iter().try_for_each(|key| self.remove_constraint(table, key))
    }

    /// Detaches the keys that refer to a field.
    fn detach_keys_to(&mut self, table: &TableName, name: &FieldName) -> Result<(), DetectionError> {
        let target = (table.clone(), name.clone());
        let referrers = self.draft.referrers(table).flat_map(|referrer| {
            let fields = referrer.fields.keys();
            fields.map(|field| (referrer.name.clone(), field.clone()))
        });
        let own = referrers
            .filter(|place| self::target(place, &self.draft).as_ref() == Some(&target) && *place != target);
        let own: Vec<Place> = own.collect();
        own.iter()
            .try_for_each(|(table, field)| self.detach(table, field))
    }

    /// Detaches the keys to fields that are to be rewritten: a field and what refers to it cannot be rewritten at once.
    pub(crate) fn detach_keys_to_moved(&mut self) -> Result<(), DetectionError> {
        let places: Vec<Place> = self.moved_keys.waiting.keys().cloned().collect();
        places
            .iter()
            .try_for_each(|(table, field)| self.detach_keys_to(table, field))?;
        let is_plain = |(table, field): &&Place| {
            let field = self.draft_field(table, field);
            field.is_some_and(|field| field.reference.is_none())
        };
        let plain: Vec<&Place> = places.iter().filter(is_plain).collect();
        plain
            .into_iter()
            .try_for_each(|(table, field)| self.detach(table, field))
    }

    /// Whether a field without a foreign key of its own is left as it is until its values can be looked up.
    pub(crate) fn waits_for_values(&self, table: &TableName, field: &Field) -> bool {
        let is_waiting = self.moved_keys.is_waiting(table, &field.name);
        is_waiting && field.reference.is_none() && self.ready_lookup(table, &field.name).is_none()
    }

    /// Takes out of their primary keys the fields that go once others were rewritten by them: until then, the new key would be
    /// one over both, of which not every database can count a part. They stay unique, so that rows are found by them.
    pub(crate) fn release_old_keys(&mut self) -> Result<(), DetectionError> {
        let keys = self.moved_keys.waiting.values();
        let keys: BTreeSet<Place> = keys
            .map(|lookup| (lookup.table.clone(), lookup.key.clone()))
            .collect();
        for (table, name) in keys {
            let field = self.draft_field(&table, &name).filter(|field| field.primary_key);
            let goes = self.next.table(&table).is_some() && self.next_field(&table, &name).is_none();
            if let Some(field) = field.filter(|_| goes).cloned() {
                let plain = Field {
                    primary_key: false,
                    auto_increment: false,
                    unique: Some(FrozenName::default()),
                    ..field
                };
                self.push(AlterField::replace((&table).into(), plain))?;
            }
        }
        Ok(())
    }

    /// Rewrites the fields that are left and cannot have their foreign keys yet, while the fields that they are found by are
    /// still there.
    pub(crate) fn rewrite_detached(&mut self) -> Result<(), DetectionError> {
        let places: Vec<Place> = self.moved_keys.waiting.keys().cloned().collect();
        // Each round rewrites what the round before made ready.
        for _ in 0..places.len() {
            for (table, name) in &places {
                let next = self.next.table(table).and_then(|table| table.fields.get(name));
                if let (Some(next), Some(lookup)) = (next.cloned(), self.ready_lookup(table, name)) {
                    let field = without_reference(&next, &self.next);
                    self.rewrite(table, field, lookup)?;
                }
            }
        }
        Ok(())
    }

    /// Leaves the keys as they are that are to refer to fields which are made in steps: the rows have no values there yet.
    pub(crate) fn postpone_moved(&mut self, stepped: &[Place]) {
        let moved = MovedKeys::between(&self.draft, &self.next).waiting;
        let is_postponed = |lookup: &Lookup| {
            let value = (lookup.table.clone(), lookup.value.clone());
            stepped.contains(&value) && self.next_field(&lookup.table, &lookup.key).is_some()
        };
        let postponed = moved.into_iter().filter(|(_, lookup)| is_postponed(lookup));
        for ((table, name), _) in postponed.collect::<Vec<_>>() {
            let there = self.draft_field(&table, &name).cloned();
            if let (Some(there), Some(next)) = (there, self.next.table(&table)) {
                let mut next = Table::clone(next);
                next.fields.insert(name.clone(), there);
                self.keep_named_keys(&mut next, &name);
                self.next.insert(Arc::new(next));
            }
        }
    }

    /// Leaves the named foreign keys of a field as they are.
    fn keep_named_keys(&self, next: &mut Table, field: &FieldName) {
        for key in named_keys_of(Some(next), field) {
            next.constraints.shift_remove(&key);
        }
        let there = self.draft.table(&next.name).map(Arc::as_ref);
        for key in named_keys_of(there, field) {
            let constraint = there.and_then(|table| table.constraints.get(&key));
            next.constraints
                .extend(constraint.map(|constraint| (key, constraint.clone())));
        }
    }

    /// The way of a field to its new values, there and back, where it is to be rewritten and that can be done.
    pub(crate) fn take_lookup(&mut self, table: &TableName, name: &FieldName) -> Option<(Using, Using)> {
        let lookup = self.ready_lookup(table, name)?;
        let place = (table.clone(), name.clone());
        self.moved_keys.waiting.remove(&place);
        self.moved_keys.done.push(place);
        Some((Using::Lookup(lookup.clone()), Using::Lookup(lookup.reversed())))
    }

    fn rewrite(&mut self, table: &TableName, field: Field, lookup: Lookup) -> Result<(), DetectionError> {
        let place = (table.clone(), field.name.clone());
        self.moved_keys.waiting.remove(&place);
        self.moved_keys.done.push(place);
        self.push(AlterField {
            using: Some(Using::Lookup(lookup.clone())),
            reverse_using: Some(Using::Lookup(lookup.reversed())),
            ..AlterField::replace(table.into(), field)
        })
    }

    /// The lookup of a field, if the draft has both fields of it: the one with the values that are held, and the other
    /// with those that it is to have.
    fn ready_lookup(&self, table: &TableName, name: &FieldName) -> Option<Lookup> {
        let lookup = self.moved_keys.waiting.get(&(table.clone(), name.clone()))?;
        let keys = &self.moved_keys;
        let is_rewritten = keys.done.contains(&(lookup.table.clone(), lookup.key.clone()));
        let is_open = keys.is_waiting(&lookup.table, &lookup.value);
        let key = self.draft_field(&lookup.table, &lookup.key)?;
        let value = self.draft_field(&lookup.table, &lookup.value)?;
        let held = self.draft_field(table, name)?;
        let fits = held.field_type.storage() == key.field_type.storage();
        let is_computed =
            value.generated.is_some() && self.next_field(&lookup.table, &lookup.value)?.generated.is_none();
        (fits && !is_rewritten && !is_open && !is_computed).then(|| lookup.clone())
    }

    /// Whether the looked up values are already those that the models' field has in the end, or are only converted together with
    /// those of the key, which could not be compared with the held ones any more.
    fn is_settled(&self, lookup: &Lookup) -> bool {
        let (table, value) = (&lookup.table, &lookup.value);
        let fields = self.draft_field(table, value).zip(self.next_field(table, value));
        let is_filled = self.fills.contains_key(&(table.clone(), value.clone()));
        let keeps_values = fields.is_some_and(|(there, next)| {
            there.generated == next.generated
                && there.collation == next.collation
                && !is_filled
                && !self.renames_values_of(table, value)
        });
        keeps_values && (!self.is_retyped(table, value) || self.is_retyped(table, &lookup.key))
    }

    /// Whether a field that is kept gets another type.
    fn is_retyped(&self, table: &TableName, field: &FieldName) -> bool {
        let fields = self.draft_field(table, field).zip(self.next_field(table, field));
        fields.is_some_and(|(there, next)| there.field_type.storage() != next.field_type.storage())
    }

    fn draft_field(&self, table: &TableName, field: &FieldName) -> Option<&Field> {
        self.draft.table(table)?.fields.get(field)
    }

    fn next_field(&self, table: &TableName, field: &FieldName) -> Option<&Field> {
        self.next.table(table)?.fields.get(field)
    }
}
