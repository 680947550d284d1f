use pretty_assertions::assert_eq;
use proptest::prelude::*;
use sqlparser::keywords::ALL_KEYWORDS;
use strum::VariantArray;

use super::*;
use crate::{CastTarget, DecimalText, Function, parse_expression};

fn check(written: &str, expected: &str) {
    let expression = parse_expression(written).unwrap();
    assert_eq!(expression.to_string(), expected);
    assert_eq!(parse_expression(expected), Ok(expression));
}

#[test]
fn parentheses_are_written_where_they_are_needed() {
    for (written, expected) in [
        ("((price) > (0))", "price > 0"),
        ("(a + b) * c", "(a + b) * c"),
        ("a + (b * c)", "a + b * c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a OR (b AND NOT c = 1)", "a OR b AND NOT c = 1"),
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("NOT (a AND b)", "NOT (a AND b)"),
        ("NOT NOT a", "NOT (NOT a)"),
        ("(a = b) = c", "(a = b) = c"),
        ("(a IS NULL) = (b IS NOT NULL)", "(a IS NULL) = (b IS NOT NULL)"),
        ("a - -5", "a - -5"),
        ("-(5)", "-(5)"),
        ("-(-a)", "-(-a)"),
        ("a || b || 'c'", "a || b || 'c'"),
        ("a || (b * c)", "a || (b * c)"),
        ("(a || b) * c", "a || b * c"),
        ("(a + b) || c", "(a + b) || c"),
        (
            "a NOT BETWEEN b + 1 AND (c OR d)",
            "a NOT BETWEEN b + 1 AND (c OR d)",
        ),
    ] {
        check(written, expected);
    }
}

#[test]
fn every_form_reads_back() {
    for (written, expected) in [
        ("a not in (1, 'x''y', null)", "a NOT IN (1, 'x''y', NULL)"),
        ("a like '50\\%'", "a LIKE '50\\%'"),
        ("char_length(trim(a)) > 3", "length(trim(a)) > 3"),
        ("substring(a from 2 for 3) = 'x'", "substr(a, 2, 3) = 'x'"),
        (
            "case a when 1 then 'x' else 'y' end",
            "CASE WHEN a = 1 THEN 'x' ELSE 'y' END",
        ),
        ("a::text", "CAST(a AS text)"),
        (
            "now() > a and current_date > b",
            "CURRENT_TIMESTAMP > a AND CURRENT_DATE > b",
        ),
        ("1.50 + 1e400 > a", &format!("1.50 + 1{} > a", "0".repeat(400))),
        ("a is true", "coalesce(a, FALSE)"),
    ] {
        check(written, expected);
    }
}

#[test]
fn names_are_quoted_where_they_must_be() {
    for (written, expected) in [
        ("Price > 0", "Price > 0"),
        ("\"order\" > 0", "\"order\" > 0"),
        ("\"unit price\" > 0", "\"unit price\" > 0"),
        ("\"a\"\"b\" > 0", "\"a\"\"b\" > 0"),
        ("größe > 0", "\"größe\" > 0"),
    ] {
        check(written, expected);
    }
}

/// Every word that sqlparser gives a meaning to, in every place where a field can be.
#[test]
fn a_field_may_have_any_keyword_as_its_name() {
    for word in ALL_KEYWORDS {
        let field = || Box::new(Expression::Field(FieldName::new(word.to_lowercase()).unwrap()));
        let less = Expression::Binary {
            left: field(),
            operator: BinaryOperator::Less,
            right: field(),
        };
        let and = Expression::Binary {
            left: field(),
            operator: BinaryOperator::And,
            right: field(),
        };
        let places = [
            *field(),
            less,
            and,
            Expression::Not(field()),
            Expression::Negate(field()),
            Expression::IsNull {
                operand: field(),
                negated: true,
            },
            Expression::In {
                operand: field(),
                list: vec![*field()],
                negated: false,
            },
            Expression::Between {
                operand: field(),
                low: field(),
                high: field(),
                negated: false,
            },
            Expression::Like {
                operand: field(),
                pattern: "x".to_owned(),
                negated: false,
            },
            Expression::Call {
                function: Function::Lower,
                arguments: vec![*field()],
            },
            Expression::Call {
                function: Function::Trim,
                arguments: vec![*field()],
            },
            Expression::Case {
                branches: vec![(*field(), *field())],
                otherwise: Some(field()),
            },
            Expression::Cast {
                operand: field(),
                target: CastTarget::Text,
            },
        ];
        for place in places {
            assert_eq!(parse_expression(&place.to_string()), Ok(place.clone()), "{place}");
        }
    }
}

