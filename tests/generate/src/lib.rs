//! Random histories: valid sequences of operations against the schema that they build up.
//!
//! A history is interpreted from numbers that proptest draws and shrinks: each operation takes one row of numbers,
//! so that shrinking takes operations away and makes the rest simpler, and every history stays valid.

mod choices;
mod conversion;
mod edit;
mod field;
mod literal;
mod name;
mod object;
mod operation;
mod reference;
mod row;
mod scope;
mod survivors;
mod table;
mod value;
mod words;

use aksara_operations::{AlterTable, Effect, Operation};
use aksara_schema::Schema;
use proptest::prelude::*;

pub use choices::Choices;
pub use edit::{Edited, RenamedValue, edit_words, edited};
pub use name::Names;
pub use row::{GeneratedRow, rows, rows_between};
pub use scope::{Database, Scope};
pub use survivors::Survivors;
pub use words::{IndexWords, TypeWords, Words};

/// Numbers that one operation, and the rows that it meets, take its decisions from.
const DECISIONS: usize = 64;

/// A valid history: operations, and the schema that they give.
#[derive(Debug, Clone)]
pub struct History {
    /// The operations in order.
    pub operations: Vec<Operation>,
    /// For each operation, what the rows that it meets are made from ([`rows`]).
    pub decisions: Vec<Choices>,
    /// The schema after all of them.
    pub schema: Schema,
    /// The database's own words, which its types have their values from.
    pub words: Words,
}

impl History {
    /// Every change of a table that exists, in order.
    pub fn alterations(&self) -> Vec<AlterTable> {
        let mut schema = Schema::new();
        let operations = self.operations.iter();
        let effects = operations.filter_map(|operation| operation.apply(&mut schema).ok());
        let effects = effects.flat_map(|change| change.effects);
        let alterations = effects.filter_map(|effect| match effect {
            Effect::AlterTable(change) => Some(change),
            _ => None,
        });
        alterations.collect()
    }
}

/// Histories of at most `length` operations.
pub fn history(length: usize, scope: impl Into<Scope>) -> impl Strategy<Value = History> {
    let scope = scope.into();
    let decisions = proptest::collection::vec(any::<u32>(), DECISIONS);
    proptest::collection::vec(decisions, 1..=length).prop_map(move |rows| interpret(rows, scope))
}

/// Schemas that at most `length` operations build.
pub fn schema(length: usize, scope: impl Into<Scope>) -> impl Strategy<Value = Schema> {
    history(length, scope).prop_map(|history| history.schema)
}

/// An operation that is valid against the schema, if these decisions lead to one.
pub fn operation(choices: &mut Choices, schema: &Schema, scope: impl Into<Scope>) -> Option<Operation> {
    let operation = operation::choose(choices, schema, scope.into())?;
    operation.apply(&mut schema.clone()).is_ok().then_some(operation)
}

fn interpret(rows: Vec<Vec<u32>>, scope: Scope) -> History {
    let mut history = History {
        operations: Vec::new(),
        decisions: Vec::new(),
        schema: Schema::new(),
        words: scope.words(),
    };
    for row in rows {
        let mut choices = Choices::new(row);
        if let Some(operation) = operation::choose(&mut choices, &history.schema, scope)
            && operation.apply(&mut history.schema).is_ok()
        {
            history.operations.push(operation);
            history.decisions.push(choices);
        }
    }
    history
}
