//! Objects of a live database that no migration knows and that use a table: views, triggers, indexes made by hand.
//!
//! A change that would break one, or lose it without a word, is refused with its name before the first statement.

use std::fmt;

use aksara_dialect::Disturbance;
use aksara_schema::FieldName;

/// An object that uses what a change takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependent {
    /// Its kind, in the database's own words: `view`, `trigger`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The field that it uses; `None` for the table itself.
    pub field: Option<FieldName>,
    /// The change of the field or the table.
    pub disturbance: Disturbance,
}

impl fmt::Display for Dependent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the {} `{}`", self.kind, self.name)
    }
}
