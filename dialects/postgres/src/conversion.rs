//! How the values of a column are converted when its type changes (USING), and whether rows are written anew.
//!
//! Nothing is written if PostgreSQL converts by itself and refuses what does not fit: an explicit cast would cut
//! texts off. The user must give a conversion that has no one obvious meaning.

use aksara_dialect::{Feature, Unsupported, quote_identifier};
use aksara_schema::{StorageType, ValueFamily, ValueKind};
use sea_query::PostgresQueryBuilder;

use crate::physical::DataType;
use crate::refusal::refuse;

/// The values that a type holds, as far as conversion cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    NativeEnum,
    Other(ValueKind),
}

const BOOLEAN: Kind = Kind::Other(ValueKind::Boolean);
const TEXT: Kind = Kind::Other(ValueKind::Text);
const DATE: Kind = Kind::Other(ValueKind::Date);
const TIME: Kind = Kind::Other(ValueKind::Time);
const DATE_TIME: Kind = Kind::Other(ValueKind::DateTime);
const JSON: Kind = Kind::Other(ValueKind::Json);
const ARRAY: Kind = Kind::Other(ValueKind::Array);
const VECTOR: Kind = Kind::Other(ValueKind::Vector);
const BINARY: Kind = Kind::Other(ValueKind::Binary);
const OPAQUE: Kind = Kind::Other(ValueKind::Opaque);

/// The text after USING; `None` where PostgreSQL converts by itself. `subject` is the field, for the message.
pub(crate) fn conversion(
    before: &DataType,
    after: &DataType,
    column: &str,
    subject: &str,
) -> Result<Option<String>, Unsupported> {
    let value = quote_identifier(&PostgresQueryBuilder, column);
    let target = &after.written;
    Ok(match (kind(&before.storage), kind(&after.storage)) {
        (from, to) if is_implicit(from, to) => None,
        (TEXT, BINARY) => Some(format!("convert_to({value}, 'UTF8')")),
        (BINARY, TEXT) => Some(format!("convert_from({value}, 'UTF8')")),
        // As every database writes it, in any time zone of the session.
        (DATE_TIME, TEXT) => Some(format!("({value} AT TIME ZONE 'UTC')::text")),
        (Kind::NativeEnum, Kind::NativeEnum) => Some(format!("{value}::text::{target}")),
        (TEXT | OPAQUE, _) | (_, OPAQUE) => Some(format!("{value}::{target}")),
        (Kind::Number, BOOLEAN) => Some(format!("{value} <> 0")),
        (BOOLEAN, Kind::Number) => Some(format!("{value}::integer::{target}")),
        (JSON, Kind::Number | BOOLEAN) | (ARRAY | VECTOR, ARRAY) | (ARRAY, VECTOR) => {
            Some(format!("{value}::{target}"))
        }
        (_, JSON) => Some(format!("to_jsonb({value})")),
        _ => return Err(no_conversion(subject, &before.storage, &after.storage)),
    })
}

/// Whether PostgreSQL writes every row anew where no USING is given. A greater limit of the same type keeps the rows
/// (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>).
pub(crate) fn rewrites(before: &StorageType, after: &StorageType) -> bool {
    match (before, after) {
        (before, after) if before == after => false,
        (StorageType::Varchar(_), StorageType::Text) => false,
        (StorageType::Varchar(old), StorageType::Varchar(new)) => new < old,
        (
            StorageType::Decimal { digits, scale },
            StorageType::Decimal {
                digits: new,
                scale: other,
            },
        ) => new < digits || scale != other,
        _ => true,
    }
}

/// Casts that PostgreSQL applies in assignment: they refuse what does not fit.
fn is_implicit(from: Kind, to: Kind) -> bool {
    match (from, to) {
        (BINARY | DATE_TIME, TEXT) => false,
        (_, TEXT) => true,
        (DATE, DATE_TIME) | (DATE_TIME, DATE | TIME) => true,
        (Kind::NativeEnum | ARRAY | OPAQUE, _) => false,
        (from, to) => from == to,
    }
}

fn kind(storage: &StorageType) -> Kind {
    let facts = storage.facts();
    match storage {
        StorageType::Enum { native: Some(_), .. } => Kind::NativeEnum,
        _ if facts.family == ValueFamily::Number => Kind::Number,
        _ => Kind::Other(facts.kind),
    }
}

