//! Foreign keys whose two sides change type in different steps are detached before the first and attached after the
//! last, under the same name: between the two, no key could hold.

use std::sync::Arc;

use aksara_dialect::Step;
use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping};
use aksara_schema::{Constraint, ConstraintKind, FieldName, ForeignKey, ObjectName, Table};

use crate::own_objects::field_constraints;

/// A foreign key that must be away between two steps.
struct Detachment {
    /// Of the table with the key.
    key: ObjectName,
    first: usize,
    last: usize,
    /// A step of the table with the key.
    own_step: usize,
}

/// Puts the steps that detach and attach around the steps that need it.
pub(super) fn detach_keys(mut steps: Vec<Step>) -> Vec<Step> {
    while let Some(detachment) = find(&steps) {
        steps = detach(steps, &detachment);
    }
    steps
}

/// The first key whose two sides change type in different steps.
fn find(steps: &[Step]) -> Option<Detachment> {
    steps.iter().enumerate().find_map(|(own_step, step)| {
        let own = alteration(step)?;
        foreign_keys(&own.before).into_iter().find_map(|(key, foreign)| {
            let changes_own = foreign.fields.iter().any(|field| retypes(own, field));
            let others = steps.iter().enumerate().filter(|(position, other)| {
                let target = alteration(other).filter(|target| target.before.name == foreign.table);
                let retyped =
                    |target: &AlterTable| foreign.target_fields.iter().any(|field| retypes(target, field));
                *position != own_step && changes_own && target.is_some_and(retyped)
            });
            let positions: Vec<usize> = others.map(|(position, _)| position).collect();
            let (least, greatest) = (*positions.first()?, *positions.last()?);
            Some(Detachment {
                key,
                first: least.min(own_step),
                last: greatest.max(own_step),
                own_step,
            })
        })
    })
}

fn detach(steps: Vec<Step>, detachment: &Detachment) -> Vec<Step> {
    let Some(name) = steps
        .get(detachment.own_step)
        .and_then(alteration)
        .map(|own| own.before.name.clone())
    else {
        return steps;
    };
    let mut legal = Vec::with_capacity(steps.len() + 2);
    let mut last_version: Option<Arc<Table>> = None;
    let mut pending: Vec<Step> = Vec::new();
    for (position, mut step) in steps.into_iter().enumerate() {
        let within = (detachment.first..=detachment.last).contains(&position);
        if let Effect::AlterTable(own) = &mut step.effect
            && within
            && own.before.name == name
        {
            if last_version.is_none() {
                let removal = alter(own.before.clone(), without(&own.before, &detachment.key));
                legal.push(Step {
                    effect: removal,
                    origins: step.origins.clone(),
                });
            }
            last_version = Some(own.after.clone());
            own.before = without(&own.before, &detachment.key);
            own.after = without(&own.after, &detachment.key);
        }
        let (is_last, origins) = (position == detachment.last, step.origins.clone());
        if within && last_version.is_none() {
            pending.push(step)
        } else {
            legal.push(step)
        }
        // The steps before the first of the table with the key come after the key is away.
        if last_version.is_some() && !pending.is_empty() {
            let place = legal.len().saturating_sub(1);
            legal.splice(place..place, pending.drain(..));
        }
        if let Some(version) = last_version.as_ref().filter(|_| is_last) {
            let restored = alter(without(version, &detachment.key), version.clone());
            legal.push(Step {
                effect: restored,
                origins,
            });
        }
    }
    legal
}

fn alteration(step: &Step) -> Option<&AlterTable> {
    match &step.effect {
        Effect::AlterTable(change) => Some(change),
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RenameTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => None,
    }
}

fn alter(before: Arc<Table>, after: Arc<Table>) -> Effect {
    let fields = FieldMapping::identity(&before);
    Effect::AlterTable(AlterTable {
        before,
        after,
        fields,
        is_referenced: false,
        hints: AlterHints::default(),
    })
}

/// Whether a change gives a field, by its old or new name, another type.
fn retypes(change: &AlterTable, field: &FieldName) -> bool {
    let new_name = change.fields.new_name(field).unwrap_or(field);
    let old_name = change.fields.old_name(new_name).unwrap_or(field);
    match (
        change.before.fields.get(old_name),
        change.after.fields.get(new_name),
    ) {
        (Some(before), Some(after)) => before.field_type.storage() != after.field_type.storage(),
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
