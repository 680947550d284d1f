//! Tear down: fields are removed and tables dropped, each after what refers to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{DropTable, RemoveField};
use aksara_schema::{FieldName, ForeignKey, ObjectName, Table, TableName};

use crate::build::sources;
use crate::detector::Detector;
use crate::schedule::{Needs, schedule};
use crate::{DetectionError, Pair};

/// The parts that are removed at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Field(TableName, FieldName),
    Table(TableName),
}

/// One foreign key to what goes.
struct Referrer {
    table: TableName,
    /// The constraint, where it is a named one.
    constraint: Option<ObjectName>,
    key: ForeignKey,
}

impl Detector {
    pub(crate) fn tear_down(&mut self) -> Result<(), DetectionError> {
        let gone = self
            .gone_tables()
            .into_iter()
            .map(|table| Item::Table(table.name.clone()));
        let changed = self.changed_tables();
        let removed = changed.iter().flat_map(|pair| {
            let fields = pair
                .previous
                .fields
                .keys()
                .filter(|field| !pair.next.fields.contains_key(*field));
            fields.map(|field| Item::Field(pair.next.name.clone(), field.clone()))
        });
        self.remove_in_order(removed.chain(gone).collect())
    }

    /// Removes at once what goes and has the name of something new except for letter case, which many databases fold.
    pub(crate) fn make_room(&mut self) -> Result<(), DetectionError> {
        let new_tables = self.new_tables().into_iter();
        let new: BTreeSet<String> = new_tables.map(|table| folded(&table.name)).collect();
        let gone = self.gone_tables().into_iter();
        let tables = gone.filter(|table| new.contains(&folded(&table.name)));
        let tables = tables.map(|table| Item::Table(table.name.clone()));
        let changed = self.changed_tables();
        let fields = changed.iter().flat_map(fields_in_the_way);
        self.remove_in_order(tables.chain(fields).collect())
    }

    fn remove_in_order(&mut self, items: Vec<Item>) -> Result<(), DetectionError> {
        let needs: Needs<Item> = items
            .into_iter()
            .map(|item| (item.clone(), self.users(&item)))
            .collect();
        schedule(&needs)
            .into_iter()
            .try_for_each(|item| self.remove(item))
    }

    /// Drops a table, after the foreign keys to it.
    pub(crate) fn drop_table(&mut self, name: &TableName) -> Result<(), DetectionError> {
        self.remove(Item::Table(name.clone()))
    }

    /// The parts that must be removed before: those that refer to it or are computed from it.
    fn users(&self, item: &Item) -> BTreeMap<Item, u32> {
        let holders = self.referrers(item).into_iter().flat_map(|referrer| {
            let fields = referrer.key.fields.into_iter().map({
                let table = referrer.table.clone();
                move |field| Item::Field(table.clone(), field)
            });
            std::iter::once(Item::Table(referrer.table)).chain(fields)
        });
        holders
            .chain(self.computed_from(item))
            .map(|holder| (holder, 1))
            .collect()
    }

    fn computed_from(&self, item: &Item) -> Vec<Item> {
        match item {
            Item::Table(_) => Vec::new(),
            Item::Field(name, field) => {
                let fields = self
                    .draft
                    .table(name)
                    .into_iter()
                    .flat_map(|table| table.fields.values());
                let computed = fields.filter(|other| sources(other).contains(&field));
                computed
                    .map(|other| Item::Field(name.clone(), other.name.clone()))
                    .collect()
            }
        }
    }

    fn remove(&mut self, item: Item) -> Result<(), DetectionError> {
        for referrer in self.referrers(&item) {
            match (&referrer.constraint, referrer.key.fields.as_slice()) {
                (Some(name), _) => self.remove_constraint(&referrer.table, name)?,
                (None, [field]) => self.detach(&referrer.table, field)?,
                (None, _) => {}
            }
        }
        match item {
            Item::Table(table) => self.push(DropTable::of(&table)),
            Item::Field(table, field) => self.push(RemoveField {
                table: (&table).into(),
                name: field.to_string(),
                if_exists: false,
                cascade: false,
            }),
        }
    }

    /// The foreign keys to an item, except for those that go with it.
    fn referrers(&self, item: &Item) -> Vec<Referrer> {
        let (target, field) = match item {
            Item::Table(table) => (table, None),
            Item::Field(table, field) => (table, Some(field)),
        };
        let refers = |key: &ForeignKey| {
            key.table == *target && field.is_none_or(|field| key.target_fields.contains(field))
        };
        let goes_with_field = |referrer: &Referrer| {
            referrer.table == *target
                && field.is_none_or(|field| {
                    referrer.constraint.is_none() && referrer.key.fields == [field.clone()]
                })
        };
        let keys = self.draft.referrers(target).flat_map(keys_of);
        keys.filter(|referrer| refers(&referrer.key) && !goes_with_field(referrer))
            .collect()
    }
}

/// The fields that go and have the name of a new one except for letter case. A field that something is computed from
/// stays until that is gone or changed.
fn fields_in_the_way(pair: &Pair<Arc<Table>>) -> Vec<Item> {
    let Pair { previous, next } = pair;
    let added = next
        .fields
        .keys()
        .filter(|name| !previous.fields.contains_key(*name));
    let added: BTreeSet<String> = added.map(folded).collect();
    let is_read = |name: &FieldName| {
        let mut fields = previous.fields.values();
        fields.any(|field| sources(field).contains(&name))
    };
    let in_the_way = |name: &&FieldName| {
        !next.fields.contains_key(*name) && added.contains(&folded(name)) && !is_read(name)
    };
    let fields: Vec<&FieldName> = previous.fields.keys().filter(in_the_way).collect();
    // A table keeps one field at least.
    let is_all = fields.len() == previous.fields.len();
    let items = fields.into_iter().skip(usize::from(is_all));
    items
        .map(|name| Item::Field(next.name.clone(), name.clone()))
        .collect()
}

fn folded(name: &impl ToString) -> String {
    name.to_string().to_lowercase()
}

fn keys_of(table: &Arc<Table>) -> impl Iterator<Item = Referrer> {
    let keys = table.foreign_keys().into_iter().map(|(name, key)| {
        let constraint = name.filter(|name| table.constraints.contains_key(*name)).cloned();
        Referrer {
            table: table.name.clone(),
            constraint,
            key,
        }
    });
    keys.collect::<Vec<_>>().into_iter()
}
