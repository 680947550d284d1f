//! Foreign keys whose fields change their type in two tables.
//!
//! Neither side of a foreign key can change its type while the key stands (1832, 1833), and no column is dropped that a key
//! refers to (1829), as one is whose values are computed in a new one. So the key is dropped
//! before the first of the two tables changes and comes back, under its name, once both have. A key that a later step
//! drops does not come back.

use std::sync::Arc;

use aksara_dialect::{Step, Unsupported};
use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping, Origin};
use aksara_schema::{ConstraintKind, FieldName, Index, ObjectName, Table, TableName};

use crate::build::column::retyped_fields;
use crate::build::{foreign_key_indexes, named_foreign_keys};
use crate::flavour::Server;
use crate::name::object_name;

/// Adds the steps that drop and add such foreign keys, and takes the keys out of the steps between.
pub(crate) fn detach_retyped_keys(mut steps: Vec<Step>, server: Server) -> Result<Vec<Step>, Unsupported> {
    while let Some(detachment) = find_detachment(&steps, server)? {
        detachment.carry_out(&mut steps);
    }
    Ok(steps)
}

/// A foreign key that must be away from one step to another, by their positions.
struct Detachment {
    table: TableName,
    /// The key's name in the database.
    key: String,
    first: usize,
    last: usize,
}

fn find_detachment(steps: &[Step], server: Server) -> Result<Option<Detachment>, Unsupported> {
    let mut changes = Vec::new();
    for (position, step) in steps.iter().enumerate() {
        if let Some(change) = altered(step) {
            let retyped = retyped_fields(change, server)?;
            let names = retyped.into_iter().flat_map(|(old, new)| [old, new]);
            changes.push((position, change, names.collect::<Vec<FieldName>>()));
        }
    }
    let pairs = changes
        .iter()
        .flat_map(|target| changes.iter().map(move |owner| (target, owner)));
    let found = pairs
        .filter(|(target, owner)| target.0 != owner.0)
        .find_map(|(target, owner)| {
            let (target_position, target_change, retyped_targets) = target;
            let (owner_position, owner_change, retyped) = owner;
            let stays = |key: &str| {
                named_foreign_keys(&owner_change.after)
                    .iter()
                    .any(|(name, _)| name == key)
            };
            let (key, _) = named_foreign_keys(&owner_change.before)
                .into_iter()
                .find(|(name, key)| {
                    key.table == target_change.before.name
                        && key
                            .target_fields
                            .iter()
                            .any(|field| retyped_targets.contains(field) || is_computed(target_change, field))
                        && (key.fields.iter().any(|field| retyped.contains(field))
                            || key
                                .target_fields
                                .iter()
                                .any(|field| is_computed(target_change, field)))
                        && (stays(name) || target_position < owner_position)
                })?;
            Some(Detachment {
                table: owner_change.before.name.clone(),
                key,
                first: *target_position.min(owner_position),
                last: *target_position.max(owner_position),
            })
        });
    Ok(found)
}

/// Whether the field's values are computed in a new column, for which the old one is dropped.
fn is_computed(change: &AlterTable, field: &FieldName) -> bool {
    let new_name = change.fields.new_name(field).unwrap_or(field);
    change.hints.using.contains_key(new_name)
}

fn altered(step: &Step) -> Option<&AlterTable> {
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

impl Detachment {
    fn carry_out(&self, steps: &mut Vec<Step>) {
        let Some(range) = steps.get_mut(self.first..=self.last) else {
            return;
        };
        let (mut standing, mut returning) = (None, None);
        let mut origins = Vec::new();
        for step in range {
            let Effect::AlterTable(change) = &mut step.effect else {
                continue;
            };
            if change.before.name != self.table {
                continue;
            }
            standing.get_or_insert_with(|| change.before.clone());
            returning = Some(change.after.clone());
            change.before = self.without_key(&change.before);
            change.after = self.without_key(&change.after);
            origins.clone_from(&step.origins);
        }
        if let (Some(standing), Some(returning)) = (standing, returning) {
            let without = self.without_key(&returning);
            if without != returning {
                steps.insert(self.last + 1, alter(without, returning, &origins));
            }
            let detach = alter(standing.clone(), self.without_key(&standing), &origins);
            steps.insert(self.first, detach);
        }
    }

    /// The table without the key; the index that the key alone needs stays.
    fn without_key(&self, table: &Arc<Table>) -> Arc<Table> {
        let own_index = foreign_key_indexes(table)
            .into_iter()
            .find(|(name, _)| *name == self.key);
        let mut table = Table::clone(table);
        let names: Vec<FieldName> = named_foreign_keys(&table)
            .into_iter()
            .filter(|(name, _)| *name == self.key)
            .flat_map(|(_, key)| key.fields)
            .collect();
        let is_key = |name: &ObjectName| object_name(name) == self.key;
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
}

fn alter(before: Arc<Table>, after: Arc<Table>, origins: &[Origin]) -> Step {
    let fields = FieldMapping::identity(&before);
    Step {
        effect: Effect::AlterTable(AlterTable {
            before,
            after,
            fields,
            is_referenced: true,
            hints: AlterHints::default(),
        }),
        origins: origins.to_vec(),
    }
}
