//! Indexes: unique, partial, on expressions, descending, covering, by method.

use serde::{Deserialize, Serialize};

use crate::{FieldName, ObjectName, SqlExpression};

/// An index of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The index's name.
    pub name: ObjectName,
    /// Its parts, in order; never empty.
    pub parts: Vec<IndexPart>,
    /// Whether two rows may not be equal in it.
    pub unique: bool,
    /// Whether a unique index takes NULLs as equal.
    pub nulls_not_distinct: bool,
    /// The access method, where it is not the database's own default (`gin`, `hash`, …).
    pub method: Option<String>,
    /// A partial index's predicate.
    pub condition: Option<SqlExpression>,
    /// Fields that are stored but not searched (INCLUDE).
    pub include: Vec<FieldName>,
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// A field or an expression.
    pub key: IndexKey,
    /// Ascending or descending.
    pub order: SortOrder,
    /// The order of NULLs, if the user chose it.
    pub nulls: Option<NullsOrder>,
    /// Collation, in the database's own naming.
    pub collation: Option<String>,
    /// PostgreSQL operator class.
    pub operator_class: Option<String>,
}

/// The subject of an index part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKey {
    /// A field.
    Field(FieldName),
    /// An expression over the row.
    Expression(SqlExpression),
}

impl IndexKey {
    /// The name, if it is a field.
    pub fn as_field(&self) -> Option<&FieldName> {
        match self {
            Self::Field(name) => Some(name),
            Self::Expression(_) => None,
        }
    }
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// Smallest first.
    #[default]
    Ascending,
    /// Greatest first.
    Descending,
}

/// The order of NULLs in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullsOrder {
    /// Before every value.
    First,
    /// After every value.
    Last,
}

impl Index {
    /// A plain index over fields.
    pub fn over(name: ObjectName, fields: impl IntoIterator<Item = FieldName>) -> Self {
        Self {
            name,
            parts: fields
                .into_iter()
                .map(|field| IndexPart::ascending(IndexKey::Field(field)))
                .collect(),
            unique: false,
            nulls_not_distinct: false,
            method: None,
            condition: None,
            include: Vec::new(),
        }
    }

    /// Every field that the index needs, expressions and predicate included; a field may come twice.
    pub fn fields(&self) -> Vec<&FieldName> {
        self.fields_by(SqlExpression::fields)
    }

    /// The same, except for what the databases' own words name.
    pub fn portable_fields(&self) -> Vec<&FieldName> {
        self.fields_by(SqlExpression::portable_fields)
    }

    fn fields_by(&self, of_expression: fn(&SqlExpression) -> Vec<&FieldName>) -> Vec<&FieldName> {
        let parts = self.parts.iter().flat_map(|part| match &part.key {
            IndexKey::Field(field) => vec![field],
            IndexKey::Expression(expression) => of_expression(expression),
        });
        let condition = self.condition.iter().flat_map(of_expression);
        parts.chain(condition).chain(&self.include).collect()
    }

    /// Follows a renamed field.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        for part in &mut self.parts {
            match &mut part.key {
                IndexKey::Field(field) if field == old => *field = new.clone(),
                IndexKey::Field(_) => {}
                IndexKey::Expression(expression) => expression.rename_field(old, new),
            }
        }
        if let Some(condition) = &mut self.condition {
            condition.rename_field(old, new);
        }
        self.include
            .iter_mut()
            .filter(|field| *field == old)
            .for_each(|field| *field = new.clone());
    }
}

impl IndexPart {
    /// A part in ascending order with nothing else said.
    pub fn ascending(key: IndexKey) -> Self {
        Self {
            key,
            order: SortOrder::Ascending,
            nulls: None,
            collation: None,
            operator_class: None,
        }
    }
}
