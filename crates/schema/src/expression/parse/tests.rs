use pretty_assertions::assert_eq;

use super::*;
use crate::DecimalText;

fn named(name: &str) -> Expression {
    Expression::Field(FieldName::new(name).unwrap())
}

fn integer(number: i64) -> Expression {
    Expression::Literal(Literal::Integer(number))
}

fn text(text: &str) -> Expression {
    Expression::Literal(Literal::String(text.to_owned()))
}

fn decimal(digits: &str) -> Expression {
    Expression::Literal(Literal::Decimal(DecimalText::parse(digits).unwrap()))
}

fn boolean(truth: bool) -> Expression {
    Expression::Literal(Literal::Boolean(truth))
}

fn binary(left: Expression, operator: BinaryOperator, right: Expression) -> Expression {
    Expression::Binary {
        left: Box::new(left),
        operator,
        right: Box::new(right),
    }
}

fn call(function: Function, arguments: impl Into<Vec<Expression>>) -> Expression {
    Expression::Call {
        function,
        arguments: arguments.into(),
    }
}

fn check(written: &str, expected: Expression) {
    assert_eq!(parse_expression(written), Ok(expected), "{written}");
}

fn check_refused(written: &str, part: &str) {
    let message = parse_expression(written).unwrap_err().to_string();
    assert!(message.contains(part), "{written}: {message}");
}

#[test]
fn identifiers_keep_their_case_quoted_or_not() {
    check("Price", named("Price"));
    check("\"Unit \"\"Price\"\"\"", named("Unit \"Price\""));
    check("`größe`", named("größe"));
    check("now", named("now"));
}

#[test]
fn numbers_are_integers_where_they_fit() {
    check("42", integer(42));
    check("-42", integer(-42));
    check("-9223372036854775808", integer(i64::MIN));
    check("9223372036854775808", decimal("9223372036854775808"));
    check("1e3", integer(1000));
    check("-0.10", decimal("-0.10"));
    check("-(5)", Expression::Negate(Box::new(integer(5))));
    check("- price", Expression::Negate(Box::new(named("price"))));
}

#[test]
fn texts_are_the_text_between_the_quotes() {
    check("'it''s \\ % 😀'", text("it's \\ % 😀"));
    check("E'a\\nb'", text("a\nb"));
    check("TRUE", boolean(true));
    check("null", Expression::Literal(Literal::Null));
}

#[test]
fn operators_bind_as_in_sql() {
    let product = binary(named("b"), BinaryOperator::Multiply, named("c"));
    check("a + b * c", binary(named("a"), BinaryOperator::Add, product));
    let sum = binary(named("a"), BinaryOperator::Add, named("b"));
    check("(a + b) * c", binary(sum, BinaryOperator::Multiply, named("c")));
    let equal = binary(named("a"), BinaryOperator::Equal, named("b"));
    let right = binary(Expression::Not(Box::new(equal)), BinaryOperator::And, named("c"));
    check(
        "d OR NOT a = b AND c",
        binary(named("d"), BinaryOperator::Or, right),
    );
    check("a != 1", binary(named("a"), BinaryOperator::NotEqual, integer(1)));
    check("a <> 1", binary(named("a"), BinaryOperator::NotEqual, integer(1)));
    check(
        "a || 'x'",
        binary(named("a"), BinaryOperator::Concatenate, text("x")),
    );
    check("a % 2", binary(named("a"), BinaryOperator::Remainder, integer(2)));
}

#[test]
fn predicates_keep_their_negation() {
    let operand = || Box::new(named("a"));
    check(
        "a IS NOT NULL",
        Expression::IsNull {
            operand: operand(),
            negated: true,
        },
    );
    let list = vec![integer(1), integer(2)];
    check(
        "a NOT IN (1, 2)",
        Expression::In {
            operand: operand(),
            list: list.clone(),
            negated: true,
        },
    );
    check(
        "a = ANY (ARRAY[1, 2])",
        Expression::In {
            operand: operand(),
            list: list.clone(),
            negated: false,
        },
    );
    check(
        "a <> ALL (ARRAY[1, 2])",
        Expression::In {
            operand: operand(),
            list,
            negated: true,
        },
    );
    let (low, high) = (Box::new(integer(1)), Box::new(integer(9)));
    check(
        "a BETWEEN 1 AND 9",
        Expression::Between {
            operand: operand(),
            low,
            high,
            negated: false,
        },
    );
    let pattern = "50\\%".to_owned();
    check(
        "a LIKE '50\\%'",
        Expression::Like {
            operand: operand(),
            pattern: pattern.clone(),
            negated: false,
        },
    );
    check(
        "a LIKE '50\\%' ESCAPE '\\'",
        Expression::Like {
            operand: operand(),
            pattern: pattern.clone(),
            negated: false,
        },
    );
    check(
        "a !~~ '50\\%'",
        Expression::Like {
            operand: operand(),
            pattern,
            negated: true,
        },
    );
}

