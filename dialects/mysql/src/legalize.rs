//! Foreign keys whose fields change their type in two tables.
//!
//! Neither side of a foreign key can change its type while the key exists (1832, 1833), and no column is dropped that a
//! key refers to (1829), as one is whose values are computed in a new one. So the key is dropped
//! before the first of the two tables changes and comes back, under its name, once both have. A key that a later step
//! drops does not come back.

use std::sync::Arc;

use aksara_dialect::{Detachment, Step, Unsupported, table_beside};
use aksara_operations::AlterTable;
use aksara_schema::{ConstraintKind, FieldName, Index, ObjectName, Table};

use crate::build::column::retyped_fields;
use crate::build::{foreign_key_indexes, named_foreign_keys};
use crate::flavour::Server;
use crate::name::object_name;

/// Adds the steps that drop and add such foreign keys, and takes the keys out of the steps between.
pub(crate) fn detach_retyped_keys(mut steps: Vec<Step>, server: Server) -> Result<Vec<Step>, Unsupported> {
    while let Some((key, detachment)) = find_detachment(&steps, server)? {
        detachment.carry_out(&mut steps, |table| without_key(table, &key));
    }
    Ok(steps)
}

/// A change of a table, by its position.
struct TableChange<'a> {
    position: usize,
    change: &'a AlterTable,
    /// The kept fields whose type is another one to a foreign key, by their old names.
    retyped: Vec<FieldName>,
}

fn find_detachment(steps: &[Step], server: Server) -> Result<Option<(String, Detachment)>, Unsupported> {
    let mut changes = Vec::new();
    for (position, step) in steps.iter().enumerate() {
        if let Some(change) = step.alteration() {
            let retyped = retyped_fields(change, server)?;
            changes.push(TableChange {
                position,
                change,
                retyped: retyped.into_iter().map(|(old, _)| old).collect(),
            });
        }
    }
    let in_the_way = |demand: Demand| {
        let pairs = changes
            .iter()
            .flat_map(|target| changes.iter().map(move |owner| (target, owner)));
        let mut pairs = pairs.filter(|(target, owner)| target.position != owner.position);
        pairs.find_map(|(target, owner)| {
            let table = table_beside(steps, owner.position, target.position)?;
            let key = owner.key_in_the_way(target, &table, demand)?;
            let detachment = Detachment {
                owner: owner.position,
                first: target.position.min(owner.position),
                last: target.position.max(owner.position),
            };
            Some((key, detachment))
        })
    };
    Ok(in_the_way(Demand::BothSidesChange).or_else(|| in_the_way(Demand::TargetIsComputed)))
}

/// The keys that are looked for. One whose own fields change as well stays away until both sides have changed, so these come
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    BothSidesChange,
    TargetIsComputed,
}

impl TableChange<'_> {
    /// The name of a foreign key of this table to another one that neither change can be made with.
    fn key_in_the_way(&self, target: &Self, table: &Table, demand: Demand) -> Option<String> {
        let mut keys = named_foreign_keys(table).into_iter();
        let found = keys.find(|(name, key)| {
            let targets = &key.target_fields;
            let is_computed = targets.iter().any(|field| target.computes(field));
            let is_retyped = targets.iter().any(|field| target.retyped.contains(field));
            key.table == target.change.before.name
                && match demand {
                    Demand::BothSidesChange => {
                        let is_there = self.position > target.position || self.keeps_key(name);
                        (is_computed || is_retyped) && is_there && self.changes_key(name)
                    }
                    Demand::TargetIsComputed => is_computed,
                }
        });
        found.map(|(name, _)| name)
    }

    /// Whether a field of the foreign key gets another type or other values, or is removed.
    fn changes_key(&self, name: &str) -> bool {
        let keys = named_foreign_keys(&self.change.before).into_iter();
        let mut fields = keys
            .filter(|(key, _)| key == name)
            .flat_map(|(_, key)| key.fields);
        fields.any(|field| {
            self.retyped.contains(&field)
                || self.computes(&field)
                || self.change.fields.new_name(&field).is_none()
        })
    }

    /// Whether the foreign key refers to the same fields before and after this change. One that the change adds, or lets refer
    /// to others, is there once the change is made.
    fn keeps_key(&self, name: &str) -> bool {
        let target = |table| {
            let mut keys = named_foreign_keys(table).into_iter();
            let found = keys.find(|(key, _)| key == name);
            found.map(|(_, key)| (key.table, key.target_fields))
        };
        target(&self.change.before) == target(&self.change.after)
    }

    /// Whether the field's values are computed in a new column, for which the old one is dropped.
    fn computes(&self, field: &FieldName) -> bool {
        let new_name = self.change.fields.new_name(field);
        new_name.is_some_and(|new_name| self.change.hints.using.contains_key(new_name))
    }
}

/// The table without the key; the index that the key alone needs stays.
fn without_key(table: &Arc<Table>, key: &str) -> Arc<Table> {
    let own_index = foreign_key_indexes(table)
        .into_iter()
        .find(|(name, _)| *name == key);
    let mut table = Table::clone(table);
    let names: Vec<FieldName> = named_foreign_keys(&table)
        .into_iter()
        .filter(|(name, _)| *name == key)
        .flat_map(|(_, key)| key.fields)
        .collect();
    let is_key = |name: &ObjectName| object_name(name) == key;
    table
        .constraints
        .retain(|name, constraint| match constraint.kind {
            ConstraintKind::ForeignKey(_) => !is_key(name),
            ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => true,
        });
    for field in table
        .fields
        .values_mut()
        .filter(|field| names.contains(&field.name))
    {
        field
            .reference
            .take_if(|reference| reference.constraint.0.as_ref().is_none_or(is_key));
    }
    if let Some((name, fields)) = own_index
        && let Ok(name) = ObjectName::new(name)
    {
        table.indexes.insert(name.clone(), Index::over(name, fields));
    }
    Arc::new(table)
}
