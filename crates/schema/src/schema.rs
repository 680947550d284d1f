//! The schema: tables by name, shared, with a reverse index of who refers to whom.
//!
//! Tables are shared pointers, so that a change keeps the table before and after it without copying the schema,
//! and replaying n operations costs O(n). The reverse index serves renames, drops and key types that follow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{ObjectName, Table, TableName, nearest, pluralize, snake_case};

/// All tables of a project at one point of its history.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Tables", into = "Tables")]
pub struct Schema {
    tables: BTreeMap<TableName, Arc<Table>>,
    referrers: BTreeMap<TableName, BTreeSet<TableName>>,
    /// Nearly every name has one owner, so a list is the smallest form.
    name_owners: BTreeMap<ObjectName, Vec<TableName>>,
}

/// The serde form: tables alone.
#[derive(Serialize, Deserialize)]
struct Tables {
    tables: BTreeMap<TableName, Arc<Table>>,
}

/// A reference that the schema cannot resolve.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// No such table.
    #[error("no table or model `{written}` at this point of the history{}", suggest(suggestion.as_deref()))]
    UnknownTable {
        /// As written.
        written: String,
        /// The nearest table.
        suggestion: Option<String>,
    },
}

fn suggest(suggestion: Option<&str>) -> String {
    suggestion
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl Schema {
    /// A schema without tables.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tables in the order of their names.
    pub fn tables(&self) -> impl ExactSizeIterator<Item = &Arc<Table>> {
        self.tables.values()
    }

    /// The table of exactly this name.
    pub fn table(&self, name: &TableName) -> Option<&Arc<Table>> {
        self.tables.get(name)
    }

    /// The table that a reference as written means: an exact name, else the table of that model.
    ///
    /// A dotted reference is a namespace and a table, or a module and a model.
    pub fn resolve(&self, written: &str) -> Result<&Arc<Table>, SchemaError> {
        let exact = [TableName::whole(written), TableName::try_from(written.to_owned())];
        let model = written.rsplit('.').next().unwrap_or(written);
        let derived = TableName::whole(pluralize(&snake_case(model)));
        exact
            .into_iter()
            .chain([derived])
            .flatten()
            .find_map(|name| self.tables.get(&name))
            .ok_or_else(|| {
                let names: Vec<String> = self.tables.keys().map(TableName::to_string).collect();
                let candidates = || names.iter().map(String::as_str);
                let plural = pluralize(&snake_case(model));
                let suggestion = nearest(&plural, candidates()).or_else(|| nearest(written, candidates()));
                SchemaError::UnknownTable {
                    written: written.to_owned(),
                    suggestion: suggestion.map(str::to_owned),
                }
            })
    }

    /// The tables that refer to this one, itself included where it does.
    pub fn referrers(&self, name: &TableName) -> impl Iterator<Item = &Arc<Table>> {
        self.referrers
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|referrer| self.tables.get(referrer))
    }

    /// The tables that have an index or constraint of this name.
    pub fn name_owners(&self, name: &ObjectName) -> impl Iterator<Item = &TableName> {
        self.name_owners.get(name).into_iter().flatten()
    }

    /// Puts a table in, in the place of the one of the same name, which is returned.
    pub fn insert(&mut self, table: Arc<Table>) -> Option<Arc<Table>> {
        let previous = self.remove(&table.name.clone());
        for target in table.referred_tables() {
            self.referrers
                .entry(target.clone())
                .or_default()
                .insert(table.name.clone());
        }
        for name in table.object_names() {
            let owners = self
                .name_owners
                .entry(name.clone())
                .or_insert_with(|| Vec::with_capacity(1));
            if !owners.contains(&table.name) {
                owners.push(table.name.clone());
            }
        }
        self.tables.insert(table.name.clone(), table);
        previous
    }

    /// Takes a table out. Other tables that refer to it are left as they are.
    pub fn remove(&mut self, name: &TableName) -> Option<Arc<Table>> {
        let table = self.tables.remove(name)?;
        for target in table.referred_tables() {
            withdraw(&mut self.referrers, target, |referrers| {
                referrers.remove(name);
                referrers.is_empty()
            });
        }
        for object in table.object_names() {
            withdraw(&mut self.name_owners, object, |owners| {
                owners.retain(|owner| owner != name);
                owners.is_empty()
            });
        }
        Some(table)
    }
}

/// Changes one entry of a reverse index, and takes it out where `remove` says that nothing is left of it.
fn withdraw<K: Ord, V>(index: &mut BTreeMap<K, V>, key: &K, remove: impl FnOnce(&mut V) -> bool) {
    if index.get_mut(key).is_some_and(remove) {
        index.remove(key);
    }
}

/// The tables alone: the reverse index follows from them.
impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.tables == other.tables
    }
}

impl Eq for Schema {}

impl From<Tables> for Schema {
    fn from(form: Tables) -> Self {
        form.tables.into_values().collect()
    }
}

impl From<Schema> for Tables {
    fn from(schema: Schema) -> Self {
        Self {
            tables: schema.tables,
        }
    }
}

impl FromIterator<Arc<Table>> for Schema {
    fn from_iter<I: IntoIterator<Item = Arc<Table>>>(tables: I) -> Self {
        let mut schema = Self::new();
        for table in tables {
            schema.insert(table);
        }
        schema
    }
}
