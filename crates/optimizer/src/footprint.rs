//! The things that an operation changes, and the things that it needs unchanged.
//!
//! It follows from the schema before and after, so that it knows what goes along with an operation by itself: keys that
//! follow a type, what refers to a table that is renamed, constraints that are dropped with a field.

mod needs;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{
    Backfill, Change, Effect, Located, Nature, Operation, OperationError, TableReference,
};
use aksara_schema::{Schema, Table, TableName};

use crate::resource::{Folded, Resource};

/// The things that an operation changes and needs, at its place in a history.
#[derive(Debug, Clone, Default)]
pub(crate) struct Footprint {
    /// The things that it changes.
    pub(crate) changes: BTreeSet<Resource>,
    /// The things that must stay unchanged.
    pub(crate) needs: BTreeSet<Resource>,
    /// Whether it runs the user's code, which may look at anything.
    pub(crate) runs_code: bool,
    /// The tables that it makes.
    pub(crate) makes: BTreeSet<Folded>,
}

impl Footprint {
    /// Applies an operation, and gives its footprint with what it did.
    pub(crate) fn apply(
        operation: &Operation,
        schema: &mut Schema,
    ) -> Result<(Self, Change), OperationError> {
        let mut footprint = Self::default();
        footprint.add_written(operation, schema)?;
        let own = names_of(operation, schema);
        let there = tables_around(operation, schema);
        let change = operation.apply(schema)?;
        for (name, before) in tables_touched(there, &change) {
            let after = schema.table(&name);
            // One that only refers to the operation's table may stay as it is.
            if own.contains(&name) || before.as_ref() != after {
                footprint.add_difference(before.as_deref(), after.map(|after| &**after));
            }
        }
        Ok((footprint, change))
    }

    /// The obstacle to exchanging the two: a thing that one changes and the other changes or needs.
    pub(crate) fn contested<'a>(&'a self, other: &'a Self) -> Option<&'a Resource> {
        self.changed_under(other).or_else(|| other.changed_under(self))
    }

    /// The things that this one changes and the other one changes or needs.
    fn changed_under(&self, other: &Self) -> Option<&Resource> {
        let is_used = |changed: &&Resource| {
            let mut uses = other.changes.iter().chain(&other.needs);
            uses.any(|used| used.overlaps(changed))
        };
        self.changes.iter().find(is_used)
    }

    /// Whether the two may change places.
    pub(crate) fn commutes_with(&self, other: &Self) -> bool {
        !self.runs_code && !other.runs_code && self.contested(other).is_none()
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.changes.extend(other.changes);
        self.needs.extend(other.needs);
        self.makes.extend(other.makes);
        self.runs_code |= other.runs_code;
    }

    fn add_difference(&mut self, before: Option<&Table>, after: Option<&Table>) {
        match (before, after) {
            (Some(before), Some(after)) => self.add_changed(before, after),
            (None, Some(made)) => {
                self.makes.insert(Folded::new(&made.name));
                self.add_whole(made);
            }
            (Some(gone), None) => self.add_whole(gone),
            (None, None) => {}
        }
    }

    /// A table that comes or goes.
    fn add_whole(&mut self, table: &Table) {
        self.changes.insert(Resource::table(&table.name));
        self.changes.insert(Resource::name_of_table(&table.name));
        self.changes.extend(table.object_names().map(Resource::name));
        self.changes
            .extend(table.fields.values().filter_map(Resource::enum_type));
        needs::of_table(table, &mut self.needs);
    }

    fn add_changed(&mut self, before: &Table, after: &Table) {
        let table = &before.name;
        self.needs.insert(Resource::table(table));
        for field in differing(&before.fields, &after.fields) {
            self.changes.insert(Resource::field(table, field));
            for version in [before, after] {
                if let Some(field) = version.fields.get(field) {
                    self.changes.extend(Resource::enum_type(field));
                    needs::of_field(field, table, &mut self.needs);
                }
            }
        }
        for name in differing(&before.indexes, &after.indexes) {
            for index in [before, after]
                .iter()
                .filter_map(|version| version.indexes.get(name))
            {
                needs::of_index(index, table, &mut self.needs);
            }
        }
        for name in differing(&before.constraints, &after.constraints) {
            let versions = [before, after];
            for constraint in versions
                .iter()
                .filter_map(|version| version.constraints.get(name))
            {
                needs::of_constraint(constraint, table, &mut self.needs);
            }
            self.changes.insert(Resource::name(name));
        }
        self.changes
            .extend(differing(&before.indexes, &after.indexes).map(Resource::name));
        let names = |table: &Table| table.object_names().map(Resource::name).collect::<BTreeSet<_>>();
        self.changes
            .extend(names(before).symmetric_difference(&names(after)).cloned());
        if before.primary_key() != after.primary_key() {
            self.changes.insert(Resource::primary_key(table));
        }
        if (&before.comment, &before.options) != (&after.comment, &after.options) {
            self.changes.insert(Resource::options(table));
        }
    }

