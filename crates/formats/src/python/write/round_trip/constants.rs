//! Arbitrary names, texts and constants.

use aksara_schema::{
    ArrayItem, DecimalText, FieldName, FieldType, Literal, ObjectName, StorageType, TableName,
};
use chrono::{DateTime, NaiveDate, NaiveTime};
use proptest::prelude::*;
use uuid::Uuid;

/// Any text, with an emphasis on what Python must escape.
pub(super) fn texts() -> BoxedStrategy<String> {
    prop_oneof![
        any::<String>(),
        "[\"'\\\\\n\r\t{}%\u{0}\u{1b}\u{85}\u{2028}\u{202e}\u{feff}😀é ]{0,8}",
        Just("\"\"\"".to_owned()),
        Just("\\N{BULLET} \\u0041".to_owned()),
    ]
    .boxed()
}

/// A text that databases can keep.
pub(super) fn storable_texts() -> BoxedStrategy<String> {
    texts()
        .prop_map(|text| text.replace(['\0', '\u{1a}'], ""))
        .boxed()
}

/// A name that is no class's plural, so that it is written as it is.
pub(super) fn names() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-z][a-z_0-9]{0,7}[a-rt-z]",
        1 => "-?[ \"\\\\é😀a-z]{1,5}[a-r]",
    ]
    .boxed()
}

pub(super) fn field_names() -> BoxedStrategy<FieldName> {
    prop_oneof![4 => names(), 1 => names().prop_map(|name| format!("{name}_id"))]
        .prop_map(|name| FieldName::new(name).unwrap())
        .boxed()
}

pub(super) fn object_names() -> BoxedStrategy<ObjectName> {
    names().prop_map(|name| ObjectName::new(name).unwrap()).boxed()
}

pub(super) fn table_names() -> BoxedStrategy<TableName> {
    prop_oneof![
        4 => names().prop_map(|name| TableName::new(name).unwrap()),
        1 => ("[a-z]{1,5}", names()).prop_map(|(namespace, name)| TableName::qualified(namespace, name).unwrap()),
    ]
    .boxed()
}

fn integers(least: i64, greatest: i64) -> BoxedStrategy<Literal> {
    prop_oneof![least..=greatest, Just(least), Just(greatest)]
        .prop_map(Literal::Integer)
        .boxed()
}

fn floats() -> BoxedStrategy<Literal> {
    let number = prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL;
    number
        .prop_map(|number| Literal::Float(number.try_into().unwrap()))
        .boxed()
}

fn sized(max_length: u32) -> BoxedStrategy<Literal> {
    let length = usize::try_from(max_length).unwrap();
    storable_texts()
        .prop_map(move |text| Literal::String(text.chars().take(length).collect()))
        .boxed()
}

fn decimals(max_digits: u32, decimal_places: u32) -> BoxedStrategy<Literal> {
    let digits = |count: u32| proptest::string::string_regex(&format!("[0-9]{{0,{count}}}")).unwrap();
    let signs = prop::sample::select(&["", "-"]);
    (signs, digits(max_digits - decimal_places), digits(decimal_places))
        .prop_map(|(sign, whole, fraction)| format!("{sign}0{whole}.{fraction}"))
        .prop_map(|text| Literal::Decimal(DecimalText::parse(&text).unwrap()))
        .boxed()
}

fn dates() -> BoxedStrategy<NaiveDate> {
    let day = (
        NaiveDate::from_ymd_opt(1, 1, 1).unwrap(),
        NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(),
    );
    let days = (day.1 - day.0).num_days();
    (0..=days)
        .prop_map(move |days| day.0 + chrono::TimeDelta::days(days))
        .boxed()
}

fn times() -> BoxedStrategy<NaiveTime> {
    let microseconds = prop_oneof![Just(0), 0..1_000_000_u32];
    let seconds = prop_oneof![
        Just(0),
        0..86_400_u32,
        (0..1440_u32).prop_map(|minute| minute * 60)
    ];
    (seconds, microseconds)
        .prop_map(|(second, micro)| {
            NaiveTime::from_num_seconds_from_midnight_opt(second, micro * 1_000).unwrap()
        })
        .boxed()
}

