//! The live catalog: every object with the text of its CREATE statement, and tables and indexes taken apart.
//!
//! Names of constraints, checks, collations, generated expressions and conflict clauses are in these texts alone. Every
//! clause keeps its text as it was written, so that a rebuild can put back what it does not change. This is not a parser of
//! expressions. A text that is not understood is `None`, which is not an error here.

mod clause;
mod cursor;
mod index;
mod objects;
mod pragma;
mod table;
mod trigger;

pub(crate) use index::read_index;
pub(crate) use objects::{Catalog, CatalogObject, ObjectKind};
pub(crate) use table::read_table;
pub(crate) use trigger::read_trigger;

#[cfg(test)]
mod tests;
