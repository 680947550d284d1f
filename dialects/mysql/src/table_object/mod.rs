//! What a table has beside its columns: indexes, checks, foreign keys, in one flat list.
//!
//! A field's own UNIQUE, index, foreign key and type check stand here beside the named ones, so that CREATE TABLE
//! writes the list and ALTER TABLE writes the difference of two of them.
//!
//! InnoDB needs an index for every foreign key and makes one by itself, which vanishes when another can serve. So
//! the foreign key's own index is in the list, under the foreign key's name, wherever no other begins with its
//! fields: an index can then be dropped in the statement that adds the foreign key's own (MySQL 1553).

mod check;
mod foreign_key;
mod index;

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Deferrable, Field, FieldName, Table};

pub(crate) use check::set_fields;
pub(crate) use foreign_key::{foreign_key_indexes, is_default_action, named_foreign_keys};

use crate::flavour::{Flavour, Server};
use crate::name::quoted;
use index::{KEY, plain_index};

/// What stands before the name of a check or foreign key.
const CONSTRAINT: &str = "CONSTRAINT";

/// An index, check or foreign key as CREATE TABLE writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableObject {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    /// What stands before the name: `KEY`, `UNIQUE KEY`, `CONSTRAINT`.
    pub(crate) head: &'static str,
    /// What stands after the name: `(…)`, `CHECK (…)`, `FOREIGN KEY …`.
    pub(crate) tail: String,
    /// Whether field names stand inside an expression.
    pub(crate) has_expression: bool,
    /// The fields of this table that it needs.
    pub(crate) fields: Vec<FieldName>,
    /// The fields of this table that a foreign key to itself refers to.
    pub(crate) own_targets: Vec<FieldName>,
    /// What was asked for and has no effect here.
    pub(crate) notes: Vec<&'static str>,
}

/// What a table object is, and so how it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ObjectKind {
    Index,
    Check,
    ForeignKey,
}

impl ObjectKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Check => "check",
            Self::ForeignKey => "foreign key",
        }
    }
}

impl TableObject {
    /// The action that drops it.
    pub(crate) fn drop_action(&self, flavour: Flavour) -> String {
        let verb = match (self.kind, flavour) {
            (ObjectKind::Index, _) => "DROP INDEX",
            (ObjectKind::ForeignKey, _) => "DROP FOREIGN KEY",
            (ObjectKind::Check, Flavour::Mysql) => "DROP CHECK",
            (ObjectKind::Check, Flavour::Mariadb) => "DROP CONSTRAINT",
        };
        format!("{verb} {}", quoted(&self.name))
    }

    /// As CREATE TABLE writes it.
    pub(crate) fn definition(&self) -> String {
        format!("{} {} {}", self.head, quoted(&self.name), self.tail)
    }

    pub(crate) fn is_index(&self) -> bool {
        self.kind == ObjectKind::Index
    }

    /// Whether both are the same object, perhaps with another definition.
    pub(crate) fn is_counterpart(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name == other.name
    }
}

/// Everything that a table has beside its columns and its primary key.
pub(crate) fn table_objects(table: &Table, server: Server) -> Result<Vec<TableObject>, Unsupported> {
    let writer = Writer { table, server };
    let mut objects = Vec::new();
    for field in table.fields.values() {
        objects.extend(writer.field_indexes(field)?);
    }
    for constraint in table.constraints.values() {
        objects.extend(writer.unique_constraint(constraint)?);
    }
    for index in table.indexes.values() {
        objects.push(writer.index(index)?);
    }
    objects.extend(
        foreign_key_indexes(table)
            .into_iter()
            .map(|(name, fields)| plain_index(KEY, name, &fields)),
    );
    for field in table.fields.values() {
        objects.extend(writer.type_check(field)?);
    }
    for constraint in table.constraints.values() {
        objects.extend(writer.check(constraint)?);
    }
    for (name, key) in named_foreign_keys(table) {
        objects.push(writer.foreign_key(name, &key)?);
    }
    Ok(objects)
}

/// Writes the objects of one table.
struct Writer<'a> {
    table: &'a Table,
    server: Server,
}

impl Writer<'_> {
    fn demand_not_deferrable(
        &self,
        deferrable: Deferrable,
        feature: Feature,
        subject: &str,
    ) -> Result<(), Unsupported> {
        let alternative =
            "leave `deferrable` out, and write the rows in an order that holds at each statement";
        self.demand_when(deferrable != Deferrable::Never, feature, subject, alternative)
    }

    fn demand_when(
        &self,
        asked: bool,
        feature: Feature,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        match asked {
            true => self.server.demand(feature, subject, alternative),
            false => Ok(()),
        }
    }

    fn fields<'b>(&'b self, names: &'b [FieldName]) -> impl Iterator<Item = &'b Field> {
        names.iter().filter_map(|name| self.table.fields.get(name))
    }

    fn subject(&self, what: &str, name: &str) -> String {
        format!("{what} `{name}` of `{}`", self.table.name)
    }
}
