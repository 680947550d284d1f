//! The table of conversions: one expression over the old value for each pair of kinds.
//!
//! `{value}` is the old value, `{failure}` stops the migration, `{zeros}` is a fraction of zeros of the new scale,
//! `{scale}` its length, `{padding}` the zeros that the old value lacks.

use aksara_schema::ValueKind as Kind;

/// The value is kept as it is; the new column's affinity and checks do the rest.
pub(super) const AS_IT_IS: &str = "{value}";

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

/// Only digits: an exponent would keep them from being written out exactly.
const TEXT_AS_DECIMAL: &str = "CASE WHEN CAST({value} AS NUMERIC) = {value} AND {value} NOT GLOB '*[^0-9. +-]*' \
    THEN trim({value}) || {padding} WHEN {value} IS NOT NULL THEN {failure} END";

/// Zeros beyond the scale go and those that lack come; other digits beyond the scale are kept.
const DECIMAL_AS_DECIMAL: &str = "CASE WHEN instr({value}, '.') > 0 \
    AND rtrim(substr({value}, instr({value}, '.') + 1 + {scale}), '0') = '' \
    THEN rtrim(substr({value}, 1, instr({value}, '.') + {scale}), '.') ELSE {value} END || {padding}";

/// The zeros that a decimal lacks.
pub(super) const PADDING: &str = "CASE WHEN instr({value}, '.') = 0 THEN '{zeros}' \
    ELSE substr('{zeros}', length(trim({value})) - instr(trim({value}), '.') + 2) END";

const TEXT_AS_JSON: &str = "CASE WHEN json_valid({value}) THEN {value} \
    WHEN {value} IS NOT NULL THEN {failure} END";

/// Without a fraction that is zero, as a moment is usually written.
const MOMENT_AS_TEXT: &str = "CASE WHEN {value} GLOB '*.000000' THEN substr({value}, 1, length({value}) - 7) \
    ELSE {value} END";

const TEXT_AS_BOOLEAN: &str = "CASE WHEN lower(trim({value})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 \
    WHEN lower(trim({value})) IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 \
    WHEN {value} IS NOT NULL THEN {failure} END";

/// SQLite's own functions take the 31st of every month, a number as a day and a time as one of the year 2000.
macro_rules! has_day {
    () => {
        "{value} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' \
         AND date(substr({value}, 1, 10)) = substr({value}, 1, 10)"
    };
}

const TEXT_AS_DATE: &str = concat!(
    "CASE WHEN ",
    has_day!(),
    " AND date({value}) IS NOT NULL THEN date({value}) \
    WHEN {value} IS NOT NULL THEN {failure} END"
);

const TEXT_AS_TIME: &str = "CASE WHEN {value} GLOB '??:??:??.??????' AND time({value}) IS NOT NULL THEN {value} \
    WHEN {value} GLOB '*[0-9]:[0-9][0-9]*' AND time({value}) IS NOT NULL THEN strftime('%H:%M:%f000', {value}) \
    WHEN {value} IS NOT NULL THEN {failure} END";

/// A text in our own form keeps its microseconds, which strftime would cut.
const TEXT_AS_DATE_TIME: &str = concat!(
    "CASE WHEN ",
    has_day!(),
    " AND datetime({value}) IS NOT NULL THEN CASE WHEN {value} GLOB '????-??-?? ??:??:??.??????' THEN {value} \
    ELSE strftime('%Y-%m-%d %H:%M:%f000', {value}) END WHEN {value} IS NOT NULL THEN {failure} END"
);

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
pub(super) const CONVERSIONS: &[(Kind, Kind, &str)] = &[
    (Kind::Integer, Kind::Boolean, IS_NOT_ZERO),
    (Kind::Integer, Kind::Float, "CAST({value} AS REAL)"),
    (Kind::Integer, Kind::Decimal, INTEGER_AS_DECIMAL),
    (Kind::Integer, Kind::Text, AS_TEXT),
    (Kind::Boolean, Kind::Integer, AS_IT_IS),
    (Kind::Boolean, Kind::Text, BOOLEAN_AS_TEXT),
    (Kind::Float, Kind::Integer, ROUNDED),
    (Kind::Float, Kind::Decimal, FLOAT_AS_DECIMAL),
    (Kind::Float, Kind::Text, AS_TEXT),
    (Kind::Decimal, Kind::Decimal, DECIMAL_AS_DECIMAL),
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
    (Kind::Text, Kind::Json, TEXT_AS_JSON),
    (Kind::Text, Kind::Binary, "CAST({value} AS BLOB)"),
    (Kind::Binary, Kind::Text, AS_TEXT),
    (Kind::Date, Kind::Text, AS_IT_IS),
    (Kind::Date, Kind::DateTime, DATE_AS_DATE_TIME),
    (Kind::Time, Kind::Text, MOMENT_AS_TEXT),
    (Kind::DateTime, Kind::Text, MOMENT_AS_TEXT),
    (Kind::DateTime, Kind::Date, DATE_OF_DATE_TIME),
    (Kind::DateTime, Kind::Time, TIME_OF_DATE_TIME),
    (Kind::Uuid, Kind::Text, AS_IT_IS),
    (Kind::Json, Kind::Text, AS_IT_IS),
];
