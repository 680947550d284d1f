//! A physical table in one form, the same for one of the history and one of the catalog: PostgreSQL gives back BETWEEN
//! as comparisons, IN of one value as `=`, and casts that nobody wrote.

use aksara_schema::{BinaryOperator, Default, Expression, Literal, SqlExpression, StorageType, Table};

use super::catalog_text::{
    is_constant, with_like, with_standard_texts, without_casts, without_needless_quotes,
    without_outer_parentheses,
};
use super::constants;
use super::defaults::{own_text, read_default};
use super::table::{Form, read_table};
use crate::build::build_known;
use crate::flavour::Server;
use crate::literal::spell_literal;

/// The table as PostgreSQL has it.
pub(crate) fn compared(table: &Table, server: Server) -> Table {
    let read = read_table(&build_known(table, server), Form::Compared);
    read.map_or_else(
        |_| table.clone(),
        |read| Table {
            management: table.management,
            ..read
        },
    )
}

/// A default: a constant of the column's type where it is a constant, with any cast.
pub(super) fn default(sql: &str, storage: &StorageType) -> Option<Default> {
    let read = read_default(&with_standard_texts(sql), storage)?;
    let Default::Expression(_) = read else {
        return Some(read);
    };
    Some(match expression(sql) {
        SqlExpression::Portable(Expression::Literal(constant)) => {
            let plain = with_standard_texts(&spell_literal(&constant));
            Default::Literal(constants::read(&plain, storage).unwrap_or(constant))
        }
        computed => Default::Expression(computed),
    })
}

/// It is portable if it is so without any cast; else the casts of constants go, and quotes that nothing needs.
pub(super) fn expression(sql: &str) -> SqlExpression {
    let sql = with_standard_texts(sql);
    let bare = with_like(&without_casts(&sql, &|_, _| false));
    if let SqlExpression::Portable(expression) = SqlExpression::parse(without_outer_parentheses(&bare)) {
        return SqlExpression::Portable(simplify(expression));
    }
    let own = without_casts(&sql, &|operand, _| {
        !is_constant(without_outer_parentheses(operand))
    });
    own_text(without_outer_parentheses(&without_needless_quotes(&own)))
}

/// A portable expression in the words that PostgreSQL gives back.
pub(super) fn simplify(expression: Expression) -> Expression {
    match expression.map_operands(simplify) {
        Expression::Negate(operand) => negated(*operand),
        Expression::Binary {
            left,
            operator,
            right,
        } => Expression::joined(*left, operator, *right),
        Expression::In {
            operand,
            list,
            negated,
        } => membership(*operand, list, negated),
        Expression::Between {
            operand,
            low,
            high,
            negated,
        } => between(*operand, *low, *high, negated),
        Expression::Case { branches, otherwise } => case(branches, otherwise),
        // PostgreSQL writes casts of its own, from which the user's cannot be distinguished.
        Expression::Cast { operand, .. } => *operand,
        other => other,
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
        Ok([only]) => Expression::joined(operand, operator, only),
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
    Expression::joined(
        Expression::joined(operand.clone(), from, low),
        joined,
        Expression::joined(operand, to, high),
    )
}

/// ELSE NULL is what CASE gives without ELSE.
fn case(branches: Vec<(Expression, Expression)>, otherwise: Option<Box<Expression>>) -> Expression {
    Expression::Case {
        branches,
        otherwise: otherwise.filter(|otherwise| **otherwise != Expression::Literal(Literal::Null)),
    }
}

#[cfg(test)]
mod tests {
    use crate::flavours::POSTGRES;
    use aksara_dialect::ServerVersion;
    use aksara_schema::{DecimalText, FiniteFloat};
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::default::spell_default;
    use crate::literal::spell_typed;
    use crate::types::read_type;

    fn check(written: &str, given_back: &str) {
        assert_eq!(expression(written), expression(given_back));
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
        check("a <> E'it\\'s'", "(a <> 'it''s'::text)");
    }

    #[test]
    fn a_default_as_we_spell_it_equals_the_one_that_the_catalog_has() {
        let text = |text: &str| Literal::String(text.to_owned());
        let decimal = |digits: &str| Literal::Decimal(DecimalText::parse(digits).unwrap());
        let float = |number: f64| Literal::Float(FiniteFloat::try_from(number).unwrap());
        for (column, literal, catalog) in [
            ("numeric(10,2)", Literal::Integer(1), "1.00"),
            ("numeric(10,2)", decimal("1.500"), "1.5"),
            ("numeric(10,2)", decimal("1.505"), "1.505"),
            ("numeric(10,2)", text("-0.5"), "'-0.50'::numeric"),
            ("numeric", float(1.5), "1.5"),
            ("double precision", decimal("0.1"), "'0.1'::double precision"),
            ("integer", text("7"), "7"),
            ("boolean", Literal::Boolean(true), "true"),
            ("boolean", text("f"), "false"),
            ("text", text("it's\n\\"), "'it''s\n\\'::text"),
            ("varchar(3)", text("too long"), "'too long'::character varying"),
            (
                "timestamptz",
                text("2026-01-02T05:04:05.5+02:00"),
                "'2026-01-02 03:04:05.5+00'::timestamp with time zone",
            ),
            (
                "timestamptz",
                text("2026-01-02 03:04:05"),
                "'2026-01-02 03:04:05+00'::timestamp with time zone",
            ),
            ("time", text("12:30"), "'12:30:00'::time without time zone"),
            (
                "interval",
                Literal::Duration(-5_400_000_000),
                "'-01:30:00'::interval",
            ),
            (
                "uuid",
                text("{00000000-0000-0000-0000-00000000000A}"),
                "'00000000-0000-0000-0000-00000000000a'::uuid",
            ),
            ("uuid", text("no uuid"), "'no uuid'"),
            ("bit(8)", text("00000001"), "'00000001'::\"bit\""),
            ("date", text("2026-01-02"), "'2026-01-02'::text"),
            (
                "jsonb",
                Literal::Array(vec![text("it's"), Literal::Integer(1)]),
                "'[\"it''s\", 1]'::jsonb",
            ),
            ("jsonb", Literal::Integer(5), "'5'::jsonb"),
            (
                "boolean[]",
                Literal::Array(vec![Literal::Boolean(false)]),
                "'{f}'::boolean[]",
            ),
            (
                "text[]",
                Literal::Array(vec![text("a"), Literal::Null]),
                "ARRAY['a'::text, NULL::text]",
            ),
        ] {
            let storage = read_type(column).storage();
            let spelled = default(&spell_typed(&literal, &storage), &storage);
            assert_eq!(spelled, default(catalog, &storage), "{column} DEFAULT {catalog}");
        }
    }

    #[test]
    fn a_random_uuid_of_every_version_is_one() {
        let uuid = StorageType::Uuid;
        for version in [ServerVersion::new(12, 0, 0), ServerVersion::new(18, 0, 0)] {
            let spelled =
                spell_default(&Default::RandomUuid, &uuid, Server::new(&POSTGRES, &version)).unwrap();
            assert_eq!(default(&spelled, &uuid), Some(Default::RandomUuid), "{spelled}");
        }
    }
}
