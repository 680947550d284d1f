//! Hints: what models say of their own renames, in Python or in a document. Whether a hint still has something to do,
//! only the history decides.

use aksara_diagnostic::Origin;
use aksara_schema::TableName;

/// The hints about one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableHints {
    /// The table.
    pub table: TableName,
    /// Earlier names of the table or its model (`renamed_from`).
    pub renamed_from: Option<RenameHint>,
    /// Fields, many-to-many ones among them (`renamed_fields`).
    pub fields: Vec<RenameHint>,
    /// Indexes (`renamed_indexes`).
    pub indexes: Vec<RenameHint>,
    /// Constraints (`renamed_constraints`).
    pub constraints: Vec<RenameHint>,
}

/// A name and the names that the same thing had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameHint {
    /// The name in the models.
    pub name: String,
    /// The names before it, the oldest first; never empty.
    pub earlier: Vec<String>,
    /// The place of the earlier names.
    pub origin: Origin,
    /// Whether the model has it from another class, whose other models it may be about.
    pub is_inherited: bool,
}

impl TableHints {
    /// No hints about a table.
    pub fn none(table: TableName) -> Self {
        Self {
            table,
            renamed_from: None,
            fields: Vec::new(),
            indexes: Vec::new(),
            constraints: Vec::new(),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        let Self {
            table: _,
            renamed_from,
            fields,
            indexes,
            constraints,
        } = self;
        renamed_from.is_none() && fields.is_empty() && indexes.is_empty() && constraints.is_empty()
    }
}
