//! Foreign keys whose two sides change their type or their values in different steps are detached before the first and
//! attached after the last, under the same name: between the two, no key could hold.

use std::sync::Arc;

use aksara_dialect::{Detachment, Step, table_at};
use aksara_operations::AlterTable;
use aksara_schema::{Constraint, ConstraintKind, FieldName, ForeignKey, ObjectName, Table};

use crate::enum_values::native_values;
use crate::own_objects::field_constraints;

/// Puts the steps that detach and attach around the steps that need it.
pub(super) fn detach_keys(mut steps: Vec<Step>) -> Vec<Step> {
    while let Some((key, detachment)) = find(&steps) {
        detachment.carry_out(&mut steps, |table| without(table, &key));
    }
    steps
}

/// The first key whose two sides change in different steps.
fn find(steps: &[Step]) -> Option<(ObjectName, Detachment)> {
    steps.iter().enumerate().find_map(|(owner, step)| {
        let own = step.alteration()?;
        let keys = foreign_keys(&own.before).into_iter();
        let mut changing = keys.filter(|(_, key)| key.fields.iter().any(|field| converts(own, field)));
        changing.find_map(|(name, _)| {
            let positions = converted_targets(&name, owner, own, steps);
            let detachment = Detachment {
                owner,
                first: *positions.first()?.min(&owner),
                last: *positions.last()?.max(&owner),
            };
            Some((name, detachment))
        })
    })
}

/// The positions of the other steps that change the key's targets.
fn converted_targets(name: &ObjectName, owner: usize, own: &AlterTable, steps: &[Step]) -> Vec<usize> {
    let converts_target = |position: usize, change: &AlterTable| {
        let table = table_at(&own.before, steps, owner, position);
        let key = foreign_keys(&table).into_iter().find(|(key, _)| key == name);
        key.is_some_and(|(_, key)| {
            let is_converted = |field| converts(change, field);
            (key.table == change.before.name && key.target_fields.iter().any(is_converted))
                || key
                    .fields
                    .iter()
                    .any(|field| revalues_type_of(change, &table, field))
        })
    };
    let changes = steps
        .iter()
        .enumerate()
        .filter(|(position, _)| *position != owner);
    changes
        .filter(|(position, step)| {
            step.alteration()
                .is_some_and(|change| converts_target(*position, change))
        })
        .map(|(position, _)| position)
        .collect()
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

/// Whether a change gives other values to the native enum type of a field: where that is made anew, it is for every table.
fn revalues_type_of(change: &AlterTable, table: &Table, field: &FieldName) -> bool {
    let Some((name, _)) = table.fields.get(field).and_then(native_values) else {
        return false;
    };
    let values = |table: &Table| {
        let mut types = table.fields.values().filter_map(native_values);
        types
            .find(|(other, _)| *other == name)
            .map(|(_, values)| values.to_vec())
    };
    values(&change.before) != values(&change.after)
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