fn no_conversion(subject: &str, from: &StorageType, to: &StorageType) -> Unsupported {
    let (from, to) = (from.facts().value, to.facts().value);
    refuse(
        subject,
        Some(Feature::AlterFieldType),
        format!("no conversion from {from} to {to} has one obvious meaning"),
        "give it: AlterField(…, using=\"…\", reverse_using=\"…\"); where values cannot be converted, remove the field \
         and add the new one",
    )
}

#[cfg(test)]
mod tests {
    use aksara_schema::{ArrayItem, FieldType};
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::types::spell_type;

    fn data_type(field_type: &FieldType) -> DataType {
        let storage = field_type.storage();
        let written = spell_type(&storage, "").unwrap();
        DataType { storage, written }
    }

    fn check(from: FieldType, to: FieldType, expected: Option<&str>) {
        let converted = conversion(&data_type(&from), &data_type(&to), "a b", "field `t.a b`");
        assert_eq!(converted, Ok(expected.map(str::to_owned)));
    }

    fn decimal() -> FieldType {
        FieldType::Decimal {
            max_digits: 10,
            decimal_places: 2,
        }
    }

    #[test]
    fn casts_of_assignment_stand_without_using() {
        check(
            FieldType::String { max_length: 9 },
            FieldType::String { max_length: 5 },
            None,
        );
        check(FieldType::Integer, FieldType::BigInteger, None);
        check(FieldType::BigInteger, FieldType::Integer, None);
        check(FieldType::Float, decimal(), None);
        check(FieldType::Uuid, FieldType::Text, None);
        check(FieldType::Date, FieldType::DateTime, None);
    }

    #[test]
    fn text_is_cast_to_whatever_it_is_to_be() {
        check(FieldType::Text, FieldType::Integer, Some("\"a b\"::integer"));
        check(FieldType::Text, FieldType::DateTime, Some("\"a b\"::timestamptz"));
        check(FieldType::Text, FieldType::Boolean, Some("\"a b\"::boolean"));
        check(FieldType::Text, FieldType::Json, Some("\"a b\"::jsonb"));
        check(
            FieldType::Text,
            FieldType::Array(ArrayItem::Text),
            Some("\"a b\"::text[]"),
        );
        let native = |name: &str| FieldType::Enum {
            values: vec![],
            native: Some(name.to_owned()),
        };
        check(
            FieldType::Text,
            native("app.mood"),
            Some("\"a b\"::\"app\".\"mood\""),
        );
        check(native("old"), native("new"), Some("\"a b\"::text::\"new\""));
    }

    #[test]
    fn truth_and_numbers_convert_both_ways() {
        check(FieldType::BigInteger, FieldType::Boolean, Some("\"a b\" <> 0"));
        check(
            FieldType::Boolean,
            FieldType::BigInteger,
            Some("\"a b\"::integer::bigint"),
        );
        check(
            FieldType::Boolean,
            decimal(),
            Some("\"a b\"::integer::numeric(10, 2)"),
        );
    }

    #[test]
    fn an_older_json_type_becomes_jsonb() {
        let json = FieldType::Opaque {
            dialect: crate::flavour::FAMILY,
            spelling: "json".to_owned(),
        };
        check(json, FieldType::Json, Some("\"a b\"::jsonb"));
        check(FieldType::Integer, FieldType::Json, Some("to_jsonb(\"a b\")"));
        check(FieldType::Json, FieldType::Text, None);
    }

    #[test]
    fn a_conversion_without_one_meaning_is_refused() {
        let types = [FieldType::Integer, FieldType::Uuid].map(|field_type| data_type(&field_type));
        let error = conversion(&types[0], &types[1], "a", "field `t.a`").unwrap_err();
        assert!(error.alternative.contains("using="));
    }

    #[test]
    fn rows_are_written_anew_unless_only_a_limit_grows() {
        let string = |max_length| FieldType::String { max_length };
        for (from, to, expected) in [
            (string(5), string(9), false),
            (string(9), string(5), true),
            (string(5), FieldType::Text, false),
            (FieldType::Text, string(5), true),
            (FieldType::Integer, FieldType::BigInteger, true),
            (
                decimal(),
                FieldType::Decimal {
                    max_digits: 12,
                    decimal_places: 2,
                },
                false,
            ),
            (
                decimal(),
                FieldType::Decimal {
                    max_digits: 12,
                    decimal_places: 4,
                },
                true,
            ),
        ] {
            assert_eq!(
                rewrites(&from.storage(), &to.storage()),
                expected,
                "{from:?} {to:?}"
            );
        }
    }
}
