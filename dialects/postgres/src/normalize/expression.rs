//! One form for each expression: PostgreSQL gives back BETWEEN as comparisons, IN of one value as `=`, and casts that
//! nobody wrote.

use aksara_schema::{BinaryOperator, Default, Expression, Literal, SqlExpression, StorageType};

use super::literal;
use crate::catalog_text::{
    is_constant, with_like, without_casts, without_needless_quotes, without_outer_parentheses,
};
use crate::dialect::NAME;
use crate::read::read_default;

/// The canonical form of an expression as written or inspected. SQL for this database alone is read as well.
pub(super) fn canonical(expression: &SqlExpression) -> SqlExpression {
    match expression {
        SqlExpression::Portable(expression) => SqlExpression::Portable(simplify(expression)),
        SqlExpression::PerDialect(texts) => match texts.get(NAME) {
            Some(sql) => canonical_text(sql.as_str()),
            None => expression.clone(),
        },
        SqlExpression::Unportable { sql, .. } => canonical_text(sql.as_str()),
    }
}

/// The canonical form of an expression default: a constant where it is one.
pub(super) fn canonical_default(expression: &SqlExpression, storage: &StorageType) -> Default {
    if let Some(told) = told(expression, storage) {
        return told;
    }
    match canonical(expression) {
        SqlExpression::Portable(Expression::CurrentTimestamp) => Default::CurrentTimestamp,
        SqlExpression::Portable(Expression::CurrentDate) if *storage == StorageType::Date => {
            Default::CurrentTimestamp
        }
        SqlExpression::Portable(Expression::Literal(constant)) => {
            Default::Literal(literal::canonical(&constant, storage))
        }
        SqlExpression::Unportable { sql, .. } if sql.as_str() == "gen_random_uuid()" => Default::RandomUuid,
        other => Default::Expression(other),
    }
}

/// What a default in PostgreSQL's own words is to its inspection.
fn told(expression: &SqlExpression, storage: &StorageType) -> Option<Default> {
    let SqlExpression::PerDialect(texts) = expression else {
        return None;
    };
    match read_default(texts.get(NAME)?.as_str(), storage)? {
        Default::Literal(constant) => Some(Default::Literal(literal::canonical(&constant, storage))),
        Default::CurrentTimestamp => Some(Default::CurrentTimestamp),
        Default::RandomUuid => Some(Default::RandomUuid),
        Default::Expression(_) => None,
    }
}

/// Where it is portable without any cast, it is that; else the casts of constants go, and quotes that nothing needs.
fn canonical_text(sql: &str) -> SqlExpression {
    let parsed = |text: &str| SqlExpression::parse(without_outer_parentheses(text));
    let bare = parsed(&with_like(&without_casts(sql, &|_, _| false)));
    if let SqlExpression::Portable(expression) = bare {
        return SqlExpression::Portable(simplify(&expression));
    }
    let own = without_casts(sql, &|operand, _| {
        !is_constant(without_outer_parentheses(operand))
    });
    parsed(&without_needless_quotes(&own))
}

fn simplify(expression: &Expression) -> Expression {
    let boxed = |operand: &Expression| Box::new(simplify(operand));
    match expression {
        Expression::Field(_)
        | Expression::Literal(_)
        | Expression::CurrentTimestamp
        | Expression::CurrentDate => expression.clone(),
        Expression::Not(operand) => Expression::Not(boxed(operand)),
        Expression::Negate(operand) => negated(simplify(operand)),
        Expression::Binary {
            left,
            operator,
            right,
        } => binary(simplify(left), *operator, simplify(right)),
        Expression::IsNull { operand, negated } => Expression::IsNull {
            operand: boxed(operand),
            negated: *negated,
        },
        Expression::In {
            operand,
            list,
            negated,
        } => membership(simplify(operand), list.iter().map(simplify).collect(), *negated),
        Expression::Between {
            operand,
            low,
            high,
            negated,
        } => between(simplify(operand), simplify(low), simplify(high), *negated),
        Expression::Like {
            operand,
            pattern,
            negated,
        } => Expression::Like {
            operand: boxed(operand),
            pattern: pattern.clone(),
            negated: *negated,
        },
        Expression::Call { function, arguments } => Expression::Call {
            function: *function,
            arguments: arguments.iter().map(simplify).collect(),
        },
        Expression::Case { branches, otherwise } => case(branches, otherwise.as_deref()),
        // PostgreSQL writes casts of its own, from which the user's cannot be told.
        Expression::Cast { operand, .. } => simplify(operand),
    }
}

