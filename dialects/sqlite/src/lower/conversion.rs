//! What becomes of a value when its field gets another type.
//!
//! SQLite's CAST never fails: it makes 0 of 'abc'. So a conversion that a value may not survive is guarded, and a
//! value that does not survive stops the migration with its own words. Only triggers can RAISE; json_extract is
//! given the message as a path, which it refuses with the text.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Field, StorageType};

use super::literal::quote;
use crate::refusal::refuse;

/// Storage types by how their values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Kind {
    Integer,
    Boolean,
    Float,
    Decimal,
    Text,
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Json,
    Binary,
    Opaque,
}

/// The value is kept as it is; the new column's affinity and checks do the rest.
const AS_IT_IS: &str = "{value}";

const AS_TEXT: &str = "CAST({value} AS TEXT)";

const BOOLEAN_AS_TEXT: &str = "CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE {value} END";

const IS_NOT_ZERO: &str = "{value} <> 0";

/// Beyond the greatest integer, CAST would cut off.
const ROUNDED: &str = "CASE WHEN abs({value}) < 9e18 THEN CAST(round({value}) AS INTEGER) \
    WHEN {value} IS NOT NULL THEN {failure} END";

/// A comparison with the column reads a number only where the whole text is one.
const TEXT_AS_INTEGER: &str = "CASE WHEN CAST({value} AS INTEGER) = {value} THEN CAST({value} AS INTEGER) \
    WHEN {value} IS NOT NULL THEN {failure} END";

const TEXT_AS_FLOAT: &str = "CASE WHEN CAST({value} AS REAL) = {value} THEN CAST({value} AS REAL) \
    WHEN {value} IS NOT NULL THEN {failure} END";

const TEXT_AS_DECIMAL: &str = "CASE WHEN CAST({value} AS NUMERIC) = {value} THEN trim({value}) \
    WHEN {value} IS NOT NULL THEN {failure} END";

const TEXT_AS_BOOLEAN: &str = "CASE WHEN lower(trim({value})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 \
    WHEN lower(trim({value})) IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 \
    WHEN {value} IS NOT NULL THEN {failure} END";

const TEXT_AS_DATE: &str = "CASE WHEN date({value}) IS NOT NULL THEN date({value}) \
    WHEN {value} IS NOT NULL THEN {failure} END";

const TEXT_AS_TIME: &str = "CASE WHEN {value} GLOB '??:??:??.??????' AND time({value}) IS NOT NULL THEN {value} \
    WHEN time({value}) IS NOT NULL THEN strftime('%H:%M:%f000', {value}) \
    WHEN {value} IS NOT NULL THEN {failure} END";

/// A text in our own form keeps its microseconds, which strftime would cut.
const TEXT_AS_DATE_TIME: &str = "CASE WHEN {value} GLOB '????-??-?? ??:??:??.??????' \
    AND datetime({value}) IS NOT NULL THEN {value} \
    WHEN datetime({value}) IS NOT NULL THEN strftime('%Y-%m-%d %H:%M:%f000', {value}) \
    WHEN {value} IS NOT NULL THEN {failure} END";

const TEXT_AS_UUID: &str = "CASE WHEN length(replace({value}, '-', '')) = 32 \
    AND lower(replace({value}, '-', '')) NOT GLOB '*[^0-9a-f]*' \
    THEN lower(substr(replace({value}, '-', ''), 1, 8) || '-' || substr(replace({value}, '-', ''), 9, 4) \
    || '-' || substr(replace({value}, '-', ''), 13, 4) || '-' || substr(replace({value}, '-', ''), 17, 4) \
    || '-' || substr(replace({value}, '-', ''), 21)) \
    WHEN {value} IS NOT NULL THEN {failure} END";

const INTEGER_AS_DECIMAL: &str = "CAST({value} AS TEXT) || '{zeros}'";

const FLOAT_AS_DECIMAL: &str = "CASE WHEN {value} IS NOT NULL THEN printf('%.{scale}f', {value}) END";

/// Rounded by its digits, since a double would lose some.
const DECIMAL_AS_INTEGER: &str = "CASE WHEN {value} GLOB '*[^0-9.-]*' OR abs({value}) >= 9e18 THEN {failure} \
    ELSE CAST({value} AS INTEGER) + CASE WHEN {value} NOT GLOB '*.[5-9]*' THEN 0 \
    WHEN {value} GLOB '-*' THEN -1 ELSE 1 END END";

const DATE_AS_DATE_TIME: &str = "{value} || ' 00:00:00.000000'";

const DATE_OF_DATE_TIME: &str = "substr({value}, 1, 10)";

const TIME_OF_DATE_TIME: &str = "substr({value}, 12)";

