//! One change of a table as data: its content, its cost, and whether SQLite has a statement for it.

use aksara_dialect::{ChangedRows, Cost, Evidence, Lock, ServerVersion};
use aksara_schema::StorageType;

use crate::build::constraint::may_be_unnamed;
use crate::build::default::is_constant;
use crate::physical::{Clause, ClauseKind, Column, Index, Options, Placed, Slot};

/// The version that can set and drop NOT NULL, and add and drop a CHECK by its name.
pub(crate) const ALTERS_RULES_SINCE: ServerVersion = ServerVersion::new(3, 53, 0);

/// One change of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    SetOptions(Options),
    DropIndex(Index),
    DropConstraint {
        constraint: Placed,
        /// Whether its column is dropped as well.
        with_column: bool,
    },
    DropColumn(Column),
    AddColumn {
        column: Column,
        /// The value of existing rows, if it is not the default.
        fill: Option<String>,
    },
    SetType {
        column: String,
        declared_type: String,
        storage: StorageType,
    },
    /// The default, collation or expression of a column from now on.
    SetClause {
        column: String,
        slot: Slot,
        clause: Option<Clause>,
    },
    /// Values of another kind, or computed from the old row.
    ConvertValues {
        column: String,
        value: String,
        is_computed: bool,
    },
    SetNullability {
        column: String,
        clause: Option<Clause>,
        /// The value of the rows that hold NULL.
        fill: Option<String>,
        is_generated: bool,
    },
    AddConstraint(Placed),
    CreateIndex(Index),
}

/// Why a table must be rebuilt. The first one that applies is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub(crate) enum RebuildReason {
    #[strum(to_string = "SQLite changes a key and a table's options only with their table")]
    KeyOrOptions,
    #[strum(to_string = "new values are computed from the old rows")]
    ComputedValues,
    #[strum(to_string = "SQLite adds and drops such a constraint only with its table")]
    Constraint,
    #[strum(
        to_string = "SQLite changes the type, default, UNIQUE and foreign key of a field only with its table"
    )]
    Column,
    #[strum(
        to_string = "SQLite cannot add a field with UNIQUE, a computed value, or NOT NULL without a default to \
                     existing rows"
    )]
    AddColumn,
    #[strum(to_string = "SQLite cannot drop a field of a key, a foreign key or a check")]
    DropColumn,
}

/// The cost of a rebuild.
pub(crate) const REBUILD_COST: Cost = Cost {
    rewrite: true,
    scan: true,
    rows: ChangedRows::All,
    ..CATALOG_COST
};

/// The cost of a statement that changes the catalog and no row. Every transaction that writes keeps other writers out.
pub(crate) const CATALOG_COST: Cost = Cost {
    lock: Lock::Writers,
    rewrite: false,
    scan: false,
    rows: ChangedRows::None,
    rollback: true,
    evidence: Evidence::Tested,
};

impl Action {
    /// The cost of SQLite's own statement for it.
    pub(crate) fn cost(&self) -> Cost {
        let scan = Cost {
            scan: true,
            ..CATALOG_COST
        };
        match self {
            Self::DropIndex(_) | Self::DropConstraint { .. } => CATALOG_COST,
            Self::AddColumn { column, fill } => Cost {
                scan: fill.is_some() || column.clauses.iter().any(is_tried_on_rows),
                rows: if fill.is_some() {
                    ChangedRows::All
                } else {
                    ChangedRows::None
                },
                ..CATALOG_COST
            },
            Self::SetNullability { clause: None, .. } => CATALOG_COST,
            Self::SetNullability { fill: Some(_), .. } => Cost {
                rows: ChangedRows::Some,
                ..scan
            },
            Self::SetNullability { .. } | Self::AddConstraint(_) | Self::CreateIndex(_) => scan,
            Self::DropColumn(column) if column.generated().is_some_and(|(_, is_stored)| !is_stored) => {
                CATALOG_COST
            }
            Self::DropColumn(_)
            | Self::SetOptions(_)
            | Self::SetType { .. }
            | Self::SetClause { .. }
            | Self::ConvertValues { .. } => REBUILD_COST,
        }
    }

