//! Whether a constant is one that a field of a type can have in a model.

use std::net::IpAddr;

use aksara_schema::{FieldType, Literal, StorageType};

/// SQLite takes any value in any field; a model takes those of the field's type.
pub(super) fn fits(literal: &Literal, field_type: &FieldType) -> bool {
    if matches!(field_type.resolved(), FieldType::Foreign(_)) {
        return true;
    }
    let least = |least: i64| if field_type.is_positive() { 0 } else { least };
    match field_type.storage() {
        StorageType::Varchar(length) => {
            text(literal).is_some_and(|text| text.chars().count() <= length as usize)
        }
        StorageType::Text => text(literal).is_some(),
        StorageType::SmallInteger => is_within(literal, least(i16::MIN.into()), i16::MAX.into()),
        StorageType::Integer => is_within(literal, least(i32::MIN.into()), i32::MAX.into()),
        StorageType::BigInteger => is_within(literal, least(i64::MIN), i64::MAX),
        StorageType::Boolean => matches!(literal, Literal::Boolean(_)),
        StorageType::Float => matches!(literal, Literal::Float(_)),
        StorageType::Decimal { digits, scale } => has_digits(literal, digits, scale),
        StorageType::Date => matches!(literal, Literal::Date(_)),
        StorageType::Time => matches!(literal, Literal::Time(_)),
        StorageType::DateTime => matches!(literal, Literal::DateTime(_)),
        StorageType::Duration => matches!(literal, Literal::Duration(_)),
        StorageType::Uuid => matches!(literal, Literal::Uuid(_)),
        // A model's None is not a default.
        StorageType::Json => matches!(literal, Literal::Json(value) if !value.is_null()),
        StorageType::Array(_) => matches!(literal, Literal::Array(items) if items.iter().all(fits_small)),
        StorageType::Vector(dimensions) => match (literal, dimensions) {
            (Literal::Array(items), Some(dimensions)) => items.len() == dimensions as usize,
            (literal, _) => matches!(literal, Literal::Array(_)),
        },
        StorageType::Enum { values, .. } => {
            text(literal).is_some_and(|text| values.is_empty() || values.iter().any(|value| value == text))
        }
        StorageType::IpAddress => text(literal).is_some_and(|text| text.parse::<IpAddr>().is_ok()),
        StorageType::Binary => matches!(literal, Literal::Bytes(_)),
        StorageType::Opaque { .. } => true,
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
