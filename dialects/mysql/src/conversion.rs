//! Type changes: which ones MODIFY does with the values that the other databases would give, which need an
//! expression, and which none can mean without `using`.

use aksara_schema::{StorageType, ValueFamily, ValueKind};

use crate::flavour::{Flavour, JsonColumn};
use crate::own_type::{OwnType, own_type};
use crate::types::known_storage;

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
    Document,
    Bits,
    Other(ValueKind),
}

const DURATION: Kind = Kind::Other(ValueKind::Duration);
const BOOLEAN: Kind = Kind::Other(ValueKind::Boolean);
const TEXT: Kind = Kind::Other(ValueKind::Text);
const DATE: Kind = Kind::Other(ValueKind::Date);
const TIME: Kind = Kind::Other(ValueKind::Time);
const DATE_TIME: Kind = Kind::Other(ValueKind::DateTime);
const UUID: Kind = Kind::Other(ValueKind::Uuid);
const IP_ADDRESS: Kind = Kind::Other(ValueKind::IpAddress);
const BINARY: Kind = Kind::Other(ValueKind::Binary);
const OPAQUE: Kind = Kind::Other(ValueKind::Opaque);

/// Changes that MODIFY does. Every change here or below has its way back, so that it can be undone.
const MODIFIED: &[(Kind, Kind)] = &[
    (Kind::Number, TEXT),
    (TEXT, Kind::Number),
    (Kind::Number, DURATION),
    (DURATION, Kind::Number),
    (BOOLEAN, Kind::Number),
    (TEXT, DATE),
    (TEXT, TIME),
    (TEXT, DATE_TIME),
    (DATE, TEXT),
    (TIME, TEXT),
    (DATE_TIME, TEXT),
    (DATE, DATE_TIME),
    (DATE_TIME, DATE),
    (UUID, TEXT),
    (IP_ADDRESS, TEXT),
    (TEXT, IP_ADDRESS),
    (TEXT, Kind::Document),
    (Kind::Document, TEXT),
    (TEXT, BINARY),
    (BINARY, TEXT),
];

/// Changes that need an expression; `{}` is the old column. A text that is no boolean is left as it is, and
/// the column then refuses it.
const COMPUTED: &[(Kind, Kind, &str)] = &[
    (Kind::Number, BOOLEAN, "{} <> 0"),
    (
        BOOLEAN,
        TEXT,
        "CASE {} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END",
    ),
    (
        TEXT,
        BOOLEAN,
        "CASE WHEN lower(trim({})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN '1' \
         WHEN lower(trim({})) IN ('false', 'f', 'no', 'n', 'off', '0') THEN '0' ELSE {} END",
    ),
    (TEXT, UUID, "lower(trim({}))"),
    // MODIFY would take the bytes, which other numbers of bits have no room for.
    (Kind::Bits, TEXT, "{} + 0"),
    (TEXT, Kind::Bits, "CAST({} AS UNSIGNED)"),
];

/// A column that keeps the text of a document. It gets the form in which we write constants, and gives back the one with
/// spaces, as a column of documents does. A text that is no JSON is left as it is, and the column then refuses it.
const DOCUMENTS_AS_TEXT: &[(Kind, Kind, &str)] = &[
    (
        TEXT,
        Kind::Document,
        "CASE WHEN json_valid({}) THEN json_compact({}) ELSE {} END",
    ),
    (Kind::Document, TEXT, "json_loose({})"),
];

/// How the values of a column, given by its quoted name, come to another type.
pub(crate) fn conversion(
    before: &StorageType,
    after: &StorageType,
    column: &str,
    flavour: &'static Flavour,
) -> Conversion {
    let (from, to) = (kind(before), kind(after));
    let own = match flavour.json {
        JsonColumn::Document => &[],
        JsonColumn::Text => DOCUMENTS_AS_TEXT,
    };
    let computed = COMPUTED
        .iter()
        .chain(own)
        .find(|(known, into, _)| (*known, *into) == (from, to));
    if let Some((_, _, template)) = computed {
        return Conversion::Compute(template.replace("{}", column));
    }
    let is_free = [from, to].iter().any(|kind| matches!(*kind, OPAQUE | Kind::Bits));
    if from == to || is_free || MODIFIED.contains(&(from, to)) {
        Conversion::Modify
    } else {
        Conversion::Undefined
    }
}

fn kind(storage: &StorageType) -> Kind {
    let own = own_type(storage);
    if own.as_ref().is_some_and(OwnType::is_bits) {
        return Kind::Bits;
    }
    let known = own.and_then(|own| known_storage(&own, None));
    let facts = known.as_ref().unwrap_or(storage).facts();
    match (facts.family, facts.kind) {
        (ValueFamily::Number, _) => Kind::Number,
        (_, ValueKind::Json | ValueKind::Array | ValueKind::Vector) => Kind::Document,
        (_, kind) => Kind::Other(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(before: StorageType, after: StorageType, expected: Conversion) {
        assert_eq!(
            conversion(&before, &after, "`x`", &crate::flavours::MYSQL),
            expected
        );
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
