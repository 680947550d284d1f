//! JSON values of scenarios as literals of a field's type.

use aksara_schema::{DecimalText, FiniteFloat, Literal, StorageType};
use serde_json::Value;

/// The literal that a JSON value means for a field of this storage type; `None` where it cannot be one.
pub(crate) fn literal(value: &Value, storage: &StorageType) -> Option<Literal> {
    if value.is_null() {
        return Some(Literal::Null);
    }
    match storage {
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Duration => value
            .as_i64()
            .map(Literal::Integer)
            .map(|number| as_duration(number, storage)),
        StorageType::Boolean => value.as_bool().map(Literal::Boolean),
        StorageType::Float => FiniteFloat::try_from(value.as_f64()?).ok().map(Literal::Float),
        StorageType::Decimal { .. } => DecimalText::parse(value.as_str()?).ok().map(Literal::Decimal),
        StorageType::Date => value.as_str()?.parse().ok().map(Literal::Date),
        StorageType::Time => value.as_str()?.parse().ok().map(Literal::Time),
        StorageType::DateTime => value.as_str()?.parse().ok().map(Literal::DateTime),
        StorageType::Uuid => value.as_str()?.parse().ok().map(Literal::Uuid),
        StorageType::Json => Some(Literal::Json(value.clone())),
        StorageType::Array(item) => {
            let item = item.storage();
            value
                .as_array()?
                .iter()
                .map(|value| literal(value, &item))
                .collect::<Option<_>>()
                .map(Literal::Array)
        }
        StorageType::Binary | StorageType::Vector(_) | StorageType::Opaque { .. } => None,
        // Values that are written as texts.
        _ => Literal::text(value.as_str()?).ok(),
    }
}

/// Durations are written as microseconds.
fn as_duration(number: Literal, storage: &StorageType) -> Literal {
    match (number, storage) {
        (Literal::Integer(microseconds), StorageType::Duration) => Literal::Duration(microseconds),
        (number, _) => number,
    }
}