fn documents() -> BoxedStrategy<serde_json::Value> {
    use serde_json::Value as Json;
    let number = prop::num::f64::NORMAL.prop_map(Json::from);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        number,
        texts().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
            prop::collection::btree_map(texts(), inner, 0..3).prop_map(|map| map.into_iter().collect()),
        ]
    })
    .boxed()
}

fn array_items(item: ArrayItem) -> BoxedStrategy<Literal> {
    constants(&match item {
        ArrayItem::Text => FieldType::Text,
        ArrayItem::Integer => FieldType::Integer,
        ArrayItem::Float => FieldType::Float,
        ArrayItem::Boolean => FieldType::Boolean,
        ArrayItem::Uuid => FieldType::Uuid,
    })
    .boxed()
}

/// Constants that need no field to know what they are.
pub(super) fn natural_constants() -> BoxedStrategy<Literal> {
    use FieldType as Type;
    let types = [
        Type::BigInteger,
        Type::Boolean,
        Type::Float,
        Type::Text,
        Type::Binary,
        Type::Decimal {
            max_digits: 10,
            decimal_places: 2,
        },
        Type::Date,
        Type::Time,
        Type::DateTime,
        Type::Duration,
        Type::Uuid,
    ];
    prop::sample::select(types.to_vec())
        .prop_flat_map(|field_type| constants(&field_type))
        .boxed()
}

/// Constants of a field's type, in its range.
pub(super) fn constants(field_type: &FieldType) -> BoxedStrategy<Literal> {
    if matches!(field_type, FieldType::Foreign(_)) {
        return natural_constants();
    }
    let least = |least: i64| if field_type.is_positive() { 0 } else { least };
    match field_type.storage() {
        StorageType::Varchar(max_length) => sized(max_length),
        StorageType::Text => storable_texts().prop_map(Literal::String).boxed(),
        StorageType::SmallInteger => integers(least(i16::MIN.into()), i16::MAX.into()),
        StorageType::Integer => integers(least(i32::MIN.into()), i32::MAX.into()),
        StorageType::BigInteger => integers(least(i64::MIN), i64::MAX),
        StorageType::Boolean => any::<bool>().prop_map(Literal::Boolean).boxed(),
        StorageType::Float => floats(),
        StorageType::Decimal { digits, scale } => decimals(digits, scale),
        StorageType::Date => dates().prop_map(Literal::Date).boxed(),
        StorageType::Time => times().prop_map(Literal::Time).boxed(),
        StorageType::DateTime => (dates(), times())
            .prop_map(|(date, time)| {
                Literal::DateTime(DateTime::from_naive_utc_and_offset(
                    date.and_time(time),
                    chrono::Utc,
                ))
            })
            .boxed(),
        StorageType::Duration => any::<i64>().prop_map(Literal::Duration).boxed(),
        StorageType::Uuid => any::<u128>()
            .prop_map(|number| Literal::Uuid(Uuid::from_u128(number)))
            .boxed(),
        StorageType::Json => documents()
            .prop_filter("None is not a default", |document| !document.is_null())
            .prop_map(Literal::Json)
            .boxed(),
        StorageType::Array(item) => prop::collection::vec(array_items(item), 0..3)
            .prop_map(Literal::Array)
            .boxed(),
        StorageType::Vector(dimensions) => {
            let length = usize::try_from(dimensions.unwrap_or(3)).unwrap();
            prop::collection::vec(floats(), length)
                .prop_map(Literal::Array)
                .boxed()
        }
        StorageType::Enum { values, .. } if values.is_empty() => {
            storable_texts().prop_map(Literal::String).boxed()
        }
        StorageType::Enum { values, .. } => prop::sample::select(values).prop_map(Literal::String).boxed(),
        StorageType::Binary => any::<Vec<u8>>().prop_map(Literal::Bytes).boxed(),
        StorageType::Opaque { .. } => natural_constants(),
        other => (0..200_u32)
            .prop_map(move |number| other.sample(number).unwrap())
            .boxed(),
    }
    .boxed()
}
