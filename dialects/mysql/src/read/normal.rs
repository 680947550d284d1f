//! Expressions as the servers rewrite them when they store them.
//!
//! Both push NOT inwards, write a boolean operand of AND, OR and NOT as a comparison with 0, turn a list of one
//! into a comparison, and (MariaDB) write booleans as numbers; MySQL writes some constants on the left.

use aksara_schema::{BinaryOperator, DecimalText, Expression, Literal};

use super::text::as_reported;
use crate::expression::is_condition;

/// The normal form of a portable expression.
pub(super) fn normal(expression: Expression) -> Expression {
    match expression {
        Expression::Literal(literal) => Expression::Literal(normal_literal(literal)),
        Expression::Not(operand) => negated(*operand),
        Expression::Negate(operand) => negative(normal(*operand)),
        Expression::Binary {
            left,
            operator,
            right,
        } => binary(*left, operator, *right),
        Expression::In {
            operand,
            list,
            negated,
        } => in_list(*operand, list, negated),
        Expression::Like {
            operand,
            pattern,
            negated,
        } => Expression::Like {
            operand: Box::new(normal(*operand)),
            pattern: as_reported(&pattern),
            negated,
        },
        other => other.map_operands(normal),
    }
}

/// MySQL writes a negative number as the negation of a positive one.
fn negative(operand: Expression) -> Expression {
    let negated_decimal = |decimal: &DecimalText| DecimalText::parse(&format!("-{decimal}")).ok();
    let negated = match &operand {
        Expression::Literal(Literal::Integer(number)) if *number > 0 => Some(Literal::Integer(-number)),
        Expression::Literal(Literal::Decimal(decimal)) => negated_decimal(decimal).map(Literal::Decimal),
        _ => None,
    };
    negated.map_or_else(|| Expression::Negate(Box::new(operand)), Expression::Literal)
}

fn normal_literal(literal: Literal) -> Literal {
    match literal {
        Literal::Boolean(truth) => Literal::Integer(i64::from(truth)),
        Literal::String(text) => Literal::String(as_reported(&text)),
        other => other,
    }
}

/// `left operator right`, a constant on the right where the operator allows the exchange.
fn binary(left: Expression, operator: BinaryOperator, right: Expression) -> Expression {
    if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
        return Expression::joined(condition(left), operator, condition(right));
    }
    let is_symmetric = matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual);
    let is_constant = |operand: &Expression| matches!(operand, Expression::Literal(_));
    let exchanged = is_symmetric && is_constant(&left) && !is_constant(&right);
    let (left, right) = if exchanged { (right, left) } else { (left, right) };
    Expression::joined(normal(left), operator, normal(right))
}

/// An operand of AND and OR: what is no condition by its form is compared with 0.
fn condition(expression: Expression) -> Expression {
    if is_condition(&expression) || matches!(expression, Expression::Literal(_)) {
        normal(expression)
    } else {
        compared_with_zero(expression, BinaryOperator::NotEqual)
    }
}

fn compared_with_zero(expression: Expression, operator: BinaryOperator) -> Expression {
    let zero = Expression::Literal(Literal::Integer(0));
    Expression::joined(normal(expression), operator, zero)
}

/// `NOT operand` with the NOT pushed as far in as possible.
fn negated(operand: Expression) -> Expression {
    match operand {
        Expression::Not(inner) => condition(*inner),
        Expression::Binary {
            left,
            operator,
            right,
        } => match opposite(operator) {
            Some(opposite @ (BinaryOperator::And | BinaryOperator::Or)) => {
                Expression::joined(negated(*left), opposite, negated(*right))
            }
            Some(opposite) => binary(*left, opposite, *right),
            None => {
                let computed = Expression::joined(*left, operator, *right);
                compared_with_zero(computed, BinaryOperator::Equal)
            }
        },
        mut other => {
            if other.negate_test() {
                normal(other)
            } else {
                compared_with_zero(other, BinaryOperator::Equal)
            }
        }
    }
}

fn opposite(operator: BinaryOperator) -> Option<BinaryOperator> {
    match operator {
        BinaryOperator::Or => Some(BinaryOperator::And),
        BinaryOperator::And => Some(BinaryOperator::Or),
        BinaryOperator::Equal => Some(BinaryOperator::NotEqual),
        BinaryOperator::NotEqual => Some(BinaryOperator::Equal),
        BinaryOperator::Less => Some(BinaryOperator::GreaterOrEqual),
        BinaryOperator::LessOrEqual => Some(BinaryOperator::Greater),
        BinaryOperator::Greater => Some(BinaryOperator::LessOrEqual),
        BinaryOperator::GreaterOrEqual => Some(BinaryOperator::Less),
        BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Remainder
        | BinaryOperator::Concatenate => None,
    }
}

/// A list of one is a comparison.
fn in_list(operand: Expression, list: Vec<Expression>, negated: bool) -> Expression {
    let operator = if negated {
        BinaryOperator::NotEqual
    } else {
        BinaryOperator::Equal
    };
    match <[Expression; 1]>::try_from(list) {
        Ok([only]) => binary(operand, operator, only),
        Err(list) => Expression::In {
            operand: Box::new(normal(operand)),
            list: list.into_iter().map(normal).collect(),
            negated,
        },
    }
}
