//! Expressions in SQLite's spelling.

use std::collections::BTreeMap;

use aksara_schema::{DialectName, RawSql, SqlExpression};

/// Reads an expression: portable where it is, else SQLite's own text.
pub(super) fn read_expression(sql: &str) -> SqlExpression {
    match (SqlExpression::parse(sql), DialectName::new(crate::NAME)) {
        (SqlExpression::Unportable { .. }, Ok(dialect)) => {
            SqlExpression::PerDialect(BTreeMap::from([(dialect, RawSql::new(sql))]))
        }
        (expression, _) => expression,
    }
}
