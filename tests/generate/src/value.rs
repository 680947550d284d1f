//! Values by number: every number another one, of every type, so that rows are distinct and can refer to each other.

use aksara_schema::{DecimalText, FiniteFloat, Literal, StorageType};
use chrono::{DateTime, NaiveDate, NaiveTime};

/// The value of this number, from 0 to 4; a boolean has two.
pub(crate) fn numbered(storage: &StorageType, number: u32) -> Option<Literal> {
    let signed = i64::from(number);
    match storage {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            Some(Literal::Integer(signed))
        }
        StorageType::Boolean => Some(Literal::Boolean(number % 2 == 1)),
        StorageType::Float => FiniteFloat::try_from(f64::from(number)).ok().map(Literal::Float),
        StorageType::Decimal { digits, scale } => decimal(number, *digits, *scale),
        StorageType::Varchar(_) | StorageType::Text => Some(Literal::String(number.to_string())),
        StorageType::Binary => Some(Literal::Bytes(number.to_string().into_bytes())),
        StorageType::Date => NaiveDate::from_ymd_opt(2026, 2, 1 + number).map(Literal::Date),
        StorageType::Time => NaiveTime::from_hms_opt(10, 30, number).map(Literal::Time),
        StorageType::DateTime => {
            let midnight = NaiveDate::from_ymd_opt(2026, 2, 1 + number)?.and_hms_opt(0, 0, 0)?;
            Some(Literal::DateTime(DateTime::from_naive_utc_and_offset(
                midnight,
                chrono::Utc,
            )))
        }
        StorageType::Array(item) => Some(Literal::Array(vec![numbered(&item.storage(), number)?])),
        StorageType::Vector(dimensions) => {
            let one = FiniteFloat::try_from(f64::from(number))
                .ok()
                .map(Literal::Float)?;
            Some(Literal::Array(vec![one; dimensions.unwrap_or(2) as usize]))
        }
        StorageType::Enum { values, .. } => {
            let position = (number as usize).checked_rem(values.len());
            let chosen = position.and_then(|position| values.get(position)).cloned();
            Some(Literal::String(chosen.unwrap_or_else(|| number.to_string())))
        }
        _ => storage.sample(number),
    }
}

/// The value of this number of the one type, so that it can become one of the other.
pub(crate) fn converting(before: &StorageType, after: &StorageType, number: u32) -> Option<Literal> {
    match (before, after) {
        (StorageType::Varchar(_) | StorageType::Text, _) => Some(Literal::String(written(after, number)?)),
        (StorageType::Enum { values: old, .. }, StorageType::Enum { values: new, .. }) => {
            let kept: Vec<&String> = old.iter().filter(|value| new.contains(value)).collect();
            let position = (number as usize).checked_rem(kept.len())?;
            Some(Literal::String((*kept.get(position)?).clone()))
        }
        (before, StorageType::Boolean) => numbered(before, number % 2),
        (before, _) => numbered(before, number),
    }
}

/// A value as text that every database reads.
fn written(storage: &StorageType, number: u32) -> Option<String> {
    Some(match (storage, numbered(storage, number)?) {
        (_, Literal::Integer(number)) => number.to_string(),
        (_, Literal::Boolean(value)) => value.to_string(),
        (_, Literal::Float(_) | Literal::Decimal(_)) => number.to_string(),
        (_, Literal::String(text)) => text,
        (_, Literal::Date(date)) => date.to_string(),
        (_, Literal::Time(time)) => time.to_string(),
        (_, Literal::DateTime(moment)) => moment.format("%Y-%m-%d %H:%M:%S").to_string(),
        (_, Literal::Uuid(uuid)) => uuid.to_string(),
        (_, Literal::Json(document)) => document.to_string(),
        (_, Literal::Bytes(_) | Literal::Array(_) | Literal::Duration(_) | Literal::Null) => {
            number.to_string()
        }
    })
}

/// Before the point where there is room, else after it.
fn decimal(number: u32, digits: u32, scale: u32) -> Option<Literal> {
    let text = if digits > scale {
        number.to_string()
    } else {
        format!("0.{number}")
    };
    DecimalText::parse(&text).ok().map(Literal::Decimal)
}
