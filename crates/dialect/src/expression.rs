//! Spelling of portable expressions: one walk for all dialects, with what differs as data and small functions.

use aksara_schema::{
    BinaryOperator, CastTarget, DialectName, Expression, Function, Literal, RawSql, SqlExpression,
};

use crate::Unsupported;

/// The parts of an expression that a dialect spells in its own way.
pub trait ExpressionDialect {
    /// The dialect's name, as per-dialect SQL spells it.
    fn dialect(&self) -> &'static str;

    /// The names under which an expression can hold SQL for it. The first name with SQL counts.
    fn sql_names(&self) -> &'static [DialectName];

    /// A quoted identifier.
    fn identifier(&self, name: &str) -> String;

    /// A quoted literal. A negative number stays without parentheses.
    fn literal(&self, literal: &Literal) -> String;

    /// The name of a function.
    fn function(&self, function: Function) -> &'static str {
        portable_name(function)
    }

    /// The type's name in a CAST.
    fn cast_target(&self, target: CastTarget) -> &'static str;

    /// `left operator right` where the dialect has no such infix operator: `Some(call)`, a function call. The
    /// operands are spelled for an argument list or beside an operator.
    fn binary(&self, operator: BinaryOperator, left: &str, right: &str) -> Option<String> {
        let _ = (operator, left, right);
        None
    }

    /// `operand [NOT] LIKE pattern` with case counting; the pattern is not quoted yet, the operand can be
    /// beside an operator.
    fn like(&self, operand: &str, pattern: &str, negated: bool) -> String;

    /// The moment of the statement in UTC, as a stored DateTime.
    fn current_timestamp(&self) -> &'static str;

    /// The date of the statement in UTC.
    fn current_date(&self) -> &'static str;
}

/// Spells a portable expression. Parentheses are written wherever the precedence of databases could differ.
pub fn spell_expression(expression: &Expression, dialect: &dyn ExpressionDialect) -> String {
    Speller { dialect }.spell(expression)
}

/// Spells an expression as written: portable, or this dialect's own text; else says what to write instead.
pub fn spell_sql_expression(
    expression: &SqlExpression,
    subject: &str,
    dialect: &dyn ExpressionDialect,
) -> Result<String, Unsupported> {
    let unsupported = |reason: String| Unsupported {
        subject: subject.to_owned(),
        dialect: dialect.dialect(),
        feature: None,
        reason,
        alternative: format!(
            "write the SQL for each database: {{\"{}\": \"…\", …}}",
            dialect.dialect()
        ),
        origin: None,
    };
    match expression {
        SqlExpression::Portable(expression) => Ok(spell_expression(expression, dialect)),
        SqlExpression::PerDialect(texts) => {
            let mut names = dialect.sql_names().iter();
            let own = names.find_map(|name| texts.get(name));
            own.map(|sql: &RawSql| sql.as_str().to_owned()).ok_or_else(|| {
                let given: Vec<&str> = texts.keys().map(|dialect| dialect.as_str()).collect();
                unsupported(format!("the SQL is given for {} only", given.join(", ")))
            })
        }
        SqlExpression::Unportable { sql, reason } => Err(unsupported(format!(
            "in the expression `{}`, {reason}",
            sql.as_str()
        ))),
    }
}

/// How strongly operators bind, from the weakest. Only these differences are the same in every database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
    Or,
    And,
    Not,
    Predicate,
    Arithmetic,
    Atom,
}

fn precedence(expression: &Expression) -> Precedence {
    match expression {
        Expression::Binary { operator, .. } => operator_precedence(*operator),
        Expression::Not(_) => Precedence::Not,
        Expression::IsNull { .. }
        | Expression::In { .. }
        | Expression::Between { .. }
        | Expression::Like { .. } => Precedence::Predicate,
        Expression::Negate(_) => Precedence::Arithmetic,
        Expression::Literal(literal) if is_negative(literal) => Precedence::Arithmetic,
        Expression::Literal(_)
        | Expression::Field(_)
        | Expression::Call { .. }
        | Expression::Case { .. }
        | Expression::Cast { .. }
        | Expression::CurrentTimestamp
        | Expression::CurrentDate => Precedence::Atom,
    }
}

fn operator_precedence(operator: BinaryOperator) -> Precedence {
    match operator {
        BinaryOperator::Or => Precedence::Or,
        BinaryOperator::And => Precedence::And,
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => Precedence::Predicate,
        BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Remainder
        | BinaryOperator::Concatenate => Precedence::Arithmetic,
    }
}

/// The precedence that an operator needs of its left and right operand.
fn operand_precedence(operator: BinaryOperator) -> (Precedence, Precedence) {
    match operator_precedence(operator) {
        Precedence::Or => (Precedence::Or, Precedence::And),
        Precedence::And => (Precedence::And, Precedence::Not),
        Precedence::Not | Precedence::Predicate => (Precedence::Arithmetic, Precedence::Arithmetic),
        Precedence::Arithmetic | Precedence::Atom => (Precedence::Atom, Precedence::Atom),
    }
}

