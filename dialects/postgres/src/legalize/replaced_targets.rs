//! Foreign keys whose target stays unique by something else: PostgreSQL drops no constraint and no index that a key depends on,
//! also where another one over the same fields takes its place.
//! <https://www.postgresql.org/docs/current/ddl-depend.html>

use std::sync::Arc;

use aksara_dialect::{EvolvingTables, Step, field_unique};
use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping};
use aksara_schema::{ConstraintKind, FieldName, Index, Schema, Table};

use crate::own_objects::primary_key_name;

/// Puts a step that changes nothing after each change that takes from a key what it depends on: the steps that detach the key are
/// made of it.
pub(super) fn with_referrers(steps: Vec<Step>, schema: &Schema) -> Vec<Step> {
    let mut tables = EvolvingTables::new(schema, &steps);
    let mut complete = Vec::with_capacity(steps.len());
    for step in steps {
        tables.follow(&step.effect);
        let mut referrers = dependents(&step, &tables);
        complete.push(step);
        complete.append(&mut referrers);
    }
    complete
}

/// A step that changes nothing for each other table with a key that loses what it depends on.
fn dependents(step: &Step, tables: &EvolvingTables<'_>) -> Vec<Step> {
    let Some(change) = step.alteration().filter(|change| change.is_referenced) else {
        return Vec::new();
    };
    let name = &change.after.name;
    let depends = |table: &&Arc<Table>| {
        let keys = table.foreign_keys().into_iter();
        let mut own = keys.filter(|(_, key)| key.table == *name);
        table.name != *name && own.any(|(_, key)| replaces_by_new_names(change, &key.target_fields))
    };
    let referrers = tables.referrers(name).filter(depends);
    referrers.map(|table| unchanged(table, step)).collect()
}

/// Takes the steps away that were put in and serve no key.
pub(super) fn without_unchanged(mut steps: Vec<Step>) -> Vec<Step> {
    steps.retain(|step| {
        step.alteration()
            .is_none_or(|change| !Arc::ptr_eq(&change.before, &change.after))
    });
    steps
}

/// Whether a change drops a key, constraint or index that a foreign key to these fields, by their old names, may depend on.
pub(super) fn replaces(change: &AlterTable, fields: &[FieldName]) -> bool {
    let new_names = change.fields.new_names(fields);
    let after = new_names.map_or_else(Vec::new, |fields| supports(&change.after, &fields));
    supports(&change.before, fields)
        .iter()
        .any(|support| !after.contains(support))
}

/// The same by their new names.
fn replaces_by_new_names(change: &AlterTable, fields: &[FieldName]) -> bool {
    let old_names = change.fields.old_names(fields);
    old_names.is_some_and(|fields| replaces(change, &fields))
}

/// A key, constraint or index: its name, and its fields by their position among those that are asked for.
type Support = (String, Vec<usize>);

/// Everything that makes these fields unique together.
fn supports(table: &Table, fields: &[FieldName]) -> Vec<Support> {
    let key = table.primary_key();
    let key = std::iter::once((primary_key_name(table), key));
    let own = table.fields.values().filter_map(|field| {
        let unique = field_unique(table, field)?;
        Some((unique.name.to_string(), vec![&field.name]))
    });
    let named = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => {
                Some((constraint.name.to_string(), unique.fields.iter().collect()))
            }
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
        });
    let indexes = table
        .indexes
        .values()
        .filter_map(|index| Some((index.name.to_string(), unique_fields(index)?)));
    let all = key.chain(own).chain(named).chain(indexes);
    all.filter_map(|(name, own)| Some((name, positions(&own, fields)?)))
        .collect()
}

/// The fields of a unique index over all rows.
fn unique_fields(index: &Index) -> Option<Vec<&FieldName>> {
    let is_whole = index.unique && index.condition.is_none();
    is_whole.then(|| index.parts.iter().map(|part| part.key.as_field()).collect())?
}

/// The position of each field among the others, where both are the same fields.
fn positions(own: &[&FieldName], fields: &[FieldName]) -> Option<Vec<usize>> {
    let position = |field: &&FieldName| fields.iter().position(|other| other == *field);
    let positions: Option<Vec<usize>> = own.iter().map(position).collect();
    positions.filter(|positions| positions.len() == fields.len())
}

fn unchanged(table: &Arc<Table>, beside: &Step) -> Step {
    Step {
        effect: Effect::AlterTable(AlterTable {
            before: Arc::clone(table),
            after: Arc::clone(table),
            fields: FieldMapping::identity(table),
            is_referenced: true,
            hints: AlterHints::default(),
        }),
        origins: beside.origins.clone(),
    }
}
