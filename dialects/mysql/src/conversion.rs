//! Type changes: which ones MODIFY does with the values that the other databases would give, which need an
//! expression, and which none can mean without `using`.

use aksara_schema::StorageType;

use crate::Flavour;
use crate::own_type::OwnType;
use crate::types::in_our_words;

/// How existing values come to their new type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// MODIFY converts them; in strict mode it refuses what it cannot.
    Modify,
    /// They are computed.
    Compute(String),
    /// There is no one meaning.
    Undefined,
}

/// Types whose values are converted alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Duration,
    Boolean,
    Text,
    Date,
    Time,
    DateTime,
    Uuid,
    IpAddress,
    Document,
    Binary,
    Bits,
    Opaque,
}

/// Changes that MODIFY does. Every change here or below has its way back, so that it can be undone.
const MODIFIED: &[(Kind, Kind)] = &[
    (Kind::Number, Kind::Text),
    (Kind::Text, Kind::Number),
    (Kind::Number, Kind::Duration),
    (Kind::Duration, Kind::Number),
    (Kind::Boolean, Kind::Number),
    (Kind::Text, Kind::Date),
    (Kind::Text, Kind::Time),
    (Kind::Text, Kind::DateTime),
    (Kind::Date, Kind::Text),
    (Kind::Time, Kind::Text),
    (Kind::DateTime, Kind::Text),
    (Kind::Date, Kind::DateTime),
    (Kind::DateTime, Kind::Date),
    (Kind::Uuid, Kind::Text),
    (Kind::IpAddress, Kind::Text),
    (Kind::Text, Kind::IpAddress),
    (Kind::Text, Kind::Document),
    (Kind::Document, Kind::Text),
    (Kind::Text, Kind::Binary),
    (Kind::Binary, Kind::Text),
];

/// Changes that need an expression; `{}` is the old column. A text that is no boolean is left as it is, and
/// the column then refuses it.
const COMPUTED: &[(Kind, Kind, &str)] = &[
    (Kind::Number, Kind::Boolean, "{} <> 0"),
    (
        Kind::Boolean,
        Kind::Text,
        "CASE {} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END",
    ),
    (
        Kind::Text,
        Kind::Boolean,
        "CASE WHEN lower(trim({})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN '1' \
         WHEN lower(trim({})) IN ('false', 'f', 'no', 'n', 'off', '0') THEN '0' ELSE {} END",
    ),
    (Kind::Text, Kind::Uuid, "lower(trim({}))"),
    // MODIFY would take the bytes, which other numbers of bits have no room for.
    (Kind::Bits, Kind::Text, "{} + 0"),
    (Kind::Text, Kind::Bits, "CAST({} AS UNSIGNED)"),
];

/// MariaDB keeps the text of a document. It gets the form in which we write constants, and gives back the one with
/// spaces, as MySQL does. A text that is no JSON is left as it is, and the column then refuses it.
const DOCUMENTS_OF_MARIADB: &[(Kind, Kind, &str)] = &[
    (
        Kind::Text,
        Kind::Document,
        "CASE WHEN json_valid({}) THEN json_compact({}) ELSE {} END",
    ),
    (Kind::Document, Kind::Text, "json_loose({})"),
];

/// How the values of a column, given by its quoted name, come to another type.
pub(crate) fn conversion(
    before: &StorageType,
    after: &StorageType,
    column: &str,
    flavour: Flavour,
) -> Conversion {
    let (from, to) = (kind(before), kind(after));
    let own = match flavour {
        Flavour::Mysql => &[],
        Flavour::Mariadb => DOCUMENTS_OF_MARIADB,
    };
    let computed = COMPUTED
        .iter()
        .chain(own)
        .find(|(known, into, _)| (*known, *into) == (from, to));
    if let Some((_, _, template)) = computed {
        return Conversion::Compute(template.replace("{}", column));
    }
    let is_free = [from, to]
        .iter()
        .any(|kind| matches!(kind, Kind::Opaque | Kind::Bits));
    if from == to || is_free || MODIFIED.contains(&(from, to)) {
        Conversion::Modify
    } else {
        Conversion::Undefined
    }
}

fn kind(storage: &StorageType) -> Kind {
    match &in_our_words(storage) {
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Float
        | StorageType::Decimal { .. } => Kind::Number,
        StorageType::Duration => Kind::Duration,
        StorageType::Boolean => Kind::Boolean,
        StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { .. } => Kind::Text,
        StorageType::Date => Kind::Date,
        StorageType::Time => Kind::Time,
        StorageType::DateTime => Kind::DateTime,
        StorageType::Uuid => Kind::Uuid,
        StorageType::IpAddress => Kind::IpAddress,
        StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => Kind::Document,
        StorageType::Binary => Kind::Binary,
        StorageType::Opaque { spelling, .. } if OwnType::parse(spelling).is_bits() => Kind::Bits,
        StorageType::Opaque { .. } => Kind::Opaque,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(before: StorageType, after: StorageType, expected: Conversion) {
        assert_eq!(conversion(&before, &after, "`x`", Flavour::Mysql), expected);
    }

    #[test]
    fn numbers_widen_and_narrow_by_modify() {
        check(StorageType::Integer, StorageType::BigInteger, Conversion::Modify);
        check(StorageType::Text, StorageType::Integer, Conversion::Modify);
    }

    #[test]
    fn what_modify_would_convert_otherwise_is_computed() {
        let computed = Conversion::Compute("`x` <> 0".to_owned());
        check(StorageType::Integer, StorageType::Boolean, computed);
        let lowered = Conversion::Compute("lower(trim(`x`))".to_owned());
        check(StorageType::Varchar(36), StorageType::Uuid, lowered);
    }

    #[test]
    fn every_conversion_has_a_way_back() {
        let pairs = MODIFIED
            .iter()
            .copied()
            .chain(COMPUTED.iter().map(|(from, to, _)| (*from, *to)));
        let all: Vec<(Kind, Kind)> = pairs.collect();
        for (from, to) in &all {
            assert!(all.contains(&(*to, *from)), "{from:?} to {to:?}");
        }
    }

    #[test]
    fn what_has_no_one_meaning_is_undefined() {
        check(StorageType::Integer, StorageType::DateTime, Conversion::Undefined);
        check(StorageType::Time, StorageType::DateTime, Conversion::Undefined);
        check(StorageType::Duration, StorageType::Text, Conversion::Undefined);
        check(StorageType::Boolean, StorageType::Uuid, Conversion::Undefined);
    }
}
