//! Constants of SQL as constants of a field's type: the same rules as for a default in a model.

use aksara_schema::{ArrayItem, FieldType, Literal};
use ruff_text_size::TextRange;

use super::literals::{json_of_text, typed_literal};
use crate::python::{Integer, PythonError, PythonSource, Value, ValueKind};

/// The constant that an SQL literal is in a field of this type. `what` is its name in messages.
pub fn fit_literal(literal: &Literal, field_type: &FieldType, what: &str) -> Result<Literal, PythonError> {
    let value = value_of(literal, what);
    match (field_type, literal) {
        (FieldType::Json, Literal::String(text)) => json_of_text(&value, text, what),
        (FieldType::Json, Literal::Null) => Ok(Literal::Null),
        (FieldType::Duration, Literal::String(text)) => {
            let length = microseconds(text).map(Literal::Duration);
            length.ok_or_else(|| {
                value.wrong_type(
                    what,
                    "a text such as '1 02:30:00' (days, hours, minutes, seconds)",
                )
            })
        }
        (FieldType::Binary, Literal::String(text)) => {
            let bytes = text
                .strip_prefix("\\x")
                .and_then(bytes_of_hex)
                .map(Literal::Bytes);
            bytes.ok_or_else(|| value.wrong_type(what, "bytes such as X'00FF'"))
        }
        (FieldType::Array(item), Literal::String(text)) => list(text, *item, &value, what),
        (_, _) => typed_literal(&value, field_type, what),
    }
}

/// `[-][D ]HH:MM:SS[.ffffff]`, as microseconds.
fn microseconds(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (days, clock) = text.rsplit_once(' ').unwrap_or(("0", text));
    let days = days.split(' ').next()?;
    let mut parts = clock.splitn(3, ':');
    let mut whole = |most: i64| -> Option<i64> {
        let number: i64 = parts.next()?.parse().ok()?;
        (0..=most).contains(&number).then_some(number)
    };
    let (hours, minutes) = (whole(i64::from(i32::MAX))?, whole(59)?);
    let seconds = parts.next().unwrap_or("0");
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let seconds: i64 = seconds.parse().ok().filter(|seconds| (0..60).contains(seconds))?;
    let is_fraction = fraction.len() <= 6 && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let fraction: i64 = format!("{fraction:0<6}").parse().ok().filter(|_| is_fraction)?;
    let days: u32 = days.parse().ok()?;
    let minutes = (i64::from(days) * 24 + hours)
        .checked_mul(60)?
        .checked_add(minutes)?;
    let total = minutes
        .checked_mul(60)?
        .checked_add(seconds)?
        .checked_mul(1_000_000)?;
    Some(sign * total.checked_add(fraction)?)
}

/// Bytes by two hexadecimal digits each.
pub fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let pairs = (0..text.len())
        .step_by(2)
        .filter_map(|place| text.get(place..place + 2));
    let bytes = pairs.map(|pair| u8::from_str_radix(pair, 16).ok());
    bytes.collect::<Option<_>>().filter(|_| is_hex)
}

/// A list, given as the text of a JSON list.
fn list(text: &str, item: ArrayItem, value: &Value, what: &str) -> Result<Literal, PythonError> {
    let wrong = || value.wrong_type(what, "the text of a JSON list, such as '[1, 2]'");
    let Literal::Json(serde_json::Value::Array(items)) = json_of_text(value, text, what)? else {
        return Err(wrong());
    };
    let items = items.into_iter().map(|item| match item {
        serde_json::Value::String(text) => Ok(ValueKind::Text(text.as_str().into())),
        serde_json::Value::Bool(truth) => Ok(ValueKind::Boolean(truth)),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(ValueKind::Integer(Integer::Small(whole))),
            (None, Some(number)) => Ok(ValueKind::Float(number)),
            (None, None) => Err(wrong()),
        },
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => Err(wrong()),
    });
    let place = || value.place.clone();
    let items = items.map(|kind| kind.map(|kind| Value { kind, place: place() }));
    let list = Value {
        kind: ValueKind::List(items.collect::<Result<_, _>>()?),
        place: place(),
    };
    typed_literal(&list, &FieldType::Array(item), what)
}

