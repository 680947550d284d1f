//! Expressions: portable where they mean the same on every database, else in the servers' own words.

use aksara_schema::{RawSql, SqlExpression};

use super::normal::normal;
use super::text::as_reported;
use crate::flavour::FAMILY;
use crate::server_text::{canonical, portable};

/// Reads an expression.
pub(super) fn read_expression(text: &str) -> SqlExpression {
    portable(text).map_or_else(|| own_text(text), SqlExpression::Portable)
}

/// The text as an expression of this family's own.
pub(super) fn own_text(text: &str) -> SqlExpression {
    SqlExpression::PerDialect([(FAMILY, RawSql::new(text))].into())
}

/// An expression that was read, in the one form that the servers make of it.
pub(super) fn one_form(expression: &SqlExpression) -> SqlExpression {
    match expression {
        SqlExpression::Portable(portable) => SqlExpression::Portable(normal(portable.clone())),
        SqlExpression::PerDialect(texts) => {
            let text: String = texts.values().map(RawSql::as_str).collect();
            own_text(&as_reported(&canonical(&text)))
        }
        SqlExpression::Unportable { .. } => expression.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    /// Without its parentheses `(a + b) * 2` is another value, and `uuid()` no call.
    #[test]
    fn what_is_not_portable_stays_as_it_is() {
        for text in ["((`a` + `b`) DIV 2)", "uuid()", "regexp_like(`b`,_utf8mb4'^x')"] {
            assert_eq!(read_expression(text), own_text(text));
        }
    }
}
