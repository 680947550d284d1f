//! The difference of two schemas, item by item, for people and programs to read.
//!
//! Both sides must be normalized for one database. Names that are derived never count, nor does the order of
//! fields: what equality of tables does not see is not a difference.

mod attributes;
mod compare;
mod display;
mod object;

use aksara_driver::OpaqueObject;
use aksara_schema::TableName;
use serde::Serialize;

pub use compare::differences;
pub use object::of_objects;

/// The differences between an expected schema and the one that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct SchemaDifference {
    /// By table; each table's items together.
    pub items: Vec<Difference>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// The table that it belongs to; `None` for what belongs to none.
    pub table: Option<TableName>,
    /// Its kind.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// How it differs.
    #[serde(flatten)]
    pub kind: DifferenceKind,
}

/// The parts of a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A whole table.
    Table,
    /// The table's own attributes: its primary key, comment, options.
    Options,
    /// A field.
    Field,
    /// An index.
    Index,
    /// A constraint.
    Constraint,
    /// An object that the schema does not have, in the database's words: `view`, `trigger`.
    #[serde(untagged)]
    Object(String),
}

/// How a thing differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "difference", rename_all = "snake_case")]
pub enum DifferenceKind {
    /// It was expected and is not there.
    Missing {
        /// The expected value.
        expected: String,
    },
    /// It is there and was not expected.
    Extra {
        /// The found value.
        found: String,
    },
    /// It is there, otherwise than expected.
    Different {
        /// Each attribute that is another one.
        attributes: Vec<AttributeDifference>,
    },
}

/// An attribute that is another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AttributeDifference {
    /// The attribute.
    pub attribute: &'static str,
    /// As expected; `None` where it was expected to be missing.
    pub expected: Option<String>,
    /// As it was found; `None` where it is missing.
    pub found: Option<String>,
}

impl SchemaDifference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items of which the condition holds, and the others.
    pub fn partition(self, condition: impl FnMut(&Difference) -> bool) -> (Self, Self) {
        let (yes, no) = self.items.into_iter().partition(condition);
        (Self { items: yes }, Self { items: no })
    }

    /// The differences that `other` does not have.
    #[must_use]
    pub fn without(self, other: &Self) -> Self {
        self.partition(|item| !other.items.contains(item)).0
    }
}

impl Difference {
    /// Whether it is there and was not expected.
    pub fn is_extra(&self) -> bool {
        matches!(self.kind, DifferenceKind::Extra { .. })
    }

    /// Whether it is about this object.
    pub fn is_about(&self, object: &OpaqueObject) -> bool {
        self.part == Part::Object(object.kind.clone())
            && self.name == object.name
            && self.table == object.table
    }

    /// Whether it is a whole table, view or other thing that belongs to no table, and was not expected.
    pub fn is_whole_extra(&self) -> bool {
        let is_whole = self.table.is_none() || self.part == Part::Table;
        is_whole && self.is_extra()
    }
}

#[cfg(test)]
mod tests;
