//! Names in decisions: those of tables, models, fields and many-to-many fields, in the history and in the models.

use std::collections::{BTreeMap, BTreeSet};

use aksara_autodetector::{Decision, DecisionKind};
use aksara_formats::python::models::Models;
use aksara_schema::{Field, Schema, Table, TableName, join_table_name};

use super::problem::{DecisionProblem, no_table};

/// The history and the models, once it is known which tables were renamed.
pub(crate) struct Renamed<'a, 't> {
    pub(crate) previous: &'a Schema,
    pub(crate) models: &'a Models,
    pub(crate) tables: &'t BTreeMap<TableName, Option<TableName>>,
}

/// A table of the history and its name in the models.
pub(crate) struct RenamedTable<'a> {
    pub(crate) before: &'a Table,
    pub(crate) now: TableName,
}

impl<'a> Renamed<'a, '_> {
    /// The tables that a name can mean: by its new name, by its old one.
    pub(crate) fn tables_named(&self, written: &str) -> Vec<RenamedTable<'a>> {
        let by_new = table_now(self.models, written).and_then(|table| self.pair(&table.name));
        let by_old = self.previous.resolve(written).ok().map(|before| RenamedTable {
            before,
            now: self.now(&before.name),
        });
        let is_another = |old: &RenamedTable<'_>| {
            let same = |new: &RenamedTable<'_>| new.before.name == old.before.name && new.now == old.now;
            !by_new.as_ref().is_some_and(same)
        };
        let by_old = by_old.filter(is_another);
        by_new.into_iter().chain(by_old).collect()
    }

    /// The problem with a name that means no table of the history.
    pub(crate) fn no_table(&self, written: &str) -> DecisionProblem {
        match table_now(self.models, written) {
            Some(table) => DecisionProblem::NewTable {
                table: table.name.to_string(),
            },
            None => no_table(written, self.table_names()),
        }
    }

    /// The classes and tables of the models, and the tables of the history.
    fn table_names(&self) -> Vec<String> {
        let classes = self.models.models.iter().map(|model| model.class.clone());
        let tables = self.models.schema.tables().chain(self.previous.tables());
        let names = tables.map(|table| table.name.to_string()).chain(classes);
        let names: BTreeSet<String> = names.collect();
        names.into_iter().collect()
    }

    /// The table that has this name now.
    pub(crate) fn pair(&self, now: &TableName) -> Option<RenamedTable<'a>> {
        let mut renames = self.tables.iter();
        let old = renames
            .find(|(_, new)| new.as_ref() == Some(now))
            .map(|(old, _)| old);
        let kept = || Some(now).filter(|name| !self.tables.contains_key(*name));
        let before = self.previous.table(old.or_else(kept)?)?;
        Some(RenamedTable {
            before,
            now: now.clone(),
        })
    }

    /// The join table of the many-to-many field that a decision is about, after the table of the field's model.
    pub(crate) fn join_table(&self, decision: &Decision) -> Option<(TableName, TableName)> {
        let (table, field) = decision.old().rsplit_once('.')?;
        let tables = self.tables_named(table).into_iter();
        let mut joins = tables.filter_map(|pair| {
            let join = join_table_name(&pair.before.name, field).ok()?;
            let is_field = as_written(pair.before, field).is_some();
            let is_join = !is_field && self.previous.table(&join).is_some();
            is_join.then_some((pair.before.name.clone(), join))
        });
        joins
            .next()
            .filter(|_| decision.kind() == DecisionKind::TableOrField)
    }

    /// The fields that the models do not have any more.
    pub(crate) fn gone_fields(&self, tables: &[RenamedTable<'_>]) -> Vec<String> {
        let gone = tables.iter().flat_map(|pair| {
            let after = self.models.schema.table(&pair.now);
            let is_gone =
                move |field: &&Field| after.is_none_or(|after| !after.fields.contains_key(&field.name));
            let fields = pair.before.fields.values().filter(is_gone);
            let fields = fields.map(|field| format!("{}.{}", pair.before.name, field.name));
            fields.chain(self.gone_joins(pair.before))
        });
        gone.collect()
    }

    /// The many-to-many fields of a table whose join tables the models do not have any more.
    fn gone_joins(&self, owner: &'a Table) -> impl Iterator<Item = String> {
        let beginning = format!("{}_", owner.name);
        let is_gone = |table: &&std::sync::Arc<Table>| self.models.schema.table(&table.name).is_none();
        let joins = self.previous.tables().filter(is_gone).filter_map(move |table| {
            let name = table.name.to_string();
            let field = name.strip_prefix(&beginning)?;
            let refers = table.referred_tables().any(|target| *target == owner.name);
            refers.then(|| format!("{}.{field}", owner.name))
        });
        joins.collect::<Vec<_>>().into_iter()
    }

    /// The fields that the history does not have.
    pub(crate) fn new_fields(&self, pair: &RenamedTable<'_>) -> Vec<String> {
        let after = self.models.schema.table(&pair.now).into_iter();
        let fields = after.flat_map(|table| table.fields.keys());
        let new = fields.filter(|name| !pair.before.fields.contains_key(*name));
        new.map(ToString::to_string).collect()
    }

    fn now(&self, before: &TableName) -> TableName {
        let renamed = self.tables.get(before).cloned().flatten();
        renamed.unwrap_or_else(|| before.clone())
    }
}

/// The table of the models that a name means: a class's, or its own.
pub(crate) fn table_now<'a>(models: &'a Models, written: &str) -> Option<&'a Table> {
    let class = models.models.iter().find(|model| model.class == written);
    let by_class = class.and_then(|model| models.schema.table(&model.table));
    let found = by_class.or_else(|| models.schema.resolve(written).ok());
    found.map(|table| &**table)
}

/// A field by its column, its name in the model, or the name in the model that its column is called after.
pub(crate) fn as_written<'a>(table: &'a Table, written: &str) -> Option<&'a Field> {
    let by_key = || table.fields.get(format!("{written}_id").as_str());
    let is_key = |field: &&Field| field.reference.is_some();
    table
        .field_as_written(written)
        .or_else(|| by_key().filter(is_key))
}
