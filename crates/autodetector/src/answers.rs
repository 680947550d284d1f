//! The user's decisions about possible renames, and about values that rows lack.

use std::collections::{BTreeMap, BTreeSet};

use aksara_schema::{FieldName, ObjectName, TableName};

use crate::RowValueAnswers;

/// The user's decisions. All that is not decided is asked.
///
/// Tables are known by their new names wherever something of theirs is decided, and so are fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// All that is not decided below is not a rename (`--no-rename`).
    pub assume_no_renames: bool,
    /// Indexes and constraints that are equal except for their names are not the same, unless their names are derived from
    /// what they cover (`--no-rename`).
    pub assume_no_renamed_objects: bool,
    /// Rows get no value where none is decided below (`--no-default`).
    pub assume_no_values: bool,
    /// Fields whose rows need a value are made in three steps (`--three-step`).
    pub three_steps: bool,
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
    /// Tables that have no rows, since no database has the migration that makes them.
    pub new_tables: BTreeSet<TableName>,
    /// The values for rows that would have none.
    pub row_values: RowValueAnswers,
}

impl Answers {
    /// Nothing is a rename.
    pub fn no_renames() -> Self {
        Self {
            assume_no_renames: true,
            ..Self::default()
        }
    }

    /// Nothing is asked: nothing is a rename, and rows get no value.
    pub fn asking_nothing() -> Self {
        Self {
            assume_no_values: true,
            ..Self::no_renames()
        }
    }
}