fn is_negative(literal: &Literal) -> bool {
    match literal {
        Literal::Integer(number) => *number < 0,
        Literal::Float(number) => number.get().is_sign_negative(),
        Literal::Decimal(number) => number.as_str().starts_with('-'),
        Literal::Null
        | Literal::Boolean(_)
        | Literal::String(_)
        | Literal::Bytes(_)
        | Literal::Date(_)
        | Literal::Time(_)
        | Literal::DateTime(_)
        | Literal::Duration(_)
        | Literal::Uuid(_)
        | Literal::Json(_)
        | Literal::Array(_) => false,
    }
}

struct Speller<'a> {
    dialect: &'a dyn ExpressionDialect,
}

impl Speller<'_> {
    fn spell(&self, expression: &Expression) -> String {
        match expression {
            Expression::Field(field) => self.dialect.identifier(field.as_str()),
            Expression::Literal(literal) => self.dialect.literal(literal),
            Expression::Not(operand) => format!("NOT {}", self.operand(operand, Precedence::Atom)),
            Expression::Negate(operand) => format!("-{}", self.operand(operand, Precedence::Atom)),
            Expression::Binary {
                left,
                operator,
                right,
            } => self.binary(left, *operator, right),
            Expression::IsNull { operand, negated } => {
                format!(
                    "{} IS{} NULL",
                    self.operand(operand, Precedence::Arithmetic),
                    not(*negated)
                )
            }
            Expression::In {
                operand,
                list,
                negated,
            } => {
                let operand = self.operand(operand, Precedence::Arithmetic);
                format!("{operand}{} IN ({})", not(*negated), self.list(list))
            }
            Expression::Between {
                operand,
                low,
                high,
                negated,
            } => self.between(operand, low, high, *negated),
            Expression::Like {
                operand,
                pattern,
                negated,
            } => self
                .dialect
                .like(&self.operand(operand, Precedence::Atom), pattern, *negated),
            Expression::Call { function, arguments } => {
                format!("{}({})", self.dialect.function(*function), self.list(arguments))
            }
            Expression::Case { branches, otherwise } => self.case(branches, otherwise.as_deref()),
            Expression::Cast { operand, target } => {
                format!(
                    "CAST({} AS {})",
                    self.spell(operand),
                    self.dialect.cast_target(*target)
                )
            }
            Expression::CurrentTimestamp => self.dialect.current_timestamp().to_owned(),
            Expression::CurrentDate => self.dialect.current_date().to_owned(),
        }
    }

    /// An operand, in parentheses where it is weaker than `needed`.
    fn operand(&self, expression: &Expression, needed: Precedence) -> String {
        if precedence(expression) < needed {
            format!("({})", self.spell(expression))
        } else {
            self.spell(expression)
        }
    }

    fn binary(&self, left: &Expression, operator: BinaryOperator, right: &Expression) -> String {
        let (left_strength, right_strength) = operand_precedence(operator);
        let (left, right) = (
            self.operand(left, left_strength),
            self.operand(right, right_strength),
        );
        let call = self.dialect.binary(operator, &left, &right);
        call.unwrap_or_else(|| format!("{left} {operator} {right}"))
    }

    fn between(&self, operand: &Expression, low: &Expression, high: &Expression, negated: bool) -> String {
        let [operand, low, high] =
            [operand, low, high].map(|part| self.operand(part, Precedence::Arithmetic));
        format!("{operand}{} BETWEEN {low} AND {high}", not(negated))
    }

    fn case(&self, branches: &[(Expression, Expression)], otherwise: Option<&Expression>) -> String {
        let mut sql = "CASE".to_owned();
        for (condition, value) in branches {
            sql.push_str(&format!(
                " WHEN {} THEN {}",
                self.spell(condition),
                self.spell(value)
            ));
        }
        if let Some(otherwise) = otherwise {
            sql.push_str(&format!(" ELSE {}", self.spell(otherwise)));
        }
        sql + " END"
    }

    fn list(&self, expressions: &[Expression]) -> String {
        expressions
            .iter()
            .map(|expression| self.spell(expression))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn not(negated: bool) -> &'static str {
    if negated { " NOT" } else { "" }
}

