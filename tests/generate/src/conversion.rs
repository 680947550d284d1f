//! Types that a field can change to with the values it has, and back, on every database.

use aksara_schema::{FieldType, StorageType};

use super::{Choices, TypeWords, Words};

/// Digits that a number needs, so that every sample value has room.
const DIGITS: u32 = 12;

/// Another type for a field of this one, the same included.
pub(crate) fn convertible(choices: &mut Choices, from: &FieldType, words: Words) -> Option<FieldType> {
    let mut options = vec![from.clone()];
    options.extend(others(from));
    options.extend(own(from, words));
    choices.pick(&options).cloned()
}

/// The database's own types that a text can become, and the text that they can.
fn own(from: &FieldType, words: Words) -> Vec<FieldType> {
    let types = words.types.iter().filter(|own| own.text(0).is_some());
    match from.storage() {
        StorageType::Text | StorageType::Varchar(40..) => types.map(TypeWords::field_type).collect(),
        StorageType::Opaque { .. } => types
            .filter(|own| own.field_type() == *from)
            .map(|_| FieldType::Text)
            .collect(),
        _ => Vec::new(),
    }
}

fn others(from: &FieldType) -> Vec<FieldType> {
    let decimal = |decimal_places| FieldType::Decimal {
        max_digits: DIGITS + decimal_places,
        decimal_places,
    };
    let string = |max_length| FieldType::String { max_length };
    match from.storage() {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => vec![
            FieldType::BigInteger,
            FieldType::Integer,
            FieldType::SmallInteger,
            FieldType::PositiveInteger,
            FieldType::Float,
            decimal(2),
            FieldType::Text,
            string(40),
            FieldType::Boolean,
        ],
        StorageType::Boolean => vec![FieldType::Integer, FieldType::Text],
        StorageType::Float => vec![decimal(3), FieldType::BigInteger, FieldType::Text],
        StorageType::Decimal { .. } => vec![
            decimal(4),
            decimal(1),
            decimal(0),
            FieldType::BigInteger,
            FieldType::Float,
            FieldType::Text,
        ],
        StorageType::Varchar(length) if length < 40 => vec![string(length + 7), FieldType::Text],
        StorageType::Varchar(_) | StorageType::Text => vec![
            FieldType::Text,
            string(60),
            string(40),
            FieldType::Integer,
            FieldType::Float,
            decimal(2),
            FieldType::Boolean,
            FieldType::Date,
            FieldType::Time,
            FieldType::DateTime,
            FieldType::Uuid,
            FieldType::Json,
            FieldType::Binary,
        ],
        StorageType::Enum { native: None, values } if !values.is_empty() => {
            let fewer = values.iter().skip(1).cloned().collect();
            let values = fewer;
            vec![FieldType::Text, FieldType::Enum { values, native: None }]
        }
        StorageType::Date => vec![FieldType::DateTime, FieldType::Text],
        StorageType::DateTime => vec![FieldType::Date, FieldType::Text],
        StorageType::Duration
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::Opaque { .. } => Vec::new(),
        _ => vec![FieldType::Text],
    }
}
