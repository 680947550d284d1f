//! CREATE TABLE and CREATE INDEX statements as SQLite keeps them, taken apart without changing a character.
//!
//! Names of constraints, checks, collations, generated expressions and conflict clauses stand nowhere else. Every
//! part keeps its text as it was written, so that a rebuild can put back what it does not change. This is no
//! parser of expressions; what is not read (`None`) makes no error here.

mod clause;
mod cursor;
mod index;
mod table;
mod text;
mod trigger;

pub(crate) use clause::{Clause, ClauseKind, Conflict, ForeignKeyClause};
pub(crate) use index::{IndexPartDefinition, read_index};
pub(crate) use table::{ColumnDefinition, TableDefinition, read_table};
pub(crate) use text::{insert_parts, names, without_qualifier};
pub(crate) use trigger::read_trigger;

#[cfg(test)]
mod tests;
