//! The sort of value that an expression gives, as far as it is known without a database.

use strum::Display;

use super::{BinaryOperator, CastTarget, Expression, Function};
use crate::{FieldName, FieldType, Literal};

/// Values that no database takes for each other without a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "lowercase")]
pub enum ValueSort {
    /// True or false.
    Boolean,
    /// A number of any kind.
    Number,
    /// A text.
    Text,
    /// A calendar date.
    Date,
    /// A moment.
    Moment,
}

impl ValueSort {
    /// The sort of a field's values; `None` where it is of no sort that expressions give.
    pub fn of_field(field_type: &FieldType) -> Option<Self> {
        field_type.storage().facts().sort
    }
}

impl Expression {
    /// The sort of its value, if it is known; `of_field` knows that of a field.
    pub fn sort(&self, of_field: &dyn Fn(&FieldName) -> Option<ValueSort>) -> Option<ValueSort> {
        match self {
            Self::Field(name) => of_field(name),
            Self::Literal(literal) => of_literal(literal),
            Self::Not(_)
            | Self::IsNull { .. }
            | Self::In { .. }
            | Self::Between { .. }
            | Self::Like { .. } => Some(ValueSort::Boolean),
            Self::Negate(_) => Some(ValueSort::Number),
            Self::Binary { operator, .. } => Some(operator.sort()),
            Self::Call { function, arguments } => match of_function(*function) {
                Some(sort) => Some(sort),
                None => arguments.iter().find_map(|argument| argument.sort(of_field)),
            },
            Self::Case { branches, otherwise } => {
                let values = branches
                    .iter()
                    .map(|(_, value)| value)
                    .chain(otherwise.as_deref());
                values.into_iter().find_map(|value| value.sort(of_field))
            }
            Self::Cast { target, .. } => Some(match target {
                CastTarget::Integer => ValueSort::Number,
                CastTarget::Text => ValueSort::Text,
            }),
            Self::CurrentTimestamp => Some(ValueSort::Moment),
            Self::CurrentDate => Some(ValueSort::Date),
        }
    }
}

/// NULL is of every sort.
fn of_literal(literal: &Literal) -> Option<ValueSort> {
    match literal {
        Literal::Boolean(_) => Some(ValueSort::Boolean),
        Literal::Integer(_) | Literal::Float(_) | Literal::Decimal(_) => Some(ValueSort::Number),
        Literal::String(_) => Some(ValueSort::Text),
        Literal::Date(_) => Some(ValueSort::Date),
        Literal::DateTime(_) => Some(ValueSort::Moment),
        Literal::Null
        | Literal::Bytes(_)
        | Literal::Time(_)
        | Literal::Duration(_)
        | Literal::Uuid(_)
        | Literal::Json(_)
        | Literal::Array(_) => None,
    }
}

impl BinaryOperator {
    /// The sort of its results.
    pub fn sort(self) -> ValueSort {
        match self {
            Self::Or
            | Self::And
            | Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => ValueSort::Boolean,
            Self::Add | Self::Subtract | Self::Multiply | Self::Remainder => ValueSort::Number,
            Self::Concatenate => ValueSort::Text,
        }
    }
}

/// The sort of a function's value; `None` where it is that of an argument.
fn of_function(function: Function) -> Option<ValueSort> {
    match function {
        Function::Lower | Function::Upper | Function::Trim | Function::Replace | Function::Substring => {
            Some(ValueSort::Text)
        }
        Function::Length | Function::Abs => Some(ValueSort::Number),
        Function::Coalesce | Function::Nullif => None,
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::parse_expression;

    #[test]
    fn the_sort_follows_from_the_outermost_part_that_decides() {
        let of_field = |name: &FieldName| (name.as_str() == "age").then_some(ValueSort::Number);
        for (text, expected) in [
            ("age", Some(ValueSort::Number)),
            ("unknown", None),
            ("lower(unknown)", Some(ValueSort::Text)),
            ("coalesce(unknown, age)", Some(ValueSort::Number)),
            ("age + 1", Some(ValueSort::Number)),
            ("age > 1", Some(ValueSort::Boolean)),
            ("'a' || unknown", Some(ValueSort::Text)),
            ("CASE WHEN age > 1 THEN NULL ELSE 'x' END", Some(ValueSort::Text)),
            ("CAST(age AS text)", Some(ValueSort::Text)),
            ("CURRENT_TIMESTAMP", Some(ValueSort::Moment)),
        ] {
            assert_eq!(
                parse_expression(text).unwrap().sort(&of_field),
                expected,
                "{text}"
            );
        }
    }
}
