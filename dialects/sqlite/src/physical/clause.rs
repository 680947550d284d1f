//! The clauses of a column or a table: constraints, defaults, collations, generated values.

use aksara_schema::{Deferrable, ReferentialAction};

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// The name after CONSTRAINT.
    pub(crate) name: Option<String>,
    pub(crate) kind: ClauseKind,
    /// The whole clause as it was written, where it comes from the catalog.
    pub(crate) written: Option<String>,
}

/// `ON CONFLICT …`, where it is written.
pub(crate) type Conflict = Option<String>;

/// The content of a clause. Columns of a column's own clause are that column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClauseKind {
    PrimaryKey {
        columns: Vec<String>,
        is_descending: bool,
        is_autoincrement: bool,
        conflict: Conflict,
    },
    NotNull {
        conflict: Conflict,
    },
    /// `NULL` alone, which says nothing. Its conflict clause counts for nothing either, but is kept.
    Null {
        conflict: Conflict,
    },
    Unique {
        columns: Vec<String>,
        conflict: Conflict,
    },
    Check {
        expression: String,
    },
    Default {
        value: String,
    },
    Collate {
        collation: String,
    },
    ForeignKey(ForeignKey),
    Generated {
        expression: String,
        is_stored: bool,
    },
}

/// `[FOREIGN KEY (columns)] REFERENCES table (targets) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) table: String,
    /// Empty means the primary key.
    pub(crate) targets: Vec<String>,
    pub(crate) on_delete: ReferentialAction,
    pub(crate) on_update: ReferentialAction,
    pub(crate) deferrable: Deferrable,
}

/// The parts that a column has at most one of, beside its constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Null,
    Default,
    Collation,
    Generated,
}

impl Clause {
    pub(crate) fn unnamed(kind: ClauseKind) -> Self {
        Self::named(None, kind)
    }

    pub(crate) fn named(name: Option<String>, kind: ClauseKind) -> Self {
        Self {
            name,
            kind,
            written: None,
        }
    }

    /// Whether the name is that of another clause, which has one.
    pub(crate) fn has_name_of(&self, other: &Self) -> bool {
        match (&self.name, &other.name) {
            (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
            (None, _) | (_, None) => false,
        }
    }

    /// The slot of what is not a constraint.
    pub(crate) fn slot(&self) -> Option<Slot> {
        match self.kind {
            ClauseKind::NotNull { .. } | ClauseKind::Null { .. } => Some(Slot::Null),
            ClauseKind::Default { .. } => Some(Slot::Default),
            ClauseKind::Collate { .. } => Some(Slot::Collation),
            ClauseKind::Generated { .. } => Some(Slot::Generated),
            ClauseKind::PrimaryKey { .. }
            | ClauseKind::Unique { .. }
            | ClauseKind::Check { .. }
            | ClauseKind::ForeignKey(_) => None,
        }
    }

    /// `ON CONFLICT …`, where this clause has one.
    pub(crate) fn conflict(&self) -> Option<&str> {
        match &self.kind {
            ClauseKind::PrimaryKey { conflict, .. }
            | ClauseKind::NotNull { conflict }
            | ClauseKind::Null { conflict }
            | ClauseKind::Unique { conflict, .. } => conflict.as_deref(),
            ClauseKind::Check { .. }
            | ClauseKind::Default { .. }
            | ClauseKind::Collate { .. }
            | ClauseKind::ForeignKey(_)
            | ClauseKind::Generated { .. } => None,
        }
    }

    /// The clause with an ON CONFLICT, where it has none and can have one.
    pub(crate) fn with_conflict(mut self, wanted: Option<&str>) -> Self {
        let (ClauseKind::PrimaryKey { conflict, .. }
        | ClauseKind::NotNull { conflict }
        | ClauseKind::Null { conflict }
        | ClauseKind::Unique { conflict, .. }) = &mut self.kind
        else {
            return self;
        };
        if let (Some(wanted), None) = (wanted, &conflict) {
            *conflict = Some(wanted.to_owned());
            self.written = None;
        }
        self
    }

    /// The columns that the clause needs; expressions are not looked into.
    pub(crate) fn columns(&self) -> &[String] {
        match &self.kind {
            ClauseKind::PrimaryKey { columns, .. } | ClauseKind::Unique { columns, .. } => columns,
            ClauseKind::ForeignKey(key) => &key.columns,
            ClauseKind::NotNull { .. }
            | ClauseKind::Null { .. }
            | ClauseKind::Check { .. }
            | ClauseKind::Default { .. }
            | ClauseKind::Collate { .. }
            | ClauseKind::Generated { .. } => &[],
        }
    }

    /// The expression that is computed from the row.
    pub(crate) fn expression(&self) -> Option<&str> {
        match &self.kind {
            ClauseKind::Check { expression } | ClauseKind::Generated { expression, .. } => Some(expression),
            ClauseKind::PrimaryKey { .. }
            | ClauseKind::NotNull { .. }
            | ClauseKind::Null { .. }
            | ClauseKind::Unique { .. }
            | ClauseKind::Default { .. }
            | ClauseKind::Collate { .. }
            | ClauseKind::ForeignKey(_) => None,
        }
    }
}
