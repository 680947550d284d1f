//! The tables of a schema while the steps of a migration run: those that no step changes, and the others as they pass.
//! Looking one up costs the same in a large schema as in a small one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Step;
use aksara_operations::Effect;
use aksara_schema::{ObjectName, Schema, Table, TableName};

/// The tables before the first step, and after each one that was followed.
pub struct EvolvingTables<'a> {
    unchanged: &'a Schema,
    /// The tables that steps change; `None` where there is none at this moment.
    changed: BTreeMap<TableName, Option<Arc<Table>>>,
}

impl<'a> EvolvingTables<'a> {
    /// Before the first step. Of the schema, the tables that no step changes count.
    pub fn new(schema: &'a Schema, steps: &[Step]) -> Self {
        let mut changed: BTreeMap<TableName, Option<Arc<Table>>> = BTreeMap::new();
        for (old, new) in steps.iter().map(|step| step.effect.sides()) {
            if let Some(old) = old {
                let before = || Some(old.clone());
                changed.entry(old.name.clone()).or_insert_with(before);
            }
            if let Some(new) = new {
                changed.entry(new.name.clone()).or_default();
            }
        }
        Self {
            unchanged: schema,
            changed,
        }
    }

    /// After the next step.
    pub fn follow(&mut self, effect: &Effect) {
        let (old, new) = effect.sides();
        if let Some(old) = old {
            self.changed.insert(old.name.clone(), None);
        }
        if let Some(new) = new {
            self.changed.insert(new.name.clone(), Some(new.clone()));
        }
    }

    /// The table of this name.
    pub fn get(&self, name: &TableName) -> Option<&Arc<Table>> {
        match self.changed.get(name) {
            Some(table) => table.as_ref(),
            None => self.unchanged.table(name),
        }
    }

    /// The tables that steps change, as they are at this moment.
    pub(crate) fn changed(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.changed.values().flatten()
    }

    /// The tables that no step changes and that may have an index or constraint of this name.
    pub(crate) fn unchanged_owners(&self, name: &ObjectName) -> impl Iterator<Item = &TableName> {
        let owners = self.unchanged.name_owners(name);
        owners.filter(|owner| !self.changed.contains_key(*owner))
    }

    /// The tables that refer to the one of this name.
    pub fn referrers<'s>(&'s self, name: &'s TableName) -> impl Iterator<Item = &'s Arc<Table>> {
        let unchanged = self.unchanged.referrers(name);
        let unchanged = unchanged.filter(|referrer| !self.changed.contains_key(&referrer.name));
        let refers = move |table: &&Arc<Table>| table.referred_tables().any(|target| target == name);
        unchanged.chain(self.changed.values().flatten().filter(refers))
    }
}
