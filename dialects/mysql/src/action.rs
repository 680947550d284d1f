//! One change of a table as data, which these servers have a statement for.
//!
//! Columns have the names that they have after the change; `render` knows those of the moment.

use crate::physical::{Check, Column, Index, Object, Options};

/// One change of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    /// Drops an index, check or foreign key.
    DropObject(Object),
    /// Drops a check that may be in the definition of a column which was defined anew, and so be dropped already.
    DropCheckOfColumn(Check),
    AddObject(Object),
    RenameIndex {
        before: Index,
        after: Index,
    },
    DropPrimaryKey,
    AddPrimaryKey(Vec<String>),
    RenameColumn {
        from: String,
        to: String,
    },
    AddColumn(Column),
    /// Adds a column that values are put into before it gets its definition.
    PrepareColumn(Column),
    /// Gives a prepared column its name and definition.
    CompleteColumn {
        prepared: Column,
        after: Column,
    },
    ChangeColumn {
        before: Column,
        after: Column,
    },
    /// The default of a column whose rows are there already.
    SetDefault {
        before: Column,
        after: Column,
    },
    DropColumn {
        column: Column,
        /// Whether its values go; else another column has them, or they are computed anew.
        loses_values: bool,
    },
    /// Stops if the table has rows, by a check that no row satisfies.
    DemandNoRows(Check),
    DropDemand(Check),
    /// Another value for each row.
    SetValues {
        column: String,
        value: String,
    },
    /// A value for the rows that have none.
    ReplaceNull {
        column: String,
        value: String,
        /// Whether the column's values were computed before.
        is_prepared: bool,
    },
    SetOptions(Options),
    SetComment(Option<String>),
}

impl Action {
    /// Whether data is lost.
    pub(crate) fn is_destructive(&self) -> bool {
        matches!(
            self,
            Self::DropColumn {
                loses_values: true,
                ..
            }
        )
    }
}
