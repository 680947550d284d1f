//! Foreign keys whose two sides change their type or their values in different steps are detached before the first and
//! attached after the last, under the same name: between the two, no key could hold. So are those that lose what they depend on.

use std::sync::Arc;

use aksara_dialect::{Detachment, Step, table_at, table_beside};
use aksara_operations::AlterTable;
use aksara_schema::{Constraint, ConstraintKind, FieldName, ForeignKey, ObjectName, Table};

use crate::own_objects::field_constraints;

use super::replaced_targets::replaces;

/// Puts the steps that detach and attach around the steps that need it.
pub(super) fn detach_keys(mut steps: Vec<Step>) -> Vec<Step> {
    while let Some((key, detachment)) = find(&steps) {
        detachment.carry_out(&mut steps, |table| without(table, &key));
    }
    steps
}

/// The first key in the way of a step.
fn find(steps: &[Step]) -> Option<(ObjectName, Detachment)> {
    steps.iter().enumerate().find_map(|(owner, step)| {
        let own = step.alteration()?;
        let mut keys = foreign_keys(&own.before).into_iter();
        keys.find_map(|(name, key)| {
            let changes = key.fields.iter().any(|field| converts(own, field));
            let is_in_the_way = |position: &usize| {
                let disturbance = disturbance(&name, owner, *position, steps);
                disturbance.is_some_and(|disturbance| match disturbance {
                    Disturbance::Converts => changes && *position != owner,
                    Disturbance::Replaces => true,
                })
            };
            let positions: Vec<usize> = (0..steps.len()).filter(is_in_the_way).collect();
            let (first, last) = (*positions.first()?, *positions.last()?);
            let own = own_conversions(&name, owner, own, steps);
            let all = || own.iter().copied().chain([first, last, owner]);
            let detachment = Detachment {
                owner,
                first: all().min()?,
                last: all().max()?,
            };
            Some((name, detachment))
        })
    })
}

/// The steps that convert the values of a key's own fields.
fn own_conversions(name: &ObjectName, owner: usize, own: &AlterTable, steps: &[Step]) -> Vec<usize> {
    let converts_key = |position: &usize| {
        let change = steps.get(*position).and_then(Step::alteration);
        change.is_some_and(|change| {
            let table = table_at(&own.before, steps, owner, *position);
            let mut keys = foreign_keys(&table).into_iter();
            let key = keys.find(|(other, _)| other == name);
            table.name == change.before.name
                && key.is_some_and(|(_, key)| key.fields.iter().any(|field| converts(change, field)))
        })
    };
    (0..steps.len()).filter(converts_key).collect()
}

/// The effect of a step on a foreign key that is there meanwhile.
enum Disturbance {
    /// It converts the values that the key refers to, which matters where the key's own are converted too.
    Converts,
    /// It takes away what the key depends on.
    Replaces,
}

/// The effect of a step on a key of the table that another step changes.
fn disturbance(name: &ObjectName, owner: usize, position: usize, steps: &[Step]) -> Option<Disturbance> {
    let change = steps.get(position)?.alteration()?;
    let table = table_beside(steps, owner, position)?;
    let (_, key) = foreign_keys(&table).into_iter().find(|(key, _)| key == name)?;
    let refers = key.table == change.before.name;
    if refers && replaces(change, &key.target_fields) && (position != owner || keeps(change, name, &key)) {
        return Some(Disturbance::Replaces);
    }
    let is_converted = refers && key.target_fields.iter().any(|field| converts(change, field));
    is_converted.then_some(Disturbance::Converts)
}

/// Whether a key of the table to itself is the same after the change.
fn keeps(change: &AlterTable, name: &ObjectName, key: &ForeignKey) -> bool {
    let new_names = change.fields.new_names(&key.target_fields);
    let mut after = foreign_keys(&change.after).into_iter();
    after.any(|(other, key)| other == *name && Some(key.target_fields) == new_names)
}

/// Whether a change gives a field, by its old name, another type or computes its values.
fn converts(change: &AlterTable, field: &FieldName) -> bool {
    let new_name = change.fields.new_name(field);
    let after = new_name.and_then(|new_name| change.after.fields.get(new_name));
    match (change.before.fields.get(field), after) {
        (Some(before), Some(after)) => {
            before.field_type.storage() != after.field_type.storage()
                || change.hints.using.contains_key(&after.name)
        }
        _ => false,
    }
}

fn foreign_keys(table: &Table) -> Vec<(ObjectName, ForeignKey)> {
    let own = table
        .fields
        .values()
        .flat_map(|field| field_constraints(table, field));
    let all = own.chain(table.constraints.values().cloned());
    all.filter_map(|Constraint { name, kind }| match kind {
        ConstraintKind::ForeignKey(key) => Some((name, key)),
        ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
    })
    .collect()
}

fn without(table: &Table, key: &ObjectName) -> Arc<Table> {
    let mut table = table.clone();
    table.constraints.shift_remove(key);
    for field in table.fields.values_mut() {
        let is_it = |reference: &aksara_schema::Reference| reference.constraint.0.as_ref() == Some(key);
        if field.reference.as_ref().is_some_and(is_it) {
            field.reference = None;
        }
    }
    Arc::new(table)
}
