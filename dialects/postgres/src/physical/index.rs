//! Indexes that have a statement of their own.

use aksara_schema::{NullsOrder, SortOrder};

use super::Object;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) is_unique: bool,
    pub(crate) method: Option<String>,
    pub(crate) parts: Vec<IndexPart>,
    /// The columns that are stored but not searched.
    pub(crate) include: Vec<String>,
    pub(crate) is_nulls_not_distinct: bool,
    /// The predicate of a partial index.
    pub(crate) condition: Option<String>,
    /// Every column that it needs.
    pub(crate) columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexPart {
    pub(crate) key: IndexKey,
    pub(crate) collation: Option<String>,
    pub(crate) operator_class: Option<String>,
    pub(crate) order: SortOrder,
    pub(crate) nulls: Option<NullsOrder>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndexKey {
    Column(String),
    Expression(String),
}

impl Object for Index {
    fn name(&self) -> &str {
        &self.name
    }

    fn named(&self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..self.clone()
        }
    }

    fn needs(&self, column: &str) -> bool {
        self.columns.iter().any(|needed| needed == column)
    }

    fn computes(&self) -> bool {
        let is_column = |key: &IndexKey| matches!(key, IndexKey::Column(_));
        self.condition.is_some() || !self.parts.iter().all(|part| is_column(&part.key))
    }
}
