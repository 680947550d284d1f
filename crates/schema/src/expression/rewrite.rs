//! Steps by which a dialect brings an expression into the form that its database gives back.

use super::{BinaryOperator, Expression};

impl Expression {
    /// The same expression over changed operands.
    #[must_use]
    pub fn map_operands(mut self, change: impl Fn(Self) -> Self) -> Self {
        for operand in self.operands_mut() {
            let operand_before = std::mem::replace(operand, Self::CurrentDate);
            *operand = change(operand_before);
        }
        self
    }

    /// `left operator right`. Chains of one of AND and OR lean to the left, however they are written.
    pub fn joined(left: Self, operator: BinaryOperator, right: Self) -> Self {
        match right {
            Self::Binary {
                left: middle,
                operator: inner,
                right: last,
            } if inner == operator && matches!(operator, BinaryOperator::And | BinaryOperator::Or) => {
                Self::joined(Self::joined(left, operator, *middle), operator, *last)
            }
            right => Self::Binary {
                left: Box::new(left),
                operator,
                right: Box::new(right),
            },
        }
    }

    /// Turns `IS NULL` into `IS NOT NULL` and the like, and the other way round. Returns whether the expression has
    /// such a word.
    pub fn negate_test(&mut self) -> bool {
        let negated = match self {
            Self::IsNull { negated, .. }
            | Self::In { negated, .. }
            | Self::Between { negated, .. }
            | Self::Like { negated, .. } => negated,
            Self::Field(_)
            | Self::Literal(_)
            | Self::Not(_)
            | Self::Negate(_)
            | Self::Binary { .. }
            | Self::Call { .. }
            | Self::Case { .. }
            | Self::Cast { .. }
            | Self::CurrentTimestamp
            | Self::CurrentDate => return false,
        };
        *negated = !*negated;
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::{Expression, parse_expression};

    #[test]
    fn operands_of_every_form_are_changed_and_only_direct_ones() {
        let other = |_| parse_expression("x").unwrap();
        for (written, changed) in [
            ("a", "a"),
            ("NOT (a)", "NOT (x)"),
            ("-a", "-x"),
            ("a + b * c", "x + x"),
            ("a IS NULL", "x IS NULL"),
            ("a IN (b, 2)", "x IN (x, x)"),
            ("a NOT BETWEEN b AND c", "x NOT BETWEEN x AND x"),
            ("a LIKE 'y'", "x LIKE 'y'"),
            ("coalesce(a, lower(b))", "coalesce(x, x)"),
            ("CASE WHEN a THEN b ELSE c END", "CASE WHEN x THEN x ELSE x END"),
            ("CAST(a AS text)", "CAST(x AS text)"),
        ] {
            let (written, changed) = (
                parse_expression(written).unwrap(),
                parse_expression(changed).unwrap(),
            );
            assert_eq!(written.map_operands(other).to_string(), changed.to_string());
        }
    }

    #[test]
    fn chains_of_one_operator_lean_to_the_left() {
        let joined = |written: &str| match parse_expression(written).unwrap() {
            Expression::Binary {
                left,
                operator,
                right,
            } => Expression::joined(*left, operator, *right),
            other => other,
        };
        for (written, leaning) in [
            ("a AND (b AND (c AND d))", "((a AND b) AND c) AND d"),
            ("a OR (b OR c)", "(a OR b) OR c"),
            ("a AND (b OR c)", "a AND (b OR c)"),
            ("a - (b - c)", "a - (b - c)"),
        ] {
            assert_eq!(joined(written), parse_expression(leaning).unwrap(), "{written}");
        }
    }
}
