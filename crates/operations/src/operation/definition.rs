//! The facts of an operation, for code that looks at operations without applying them.
//!
//! Each operation implements [`Definition`] in its own file. What the rest of the engine asks of every operation is here,
//! so that a new operation needs no place elsewhere.

use aksara_schema::{Constraint, Field, SqlExpression, Table, TableName};

use super::{ModelWords, Operation, Sentence, TableReference};
use crate::Located;

/// The kind of thing that an operation changes: the schema, rows, or anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// The schema alone. All that it changes and needs follows from the tables before and after it, and from
    /// [`Operation::expressions`].
    Schema,
    /// The rows of a table.
    Rows,
    /// Anything: it runs the user's code.
    Code {
        /// There is none after all.
        is_empty: bool,
    },
    /// The operations inside it, some on the database and some on the recorded schema.
    Inside,
}

/// A part of an operation that holds a definition as written.
#[derive(Debug)]
pub enum Part<'a> {
    /// A table.
    Table(&'a mut Table),
    /// A field.
    Field(&'a mut Field),
    /// A constraint.
    Constraint(&'a mut Constraint),
    /// Operations.
    Operations(&'a mut Vec<Located<Operation>>),
}

/// How a migration may be called after one of its operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// How well the operation describes its migration: the lowest rank describes it best.
    pub rank: u8,
    /// The name, in any characters.
    pub name: String,
}

/// The facts of an operation.
pub(super) trait Definition {
    /// The kind of thing that it changes.
    fn nature(&self) -> Nature;

    /// How its migration may be called.
    fn suggestion(&self) -> Suggestion;

    /// The table whose definition it changes, as written.
    fn table(&self) -> Option<&TableReference> {
        None
    }

    /// The name that it gives to a table.
    fn new_table(&self) -> Option<&TableName> {
        None
    }

    /// The tables that it is about, as they are called after it.
    fn tables(&self) -> Vec<String> {
        let new = self.new_table().map(ToString::to_string);
        let written = || self.table().map(ToString::to_string);
        new.or_else(written).into_iter().collect()
    }

    /// Its table, where it holds no other reference to it. A rename of the table can move before such operations.
    fn movable_table(&mut self) -> Option<&mut TableReference> {
        None
    }

    /// Whether it may make an operation before it needless.
    fn covers(&self) -> bool {
        false
    }

    /// Whether undoing it loses only what it made itself.
    fn makes_something(&self) -> bool {
        false
    }

    /// Expressions beside the definitions: they read fields of its table.
    fn expressions(&self) -> Vec<&SqlExpression> {
        Vec::new()
    }

    /// The operations inside it.
    fn inside(&self) -> Vec<&[Located<Operation>]> {
        Vec::new()
    }

    /// Visits what it holds as written.
    fn visit_parts(&mut self, _visit: &mut dyn FnMut(Part<'_>)) {}

    /// Its effect in the words of models; `None` leaves it to the words of plans.
    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        None
    }
}

impl Operation {
    /// The kind of thing that it changes.
    pub fn nature(&self) -> Nature {
        self.definition().nature()
    }

    /// How its migration may be called.
    pub fn suggestion(&self) -> Suggestion {
        self.definition().suggestion()
    }

    /// The table whose definition it changes, as written.
    pub fn table(&self) -> Option<&TableReference> {
        self.definition().table()
    }

    /// The name that it gives to a table.
    pub fn new_table(&self) -> Option<&TableName> {
        self.definition().new_table()
    }

    /// The tables that it is about, as they are called after it.
    pub fn tables(&self) -> Vec<String> {
        self.definition().tables()
    }

    /// The same operation on this table, where it holds no other reference to its own.
    #[must_use]
    pub fn on_table(&self, table: TableReference) -> Option<Self> {
        let mut moved = self.clone();
        *moved.definition_mut().movable_table()? = table;
        Some(moved)
    }

    /// Whether it may make an operation before it needless.
    pub fn covers(&self) -> bool {
        self.definition().covers()
    }

    /// Whether undoing it loses only what it made itself.
    pub fn makes_something(&self) -> bool {
        self.definition().makes_something()
    }

    /// Expressions beside the definitions: they read fields of its table.
    pub fn expressions(&self) -> Vec<&SqlExpression> {
        self.definition().expressions()
    }

    /// The operations inside it.
    pub fn inside(&self) -> Vec<&[Located<Self>]> {
        self.definition().inside()
    }

    /// Visits what it holds as written.
    pub fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        self.definition_mut().visit_parts(visit);
    }

    /// Its effect, in the words of models.
    pub fn sentence(&self, words: &dyn ModelWords) -> Sentence {
        let own = self.definition().sentence(words);
        own.unwrap_or_else(|| Sentence {
            table: self.table().map(ToString::to_string),
            field: None,
            text: self.describe(),
        })
    }
}
