//! Constants of defaults → literals, where the literal is exactly the value that the column gets. The catalog tells a
//! constant with its type (`'a'::text`); one of another type than the column's is converted by every INSERT, and is
//! no literal.

use std::str::FromStr;

use aksara_schema::{DecimalText, FiniteFloat, Literal, StorageType};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::array_text::{items_of_constructor, items_of_text};
use super::catalog_text::{cast_constant, without_outer_parentheses};
use crate::types::read_type;

/// The last year that Python's dates have.
const LAST_YEAR: i32 = 9_999;

/// The literal that a default is in a column of this type; `None` where it is none, or where the literal would be
/// another value than the default.
pub(super) fn read(sql: &str, storage: &StorageType) -> Option<Literal> {
    if let Some(item) = item_storage(storage)
        && let Some(items) = items_of_constructor(array_of_column(sql, storage))
    {
        let items = items.into_iter().map(|item_sql| read(item_sql, &item));
        return items.collect::<Option<_>>().map(Literal::Array);
    }
    let (constant, cast) = cast_constant(sql)?;
    if !cast.is_none_or(|cast| keeps_values(cast, storage)) {
        return None;
    }
    match constant
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        Some(text) => text_value(text.replace("''", "'"), storage),
        None => number_or_truth(constant, storage),
    }
}

/// The array that is cast once more to the column's own type, as an empty one of a type with parameters is:
/// `(ARRAY[]::numeric[])::numeric(10,2)[]`.
fn array_of_column<'a>(sql: &'a str, column: &StorageType) -> &'a str {
    let sql = without_outer_parentheses(sql);
    let inner = sql
        .rsplit_once("::")
        .filter(|(inner, cast)| inner.starts_with("(ARRAY[") && read_type(cast).storage() == *column);
    without_outer_parentheses(inner.map_or(sql, |(inner, _)| inner))
}

/// Whether a default is NULL of any type.
pub(super) fn is_null(sql: &str) -> bool {
    cast_constant(sql).is_some_and(|(constant, _)| constant.eq_ignore_ascii_case("NULL"))
}

/// Whether a constant of this type is the same value in the column.
fn keeps_values(cast: &str, storage: &StorageType) -> bool {
    let cast = read_type(cast).storage();
    let is_whole = |storage: &StorageType| {
        use StorageType::{BigInteger, Integer, SmallInteger};
        matches!(storage, SmallInteger | Integer | BigInteger)
    };
    let spelled = |storage: &StorageType, name: &str| matches!(storage, StorageType::Opaque { spelling, .. } if base(spelling) == name);
    let is_number = is_whole(&cast) || spelled(&cast, "numeric");
    match storage {
        _ if cast == *storage => true,
        StorageType::Float | StorageType::Decimal { .. } => is_number,
        column if is_whole(column) => is_number,
        StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { native: None, .. } => {
            matches!(cast, StorageType::Text) || spelled(&cast, "character varying")
        }
        // Nothing else has the type's name.
        StorageType::Enum { native: Some(_), .. } => matches!(cast, StorageType::Opaque { .. }),
        StorageType::Opaque { spelling, .. } => match base(spelling).as_str() {
            name @ ("numeric" | "real") => is_number || spelled(&cast, name),
            "character" => spelled(&cast, "bpchar"),
            name => spelled(&cast, name),
        },
        _ => false,
    }
}

/// A type's name without its parameters, which are in the midst of `timestamp(3) without time zone`.
fn base(spelling: &str) -> String {
    let (start, rest) = spelling.split_once('(').unwrap_or((spelling, ""));
    let end = rest.split_once(')').map_or("", |(_, end)| end);
    format!("{start}{end}")
}

/// The type of the items of an array type.
fn item_storage(storage: &StorageType) -> Option<StorageType> {
    match storage {
        StorageType::Array(item) => Some(item.storage()),
        StorageType::Opaque { spelling, .. } => Some(read_type(spelling.strip_suffix("[]")?).storage()),
        _ => None,
    }
}

/// PostgreSQL reads the same text of a type of its own as the same value again. A number is read as one.
fn own_value(text: String, spelling: &str) -> Option<Literal> {
    match base(spelling).as_str() {
        "numeric" | "real" => own_number(&text).or_else(|| Literal::text(text).ok()),
        _ => Literal::text(text).ok(),
    }
}

