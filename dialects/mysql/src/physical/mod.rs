//! A table as these servers know it: columns, keys, checks, options, all typed.
//!
//! `build` makes one of a table of the schema, and `catalog` reads one from the live database. Types, defaults and
//! expressions are the servers' text here, since text is what the servers are given and what they keep.

mod column;
mod column_type;
mod object;

use aksara_schema::TableName;

pub(crate) use column::{Characters, Column, Default, DefaultForm, Expression, Generated, Nullability};
pub(crate) use column_type::ColumnType;
pub(crate) use object::{
    Check, ForeignKey, Index, IndexKey, IndexKind, IndexPart, Object, ObjectKind, sets_columns,
};

/// A table with its indexes, checks and foreign keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: TableName,
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key, in order.
    pub(crate) primary_key: Vec<String>,
    /// Indexes, then checks, then foreign keys, in the order in which CREATE TABLE has them.
    pub(crate) objects: Vec<Object>,
    pub(crate) options: Options,
    pub(crate) comment: Option<String>,
}

/// The storage engine, and the character set and collation of texts that have none of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) engine: String,
    pub(crate) characters: Characters,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether a column is part of a foreign key of this table.
    pub(crate) fn is_in_key(&self, column: &str) -> bool {
        self.foreign_keys()
            .any(|key| key.columns.iter().any(|name| name == column))
    }

    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = &ForeignKey> {
        self.objects.iter().filter_map(|object| match object {
            Object::ForeignKey(key) => Some(key),
            Object::Index(_) | Object::Check(_) => None,
        })
    }

    pub(crate) fn checks(&self) -> impl Iterator<Item = &Check> {
        self.objects.iter().filter_map(|object| match object {
            Object::Check(check) => Some(check),
            Object::Index(_) | Object::ForeignKey(_) => None,
        })
    }

    pub(crate) fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.objects.iter().filter_map(|object| match object {
            Object::Index(index) => Some(index),
            Object::Check(_) | Object::ForeignKey(_) => None,
        })
    }
}
