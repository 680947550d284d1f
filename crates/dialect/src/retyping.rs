//! A field whose type changes, and how a database converts its values.

use aksara_schema::{Field, Table};

/// A field whose type changes while its table has rows.
#[derive(Debug, Clone, Copy)]
pub struct Retyping<'a> {
    /// The table after the change.
    pub table: &'a Table,
    /// The field as it is, under its old name.
    pub before: &'a Field,
    /// The field as it will be.
    pub after: &'a Field,
}
