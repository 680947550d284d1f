//! Texts that an expression replaces by others in one field, as a renamed value of an enum is.

use super::{BinaryOperator, Expression, SqlExpression};
use crate::{FieldName, Literal};

impl SqlExpression {
    /// The texts that the expression replaces in a field of one of these names, if it does nothing else:
    /// `CASE WHEN status = 'old' THEN 'new' ELSE status END`.
    pub fn replaced_texts(&self, names: &[&FieldName]) -> Option<Vec<(String, String)>> {
        let Self::Portable(Expression::Case { branches, otherwise }) = self else {
            return None;
        };
        let is_own = |expression: &Expression| match expression {
            Expression::Field(name) => names.contains(&name),
            _ => false,
        };
        let replaced = |(condition, value): &(Expression, Expression)| match condition {
            Expression::Binary {
                left,
                operator: BinaryOperator::Equal,
                right,
            } if is_own(left) => Some((text(right)?, text(value)?)),
            _ => None,
        };
        let keeps_others = otherwise.as_deref().is_some_and(is_own);
        branches
            .iter()
            .map(replaced)
            .collect::<Option<_>>()
            .filter(|_| keeps_others)
    }
}

fn text(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Literal(Literal::String(text)) => Some(text.clone()),
        _ => None,
    }
}
