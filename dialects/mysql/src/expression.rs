//! Portable expressions as these databases spell them.

use aksara_dialect::ExpressionDialect;
use aksara_schema::{
    BinaryOperator, CastTarget, DialectName, Expression, Function, Literal, SqlExpression, ValueSort,
};

use crate::flavour::Flavour;
use crate::literal::{quote_text, spell_constant};
use crate::name::quoted;

/// The expression as a condition: MySQL takes no plain field or call as a CHECK (3812).
pub(crate) fn as_condition(expression: &SqlExpression) -> SqlExpression {
    match expression {
        SqlExpression::Portable(portable) if !is_condition(portable) => {
            SqlExpression::Portable(Expression::Binary {
                left: Box::new(portable.clone()),
                operator: BinaryOperator::NotEqual,
                right: Box::new(Expression::Literal(Literal::Boolean(false))),
            })
        }
        SqlExpression::Portable(_) | SqlExpression::PerDialect(_) | SqlExpression::Unportable { .. } => {
            expression.clone()
        }
    }
}

/// Whether the expression depends on the moment.
pub(crate) fn names_moment(expression: &Expression) -> bool {
    match expression {
        Expression::CurrentTimestamp | Expression::CurrentDate => true,
        other => other.operands().into_iter().any(names_moment),
    }
}

/// Whether the database knows by its form that the expression is true, false or unknown.
pub(crate) fn is_condition(expression: &Expression) -> bool {
    match expression {
        Expression::Not(_)
        | Expression::IsNull { .. }
        | Expression::In { .. }
        | Expression::Between { .. }
        | Expression::Like { .. } => true,
        Expression::Binary { operator, .. } => operator.sort() == ValueSort::Boolean,
        Expression::Field(_)
        | Expression::Literal(_)
        | Expression::Negate(_)
        | Expression::Call { .. }
        | Expression::Case { .. }
        | Expression::Cast { .. }
        | Expression::CurrentTimestamp
        | Expression::CurrentDate => false,
    }
}

impl ExpressionDialect for Flavour {
    fn dialect(&self) -> &'static str {
        Flavour::name(self)
    }

    fn sql_names(&self) -> &'static [DialectName] {
        self.product.sql_names
    }

    fn identifier(&self, name: &str) -> String {
        quoted(name)
    }

    fn literal(&self, literal: &Literal) -> String {
        spell_constant(literal)
    }

    fn function(&self, function: Function) -> &'static str {
        match function {
            Function::Lower => "lower",
            Function::Upper => "upper",
            // `length` counts bytes here.
            Function::Length => "char_length",
            Function::Trim => "trim",
            Function::Replace => "replace",
            Function::Substring => "substr",
            Function::Abs => "abs",
            Function::Coalesce => "coalesce",
            Function::Nullif => "nullif",
        }
    }

    fn cast_target(&self, target: CastTarget) -> &'static str {
        match target {
            CastTarget::Integer => "signed",
            CastTarget::Text => "char",
        }
    }

    fn binary(&self, operator: BinaryOperator, left: &str, right: &str) -> Option<String> {
        // `||` is OR unless the session has PIPES_AS_CONCAT.
        (operator == BinaryOperator::Concatenate).then(|| format!("concat({left}, {right})"))
    }

    fn like(&self, operand: &str, pattern: &str, negated: bool) -> String {
        let not = if negated { " NOT" } else { "" };
        format!("{operand}{not} LIKE {}", quote_text(pattern))
    }

    fn current_timestamp(&self) -> &'static str {
        "utc_timestamp(6)"
    }

    fn current_date(&self) -> &'static str {
        "utc_date()"
    }
}
