//! `RunSQL(sql, reverse_sql=…)`: the user's own SQL, one text or one for each dialect.

use std::collections::BTreeMap;

use aksara_schema::{DialectName, RawSql, Schema};
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::{Change, Located, OperationError};

/// Runs the user's SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSql {
    /// The way there.
    pub sql: SqlText,
    /// The way back.
    pub reverse_sql: ReverseSql,
    /// What it does to the recorded schema (`state_operations`).
    pub state_operations: Vec<Located<Operation>>,
}

/// The user's SQL, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SqlText {
    /// The same for every dialect.
    Common(Vec<RawSql>),
    /// One for each dialect that is named; on the others there is none.
    PerDialect(BTreeMap<DialectName, Vec<RawSql>>),
}

/// The way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReverseSql {
    /// None was given: it cannot be undone.
    Missing,
    /// `RunSQL.noop`: undoing does nothing.
    Noop,
    /// This SQL.
    Sql(SqlText),
}