/// A function's name where a dialect has no other.
fn portable_name(function: Function) -> &'static str {
    match function {
        Function::Lower => "lower",
        Function::Upper => "upper",
        Function::Length => "length",
        Function::Trim => "trim",
        Function::Replace => "replace",
        Function::Substring => "substr",
        Function::Abs => "abs",
        Function::Coalesce => "coalesce",
        Function::Nullif => "nullif",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pretty_assertions::assert_eq;

    use super::*;

    /// A dialect without `||`, like MySQL.
    struct Example;

    impl ExpressionDialect for Example {
        fn dialect(&self) -> &'static str {
            "mariadb"
        }

        fn sql_names(&self) -> &'static [DialectName] {
            &[DialectName::Mariadb, DialectName::Mysql]
        }

        fn identifier(&self, name: &str) -> String {
            format!("\"{name}\"")
        }

        fn literal(&self, literal: &Literal) -> String {
            match literal {
                Literal::Integer(number) => number.to_string(),
                Literal::String(text) => format!("'{text}'"),
                other => format!("{other:?}"),
            }
        }

        fn cast_target(&self, target: CastTarget) -> &'static str {
            match target {
                CastTarget::Integer => "bigint",
                CastTarget::Text => "text",
            }
        }

        fn binary(&self, operator: BinaryOperator, left: &str, right: &str) -> Option<String> {
            (operator == BinaryOperator::Concatenate).then(|| format!("concat({left}, {right})"))
        }

        fn like(&self, operand: &str, pattern: &str, negated: bool) -> String {
            format!("{operand}{} LIKE '{pattern}'", not(negated))
        }

        fn current_timestamp(&self) -> &'static str {
            "NOW"
        }

        fn current_date(&self) -> &'static str {
            "TODAY"
        }
    }

    fn check(written: &str, expected: &str) {
        let spelled = spell_sql_expression(&SqlExpression::parse(written), "a check", &Example);
        assert_eq!(spelled.as_deref(), Ok(expected), "{written}");
    }

    #[test]
    fn parentheses_are_written_where_precedence_needs_them() {
        check("a > 0 AND b + 1 <= c * 2", r#""a" > 0 AND "b" + 1 <= "c" * 2"#);
        check(
            "(a OR b) AND NOT (c AND d)",
            r#"("a" OR "b") AND NOT ("c" AND "d")"#,
        );
        check("a OR b AND c OR d", r#""a" OR "b" AND "c" OR "d""#);
        check("a AND (b AND c)", r#""a" AND ("b" AND "c")"#);
        check("a - (b - c) - d", r#"("a" - ("b" - "c")) - "d""#);
        check("a - -5 > -6", r#""a" - (-5) > -6"#);
        check("-(-5) = - a", r#"-(-5) = -"a""#);
        check("(a = b) = c", r#"("a" = "b") = "c""#);
        check("(a IS NULL) IS NOT NULL", r#"("a" IS NULL) IS NOT NULL"#);
        check(
            "(a + b) BETWEEN 1 AND c - 1",
            r#""a" + "b" BETWEEN 1 AND "c" - 1"#,
        );
        check("a * 2 NOT IN (1, b + 1)", r#""a" * 2 NOT IN (1, "b" + 1)"#);
    }

    #[test]
    fn calls_are_spelled_by_the_dialect() {
        check("a || b || 'c'", r#"concat((concat("a", "b")), 'c')"#);
        check("a || 'x' NOT LIKE 'y%'", r#"(concat("a", 'x')) NOT LIKE 'y%'"#);
        check(
            "coalesce(lower(a), substring(b, 1, 2))",
            r#"coalesce(lower("a"), substr("b", 1, 2))"#,
        );
        check("CAST(a AS text) = '1'", r#"CAST("a" AS text) = '1'"#);
        check("now() > a AND b < CURRENT_DATE", r#"NOW > "a" AND "b" < TODAY"#);
        check(
            "CASE a WHEN 1 THEN b ELSE -1 END > 0",
            r#"CASE WHEN "a" = 1 THEN "b" ELSE -1 END > 0"#,
        );
    }

    #[test]
    fn sql_of_the_dialect_or_of_its_fallback_is_taken_unchanged() {
        let given = |name: &str| {
            let texts = BTreeMap::from([(DialectName::new(name).unwrap(), RawSql::new("a ~ 'x'"))]);
            spell_sql_expression(
                &SqlExpression::PerDialect(texts.into()),
                "the check `c`",
                &Example,
            )
        };
        assert_eq!(given("mariadb").as_deref(), Ok("a ~ 'x'"));
        assert_eq!(given("mysql").as_deref(), Ok("a ~ 'x'"));
        let error = given("sqlite").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the check `c`: mariadb cannot do this: the SQL is given for sqlite only"
        );
        assert!(error.alternative.contains("{\"mariadb\": \"…\", …}"));
    }

    #[test]
    fn what_is_not_portable_is_refused_with_the_reason() {
        let error =
            spell_sql_expression(&SqlExpression::parse("a / 2 > 1"), "the check `c`", &Example).unwrap_err();
        assert!(
            error
                .reason
                .starts_with("in the expression `a / 2 > 1`, the operator `/` does not mean the same")
        );
    }
}