    /// The parts of an operation that do not change the schema.
    fn add_written(&mut self, operation: &Operation, schema: &Schema) -> Result<(), OperationError> {
        self.runs_code = operation.nature() == Nature::Code { is_empty: false };
        if let Some(reference) = operation.table() {
            let expressions = operation.expressions();
            if !expressions.is_empty() {
                let table = &table_of(reference, schema)?.name;
                let needs = &mut self.needs;
                expressions
                    .into_iter()
                    .for_each(|expression| needs::of_expression(expression, table, needs));
            }
        }
        if let Operation::Backfill(backfill) = operation {
            self.add_backfill(backfill, schema)?;
        }
        if let Operation::AlterField(alter) = operation {
            alter
                .lookups()
                .for_each(|lookup| needs::of_lookup(lookup, &mut self.needs));
        }
        for operations in operation.inside() {
            self.add_all(operations, schema)?;
        }
        Ok(())
    }

    fn add_backfill(&mut self, backfill: &Backfill, schema: &Schema) -> Result<(), OperationError> {
        let table = table_of(&backfill.table, schema)?;
        self.needs.insert(Resource::table(&table.name));
        self.needs.insert(Resource::primary_key(&table.name));
        for name in backfill.update.open.iter().chain(backfill.update.set.keys()) {
            let field = table.field_as_written(name);
            self.changes
                .extend(field.map(|field| Resource::field(&table.name, &field.name)));
        }
        let set = backfill.update.set.values();
        for expression in set.chain(&backfill.update.condition) {
            needs::of_expression(expression, &table.name, &mut self.needs);
        }
        Ok(())
    }

    /// The operations inside another one.
    fn add_all(&mut self, operations: &[Located<Operation>], schema: &Schema) -> Result<(), OperationError> {
        let mut inside = schema.clone();
        for operation in operations {
            let (footprint, _) = Self::apply(&operation.value, &mut inside)?;
            self.join(footprint);
        }
        Ok(())
    }
}

/// The tables that an operation names, with those that refer to them, as they are before it.
fn tables_around(operation: &Operation, schema: &Schema) -> BTreeMap<TableName, Option<Arc<Table>>> {
    let mut around = BTreeMap::new();
    for name in names_of(operation, schema) {
        for referrer in schema.referrers(&name) {
            around.insert(referrer.name.clone(), Some(referrer.clone()));
        }
        around.insert(name.clone(), schema.table(&name).cloned());
    }
    around
}

/// The same, and the tables that change with them.
fn tables_touched(
    mut around: BTreeMap<TableName, Option<Arc<Table>>>,
    change: &Change,
) -> BTreeMap<TableName, Option<Arc<Table>>> {
    for effect in &change.effects {
        match effect {
            Effect::AlterTable(change) => {
                let before = || Some(change.before.clone());
                around.entry(change.before.name.clone()).or_insert_with(before);
            }
            Effect::CreateTable(table) => {
                around.entry(table.name.clone()).or_insert(None);
            }
            Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => {}
        }
    }
    around
}

/// The tables whose definitions an operation changes, and the name that it gives to one. The table of a many-to-many field
/// follows from what the operation does; what is inside an operation is read from that.
fn names_of(operation: &Operation, schema: &Schema) -> Vec<TableName> {
    let written = operation.table().and_then(|table| table_of(table, schema).ok());
    let there = written.map(|table| table.name.clone());
    there.into_iter().chain(operation.new_table().cloned()).collect()
}

fn table_of<'a>(reference: &TableReference, schema: &'a Schema) -> Result<&'a Arc<Table>, OperationError> {
    Ok(schema.resolve(reference.as_str())?)
}

/// The keys whose values are not the same in both.
fn differing<'a, K, V>(
    before: &'a indexmap::IndexMap<K, V>,
    after: &'a indexmap::IndexMap<K, V>,
) -> impl Iterator<Item = &'a K>
where
    K: std::hash::Hash + Eq,
    V: PartialEq,
{
    let changed = before
        .iter()
        .filter(|(key, value)| after.get(*key) != Some(value));
    let new = after.keys().filter(|key| !before.contains_key(*key));
    changed.map(|(key, _)| key).chain(new)
}
