//! Whether a constant is one that a field of a type can have in a model.

use std::net::IpAddr;

use aksara_schema::{FieldType, Literal};

/// SQLite takes any value in any field; a model takes those of the field's type.
pub(super) fn fits(literal: &Literal, field_type: &FieldType) -> bool {
    match field_type {
        FieldType::String { max_length }
        | FieldType::Email { max_length }
        | FieldType::Slug { max_length }
        | FieldType::File { max_length }
        | FieldType::Image { max_length }
        | FieldType::FilePath { max_length } => {
            text(literal).is_some_and(|text| text.chars().count() <= *max_length as usize)
        }
        FieldType::Text | FieldType::Url => text(literal).is_some(),
        FieldType::SmallInteger => is_within(literal, i16::MIN.into(), i16::MAX.into()),
        FieldType::Integer => is_within(literal, i32::MIN.into(), i32::MAX.into()),
        FieldType::BigInteger => is_within(literal, i64::MIN, i64::MAX),
        FieldType::PositiveSmallInteger => is_within(literal, 0, i16::MAX.into()),
        FieldType::PositiveInteger => is_within(literal, 0, i32::MAX.into()),
        FieldType::PositiveBigInteger => is_within(literal, 0, i64::MAX),
        FieldType::Boolean => matches!(literal, Literal::Boolean(_)),
        FieldType::Float => matches!(literal, Literal::Float(_)),
        FieldType::Decimal {
            max_digits,
            decimal_places,
        } => has_digits(literal, *max_digits, *decimal_places),
        FieldType::Date => matches!(literal, Literal::Date(_)),
        FieldType::Time => matches!(literal, Literal::Time(_)),
        FieldType::DateTime => matches!(literal, Literal::DateTime(_)),
        FieldType::Duration => matches!(literal, Literal::Duration(_)),
        FieldType::Uuid => matches!(literal, Literal::Uuid(_)),
        // A model's None is not a default.
        FieldType::Json => matches!(literal, Literal::Json(value) if !value.is_null()),
        FieldType::Array(_) => matches!(literal, Literal::Array(items) if items.iter().all(fits_small)),
        FieldType::Vector { dimensions } => match (literal, dimensions) {
            (Literal::Array(items), Some(dimensions)) => items.len() == *dimensions as usize,
            (literal, _) => matches!(literal, Literal::Array(_)),
        },
        FieldType::Enum { values, .. } => {
            text(literal).is_some_and(|text| values.is_empty() || values.iter().any(|value| value == text))
        }
        FieldType::IpAddress => text(literal).is_some_and(|text| text.parse::<IpAddr>().is_ok()),
        FieldType::Binary => matches!(literal, Literal::Bytes(_)),
        FieldType::Foreign(target) => match &target.0 {
            Some(target) => fits(literal, target),
            None => true,
        },
        FieldType::Opaque { .. } => true,
    }
}

fn text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::String(text) => Some(text),
        _ => None,
    }
}

fn is_within(literal: &Literal, least: i64, greatest: i64) -> bool {
    matches!(literal, Literal::Integer(number) if (least..=greatest).contains(number))
}

/// The items of a list of integers are those of [`FieldType::Integer`].
fn fits_small(item: &Literal) -> bool {
    match item {
        Literal::Integer(_) => is_within(item, i32::MIN.into(), i32::MAX.into()),
        _ => true,
    }
}

fn has_digits(literal: &Literal, max_digits: u32, decimal_places: u32) -> bool {
    let Literal::Decimal(number) = literal else {
        return false;
    };
    let (whole, fraction) = number.precision();
    whole <= max_digits.saturating_sub(decimal_places) as usize && fraction <= decimal_places as usize
}
