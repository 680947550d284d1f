//! The user's decisions about possible renames.

use std::collections::BTreeMap;

use aksara_schema::{FieldName, ObjectName, TableName};

/// Decisions about possible renames. All that is not decided is asked.
///
/// Tables are known by their new names wherever something of theirs is decided, and so are fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// All that is not decided below is no rename (`--no-rename`).
    pub assume_no_renames: bool,
    /// The new name of a table that is gone; `None` where it is really to be dropped.
    pub tables: BTreeMap<TableName, Option<TableName>>,
    /// By table and field that is gone, its new name; `None` where it is really to be removed.
    pub fields: BTreeMap<(TableName, FieldName), Option<FieldName>>,
    /// By table and index that is gone, its new name; `None` where it is really to be removed.
    pub indexes: BTreeMap<(TableName, ObjectName), Option<ObjectName>>,
    /// By table and constraint that is gone, its new name; `None` where it is really to be removed.
    pub constraints: BTreeMap<(TableName, ObjectName), Option<ObjectName>>,
    /// By table, field and value of an enum that is gone, its new name; `None` where no row has it any more.
    pub values: BTreeMap<(TableName, FieldName, String), Option<String>>,
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
