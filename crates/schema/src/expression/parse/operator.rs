//! Operators of an expression, LIKE among them.

use sqlparser::ast::{BinaryOperator as SqlOperator, Expr, UnaryOperator, Value};

use super::{ExpressionError, Read, Reader, constant, negated, not_portable};
use crate::{BinaryOperator, Expression, Literal};

/// Operators alike on every database. `~~` and `!~~` are how PostgreSQL gives back LIKE and NOT LIKE.
const OPERATORS: &[(SqlOperator, BinaryOperator)] = &[
    (SqlOperator::Or, BinaryOperator::Or),
    (SqlOperator::And, BinaryOperator::And),
    (SqlOperator::Eq, BinaryOperator::Equal),
    (SqlOperator::NotEq, BinaryOperator::NotEqual),
    (SqlOperator::Lt, BinaryOperator::Less),
    (SqlOperator::LtEq, BinaryOperator::LessOrEqual),
    (SqlOperator::Gt, BinaryOperator::Greater),
    (SqlOperator::GtEq, BinaryOperator::GreaterOrEqual),
    (SqlOperator::Plus, BinaryOperator::Add),
    (SqlOperator::Minus, BinaryOperator::Subtract),
    (SqlOperator::Multiply, BinaryOperator::Multiply),
    (SqlOperator::Modulo, BinaryOperator::Remainder),
    (SqlOperator::StringConcat, BinaryOperator::Concatenate),
];

/// Why an operator is refused.
const REFUSALS: &[(SqlOperator, &str)] = &[
    (
        SqlOperator::Divide,
        "whether a division of integers is cut off differs",
    ),
    (
        SqlOperator::Xor,
        "MySQL alone has XOR; write (a OR b) AND NOT (a AND b)",
    ),
    (SqlOperator::BitwiseAnd, "bits of signed numbers differ"),
    (SqlOperator::BitwiseOr, "bits of signed numbers differ"),
    (
        SqlOperator::PGRegexMatch,
        "regular expressions differ between databases; LIKE means the same everywhere",
    ),
    (
        SqlOperator::PGRegexIMatch,
        "regular expressions differ between databases; LIKE means the same everywhere",
    ),
    (
        SqlOperator::PGRegexNotMatch,
        "regular expressions differ between databases; NOT LIKE means the same everywhere",
    ),
    (
        SqlOperator::PGRegexNotIMatch,
        "regular expressions differ between databases; NOT LIKE means the same everywhere",
    ),
    (SqlOperator::Arrow, "access to JSON differs between databases"),
    (SqlOperator::LongArrow, "access to JSON differs between databases"),
    (SqlOperator::HashArrow, "access to JSON differs between databases"),
    (
        SqlOperator::HashLongArrow,
        "access to JSON differs between databases",
    ),
];

impl Reader {
    pub(super) fn unary(self, operator: UnaryOperator, operand: &Expr) -> Read {
        match (operator, operand) {
            (UnaryOperator::Minus, Expr::Value(value)) if let Value::Number(digits, _) = &value.value => {
                Ok(Expression::Literal(constant::number(&format!("-{digits}"))?))
            }
            (UnaryOperator::Minus, _) => Ok(Expression::Negate(self.boxed(operand)?)),
            (UnaryOperator::Plus, _) => self.read(operand),
            (UnaryOperator::Not, _) => Ok(negated(self.read(operand)?)),
            (other, _) => Err(not_portable(
                &format!("the operator `{other}`"),
                "only - and NOT mean the same everywhere",
            )),
        }
    }

    pub(super) fn binary(self, left: &Expr, operator: &SqlOperator, right: &Expr) -> Read {
        match operator {
            SqlOperator::PGLikeMatch => return self.like(left, right, None, false),
            SqlOperator::PGNotLikeMatch => return self.like(left, right, None, true),
            _ => {}
        }
        let known = OPERATORS.iter().find(|(known, _)| known == operator);
        let Some((_, operator)) = known else {
            return Err(refused_operator(operator));
        };
        let (left, right) = (self.boxed(left)?, self.boxed(right)?);
        if *operator == BinaryOperator::Remainder && !is_divisor(&right) {
            return Err(not_portable(
                "`%` by anything but a number",
                "the remainder by zero is an error or NULL",
            ));
        }
        Ok(Expression::Binary {
            left,
            operator: *operator,
            right,
        })
    }

    pub(super) fn like(self, operand: &Expr, pattern: &Expr, escape: Option<&Expr>, negated: bool) -> Read {
        let text = |tree| match self.read(tree)? {
            Expression::Literal(Literal::String(text)) => Ok(text),
            _ => Err(not_portable(
                "LIKE with a computed pattern",
                "write the pattern as a quoted text",
            )),
        };
        if let Some(escape) = escape
            && text(escape)? != "\\"
        {
            return Err(not_portable(
                "LIKE … ESCAPE",
                "the backslash escapes everywhere; leave ESCAPE out",
            ));
        }
        let pattern = text(pattern)?;
        if ends_in_open_escape(&pattern) {
            Err(not_portable(
                "a LIKE pattern that ends in a backslash",
                "it is an error on PostgreSQL",
            ))
        } else {
            Ok(Expression::Like {
                operand: self.boxed(operand)?,
                pattern,
                negated,
            })
        }
    }
}

fn is_divisor(operand: &Expression) -> bool {
    matches!(operand, Expression::Literal(Literal::Integer(number)) if *number != 0)
}

fn ends_in_open_escape(pattern: &str) -> bool {
    pattern.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

fn refused_operator(operator: &SqlOperator) -> ExpressionError {
    let known = REFUSALS.iter().find(|(refused, _)| refused == operator);
    let why = known.map_or("it is not known to mean the same everywhere", |(_, why)| why);
    not_portable(&format!("the operator `{operator}`"), why)
}
