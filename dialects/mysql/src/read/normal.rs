//! Expressions as the servers rewrite them when they store them.
//!
//! Both push NOT inwards, write a boolean operand of AND, OR and NOT as a comparison with 0, turn a list of one
//! into a comparison, and (MariaDB) write booleans as numbers; MySQL writes some constants on the left.

use aksara_schema::{BinaryOperator, DecimalText, Expression, Literal};

use super::text::as_reported;
use crate::expression::is_condition;

/// The normal form of a portable expression.
pub(super) fn normal(expression: &Expression) -> Expression {
    match expression {
        Expression::Field(_) | Expression::CurrentTimestamp | Expression::CurrentDate => expression.clone(),
        Expression::Literal(literal) => Expression::Literal(normal_literal(literal)),
        Expression::Not(operand) => negated(operand),
        Expression::Negate(operand) => negative(operand),
        Expression::Binary {
            left,
            operator,
            right,
        } => binary(left, *operator, right),
        Expression::IsNull { operand, negated } => Expression::IsNull {
            operand: boxed(operand),
            negated: *negated,
        },
        Expression::In {
            operand,
            list,
            negated,
        } => in_list(operand, list, *negated),
        Expression::Between {
            operand,
            low,
            high,
            negated,
        } => Expression::Between {
            operand: boxed(operand),
            low: boxed(low),
            high: boxed(high),
            negated: *negated,
        },
        Expression::Like {
            operand,
            pattern,
            negated,
        } => Expression::Like {
            operand: boxed(operand),
            pattern: as_reported(pattern),
            negated: *negated,
        },
        Expression::Call { function, arguments } => Expression::Call {
            function: *function,
            arguments: arguments.iter().map(normal).collect(),
        },
        Expression::Case { branches, otherwise } => Expression::Case {
            branches: branches
                .iter()
                .map(|(when, then)| (normal(when), normal(then)))
                .collect(),
            otherwise: otherwise.as_deref().map(boxed),
        },
        Expression::Cast { operand, target } => Expression::Cast {
            operand: boxed(operand),
            target: *target,
        },
    }
}

/// MySQL writes a negative number as the negation of a positive one.
fn negative(operand: &Expression) -> Expression {
    let negated_decimal = |decimal: &DecimalText| DecimalText::parse(&format!("-{decimal}")).ok();
    match operand {
        Expression::Literal(Literal::Integer(number)) if *number > 0 => {
            Expression::Literal(Literal::Integer(-number))
        }
        Expression::Literal(Literal::Decimal(decimal)) => match negated_decimal(decimal) {
            Some(decimal) => Expression::Literal(Literal::Decimal(decimal)),
            None => Expression::Negate(boxed(operand)),
        },
        other => Expression::Negate(boxed(other)),
    }
}

fn boxed(expression: &Expression) -> Box<Expression> {
    Box::new(normal(expression))
}

fn normal_literal(literal: &Literal) -> Literal {
    match literal {
        Literal::Boolean(truth) => Literal::Integer(i64::from(*truth)),
        Literal::String(text) => Literal::String(as_reported(text)),
        other => other.clone(),
    }
}

/// `left operator right`, a constant on the right where the operator allows the exchange.
fn binary(left: &Expression, operator: BinaryOperator, right: &Expression) -> Expression {
    if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
        return chain(operator, condition(left), condition(right));
    }
    let is_symmetric = matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual);
    let is_constant = |operand: &Expression| matches!(operand, Expression::Literal(_));
    let exchanged = is_symmetric && is_constant(left) && !is_constant(right);
    let (left, right) = if exchanged { (right, left) } else { (left, right) };
    Expression::Binary {
        left: boxed(left),
        operator,
        right: boxed(right),
    }
}

/// A chain of one of AND and OR, nested to the left whatever was written: the servers keep a list.
fn chain(operator: BinaryOperator, left: Expression, right: Expression) -> Expression {
    match right {
        Expression::Binary {
            left: middle,
            operator: inner,
            right,
        } if inner == operator => chain(operator, chain(operator, left, *middle), *right),
        right => Expression::Binary {
            left: Box::new(left),
            operator,
            right: Box::new(right),
        },
    }
}

/// An operand of AND and OR: what is no condition by its form is compared with 0.
fn condition(expression: &Expression) -> Expression {
    match (is_condition(expression), expression) {
        (true, _) | (false, Expression::Literal(_)) => normal(expression),
        (false, _) => compared_with_zero(expression, BinaryOperator::NotEqual),
    }
}

fn compared_with_zero(expression: &Expression, operator: BinaryOperator) -> Expression {
    Expression::Binary {
        left: boxed(expression),
        operator,
        right: Box::new(Expression::Literal(Literal::Integer(0))),
    }
}

/// `NOT operand` with the NOT pushed as far in as it goes.
fn negated(operand: &Expression) -> Expression {
    match operand {
        Expression::Not(inner) => condition(inner),
        Expression::Binary {
            left,
            operator,
            right,
        } => match opposite(*operator) {
            Some(opposite @ (BinaryOperator::And | BinaryOperator::Or)) => {
                chain(opposite, negated(left), negated(right))
            }
            Some(opposite) => binary(left, opposite, right),
            None => compared_with_zero(operand, BinaryOperator::Equal),
        },
        Expression::IsNull { operand, negated } => Expression::IsNull {
            operand: boxed(operand),
            negated: !negated,
        },
        Expression::In {
            operand,
            list,
            negated,
        } => in_list(operand, list, !negated),
        Expression::Between {
            operand,
            low,
            high,
            negated,
        } => Expression::Between {
            operand: boxed(operand),
            low: boxed(low),
            high: boxed(high),
            negated: !negated,
        },
        Expression::Like {
            operand,
            pattern,
            negated,
        } => Expression::Like {
            operand: boxed(operand),
            pattern: as_reported(pattern),
            negated: !negated,
        },
        Expression::Field(_)
        | Expression::Literal(_)
        | Expression::Negate(_)
        | Expression::Call { .. }
        | Expression::Case { .. }
        | Expression::Cast { .. }
        | Expression::CurrentTimestamp
        | Expression::CurrentDate => compared_with_zero(operand, BinaryOperator::Equal),
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
fn in_list(operand: &Expression, list: &[Expression], negated: bool) -> Expression {
    match (list, negated) {
        ([only], false) => binary(operand, BinaryOperator::Equal, only),
        ([only], true) => binary(operand, BinaryOperator::NotEqual, only),
        _ => Expression::In {
            operand: boxed(operand),
            list: list.iter().map(normal).collect(),
            negated,
        },
    }
}