    /// Why SQLite does it only with a rebuild; nothing where it has a statement.
    pub(crate) fn rebuild_reason(&self, version: &ServerVersion) -> Option<RebuildReason> {
        let alters_rules = *version >= ALTERS_RULES_SINCE;
        match self {
            Self::DropIndex(_) | Self::CreateIndex(_) => None,
            Self::SetOptions(_) => Some(RebuildReason::KeyOrOptions),
            Self::DropConstraint {
                constraint,
                with_column,
            } => dropping(constraint, *with_column, alters_rules),
            Self::DropColumn(column) => {
                (!can_drop(column, alters_rules)).then_some(RebuildReason::DropColumn)
            }
            Self::AddColumn { column, fill } => {
                (!can_add(column, fill.is_some())).then_some(RebuildReason::AddColumn)
            }
            Self::SetType { .. }
            | Self::SetClause { .. }
            | Self::ConvertValues {
                is_computed: false, ..
            } => Some(RebuildReason::Column),
            Self::ConvertValues { .. } => Some(RebuildReason::ComputedValues),
            Self::SetNullability { is_generated, .. } => {
                (!alters_rules || *is_generated).then_some(RebuildReason::Column)
            }
            Self::AddConstraint(constraint) => adding(constraint, alters_rules),
        }
    }
}

/// A check of a column that stays is dropped by its name; one of the table need not have the name that we know.
fn dropping(constraint: &Placed, with_column: bool, alters_rules: bool) -> Option<RebuildReason> {
    let name = constraint.clause.name.as_deref();
    let is_known =
        name.is_some_and(|name| constraint.column.is_some() || !may_be_unnamed(name)) && alters_rules;
    match constraint.clause.kind {
        ClauseKind::PrimaryKey { .. } => Some(RebuildReason::KeyOrOptions),
        ClauseKind::Check { .. } if is_known => None,
        _ if with_column => None,
        _ => Some(of_place(constraint)),
    }
}

fn adding(constraint: &Placed, alters_rules: bool) -> Option<RebuildReason> {
    match constraint.clause.kind {
        ClauseKind::PrimaryKey { .. } => Some(RebuildReason::KeyOrOptions),
        ClauseKind::Check { .. } if alters_rules => None,
        _ => Some(of_place(constraint)),
    }
}

fn of_place(constraint: &Placed) -> RebuildReason {
    match constraint.column {
        Some(_) => RebuildReason::Column,
        None => RebuildReason::Constraint,
    }
}

/// ADD COLUMN takes no UNIQUE and no PRIMARY KEY, and on a table with rows no computed default, no stored
/// expression and no foreign key with a default (<https://sqlite.org/lang_altertable.html#altertabaddcol>).
fn can_add(column: &Column, is_filled: bool) -> bool {
    let default = column.default();
    let is_addable = |clause: &Clause| match &clause.kind {
        ClauseKind::PrimaryKey { .. } | ClauseKind::Unique { .. } => false,
        ClauseKind::Generated { is_stored, .. } => !is_stored,
        ClauseKind::Default { value } => is_constant(value),
        ClauseKind::ForeignKey(_) => default.is_none(),
        ClauseKind::NotNull { .. } => !is_filled || default.is_some(),
        ClauseKind::Null { .. } | ClauseKind::Check { .. } | ClauseKind::Collate { .. } => true,
    };
    column.clauses.iter().all(is_addable)
}

/// DROP COLUMN refuses a field of a key, of a foreign key or of a check
/// (<https://sqlite.org/lang_altertable.html#altertabdropcol>). Its check is dropped before it; its foreign key
/// is dropped with it only where it was written within the column, which a table that others made need not have.
fn can_drop(column: &Column, alters_rules: bool) -> bool {
    let is_droppable = |clause: &Clause| match &clause.kind {
        ClauseKind::PrimaryKey { .. } | ClauseKind::Unique { .. } | ClauseKind::ForeignKey(_) => false,
        ClauseKind::Check { .. } => alters_rules && clause.name.is_some(),
        ClauseKind::NotNull { .. }
        | ClauseKind::Null { .. }
        | ClauseKind::Default { .. }
        | ClauseKind::Collate { .. }
        | ClauseKind::Generated { .. } => true,
    };
    column.clauses.iter().all(is_droppable)
}

/// Whether ADD COLUMN tries a clause on existing rows.
fn is_tried_on_rows(clause: &Clause) -> bool {
    matches!(
        clause.kind,
        ClauseKind::Check { .. } | ClauseKind::Generated { .. }
    )
}