fn constants() -> impl Strategy<Value = Expression> {
    let decimal = "-?[1-9][0-9]{0,3}\\.[0-9]{1,4}".prop_map(|text| DecimalText::parse(&text).unwrap());
    let literal = prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Boolean),
        any::<i64>().prop_map(Literal::Integer),
        decimal.prop_map(Literal::Decimal),
        "[^\\x00\\x1a]{0,6}".prop_map(Literal::String),
    ];
    literal.prop_map(Expression::Literal)
}

fn atoms() -> impl Strategy<Value = Expression> {
    let name = prop_oneof!["[a-z][a-z_]{0,3}", "[^\\x00]{1,4}"];
    prop_oneof![
        name.prop_map(|name| Expression::Field(FieldName::new(name).unwrap())),
        constants(),
        Just(Expression::CurrentTimestamp),
        Just(Expression::CurrentDate),
    ]
}

fn operators() -> impl Strategy<Value = BinaryOperator> {
    let total = |operator: &&BinaryOperator| **operator != BinaryOperator::Remainder;
    prop::sample::select(
        BinaryOperator::VARIANTS
            .iter()
            .filter(total)
            .copied()
            .collect::<Vec<_>>(),
    )
}

fn expressions() -> impl Strategy<Value = Expression> {
    atoms().prop_recursive(5, 24, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let functions = prop::sample::select(vec![
            Function::Lower,
            Function::Length,
            Function::Trim,
            Function::Abs,
        ]);
        prop_oneof![
            boxed().prop_map(Expression::Not),
            boxed().prop_map(Expression::Negate),
            (boxed(), operators(), boxed()).prop_map(|(left, operator, right)| Expression::Binary {
                left,
                operator,
                right
            }),
            (boxed(), any::<bool>()).prop_map(|(operand, negated)| Expression::IsNull { operand, negated }),
            (boxed(), prop::collection::vec(inner.clone(), 1..3), any::<bool>()).prop_map(
                |(operand, list, negated)| Expression::In {
                    operand,
                    list,
                    negated
                }
            ),
            (boxed(), boxed(), boxed(), any::<bool>()).prop_map(|(operand, low, high, negated)| {
                Expression::Between {
                    operand,
                    low,
                    high,
                    negated,
                }
            }),
            (boxed(), "[^\\x00\\x1a\\\\]{0,4}", any::<bool>()).prop_map(|(operand, pattern, negated)| {
                Expression::Like {
                    operand,
                    pattern,
                    negated,
                }
            }),
            (functions, inner.clone()).prop_map(|(function, argument)| Expression::Call {
                function,
                arguments: vec![argument]
            }),
            (
                prop::collection::vec((inner.clone(), inner.clone()), 1..3),
                prop::option::of(boxed())
            )
                .prop_map(|(branches, otherwise)| Expression::Case { branches, otherwise }),
            (boxed(), prop::sample::select(CastTarget::VARIANTS))
                .prop_map(|(operand, target)| Expression::Cast { operand, target }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_to_the_same_expression(expression in expressions()) {
        prop_assert_eq!(parse_expression(&expression.to_string()), Ok(expression));
    }
}
