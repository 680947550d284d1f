//! Components: operations that have nothing in common with the others are joined among themselves, over the few tables
//! that they are about. So the work grows with the operations, and not with their pairs.

use std::collections::{BTreeMap, BTreeSet};

use aksara_operations::{Change, Effect, Located, Operation};
use aksara_schema::{Schema, Table, TableName};

use crate::DerivedNames;
use crate::resource::Resource;
use crate::segment::{Entry, Segment, entries};

/// The operations with all that can be joined, each at the place of the first or the last of those that were joined
/// into it;
/// `None` where one does not apply.
pub(crate) fn joined(
    operations: &[Located<Operation>],
    before: &Schema,
    names: DerivedNames,
) -> Option<Vec<Located<Operation>>> {
    let entries = entries(operations.iter().cloned().enumerate(), before.clone())?;
    let groups = groups(&entries);
    let mut all: Vec<Entry> = groups
        .into_iter()
        .flat_map(|group| joined_group(group, before, names))
        .collect();
    all.sort_by_key(|entry| entry.place);
    Some(all.into_iter().map(|entry| entry.operation).collect())
}

/// A group over its own tables; over all, where something further away counts.
fn joined_group(group: Vec<Entry>, before: &Schema, names: DerivedNames) -> Vec<Entry> {
    if group.len() == 1 {
        return group;
    }
    let own = around(&group, before);
    let over = |schema: &Schema| {
        let operations = group.iter().map(|entry| (entry.place, entry.operation.clone()));
        let entries = entries(operations, schema.clone())?;
        Segment::new(entries, schema, names).joined()
    };
    over(&own).or_else(|| over(before)).unwrap_or(group)
}

/// Entries in groups: what one changes and another changes or needs is in one group with both.
fn groups(entries: &[Entry]) -> Vec<Vec<Entry>> {
    let mut users: BTreeMap<&Resource, Vec<usize>> = BTreeMap::new();
    for (number, Entry { footprint, .. }) in entries.iter().enumerate() {
        for resource in footprint.changes.union(&footprint.needs) {
            users.entry(resource).or_default().push(number);
        }
    }
    let mut sets = Sets::new(entries.len());
    for (number, Entry { footprint, .. }) in entries.iter().enumerate() {
        for changed in &footprint.changes {
            let own = users.get(changed).into_iter().flatten();
            own.for_each(|user| sets.join(number, *user));
            if let Some(every) = changed.every_field_of_its_table() {
                let every = users.get(&every).into_iter().flatten();
                every.for_each(|user| sets.join(number, *user));
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Entry>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        groups.entry(sets.root(number)).or_default().push(entry.clone());
    }
    groups.into_values().collect()
}

/// The tables that entries are about, with those that refer to them and those that they refer to.
fn around(group: &[Entry], before: &Schema) -> Schema {
    let named = group.iter().flat_map(|entry| &entry.tables);
    let mut names: BTreeSet<&TableName> = named.collect();
    let referrers = names.iter().flat_map(|name| before.referrers(name));
    let referrers: Vec<&TableName> = referrers.map(|table| &table.name).collect();
    names.extend(referrers);
    let there = names.iter().filter_map(|name| before.table(name));
    let targets: Vec<&TableName> = there.flat_map(|table| table.referred_tables()).collect();
    names.extend(targets);
    let tables = names.into_iter().filter_map(|name| before.table(name).cloned());
    tables.collect()
}

/// The tables that a change is about, and those that they refer to.
pub(crate) fn tables_of(change: &Change) -> BTreeSet<TableName> {
    let tables = change.effects.iter().flat_map(|effect| match effect {
        Effect::CreateTable(table) | Effect::DropTable(table) => vec![table],
        Effect::AlterTable(alter) => vec![&alter.before, &alter.after],
        Effect::RenameTable(rename) => vec![&rename.before, &rename.after],
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => Vec::new(),
    });
    let with_targets = |table: &Table| {
        let targets = table.referred_tables().cloned();
        targets.chain([table.name.clone()]).collect::<Vec<_>>()
    };
    tables.flat_map(|table| with_targets(table)).collect()
}

/// Sets of numbers that are joined.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self {
            parents: (0..count).collect(),
        }
    }

    fn root(&mut self, mut number: usize) -> usize {
        while let Some(parent) = self
            .parents
            .get(number)
            .copied()
            .filter(|parent| *parent != number)
        {
            // Halving the way keeps it short.
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(own) = self.parents.get_mut(number) {
                *own = above;
            }
            number = above;
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }
}