/// SQL text knows NULL, booleans, numbers and texts. The others come from no text.
fn value_of(literal: &Literal, what: &str) -> Value {
    let kind = match literal {
        Literal::Null => ValueKind::None,
        Literal::Boolean(truth) => ValueKind::Boolean(*truth),
        Literal::Integer(number) => ValueKind::Integer(Integer::Small(*number)),
        Literal::Float(number) => ValueKind::Float(number.get()),
        Literal::Decimal(number) => ValueKind::Decimal(number.clone()),
        Literal::String(text) => ValueKind::Text(text.as_str().into()),
        Literal::Bytes(bytes) => ValueKind::Bytes(bytes.clone()),
        Literal::Date(date) => ValueKind::Date(*date),
        Literal::Time(time) => ValueKind::Time(*time),
        Literal::DateTime(moment) => ValueKind::DateTime(*moment),
        Literal::Duration(length) => ValueKind::Duration(*length),
        Literal::Uuid(uuid) => ValueKind::Uuid(*uuid),
        Literal::Json(document) => ValueKind::Text(document.to_string().into()),
        Literal::Array(items) => ValueKind::List(items.iter().map(|item| value_of(item, what)).collect()),
    };
    Value {
        kind,
        place: PythonSource::new(what, "").place(TextRange::default()),
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::{Expression, parse_expression};

    use super::*;

    fn fitted(sql: &str, field_type: &FieldType) -> Result<Literal, String> {
        let Ok(Expression::Literal(literal)) = parse_expression(sql) else {
            panic!("{sql} is no literal");
        };
        fit_literal(&literal, field_type, "the value").map_err(|error| error.to_string())
    }

    #[test]
    fn a_constant_of_sql_fits_the_fields_type_or_is_refused() {
        for (sql, field_type, fits) in [
            ("''", FieldType::Text, true),
            ("'abc'", FieldType::String { max_length: 3 }, true),
            ("'abcd'", FieldType::String { max_length: 3 }, false),
            ("0", FieldType::Integer, true),
            ("'0'", FieldType::Integer, false),
            ("0", FieldType::Text, false),
            ("70000", FieldType::SmallInteger, false),
            ("'2026-02-07'", FieldType::Date, true),
            ("'yesterday'", FieldType::Date, false),
            ("TRUE", FieldType::Boolean, true),
            ("1", FieldType::Boolean, false),
            ("'{\"a\": 1}'", FieldType::Json, true),
            ("'{'", FieldType::Json, false),
            ("'12:30'", FieldType::Time, true),
            ("'25:30'", FieldType::Time, false),
            ("'1 02:30:00.5'", FieldType::Duration, true),
            ("'-00:00:01'", FieldType::Duration, true),
            ("'1 02:70:00'", FieldType::Duration, false),
            ("'an hour'", FieldType::Duration, false),
            (r"'\x00fF'", FieldType::Binary, true),
            (r"'\x00f'", FieldType::Binary, false),
            ("'[1, 2]'", FieldType::Array(ArrayItem::Integer), true),
            ("'[1, \"a\"]'", FieldType::Array(ArrayItem::Integer), false),
            ("'{}'", FieldType::Array(ArrayItem::Integer), false),
            ("'[\"a\"]'", FieldType::Array(ArrayItem::Text), true),
        ] {
            assert_eq!(fitted(sql, &field_type).is_ok(), fits, "{sql} in {field_type:?}");
        }
    }

    #[test]
    fn a_length_of_time_is_read_to_the_microsecond() {
        for (text, microseconds) in [
            ("'00:00:01'", 1_000_000),
            ("'-1 02:00:00.000005'", -(26 * 3600 * 1_000_000_i64 + 5)),
            ("'2 days 00:01:00'", (2 * 24 * 60 + 1) * 60 * 1_000_000),
        ] {
            let fits = fitted(text, &FieldType::Duration);
            assert_eq!(fits, Ok(Literal::Duration(microseconds)), "{text}");
        }
    }
}
