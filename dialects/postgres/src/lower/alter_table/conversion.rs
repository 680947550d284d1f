//! How the values of a field are converted when its type changes (USING).
//!
//! Where PostgreSQL converts by itself and refuses what does not fit, nothing is written: an explicit cast would cut
//! texts off. Where no conversion has one obvious meaning, the user must give it.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Field, StorageType};

use crate::dialect::NAME;
use crate::lower::ddl;
use crate::types::spell_type;

/// What kind of values a type holds, as far as conversion cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    SmallInteger,
    Integer,
    BigInteger,
    Number,
    Boolean,
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Json,
    Array,
    Vector,
    IpAddress,
    Bytes,
    NativeEnum,
    Opaque,
}

/// What stands after USING; `None` where PostgreSQL converts by itself.
pub(super) fn conversion(
    before: &Field,
    after: &Field,
    subject: &str,
) -> Result<Option<String>, Unsupported> {
    let (from, to) = (before.field_type.storage(), after.field_type.storage());
    let value = ddl().name(after.name.as_str()).finish();
    let target = spell_type(&to, subject)?;
    Ok(match (family(&from), family(&to)) {
        (from, to) if is_implicit(from, to) => None,
        (Family::Text, Family::Bytes) => Some(format!("convert_to({value}, 'UTF8')")),
        (Family::Bytes, Family::Text) => Some(format!("convert_from({value}, 'UTF8')")),
        // As every database writes it, whatever the session's time zone.
        (Family::DateTime, Family::Text) => Some(format!("({value} AT TIME ZONE 'UTC')::text")),
        (Family::NativeEnum, Family::NativeEnum) => Some(format!("{value}::text::{target}")),
        (Family::Text | Family::Opaque, _) | (_, Family::Opaque) => Some(format!("{value}::{target}")),
        (Family::SmallInteger | Family::Integer | Family::BigInteger | Family::Number, Family::Boolean) => {
            Some(format!("{value} <> 0"))
        }
        (Family::Boolean, Family::SmallInteger | Family::Integer | Family::BigInteger | Family::Number) => {
            Some(format!("{value}::integer::{target}"))
        }
        (
            Family::Json,
            Family::SmallInteger | Family::Integer | Family::BigInteger | Family::Number | Family::Boolean,
        )
        | (Family::Array, Family::Array)
        | (Family::Vector, Family::Array)
        | (Family::Array, Family::Vector) => Some(format!("{value}::{target}")),
        (_, Family::Json) => Some(format!("to_jsonb({value})")),
        (from, to) => return Err(no_conversion(subject, from, to)),
    })
}

/// Casts that PostgreSQL applies in assignment: they refuse what does not fit.
fn is_implicit(from: Family, to: Family) -> bool {
    use Family::{BigInteger, Bytes, Date, DateTime, Integer, Number, SmallInteger, Text, Time};
    let is_number = |family| matches!(family, SmallInteger | Integer | BigInteger | Number);
    match (from, to) {
        (Bytes | DateTime, Text) => false,
        (_, Text) => true,
        (from, to) if is_number(from) && is_number(to) => true,
        (Date, DateTime) | (DateTime, Date | Time) => true,
        (Family::NativeEnum | Family::Array | Family::Opaque, _) => false,
        (from, to) => from == to,
    }
}

fn family(storage: &StorageType) -> Family {
    match storage {
        StorageType::SmallInteger => Family::SmallInteger,
        StorageType::Integer => Family::Integer,
        StorageType::BigInteger => Family::BigInteger,
        StorageType::Float | StorageType::Decimal { .. } => Family::Number,
        StorageType::Boolean => Family::Boolean,
        StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { native: None, .. } => Family::Text,
        StorageType::Binary => Family::Bytes,
        StorageType::Date => Family::Date,
        StorageType::Time => Family::Time,
        StorageType::DateTime => Family::DateTime,
        StorageType::Duration => Family::Duration,
        StorageType::Uuid => Family::Uuid,
        StorageType::Json => Family::Json,
        StorageType::Array(_) => Family::Array,
        StorageType::Vector(_) => Family::Vector,
        StorageType::IpAddress => Family::IpAddress,
        StorageType::Enum { native: Some(_), .. } => Family::NativeEnum,
        StorageType::Opaque { .. } => Family::Opaque,
    }
}

fn no_conversion(subject: &str, from: Family, to: Family) -> Unsupported {
    Unsupported {
        subject: subject.to_owned(),
        dialect: NAME,
        feature: Some(Feature::AlterFieldType),
        reason: format!("no conversion from {from:?} to {to:?} has one obvious meaning"),
        alternative: "give it: AlterField(…, using=\"…\", reverse_using=\"…\"); where values cannot be \
                      converted, remove the field and add the new one"
            .to_owned(),
        origin: None,
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::{ArrayItem, FieldName, FieldType};
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(from: FieldType, to: FieldType, expected: Option<&str>) {
        let field = |field_type| Field::new(FieldName::new("a b").unwrap(), field_type);
        let converted = conversion(&field(from), &field(to), "field `t.a b`");
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
            dialect: "postgres".to_owned(),
            spelling: "json".to_owned(),
        };
        check(json, FieldType::Json, Some("\"a b\"::jsonb"));
        check(FieldType::Integer, FieldType::Json, Some("to_jsonb(\"a b\")"));
        check(FieldType::Json, FieldType::Text, None);
    }

    #[test]
    fn a_conversion_without_one_meaning_is_refused() {
        let field = |field_type| Field::new(FieldName::new("a").unwrap(), field_type);
        let error =
            conversion(&field(FieldType::Integer), &field(FieldType::Uuid), "field `t.a`").unwrap_err();
        assert!(error.alternative.contains("using="));
    }
}
