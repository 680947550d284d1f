//! What reading a live database gives.

use aksara_schema::{Schema, TableName};

/// A live database: what the schema has words for, and the rest by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// The tables.
    pub schema: Schema,
    /// What the schema has no word for: views, triggers, foreign tables, …
    pub opaque: Vec<OpaqueObject>,
}

/// An object of the database that the schema has no word for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpaqueObject {
    /// What it is, as the database calls it: `view`, `trigger`, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table it belongs to, where it does.
    pub table: Option<TableName>,
    /// Its definition, where the database tells it.
    pub definition: Option<String>,
}