#[test]
fn tests_of_truth_are_written_out() {
    let or_false = call(Function::Coalesce, [named("a"), boolean(false)]);
    let or_true = call(Function::Coalesce, [named("a"), boolean(true)]);
    check("a IS TRUE", or_false.clone());
    check("a IS NOT TRUE", Expression::Not(Box::new(or_false)));
    check("a IS FALSE", Expression::Not(Box::new(or_true.clone())));
    check("a IS NOT FALSE", or_true);
}

#[test]
fn functions_go_by_any_of_their_names() {
    check("LENGTH(a)", call(Function::Length, [named("a")]));
    check("char_length(a)", call(Function::Length, [named("a")]));
    check("btrim(a)", call(Function::Trim, [named("a")]));
    check("trim(a)", call(Function::Trim, [named("a")]));
    let substring = || call(Function::Substring, [named("a"), integer(1), integer(2)]);
    check("substr(a, 1, 2)", substring());
    check("substring(a, 1, 2)", substring());
    check("substring(a FROM 1 FOR 2)", substring());
    check("\"substring\"(a, 1, 2)", substring());
    check(
        "coalesce(a, b, 0)",
        call(Function::Coalesce, [named("a"), named("b"), integer(0)]),
    );
    for moment in ["now()", "CURRENT_TIMESTAMP", "current_timestamp()"] {
        check(moment, Expression::CurrentTimestamp);
    }
    check("CURRENT_DATE", Expression::CurrentDate);
}

#[test]
fn casts_reach_integer_and_text() {
    let cast = |target| Expression::Cast {
        operand: Box::new(named("a")),
        target,
    };
    check("a::text", cast(CastTarget::Text));
    check("CAST(a AS bigint)", cast(CastTarget::Integer));
    check_refused("a::date", "a cast to DATE");
    check_refused("a::varchar(3)", "a cast to VARCHAR(3)");
}

#[test]
fn case_of_a_value_becomes_case_of_conditions() {
    let condition = binary(named("a"), BinaryOperator::Equal, integer(1));
    let expected = Expression::Case {
        branches: vec![(condition, text("one"))],
        otherwise: Some(Box::new(text("?"))),
    };
    check("CASE a WHEN 1 THEN 'one' ELSE '?' END", expected.clone());
    check("CASE WHEN a = 1 THEN 'one' ELSE '?' END", expected);
}

#[test]
fn what_differs_between_databases_is_refused_by_name() {
    for (written, part) in [
        ("a / 2", "the operator `/`"),
        ("a ~ 'x'", "the operator `~`"),
        ("a -> 'x'", "the operator `->`"),
        ("a ILIKE 'x%'", "ILIKE"),
        ("lenght(a) > 1", "did you mean `length`?"),
        ("random() > 1", "the function `random`"),
        ("a IN (SELECT 1)", "a subquery"),
        ("users.a > 1", "name the field alone"),
        ("a LIKE b", "a computed pattern"),
        ("a LIKE 'x\\'", "ends in a backslash"),
        ("a LIKE 'x' ESCAPE '!'", "ESCAPE"),
        ("a % b", "`%` by anything but a number"),
        ("a % 0", "`%` by anything but a number"),
        ("substr(a, 0)", "`substr`"),
        ("substring(a FROM 'x')", "`substr`"),
        ("coalesce(a)", "1 arguments"),
        ("now(3)", "leave the precision out"),
        ("ltrim(a)", "the function `ltrim`"),
        ("pg_catalog.lower(a)", "one database's own"),
        ("count(*)", "only plain arguments"),
        ("x'ff'", "the constant"),
    ] {
        check_refused(written, part);
    }
}

#[test]
fn what_is_no_expression_is_refused() {
    for written in [
        "",
        "a >",
        "a; DROP TABLE b",
        "a b",
        "(a",
        "a > 1) OR (1 = 1",
        "'a",
    ] {
        assert!(
            matches!(parse_expression(written), Err(ExpressionError::Syntax(_))),
            "{written}"
        );
    }
    check_refused("a = 'x\u{1a}'", "SUB");
    check_refused("a = 'x\0'", "NUL");
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    let sum = |terms: usize| vec!["a"; terms].join("+");
    assert!(parse_expression(&sum(200)).is_ok());
    check_refused(&sum(5_000), "this deep");
    check_refused(&sum(50_000), "this long");
    assert!(parse_expression(&format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000))).is_err());
}