fn text_value(text: String, storage: &StorageType) -> Option<Literal> {
    match storage {
        StorageType::Text | StorageType::Enum { native: None, .. } => Literal::text(text).ok(),
        StorageType::Enum { values, .. } => {
            let is_known = values.contains(&text);
            Literal::text(text).ok().filter(|_| is_known)
        }
        StorageType::Date => date(&text).map(Literal::Date),
        StorageType::Time => NaiveTime::from_str(&text).ok().map(Literal::Time),
        StorageType::DateTime => {
            let moment = moment(&text).filter(|moment| has_python_year(moment.date_naive()));
            moment.map(Literal::DateTime)
        }
        StorageType::Duration => microseconds(&text).map(Literal::Duration),
        StorageType::Uuid => Uuid::from_str(&text).ok().map(Literal::Uuid),
        StorageType::Json => document(&text),
        StorageType::Binary => text.strip_prefix("\\x").and_then(bytes).map(Literal::Bytes),
        StorageType::Array(_) => array(&text, storage),
        StorageType::Vector(dimensions) => vector(&text, *dimensions),
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Boolean => number_or_truth(&text, storage),
        StorageType::Opaque { spelling, .. } => own_value(text, spelling),
        other => Literal::text(text).ok().filter(|literal| other.takes(literal)),
    }
}

fn truth(text: &str) -> Option<Literal> {
    const TRUE: &[&str] = &["true", "t", "1"];
    const FALSE: &[&str] = &["false", "f", "0"];
    let is_in = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    (is_in(TRUE) || is_in(FALSE)).then(|| Literal::Boolean(is_in(TRUE)))
}

/// A date-time as Python or PostgreSQL writes it; without an offset it is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let spaced = text.replacen('T', " ", 1);
    let plain = || NaiveDateTime::parse_from_str(&spaced, "%Y-%m-%d %H:%M:%S%.f").ok();
    match DateTime::parse_from_str(&spaced, "%Y-%m-%d %H:%M:%S%.f%#z") {
        Ok(moment) => Some(moment.to_utc()),
        Err(_) => plain().map(|moment| moment.and_utc()),
    }
}

fn number_or_truth(text: &str, storage: &StorageType) -> Option<Literal> {
    match storage {
        StorageType::SmallInteger => text
            .parse::<i16>()
            .ok()
            .map(|number| Literal::Integer(number.into())),
        StorageType::Integer => text
            .parse::<i32>()
            .ok()
            .map(|number| Literal::Integer(number.into())),
        StorageType::BigInteger => text.parse().ok().map(Literal::Integer),
        StorageType::Boolean => truth(text),
        StorageType::Float => float(text),
        StorageType::Decimal { digits, scale } => decimal(text, *digits, *scale),
        StorageType::Opaque { spelling, .. } if ["numeric", "real"].contains(&base(spelling).as_str()) => {
            own_number(text)
        }
        _ => None,
    }
}

fn own_number(text: &str) -> Option<Literal> {
    let whole = text.parse().ok().map(Literal::Integer);
    whole.or_else(|| DecimalText::parse(text).ok().map(Literal::Decimal))
}

fn float(text: &str) -> Option<Literal> {
    FiniteFloat::try_from(text.parse::<f64>().ok()?)
        .ok()
        .map(Literal::Float)
}

/// A number that the column keeps digit for digit, with as many digits after the point as the column has.
fn decimal(text: &str, digits: u32, scale: u32) -> Option<Literal> {
    let number = DecimalText::parse(text).ok()?;
    let (whole, _) = number.precision();
    let (integer, fraction) = number.as_str().split_once('.').unwrap_or((number.as_str(), ""));
    let (fraction, width) = (fraction.trim_end_matches('0'), scale as usize);
    if whole > digits.saturating_sub(scale) as usize || fraction.len() > width {
        return None;
    }
    let padded = match width {
        0 => integer.to_owned(),
        _ => format!("{integer}.{fraction:0<width$}"),
    };
    DecimalText::parse(&padded).ok().map(Literal::Decimal)
}

fn date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    has_python_year(date).then_some(date)
}

fn has_python_year(date: NaiveDate) -> bool {
    (1..=LAST_YEAR).contains(&date.year())
}

/// An object or a list whose numbers keep their digits: a `jsonb` keeps zeros at the end of a fraction.
fn document(text: &str) -> Option<Literal> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let is_container = value.is_object() || value.is_array();
    (is_container && keeps_numbers(text)).then_some(Literal::Json(value))
}