/// Chains of AND and OR lean to the left.
fn binary(left: Expression, operator: BinaryOperator, right: Expression) -> Expression {
    match right {
        Expression::Binary {
            left: middle,
            operator: inner,
            right: last,
        } if inner == operator && matches!(operator, BinaryOperator::And | BinaryOperator::Or) => {
            binary(binary(left, operator, *middle), operator, *last)
        }
        right => Expression::Binary {
            left: Box::new(left),
            operator,
            right: Box::new(right),
        },
    }
}

fn negated(operand: Expression) -> Expression {
    match operand {
        Expression::Literal(Literal::Integer(number)) if number != i64::MIN => {
            Expression::Literal(Literal::Integer(-number))
        }
        operand => Expression::Negate(Box::new(operand)),
    }
}

fn membership(operand: Expression, list: Vec<Expression>, negated: bool) -> Expression {
    let operator = if negated {
        BinaryOperator::NotEqual
    } else {
        BinaryOperator::Equal
    };
    match <[Expression; 1]>::try_from(list) {
        Ok([only]) => binary(operand, operator, only),
        Err(list) => Expression::In {
            operand: Box::new(operand),
            list,
            negated,
        },
    }
}

fn between(operand: Expression, low: Expression, high: Expression, negated: bool) -> Expression {
    use BinaryOperator::{And, Greater, GreaterOrEqual, Less, LessOrEqual, Or};
    let (from, joined, to) = if negated {
        (Less, Or, Greater)
    } else {
        (GreaterOrEqual, And, LessOrEqual)
    };
    binary(
        binary(operand.clone(), from, low),
        joined,
        binary(operand, to, high),
    )
}

/// ELSE NULL is what CASE gives without ELSE.
fn case(branches: &[(Expression, Expression)], otherwise: Option<&Expression>) -> Expression {
    let otherwise = otherwise
        .map(simplify)
        .filter(|otherwise| *otherwise != Expression::Literal(Literal::Null));
    let branch = |(condition, value): &(Expression, Expression)| (simplify(condition), simplify(value));
    Expression::Case {
        branches: branches.iter().map(branch).collect(),
        otherwise: otherwise.map(Box::new),
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(written: &str, given_back: &str) {
        let (written, given_back) = (SqlExpression::parse(written), SqlExpression::parse(given_back));
        assert_eq!(canonical(&written), canonical(&given_back));
    }

    #[test]
    fn what_postgresql_gives_back_equals_what_was_written() {
        check("a IN ('x')", "((a)::text = 'x'::text)");
        check("a NOT IN (1)", "(a <> 1)");
        check("a BETWEEN 1 AND 9", "((a >= 1) AND (a <= 9))");
        check("a NOT BETWEEN 1 AND 9", "((a < 1) OR (a > 9))");
        check("a > 1 AND (b > 2 AND c > 3)", "((a > 1) AND (b > 2) AND (c > 3))");
        check(
            "CASE WHEN a THEN 'x' END",
            "CASE WHEN a THEN 'x'::text ELSE NULL::text END",
        );
        check("a > -5", "(a > '-5'::integer)".replace("'-5'", "(-5)").as_str());
        check("trim(a) <> ''", "(btrim(a) <> ''::text)");
    }
}
