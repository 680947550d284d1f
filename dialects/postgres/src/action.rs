//! One change of a table as data: its content and its cost.
//!
//! The costs are those of <https://www.postgresql.org/docs/current/sql-altertable.html>,
//! <https://www.postgresql.org/docs/current/explicit-locking.html> and the pages of the other statements.

use aksara_dialect::{ChangedRows, Cost, Evidence, Lock};
use aksara_operations::Lookup;

use crate::default::is_volatile;
use crate::enum_values::ValueRenames;
use crate::physical::{Column, Constraint, ConstraintKind, DataType, Index, NativeEnum};
use crate::renames::Rename;

/// One change of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    /// Unless it is there with the same values: tables share types.
    CreateEnum(NativeEnum),
    RenameEnumValues {
        name: String,
        renames: ValueRenames,
    },
    AddEnumValues {
        values_before: Vec<String>,
        native: NativeEnum,
    },
    /// Makes the type anew, without values that rows may have.
    RebuildEnum {
        native: NativeEnum,
        /// The column of this table, under the name that it has until then.
        column: String,
    },
    DropIndex {
        index: Index,
        building: Building,
    },
    DropConstraint(Constraint),
    DropColumn {
        column: Column,
        /// The name that it has until then.
        name: String,
        /// Whether it is added again and computed.
        comes_back: bool,
    },
    Rename(Rename),
    AddColumn(Column),
    /// Puts the values that are looked up for a column into another one.
    LookUp {
        column: String,
        passing: String,
        lookup: Lookup,
    },
    /// Drops the column that held such values.
    DropPassing(String),
    /// Keeps the values of a generated column.
    DropExpression {
        column: String,
        /// The name that it has until then.
        name: String,
    },
    DropIdentity {
        column: String,
    },
    SetType {
        column: String,
        data_type: DataType,
        collation: Option<String>,
        /// The new value from the old row.
        using: Option<String>,
        /// Whether the database writes every row anew.
        rewrites: bool,
    },
    SetDefault {
        column: String,
        default: Option<String>,
    },
    FillNulls {
        column: String,
        value: String,
        reason: FillReason,
    },
    SetNullability {
        column: String,
        is_required: bool,
    },
    AddIdentity {
        column: String,
    },
    AddConstraint(Constraint),
    /// Unless something still uses it.
    DropEnum(NativeEnum),
    CreateIndex {
        index: Index,
        building: Building,
    },
    /// Lets a new identity go on after the greatest number of the rows.
    ContinueCounting {
        column: String,
    },
    /// Gives the sequence of a column its new type.
    WidenSequence {
        column: String,
        data_type: DataType,
    },
    SetTableComment(Option<String>),
    SetColumnComment {
        column: String,
        comment: Option<String>,
    },
}

/// Whether writers wait for an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Building {
    /// Within the transaction; writers wait.
    Plain,
    /// Outside it; writers go on.
    Concurrent,
}

/// Why rows get a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FillReason {
    NewColumn,
    Required,
    RequiredWithDefault,
}

/// The cost of a change of the catalog that nobody waits for.
const CATALOG: Cost = Cost {
    lock: Lock::Nobody,
    rewrite: false,
    scan: false,
    rows: ChangedRows::None,
    rollback: true,
    evidence: Evidence::Manual,
};

/// The cost of most of ALTER TABLE: a moment, in which nobody else reads the table.
pub(crate) const ALONE: Cost = Cost {
    lock: Lock::Everyone,
    ..CATALOG
};

const REWRITE: Cost = Cost {
    rewrite: true,
    scan: true,
    rows: ChangedRows::All,
    ..ALONE
};

const SCAN: Cost = Cost { scan: true, ..ALONE };

impl Action {
    /// The cost of its statement.
    pub(crate) fn cost(&self) -> Cost {
        match self {
            Self::CreateEnum(_)
            | Self::RenameEnumValues { .. }
            | Self::DropEnum(_)
            | Self::WidenSequence { .. }
            | Self::SetTableComment(_)
            | Self::SetColumnComment { .. } => CATALOG,
            // It is committed before the migration's transaction.
            Self::AddEnumValues { .. } => Cost {
                rollback: false,
                ..CATALOG
            },
            Self::RebuildEnum { .. } => REWRITE,
            Self::AddColumn(column) => of_new_column(column),
            Self::SetType { rewrites: true, .. } => REWRITE,
            Self::DropConstraint(_)
            | Self::DropColumn { .. }
            | Self::DropPassing(_)
            | Self::DropExpression { .. }
            | Self::DropIdentity { .. }
            | Self::SetType { .. }
            | Self::SetDefault { .. }
            | Self::AddIdentity { .. }
            | Self::SetNullability {
                is_required: false, ..
            } => ALONE,
            Self::Rename(rename) => rename.cost(),
            Self::FillNulls { reason, .. } => Cost {
                lock: Lock::Writers,
                rows: match reason {
                    FillReason::NewColumn => ChangedRows::All,
                    FillReason::Required | FillReason::RequiredWithDefault => ChangedRows::Some,
                },
                ..SCAN
            },
            Self::LookUp { .. } => Cost {
                lock: Lock::Writers,
                rows: ChangedRows::All,
                ..SCAN
            },
            Self::SetNullability { .. } => SCAN,
            Self::AddConstraint(constraint) => of_new_constraint(&constraint.kind),
            Self::DropIndex { building, .. } => of_index(*building, ALONE),
            Self::CreateIndex { building, .. } => of_index(
                *building,
                Cost {
                    lock: Lock::Writers,
                    ..SCAN
                },
            ),
            Self::ContinueCounting { .. } => Cost {
                scan: true,
                ..CATALOG
            },
        }
    }
}

/// A constant default is kept in the catalog; any other value is written into every row.
fn of_new_column(column: &Column) -> Cost {
    let is_stored = column
        .generated
        .as_ref()
        .is_some_and(|generated| generated.is_stored);
    let is_volatile = column.default.as_deref().is_some_and(is_volatile);
    if is_stored || is_volatile || column.is_identity {
        REWRITE
    } else {
        ALONE
    }
}

fn of_new_constraint(kind: &ConstraintKind) -> Cost {
    match kind {
        ConstraintKind::ForeignKey(key) => Cost {
            lock: Lock::Writers,
            scan: key.details.existing_rows == aksara_schema::ExistingRows::Checked,
            ..ALONE
        },
        ConstraintKind::PrimaryKey(_)
        | ConstraintKind::Unique(_)
        | ConstraintKind::Check { .. }
        | ConstraintKind::Exclusion { .. } => SCAN,
    }
}

/// A concurrent build commits by itself.
fn of_index(building: Building, plain: Cost) -> Cost {
    match building {
        Building::Plain => plain,
        Building::Concurrent => Cost {
            lock: Lock::Nobody,
            rollback: false,
            ..plain
        },
    }
}
