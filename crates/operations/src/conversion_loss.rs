//! The losses of a field's values when its type changes and changes back.
//!
//! The rule is one for all databases: a conversion counts as lossy where one of them may give back another value than
//! there was. Values that a database refuses to convert are not lost.

use aksara_schema::{StorageType, ValueKind as Kind};

const NUMBERS: &[Kind] = &[Kind::Integer, Kind::BigInteger, Kind::Float, Kind::Decimal];
const WHOLE_NUMBERS: &[Kind] = &[Kind::Integer, Kind::BigInteger, Kind::Duration];

/// Kinds of values, the kinds that they lose something in, and what.
const LOSSES: &[(&[Kind], &[Kind], &str)] = &[
    (NUMBERS, &[Kind::Boolean], "the numbers other than 0 and 1 of"),
    (&[Kind::Float, Kind::Decimal], WHOLE_NUMBERS, "the fractions of"),
    (
        &[Kind::Float],
        &[Kind::Decimal, Kind::Text, Kind::Json],
        "the last digits of",
    ),
    (
        &[Kind::Decimal, Kind::BigInteger, Kind::Duration],
        &[Kind::Float],
        "the last digits of",
    ),
    (&[Kind::Decimal], &[Kind::Json], "the last digits of"),
    (&[Kind::DateTime], &[Kind::Date], "the time of day of"),
    (&[Kind::DateTime], &[Kind::Time], "the date of"),
    (&[Kind::Time], &[Kind::DateTime], "the form of"),
    (
        &[Kind::Json],
        &[
            Kind::Integer,
            Kind::BigInteger,
            Kind::Float,
            Kind::Decimal,
            Kind::Array,
            Kind::Vector,
        ],
        "how the documents were written in",
    ),
    (&[Kind::Array], &[Kind::Vector], "the last digits of"),
];

/// The words before the field's name in a sentence about the loss; `None` if every value is restored.
pub(crate) fn conversion_loss(before: &StorageType, after: &StorageType) -> Option<&'static str> {
    if before == after {
        return None;
    }
    let (from, to) = (before.facts().kind, after.facts().kind);
    if [from, to].contains(&Kind::Opaque) {
        return Some("what only the other type could hold in");
    }
    if let Some(loss) = narrowing_loss(before, after) {
        return loss;
    }
    if from == Kind::Text && ![Kind::Text, Kind::Binary].contains(&to) {
        return Some("how the texts were written in");
    }
    LOSSES
        .iter()
        .find(|(olds, news, _)| olds.contains(&from) && news.contains(&to))
        .map(|(_, _, loss)| *loss)
}

/// The rule for types with a size; `None` where only the kinds count.
fn narrowing_loss(before: &StorageType, after: &StorageType) -> Option<Option<&'static str>> {
    const SPACES: &str = "the spaces at the end of";
    match (before, after) {
        (StorageType::Decimal { scale: old, .. }, StorageType::Decimal { scale: new, .. }) => {
            Some((new < old).then_some("the last digits of"))
        }
        (StorageType::Decimal { scale: 0, .. }, to) if WHOLE_NUMBERS.contains(&to.facts().kind) => Some(None),
        (StorageType::Varchar(old), StorageType::Varchar(new)) => Some((new < old).then_some(SPACES)),
        (StorageType::Text, StorageType::Varchar(_)) => Some(Some(SPACES)),
        (StorageType::Array(old), StorageType::Array(new)) => {
            Some(conversion_loss(&old.storage(), &new.storage()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::ArrayItem;
    use pretty_assertions::assert_eq;

    use super::*;

    fn decimal(scale: u32) -> StorageType {
        StorageType::Decimal { digits: 10, scale }
    }

    fn check(before: StorageType, after: StorageType, expected: Option<&str>) {
        assert_eq!(
            conversion_loss(&before, &after),
            expected,
            "{before:?} to {after:?}"
        );
    }

    #[test]
    fn what_comes_back_whole_is_no_loss() {
        check(StorageType::Integer, StorageType::SmallInteger, None);
        check(StorageType::Integer, StorageType::Text, None);
        check(StorageType::Integer, decimal(2), None);
        check(StorageType::Boolean, StorageType::Integer, None);
        check(StorageType::Date, StorageType::DateTime, None);
        check(StorageType::Varchar(5), StorageType::Varchar(9), None);
        check(decimal(2), decimal(4), None);
        check(decimal(0), StorageType::Integer, None);
        check(StorageType::Uuid, StorageType::Text, None);
    }

    #[test]
    fn what_is_cut_off_is_named() {
        let truth = Some("the numbers other than 0 and 1 of");
        check(StorageType::SmallInteger, StorageType::Boolean, truth);
        check(StorageType::Float, StorageType::Integer, Some("the fractions of"));
        check(decimal(2), StorageType::Duration, Some("the fractions of"));
        check(decimal(4), decimal(2), Some("the last digits of"));
        check(
            StorageType::BigInteger,
            StorageType::Float,
            Some("the last digits of"),
        );
        check(
            StorageType::DateTime,
            StorageType::Date,
            Some("the time of day of"),
        );
        let form = Some("how the texts were written in");
        check(StorageType::Varchar(9), StorageType::Integer, form);
        check(StorageType::Text, StorageType::Uuid, form);
        let spaces = Some("the spaces at the end of");
        check(StorageType::Text, StorageType::Varchar(9), spaces);
    }

    #[test]
    fn lists_lose_what_their_items_lose() {
        let list = StorageType::Array;
        let form = Some("how the texts were written in");
        check(list(ArrayItem::Text), list(ArrayItem::Integer), form);
        check(list(ArrayItem::Integer), list(ArrayItem::Text), None);
    }
}
