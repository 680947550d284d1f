//! The tables and fields that are kept by operations, and their names.

use std::collections::{BTreeMap, BTreeSet};

use aksara_operations::{Effect, FieldMapping};
use aksara_schema::{FieldName, Schema, TableName};

/// The tables of a schema that operations keep: the name that each has afterwards, and the fields that it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survivors(BTreeMap<TableName, (TableName, FieldMapping)>);

impl Survivors {
    /// Everything, under its own name.
    pub fn all(schema: &Schema) -> Self {
        let own = |name: &TableName, fields| (name.clone(), (name.clone(), fields));
        let tables = schema.tables();
        Self(
            tables
                .map(|table| own(&table.name, FieldMapping::identity(table)))
                .collect(),
        )
    }

    /// Those that are kept after more effects.
    pub fn follow(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::DropTable(dropped) => self.0.retain(|_, (now, _)| *now != dropped.name),
                Effect::RenameTable(rename) => self
                    .named(&rename.before.name)
                    .for_each(|(now, _)| *now = rename.after.name.clone()),
                Effect::AlterTable(change) => self
                    .named(&change.before.name)
                    .for_each(|(_, fields)| *fields = fields.then(&change.fields)),
                Effect::CreateTable(_) | Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
            }
        }
    }

    fn named(&mut self, now: &TableName) -> impl Iterator<Item = &mut (TableName, FieldMapping)> {
        self.0.values_mut().filter(move |(name, _)| name == now)
    }

    /// A table's name afterwards, with its fields.
    pub fn get(&self, table: &TableName) -> Option<&(TableName, FieldMapping)> {
        self.0.get(table)
    }

    /// The name that a table had.
    pub fn old_name(&self, now: &TableName) -> Option<&TableName> {
        let mut tables = self.0.iter();
        tables.find(|(_, (name, _))| name == now).map(|(old, _)| old)
    }

    /// The tables that have another name: before, after.
    pub fn renamed_tables(&self) -> impl Iterator<Item = (&TableName, &TableName)> {
        let tables = self.0.iter().map(|(old, (now, _))| (old, now));
        tables.filter(|(old, now)| old != now)
    }

    /// The fields that have another name, by their table's name afterwards: before, after.
    pub fn renamed_fields(&self) -> impl Iterator<Item = (&TableName, &FieldName, &FieldName)> {
        let fields = self.0.values().flat_map(|(table, fields)| {
            let fields = fields.0.iter();
            fields.map(move |(old, now)| (table, old, now))
        });
        fields.filter(|(_, old, now)| old != now)
    }

    /// The survivors that the others lack: tables, and fields by their table, under their old names.
    pub fn missing_in(&self, others: &Self) -> Vec<String> {
        let missing = self.0.iter().flat_map(|(old, (now, fields))| {
            let other = others.0.get(old).filter(|(name, _)| name == now);
            let Some((_, other)) = other else {
                return vec![old.to_string()];
            };
            let is_missing = |(field, now): &(&FieldName, &FieldName)| other.new_name(field) != Some(*now);
            let fields = fields.0.iter().filter(is_missing);
            fields.map(|(field, _)| format!("{old}.{field}")).collect()
        });
        missing.collect()
    }

    /// Whether comparing the schemas shows the same survivors if every rename and removal is given: a name that is
    /// there on both sides is the same thing, or the one that had it has another one, or the one that has it was renamed. A
    /// table that is dropped and created must be one that a comparison finds by itself.
    pub(crate) fn is_detectable(
        &self,
        before: &Schema,
        after: &Schema,
        is_remade: impl Fn(&TableName) -> bool,
    ) -> bool {
        let kept: BTreeSet<&TableName> = self.0.values().map(|(now, _)| now).collect();
        let mut names = after.tables().map(|table| &table.name);
        let tables = names.all(|name| {
            let is_moved = self.0.contains_key(name) || kept.contains(name);
            before.table(name).is_none() || is_moved || is_remade(name)
        });
        tables
            && self.0.iter().all(|(old, (now, fields))| {
                let (Some(before), Some(after)) = (before.table(old), after.table(now)) else {
                    return false;
                };
                let kept: BTreeSet<&FieldName> = fields.0.values().collect();
                let mut names = after.fields.keys();
                names.all(|name| {
                    let is_moved = fields.new_name(name).is_some() || kept.contains(name);
                    !before.fields.contains_key(name) || is_moved
                })
            })
    }
}