/// How a value of one kind becomes one of another. NULL stays NULL in each. What is missing needs `using`.
const CONVERSIONS: &[(Kind, Kind, &str)] = &[
    (Kind::Integer, Kind::Boolean, IS_NOT_ZERO),
    (Kind::Integer, Kind::Float, AS_IT_IS),
    (Kind::Integer, Kind::Decimal, INTEGER_AS_DECIMAL),
    (Kind::Integer, Kind::Text, AS_TEXT),
    (Kind::Boolean, Kind::Integer, AS_IT_IS),
    (Kind::Boolean, Kind::Text, BOOLEAN_AS_TEXT),
    (Kind::Float, Kind::Integer, ROUNDED),
    (Kind::Float, Kind::Decimal, FLOAT_AS_DECIMAL),
    (Kind::Float, Kind::Text, AS_TEXT),
    (Kind::Decimal, Kind::Integer, DECIMAL_AS_INTEGER),
    (Kind::Decimal, Kind::Float, "CAST({value} AS REAL)"),
    (Kind::Decimal, Kind::Text, AS_IT_IS),
    (Kind::Text, Kind::Integer, TEXT_AS_INTEGER),
    (Kind::Text, Kind::Boolean, TEXT_AS_BOOLEAN),
    (Kind::Text, Kind::Float, TEXT_AS_FLOAT),
    (Kind::Text, Kind::Decimal, TEXT_AS_DECIMAL),
    (Kind::Text, Kind::Date, TEXT_AS_DATE),
    (Kind::Text, Kind::Time, TEXT_AS_TIME),
    (Kind::Text, Kind::DateTime, TEXT_AS_DATE_TIME),
    (Kind::Text, Kind::Uuid, TEXT_AS_UUID),
    (Kind::Text, Kind::Json, AS_IT_IS),
    (Kind::Text, Kind::Binary, "CAST({value} AS BLOB)"),
    (Kind::Binary, Kind::Text, AS_TEXT),
    (Kind::Date, Kind::Text, AS_IT_IS),
    (Kind::Date, Kind::DateTime, DATE_AS_DATE_TIME),
    (Kind::Time, Kind::Text, AS_IT_IS),
    (Kind::DateTime, Kind::Text, AS_IT_IS),
    (Kind::DateTime, Kind::Date, DATE_OF_DATE_TIME),
    (Kind::DateTime, Kind::Time, TIME_OF_DATE_TIME),
    (Kind::Uuid, Kind::Text, AS_IT_IS),
    (Kind::Json, Kind::Text, AS_IT_IS),
];

/// A field's old value, already quoted, as its new type keeps it.
pub(crate) fn convert(
    value: &str,
    before: &Field,
    after: &Field,
    subject: &str,
) -> Result<String, Unsupported> {
    let (from, to) = (before.field_type.storage(), after.field_type.storage());
    let (old, new) = (Kind::of(&from), Kind::of(&to));
    if old == new || old == Kind::Opaque || new == Kind::Opaque {
        return Ok(value.to_owned());
    }
    let found = CONVERSIONS
        .iter()
        .find(|(from, to, _)| (*from, *to) == (old, new));
    let Some((_, _, template)) = found else {
        return Err(refuse(
            subject,
            Some(Feature::AlterFieldType),
            format!("nothing says how a value of kind {old} becomes one of kind {new}"),
            "say it with `using=`, an expression over the old row",
        ));
    };
    let failure = format!(
        "json_extract('{{}}', {} || {value})",
        quote(&format!("{subject} cannot take the value "))
    );
    let scale = scale(&to);
    let parameters = [
        ("{scale}", scale.to_string()),
        ("{zeros}", zeros(scale)),
        ("{failure}", failure),
        ("{value}", value.to_owned()),
    ];
    Ok(fill(template, &parameters))
}

impl Kind {
    /// The kind of a storage type.
    pub(crate) fn of(storage: &StorageType) -> Self {
        match storage {
            StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => Self::Integer,
            StorageType::Boolean => Self::Boolean,
            StorageType::Float => Self::Float,
            StorageType::Decimal { .. } => Self::Decimal,
            StorageType::Varchar(_)
            | StorageType::Text
            | StorageType::Enum { .. }
            | StorageType::IpAddress => Self::Text,
            StorageType::Binary => Self::Binary,
            StorageType::Date => Self::Date,
            StorageType::Time => Self::Time,
            StorageType::DateTime => Self::DateTime,
            StorageType::Duration => Self::Duration,
            StorageType::Uuid => Self::Uuid,
            StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => Self::Json,
            StorageType::Opaque { .. } => Self::Opaque,
        }
    }
}

/// The template with its parameters, none of which is read for parameters again.
fn fill(template: &str, parameters: &[(&str, String)]) -> String {
    let mut result = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        result.push_str(before);
        let (name, value) = parameters
            .iter()
            .find(|(name, _)| from.starts_with(name))
            .map_or(("{", "{"), |(name, value)| (name, value));
        result.push_str(value);
        rest = &from[name.len()..];
    }
    result + rest
}

fn scale(storage: &StorageType) -> u32 {
    if let StorageType::Decimal { scale, .. } = storage {
        *scale
    } else {
        0
    }
}

/// `.00` for a scale of 2.
fn zeros(scale: u32) -> String {
    if scale == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(scale as usize))
    }
}
