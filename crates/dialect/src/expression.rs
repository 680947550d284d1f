//! Spelling of portable expressions: one walk for all dialects, with what differs as data and small functions.

use aksara_schema::{BinaryOperator, CastTarget, Expression, Function, Literal, SqlExpression};

use crate::Unsupported;

/// What a dialect spells in its own way inside an expression.
pub trait ExpressionDialect {
    /// The dialect's name, as per-dialect SQL spells it.
    fn dialect(&self) -> &'static str;
    /// A quoted identifier.
    fn identifier(&self, name: &str) -> String;
    /// A quoted literal.
    fn literal(&self, literal: &Literal) -> String;
    /// The name of a function.
    fn function(&self, function: Function) -> &'static str;
    /// The type's name in a CAST.
    fn cast_target(&self, target: CastTarget) -> &'static str;
    /// `left operator right` where the dialect has no such infix operator: `Some(whole)`.
    fn binary(&self, operator: BinaryOperator, left: &str, right: &str) -> Option<String>;
    /// `operand [NOT] LIKE pattern` with case counting.
    fn like(&self, operand: &str, pattern: &str, negated: bool) -> String;
    /// The moment of the statement in UTC, as a stored DateTime.
    fn current_timestamp(&self) -> &'static str;
    /// The date of the statement in UTC.
    fn current_date(&self) -> &'static str;
}

/// Spells a portable expression.
pub fn spell_expression(expression: &Expression, dialect: &dyn ExpressionDialect) -> String {
    let _ = (expression, dialect);
    String::new()
}

/// Spells an expression as written: portable, or this dialect's own text; else says what to write instead.
pub fn spell_sql_expression(
    expression: &SqlExpression,
    subject: &str,
    dialect: &dyn ExpressionDialect,
) -> Result<String, Unsupported> {
    let _ = (expression, subject, dialect);
    Ok(String::new())
}
