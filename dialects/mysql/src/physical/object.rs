//! Indexes, checks and foreign keys.
//!
//! InnoDB needs an index for every foreign key and makes one by itself, which vanishes when another can serve. So
//! the foreign key's own index is among the indexes, under the foreign key's name, wherever no other begins with its
//! columns: an index can then be dropped in the statement that adds the foreign key's own (MySQL 1553).

use aksara_schema::{ReferentialAction, TableName};

use super::Expression;

/// One of a table's indexes, checks and foreign keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Object {
    Index(Index),
    Check(Check),
    ForeignKey(ForeignKey),
}

/// The kind of an object, and so how it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub(crate) enum ObjectKind {
    #[strum(to_string = "index")]
    Index,
    #[strum(to_string = "check")]
    Check,
    #[strum(to_string = "foreign key")]
    ForeignKey,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) kind: IndexKind,
    pub(crate) parts: Vec<IndexPart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndexKind {
    Plain,
    Unique,
    Fulltext { parser: Option<String> },
    Spatial,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexPart {
    pub(crate) key: IndexKey,
    pub(crate) is_descending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndexKey {
    Column(String),
    Expression(Expression),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) expression: Expression,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) table: TableName,
    pub(crate) targets: Vec<String>,
    pub(crate) on_delete: ReferentialAction,
    pub(crate) on_update: ReferentialAction,
}

impl Object {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Index(index) => &index.name,
            Self::Check(check) => &check.name,
            Self::ForeignKey(key) => &key.name,
        }
    }

    pub(crate) fn kind(&self) -> ObjectKind {
        match self {
            Self::Index(_) => ObjectKind::Index,
            Self::Check(_) => ObjectKind::Check,
            Self::ForeignKey(_) => ObjectKind::ForeignKey,
        }
    }

    /// The columns of its table that it needs.
    pub(crate) fn columns(&self) -> Vec<&String> {
        match self {
            Self::Index(index) => index.columns(),
            Self::Check(check) => check.expression.columns.iter().collect(),
            Self::ForeignKey(key) => key.columns.iter().collect(),
        }
    }

    /// The expressions in it, which name columns.
    pub(crate) fn expressions(&self) -> Vec<&Expression> {
        match self {
            Self::Index(index) => index.expressions(),
            Self::Check(check) => vec![&check.expression],
            Self::ForeignKey(_) => Vec::new(),
        }
    }

    /// Whether rows with certain values are refused.
    pub(crate) fn refuses_values(&self) -> bool {
        match self {
            Self::Index(index) => index.kind == IndexKind::Unique,
            Self::Check(_) | Self::ForeignKey(_) => true,
        }
    }

    /// Whether both are the same object, perhaps with another definition.
    pub(crate) fn is_counterpart(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.name() == other.name()
    }
}

impl Index {
    /// An index over whole columns.
    pub(crate) fn over(kind: IndexKind, name: String, columns: impl IntoIterator<Item = String>) -> Self {
        let part = |column| IndexPart {
            key: IndexKey::Column(column),
            is_descending: false,
        };
        Self {
            name,
            kind,
            parts: columns.into_iter().map(part).collect(),
        }
    }

    /// Whether a foreign key over these columns may use it.
    pub(crate) fn begins_with(&self, columns: &[String]) -> bool {
        let mut parts = self.parts.iter();
        columns.iter().all(|column| {
            parts
                .next()
                .is_some_and(|part| matches!(&part.key, IndexKey::Column(own) if own == column))
        })
    }

    /// Every column of it, those in expressions among them.
    pub(crate) fn columns(&self) -> Vec<&String> {
        self.parts.iter().flat_map(IndexPart::columns).collect()
    }

    pub(crate) fn expressions(&self) -> Vec<&Expression> {
        self.parts.iter().filter_map(IndexPart::expression).collect()
    }

    pub(crate) fn is_fulltext(&self) -> bool {
        matches!(self.kind, IndexKind::Fulltext { .. })
    }

    /// Whether it differs from another index by its name alone.
    pub(crate) fn is_renamed(&self, other: &Self) -> bool {
        self.name != other.name && self.kind == other.kind && self.parts == other.parts
    }
}

impl IndexPart {
    fn columns(&self) -> &[String] {
        match &self.key {
            IndexKey::Column(column) => std::slice::from_ref(column),
            IndexKey::Expression(expression) => &expression.columns,
        }
    }

    fn expression(&self) -> Option<&Expression> {
        match &self.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        }
    }
}

impl ForeignKey {
    /// Whether an action of it changes or deletes rows of its table.
    pub(crate) fn changes_rows(&self) -> bool {
        self.on_delete == ReferentialAction::Cascade || self.sets_columns()
    }

    /// Whether an action of it sets its columns.
    pub(crate) fn sets_columns(&self) -> bool {
        sets_columns(self.on_delete, self.on_update)
    }

    /// Whether an action of it sets its columns to NULL.
    pub(crate) fn sets_null(&self) -> bool {
        [self.on_delete, self.on_update].contains(&ReferentialAction::SetNull)
    }

    /// The columns of its own table that it refers to.
    pub(crate) fn own_targets(&self, table: &TableName) -> &[String] {
        if self.table == *table { &self.targets } else { &[] }
    }
}

/// Whether actions of a foreign key set its columns.
pub(crate) fn sets_columns(on_delete: ReferentialAction, on_update: ReferentialAction) -> bool {
    use ReferentialAction::{Cascade, SetNull};
    on_delete == SetNull || [SetNull, Cascade].contains(&on_update)
}