fn keeps_numbers(document: &str) -> bool {
    let mut in_text = false;
    let mut is_escaped = false;
    let outside = document.chars().map(|character| {
        let is_text = in_text;
        match character {
            '"' if !is_escaped => in_text = !in_text,
            _ => {}
        }
        is_escaped = character == '\\' && is_text && !is_escaped;
        if is_text { ' ' } else { character }
    });
    let outside: String = outside.collect();
    let is_part = |character: char| character.is_ascii_digit() || "+-.eE".contains(character);
    let mut words = outside.split(|character| !is_part(character));
    words.all(|word| {
        let is_number = word.contains(|character: char| character.is_ascii_digit());
        let read = || serde_json::from_str::<serde_json::Number>(word).map(|number| number.to_string());
        !is_number || read().is_ok_and(|read| read == word)
    })
}

fn array(text: &str, storage: &StorageType) -> Option<Literal> {
    let item = item_storage(storage)?;
    let items = items_of_text(text)?.into_iter();
    let items = items.map(|text| text_value(text, &item));
    items.collect::<Option<_>>().map(Literal::Array)
}

fn vector(text: &str, dimensions: Option<u32>) -> Option<Literal> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let items: Vec<Literal> = inner
        .split(',')
        .map(|part| float(part.trim()))
        .collect::<Option<_>>()?;
    let fits = dimensions.is_none_or(|count| usize::try_from(count) == Ok(items.len()));
    fits.then_some(Literal::Array(items))
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// `[-]hours:minutes:seconds[.fraction]`, or a number of microseconds; a day has no fixed length, and neither has a
/// month.
fn microseconds(text: &str) -> Option<i64> {
    if let Some(number) = text.strip_suffix(" microseconds") {
        return number.parse().ok();
    }
    let (sign, time) = match text.strip_prefix('-') {
        Some(time) => (-1, time),
        None => (1, text),
    };
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let parts: Vec<i64> = whole
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    let seconds = hours.checked_mul(3_600)?.checked_add(minutes * 60 + seconds)?;
    seconds
        .checked_mul(1_000_000)?
        .checked_add(fraction)
        .map(|time| sign * time)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::flavour::FAMILY;

    /// The literal that a default is in a column of a type, shown; `-` where it stays in PostgreSQL's words.
    fn check(cases: &[(&str, &str, &str)]) {
        for (column, sql, expected) in cases {
            let storage = read_type(column).storage();
            let shown = read(sql, &storage).map_or_else(|| "-".to_owned(), |literal| format!("{literal:?}"));
            assert_eq!(shown, *expected, "{column} DEFAULT {sql}");
        }
    }

    #[test]
    fn numbers_are_those_of_their_column() {
        check(&[
            ("integer", "'-1'::integer", "Integer(-1)"),
            ("integer", "5.7", "-"),
            ("smallint", "40000", "-"),
            ("bigint", "(5)::bigint", "Integer(5)"),
            ("bigint", "'5'::bigint", "Integer(5)"),
            ("double precision", "0.0", "Float(FiniteFloat(0.0))"),
            (
                "double precision",
                "(1)::double precision",
                "Float(FiniteFloat(1.0))",
            ),
            (
                "double precision",
                "'1e+300'::double precision",
                "Float(FiniteFloat(1e300))",
            ),
            ("double precision", "'NaN'::double precision", "-"),
            ("double precision", "(0.1)::real", "-"),
            ("numeric(10,2)", "1.50", "Decimal(DecimalText(\"1.50\"))"),
            ("numeric(10,2)", "0.005", "-"),
            ("numeric(10,2)", "'NaN'::numeric", "-"),
            ("numeric(3,2)", "100", "-"),
            ("numeric", "'NaN'::numeric", "String(\"NaN\")"),
            ("real", "0.0", "Decimal(DecimalText(\"0.0\"))"),
            ("boolean", "true", "Boolean(true)"),
            ("text", "5", "-"),
        ]);
    }

    #[test]
    fn texts_keep_their_type() {
        check(&[
            ("varchar(9)", "'it''s'::character varying", "String(\"it's\")"),
            ("text", "'now'::text", "String(\"now\")"),
            ("text", "'x  '::bpchar", "-"),
            ("varchar(2)", "'long'::character varying", "-"),
            ("character(3)", "'x'::bpchar", "String(\"x\")"),
            ("date", "'2024-01-01'::date", "Date(2024-01-01)"),
            ("date", "'infinity'::date", "-"),
            ("date", "'0044-03-15 BC'::date", "-"),
            ("date", "'2024-01-01 00:00:00'::timestamp without time zone", "-"),
            ("time", "'24:00:00'::time without time zone", "-"),
            (
                "time",
                "'12:30:00.5'::time without time zone",
                "Time(12:30:00.500)",
            ),
            (
                "timestamptz",
                "'2023-12-31 22:00:00+00'::timestamp with time zone",
                "DateTime(2023-12-31T22:00:00Z)",
            ),
            (
                "timestamptz",
                "'2024-01-01 00:00:00'::timestamp without time zone",
                "-",
            ),
            ("interval", "'01:30:00'::interval", "Duration(5400000000)"),
            ("interval", "'-48:00:01.5'::interval", "Duration(-172801500000)"),
            ("interval", "'1 day'::interval", "-"),
            ("interval", "'1 mon'::interval", "-"),
            (
                "timestamp(3)",
                "'2024-01-01 10:30:00.5'::timestamp without time zone",
                "String(\"2024-01-01 10:30:00.5\")",
            ),
            ("inet", "'10.0.0.1'::inet", "String(\"10.0.0.1\")"),
            ("inet", "'10.0.0.0/8'::inet", "-"),
            ("uuid", "'no uuid'::uuid", "-"),
            ("bytea", "'\\x00ff'::bytea", "Bytes([0, 255])"),
        ]);
    }

    #[test]
    fn documents_keep_their_digits() {
        check(&[
            (
                "jsonb",
                "'{\"a\": [1, \"1.10\"]}'::jsonb",
                "Json(Object {\"a\": Array [Number(1), String(\"1.10\")]})",
            ),
            ("jsonb", "'{\"a\": 1.10}'::jsonb", "-"),
            ("jsonb", "'{\"a\": 12345678901234567890123}'::jsonb", "-"),
            ("jsonb", "'null'::jsonb", "-"),
        ]);
    }

    #[test]
    fn arrays_are_read_by_their_items() {
        check(&[
            (
                "numeric(10,2)[]",
                "(ARRAY[]::numeric[])::numeric(10,2)[]",
                "Array([])",
            ),
            (
                "numeric(10,2)[]",
                "ARRAY[1.5::numeric(10,2)]",
                "Array([Decimal(DecimalText(\"1.50\"))])",
            ),
            ("text[]", "'{}'::text[]", "Array([])"),
            ("text[]", "ARRAY[]::text[]", "Array([])"),
            (
                "text[]",
                "'{a,\"b c\"}'::text[]",
                "Array([String(\"a\"), String(\"b c\")])",
            ),
            ("text[]", "'{a,NULL}'::text[]", "-"),
            (
                "text[]",
                "'{a,\"NULL\"}'::text[]",
                "Array([String(\"a\"), String(\"NULL\")])",
            ),
            ("text[]", "'{{a},{b}}'::text[]", "-"),
            ("text[]", "'[2:3]={a,b}'::text[]", "-"),
            (
                "text[]",
                "ARRAY['a,b'::text, 'c'::text]",
                "Array([String(\"a,b\"), String(\"c\")])",
            ),
            (
                "text[]",
                "ARRAY['a'::character varying]::text[]",
                "Array([String(\"a\")])",
            ),
            ("text[]", "ARRAY['a'::text, NULL::text]", "-"),
            (
                "integer[]",
                "'{1,-2}'::integer[]",
                "Array([Integer(1), Integer(-2)])",
            ),
            (
                "bigint[]",
                "ARRAY[(1)::bigint, (2)::bigint]",
                "Array([Integer(1), Integer(2)])",
            ),
            (
                "boolean[]",
                "'{t,f}'::boolean[]",
                "Array([Boolean(true), Boolean(false)])",
            ),
        ]);
    }

    #[test]
    fn a_value_of_an_enum_type_is_one_of_its_values() {
        let storage = StorageType::Enum {
            values: vec!["sad".to_owned()],
            native: Some("mood".to_owned()),
        };
        let sad = Some(Literal::String("sad".to_owned()));
        assert_eq!(read("'sad'::mood", &storage), sad);
        assert_eq!(read("'other'::mood", &storage), None);
        let opaque = StorageType::Opaque {
            dialect: FAMILY,
            spelling: "citext".to_owned(),
        };
        assert_eq!(read("'sad'::citext", &opaque), sad);
        assert_eq!(read("'sad'::text", &opaque), None);
    }
}
