//! How expressions are spelled.

use aksara_dialect::{ExpressionDialect, Unsupported, quote_identifier, spell_sql_expression};
use aksara_schema::{CastTarget, DialectName, Literal, SqlExpression};
use sea_query::PostgresQueryBuilder;

use crate::flavour::Flavour;
use crate::literal::{quoted, spell_literal};

impl ExpressionDialect for Flavour {
    fn dialect(&self) -> &'static str {
        self.name()
    }

    fn sql_names(&self) -> &'static [DialectName] {
        self.product.sql_names
    }

    fn identifier(&self, name: &str) -> String {
        quote_identifier(&PostgresQueryBuilder, name)
    }

    fn literal(&self, literal: &Literal) -> String {
        spell_literal(literal)
    }

    fn cast_target(&self, target: CastTarget) -> &'static str {
        match target {
            CastTarget::Integer => "bigint",
            CastTarget::Text => "text",
        }
    }

    fn like(&self, operand: &str, pattern: &str, negated: bool) -> String {
        let operator = if negated { "NOT LIKE" } else { "LIKE" };
        format!("{operand} {operator} {}", quoted(pattern))
    }

    fn current_timestamp(&self) -> &'static str {
        "CURRENT_TIMESTAMP"
    }

    fn current_date(&self) -> &'static str {
        "CURRENT_DATE"
    }
}

/// The SQL of an expression as written, or why there is none.
pub(crate) fn spell_written(
    expression: &SqlExpression,
    subject: &str,
    flavour: &Flavour,
) -> Result<String, Unsupported> {
    spell_sql_expression(expression, subject, flavour)
}

/// The text of an expression, also where it is refused: what is not portable is taken as it is, and what is given for
/// other databases alone is none.
pub(crate) fn spell(expression: &SqlExpression, flavour: &Flavour) -> String {
    spell_conversion(expression, "", flavour).unwrap_or_default()
}

/// The SQL of a conversion (`using`): it runs once and stays nowhere, so text that is not portable is taken as it is.
pub(crate) fn spell_conversion(
    expression: &SqlExpression,
    subject: &str,
    flavour: &Flavour,
) -> Result<String, Unsupported> {
    match expression {
        SqlExpression::Unportable { sql, .. } => Ok(sql.as_str().to_owned()),
        SqlExpression::Portable(_) | SqlExpression::PerDialect(_) => {
            spell_written(expression, subject, flavour)
        }
    }
}
