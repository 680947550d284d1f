//! The value that the database fills in if an INSERT gives none.

use serde::{Deserialize, Serialize};

use crate::{Literal, SqlExpression};

/// A database default. Callables of a model are not defaults: they are in [`crate::Field::callable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Default {
    /// A constant.
    Literal(Literal),
    /// The moment of the statement, in UTC.
    CurrentTimestamp,
    /// A random UUID (version 4).
    RandomUuid,
    /// An expression (`db_default`).
    Expression(SqlExpression),
}
