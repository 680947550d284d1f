//! A table: fields in the order they were made, indexes, constraints, options.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{
    Constraint, ConstraintKind, Field, FieldName, ForeignKey, FrozenName, Index, ObjectName, TableName,
    TableOptions,
};

/// A table of the schema. The order of the fields is recorded, and compared only where it is that of the primary key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Table {
    /// The table's name.
    pub name: TableName,
    /// The fields by name, in the order they were made. (An `IndexMap`'s equality does not see order.)
    pub fields: IndexMap<FieldName, Field>,
    /// The named indexes.
    pub indexes: IndexMap<ObjectName, Index>,
    /// The named constraints.
    pub constraints: IndexMap<ObjectName, Constraint>,
    /// The primary key's name.
    pub primary_key_name: FrozenName,
    /// The order of a composite primary key, where it is not the fields' order.
    pub primary_key_order: Vec<FieldName>,
    /// Comment kept by the database.
    pub comment: Option<String>,
    /// Options that some databases have.
    pub options: TableOptions,
    /// Who makes and changes the table.
    pub management: Management,
}

/// Who makes and changes a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Management {
    /// The migrations.
    #[default]
    Managed,
    /// Something else: it may be referred to, and is never created, altered or dropped.
    External,
}

impl Eq for Table {}

/// The order of the primary key counts, and not whether it is written down or is that of the fields.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            name,
            fields,
            indexes,
            constraints,
            primary_key_name,
            primary_key_order: _,
            comment,
            options,
            management,
        } = self;
        *name == other.name
            && *fields == other.fields
            && *indexes == other.indexes
            && *constraints == other.constraints
            && *primary_key_name == other.primary_key_name
            && self.primary_key() == other.primary_key()
            && *comment == other.comment
            && *options == other.options
            && *management == other.management
    }
}

impl Table {
    /// A table without fields.
    pub fn new(name: TableName) -> Self {
        Self {
            name,
            fields: IndexMap::new(),
            indexes: IndexMap::new(),
            constraints: IndexMap::new(),
            primary_key_name: FrozenName::default(),
            primary_key_order: Vec::new(),
            comment: None,
            options: TableOptions::default(),
            management: Management::Managed,
        }
    }

    /// Adds fields in order; a later field of the same name replaces an earlier one.
    #[must_use]
    pub fn with_fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields
            .extend(fields.into_iter().map(|field| (field.name.clone(), field)));
        self
    }

    /// The primary key's fields in order; empty where the table has none.
    pub fn primary_key(&self) -> Vec<&FieldName> {
        let keys = self
            .fields
            .values()
            .filter(|field| field.primary_key)
            .map(|field| &field.name);
        if self.primary_key_order.is_empty() {
            keys.collect()
        } else {
            self.primary_key_order.iter().collect()
        }
    }

    /// The field of this column name, or the one whose attribute in the model has this name.
    pub fn field_as_written(&self, name: &str) -> Option<&Field> {
        let by_attribute = || {
            self.fields.values().find(|field| {
                field
                    .attribute
                    .0
                    .as_ref()
                    .is_some_and(|attribute| attribute.as_str() == name)
            })
        };
        self.fields.get(name).or_else(by_attribute)
    }

    /// The names of every index and constraint: the fields' own, the primary key's and the named ones.
    pub fn object_names(&self) -> impl Iterator<Item = &ObjectName> {
        let own = self.fields.values().flat_map(|field| {
            let reference = field
                .reference
                .as_ref()
                .and_then(|reference| reference.constraint.0.as_ref());
            let unique = field.unique.as_ref().and_then(|name| name.0.as_ref());
            let index = field.index.as_ref().and_then(|name| name.0.as_ref());
            [reference, unique, index, field.type_check.0.as_ref()]
                .into_iter()
                .flatten()
        });
        let key = self.primary_key_name.0.as_ref();
        own.chain(key)
            .chain(self.indexes.keys())
            .chain(self.constraints.keys())
    }

    /// The names of the indexes: the fields' own, those of keys, unique constraints and exclusions, and the named ones.
    pub fn index_names(&self) -> impl Iterator<Item = &ObjectName> {
        let own = self.fields.values().flat_map(|field| {
            let own = [&field.unique, &field.index];
            own.into_iter().filter_map(|name| name.as_ref()?.0.as_ref())
        });
        let constraints = self.constraints.values().filter(|named| named.is_index());
        own.chain(self.primary_key_name.0.as_ref())
            .chain(self.indexes.keys())
            .chain(constraints.map(|constraint| &constraint.name))
    }

    /// The names of the constraints: the fields' own, the primary key's and the named ones.
    pub fn constraint_names(&self) -> impl Iterator<Item = &ObjectName> {
        let uniques = self
            .fields
            .values()
            .filter_map(|field| field.unique.as_ref()?.0.as_ref());
        uniques
            .chain(self.fields.values().filter_map(own_foreign_key))
            .chain(
                self.fields
                    .values()
                    .filter_map(|field| field.type_check.0.as_ref()),
            )
            .chain(self.primary_key_name.0.as_ref())
            .chain(self.constraints.keys())
    }

    /// The names of the checks: those that types bring along, and the named ones.
    pub fn check_names(&self) -> impl Iterator<Item = &ObjectName> {
        let brings_check = |field: &&Field| field.field_type.brings_check();
        let own = self.fields.values().filter(brings_check);
        let own = own.filter_map(|field| field.type_check.0.as_ref());
        let is_check = |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::Check(_));
        let named = self.constraints.values().filter(is_check);
        own.chain(named.map(|constraint| &constraint.name))
    }

    /// The names of the foreign keys: the fields' own and the named ones.
    pub fn foreign_key_names(&self) -> impl Iterator<Item = &ObjectName> {
        let own = self.fields.values().filter_map(own_foreign_key);
        let is_key = |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_));
        let named = self.constraints.values().filter(is_key);
        own.chain(named.map(|constraint| &constraint.name))
    }

    /// Every foreign key: the fields' own and the named ones, under their names.
    pub fn foreign_keys(&self) -> Vec<(Option<&ObjectName>, ForeignKey)> {
        let own = self.fields.values().filter_map(|field| {
            let reference = field.reference.as_ref()?;
            let key = ForeignKey::of_field(&field.name, reference);
            Some((reference.constraint.0.as_ref(), key))
        });
        let named = self
            .constraints
            .values()
            .filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => Some((Some(&constraint.name), key.clone())),
                ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
            });
        own.chain(named).collect()
    }

    /// The tables that this one refers to, itself included where it does; a table may come twice.
    pub fn referred_tables(&self) -> impl Iterator<Item = &TableName> {
        let own = self
            .fields
            .values()
            .filter_map(|field| Some(&field.reference.as_ref()?.table));
        let named = self
            .constraints
            .values()
            .filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => Some(&key.table),
                ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
            });
        own.chain(named)
    }
}

/// The name of a field's own foreign key.
fn own_foreign_key(field: &Field) -> Option<&ObjectName> {
    field.reference.as_ref()?.constraint.0.as_ref()
}
