//! How the new value of a field comes from the old row.

use aksara_schema::{FieldName, Schema, SqlExpression, TableName};
use serde::{Deserialize, Serialize};

use crate::OperationError;
use crate::freeze::find_field;

/// The new value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Using {
    /// A value of another table (`op.Lookup(…)`).
    Lookup(Lookup),
    /// An expression over the old row.
    Expression(SqlExpression),
}

/// The value that a row of another table has in one field, found by the value in another one: a field that held the one holds
/// the other from then on, and refers to the same row. Where no row is found, the value is NULL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The table.
    pub table: TableName,
    /// The field whose values are held so far.
    pub key: FieldName,
    /// The field whose values take their place.
    pub value: FieldName,
}

impl Using {
    /// The expression, where it is one.
    pub fn expression(&self) -> Option<&SqlExpression> {
        match self {
            Self::Expression(expression) => Some(expression),
            Self::Lookup(_) => None,
        }
    }

    /// The expression, where it is one.
    pub fn expression_mut(&mut self) -> Option<&mut SqlExpression> {
        match self {
            Self::Expression(expression) => Some(expression),
            Self::Lookup(_) => None,
        }
    }

    /// The lookup, where it is one.
    pub fn lookup(&self) -> Option<&Lookup> {
        match self {
            Self::Lookup(lookup) => Some(lookup),
            Self::Expression(_) => None,
        }
    }

    /// The same by the names that the schema has; an expression is taken as it is written.
    pub(crate) fn freeze(&self, schema: &Schema) -> Result<Self, OperationError> {
        match self {
            Self::Lookup(lookup) => lookup.freeze(schema).map(Self::Lookup),
            Self::Expression(expression) => Ok(Self::Expression(expression.clone())),
        }
    }
}

impl From<SqlExpression> for Using {
    fn from(expression: SqlExpression) -> Self {
        Self::Expression(expression)
    }
}

impl Lookup {
    fn freeze(&self, schema: &Schema) -> Result<Self, OperationError> {
        let table = schema.resolve(&self.table.to_string())?;
        Ok(Self {
            table: table.name.clone(),
            key: find_field(table, self.key.as_str())?.name.clone(),
            value: find_field(table, self.value.as_str())?.name.clone(),
        })
    }

    /// The way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            table: self.table.clone(),
            key: self.value.clone(),
            value: self.key.clone(),
        }
    }
}
