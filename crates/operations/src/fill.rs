//! The value of existing rows in a field. It is not kept as the field's default.

use aksara_schema::{Field, Literal, SqlExpression, Table};
use serde::{Deserialize, Serialize};

use crate::OperationError;
use crate::freeze::freeze_expression;

/// The value of each row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// One value for all of them (`fill=`).
    Constant(Literal),
    /// A value computed from the row as it was (`fill_sql=`).
    Expression(SqlExpression),
}

impl Fill {
    /// The constant, where it is one.
    pub fn constant(&self) -> Option<&Literal> {
        match self {
            Self::Constant(literal) => Some(literal),
            Self::Expression(_) => None,
        }
    }

    /// The expression, where it is one.
    pub fn expression(&self) -> Option<&SqlExpression> {
        match self {
            Self::Constant(_) => None,
            Self::Expression(expression) => Some(expression),
        }
    }

    /// The same over a table's own names, where rows of that table can get it in this field.
    pub(crate) fn freeze(&self, field: &Field, table: &Table) -> Result<Self, OperationError> {
        let refused = |reason| OperationError::NotFilled {
            table: table.name.clone(),
            field: field.name.clone(),
            reason,
        };
        if field.generated.is_some() || field.auto_increment {
            return Err(refused("the database makes its values"));
        }
        match self {
            Self::Constant(literal) => Ok(Self::Constant(literal.clone())),
            Self::Expression(_) if field.primary_key => {
                Err(refused("a primary key gets no values from other fields"))
            }
            Self::Expression(expression) => {
                let mut expression = expression.clone();
                freeze_expression(&mut expression, table)?;
                Ok(Self::Expression(expression))
            }
        }
    }
}
