//! Type changes whose values some database converts by itself, and those that none does.

use aksara_schema::{StorageType, ValueKind as Kind};

const NUMBERS: &[Kind] = &[
    Kind::Integer,
    Kind::BigInteger,
    Kind::Float,
    Kind::Decimal,
    Kind::Duration,
];
const TRUTHS: &[Kind] = &[Kind::Boolean];
const MOMENTS: &[Kind] = &[Kind::Date, Kind::DateTime, Kind::Time];
const DOCUMENTS: &[Kind] = &[Kind::Json, Kind::Array, Kind::Vector];

/// Kinds of values, and the kinds that some database makes of them. Every kind becomes a text or a document, and is made of
/// a text, somewhere.
const CONVERTED: &[(&[Kind], &[Kind])] = &[
    (NUMBERS, NUMBERS),
    (NUMBERS, TRUTHS),
    (TRUTHS, NUMBERS),
    (MOMENTS, MOMENTS),
    (DOCUMENTS, DOCUMENTS),
    (DOCUMENTS, NUMBERS),
    (DOCUMENTS, TRUTHS),
];

/// Kinds that are not told apart from texts, documents or anything else everywhere.
const FREE: &[Kind] = &[Kind::Text, Kind::IpAddress, Kind::Opaque];

/// Whether some database converts the values of the one type to the other without being told how.
pub fn is_converted_somewhere(before: &StorageType, after: &StorageType) -> bool {
    let (from, to) = (before.facts().kind, after.facts().kind);
    let is_free = FREE.contains(&from) || FREE.contains(&to) || to == Kind::Json;
    let mut known = CONVERTED.iter();
    from == to || is_free || known.any(|(olds, news)| olds.contains(&from) && news.contains(&to))
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
