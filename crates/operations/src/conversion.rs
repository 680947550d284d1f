//! Type changes whose values some database converts by itself, and those that none does.

use aksara_schema::{StorageType, ValueKind as Kind};

const NUMBERS: &[Kind] = &[Kind::Integer, Kind::BigInteger, Kind::Float, Kind::Decimal];
const DURATIONS: &[Kind] = &[Kind::Duration];
const TRUTHS: &[Kind] = &[Kind::Boolean];
const DATES: &[Kind] = &[Kind::Date, Kind::DateTime];
const DATE_TIMES: &[Kind] = &[Kind::DateTime];
const TIMES: &[Kind] = &[Kind::Time];
const JSON: &[Kind] = &[Kind::Json];
const DOCUMENTS: &[Kind] = &[Kind::Json, Kind::Array, Kind::Vector];

/// Kinds of values, and the kinds that some database makes of them. Every kind becomes a text or a document, and is made of
/// a text, somewhere.
const CONVERTED: &[(&[Kind], &[Kind])] = &[
    (NUMBERS, NUMBERS),
    (NUMBERS, DURATIONS),
    (DURATIONS, NUMBERS),
    (NUMBERS, TRUTHS),
    (TRUTHS, NUMBERS),
    (DATES, DATES),
    (DATE_TIMES, TIMES),
    (DOCUMENTS, DOCUMENTS),
    (JSON, NUMBERS),
    (JSON, TRUTHS),
];

/// Kinds that some database does not distinguish from texts, documents or anything else.
const FREE: &[Kind] = &[Kind::Text, Kind::IpAddress, Kind::Opaque];

/// Whether some database converts the values of the one type to the other by itself.
pub fn is_converted_somewhere(before: &StorageType, after: &StorageType) -> bool {
    let (from, to) = (before.facts().kind, after.facts().kind);
    let mut known = CONVERTED.iter();
    let is_known = from == to || known.any(|(olds, news)| olds.contains(&from) && news.contains(&to));
    let is_free = FREE.contains(&from) || FREE.contains(&to) || to == Kind::Json;
    is_known || is_free && !is_duration_with_closed_type(before, after)
}

/// Whether the one is a duration, which texts hold, and the other a type with values of its own, which no number is.
fn is_duration_with_closed_type(before: &StorageType, after: &StorageType) -> bool {
    let is_duration = |storage: &StorageType| storage.facts().kind == Kind::Duration;
    let is_closed = |storage: &StorageType| {
        matches!(
            storage,
            StorageType::IpAddress | StorageType::Enum { native: Some(_), .. }
        )
    };
    is_duration(before) && is_closed(after) || is_closed(before) && is_duration(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_one_meaning_is_converted_nowhere() {
        for (before, after) in [
            (StorageType::Integer, StorageType::Uuid),
            (StorageType::Uuid, StorageType::BigInteger),
            (StorageType::Boolean, StorageType::Date),
            (StorageType::DateTime, StorageType::Integer),
        ] {
            assert!(
                !is_converted_somewhere(&before, &after),
                "{before:?} to {after:?}"
            );
        }
        for (before, after) in [
            (StorageType::Integer, StorageType::Text),
            (StorageType::Text, StorageType::Uuid),
            (StorageType::Integer, StorageType::Boolean),
            (StorageType::Date, StorageType::DateTime),
            (StorageType::Uuid, StorageType::Uuid),
        ] {
            assert!(is_converted_somewhere(&before, &after), "{before:?} to {after:?}");
        }
    }
}
