//! What the user has decided about possible renames.

use std::collections::BTreeMap;

use aksara_schema::{FieldName, TableName};

/// Decisions about possible renames. Whatever is not decided is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Whatever is not decided below is no rename (`--no-rename`).
    pub assume_no_renames: bool,
    /// The new name of a table that is gone; `None` where it is really to be dropped.
    pub tables: BTreeMap<TableName, Option<TableName>>,
    /// By table (under its new name) and field that is gone, its new name; `None` where it is really to be removed.
    pub fields: BTreeMap<(TableName, FieldName), Option<FieldName>>,
}

impl Answers {
    /// Nothing is a rename.
    pub fn no_renames() -> Self {
        Self {
            assume_no_renames: true,
            ..Self::default()
        }
    }
}
