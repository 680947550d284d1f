//! Python values as constants of a field's type, checked to fit it.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use aksara_schema::{ArrayItem, DecimalText, FieldType, FiniteFloat, Literal, StorageType};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::python::evaluate::{parse_date_time, parse_time};
use crate::python::{Integer, PythonError, Value, ValueKind};

const SMALL: RangeInclusive<i64> = i16::MIN as i64..=i16::MAX as i64;
const MEDIUM: RangeInclusive<i64> = i32::MIN as i64..=i32::MAX as i64;
const LARGE: RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// The constant that a value is in a field of this type.
pub(crate) fn typed_literal(
    value: &Value,
    field_type: &FieldType,
    what: &str,
) -> Result<Literal, PythonError> {
    let data = value.data();
    if matches!(data.kind, ValueKind::None) {
        return Ok(Literal::Null);
    }
    if matches!(field_type.resolved(), FieldType::Foreign(_)) {
        return natural_literal(data, what);
    }
    let in_sign = |range: RangeInclusive<i64>| {
        if field_type.is_positive() {
            0..=*range.end()
        } else {
            range
        }
    };
    match field_type.storage() {
        StorageType::Varchar(max_length) => sized_text(data, max_length, what),
        StorageType::Text => text(data, what),
        StorageType::SmallInteger => integer(data, in_sign(SMALL), what),
        StorageType::Integer => integer(data, in_sign(MEDIUM), what),
        StorageType::BigInteger => integer(data, in_sign(LARGE), what),
        StorageType::Boolean => data.boolean(what).map(Literal::Boolean),
        StorageType::Float => float(data, what),
        StorageType::Decimal { digits, scale } => decimal(data, digits, scale, what),
        StorageType::Date => date(data, what),
        StorageType::Time => time(data, what),
        StorageType::DateTime => date_time(data, what),
        StorageType::Duration => duration(data, what),
        StorageType::Uuid => uuid(data, what),
        StorageType::Json => json(data, what).map(Literal::Json),
        StorageType::Array(item) => array(data, item, what),
        StorageType::Vector(dimensions) => vector(data, dimensions, what),
        StorageType::Enum { values, .. } => enum_value(data, &values, what),
        StorageType::IpAddress => address(data, what),
        StorageType::Binary => bytes(data, what),
        StorageType::Opaque { .. } => natural_literal(data, what),
    }
}

/// The constant that a value is by itself, where no field's type is known.
pub(crate) fn natural_literal(value: &Value, what: &str) -> Result<Literal, PythonError> {
    let data = value.data();
    match &data.kind {
        ValueKind::None => Ok(Literal::Null),
        ValueKind::Boolean(truth) => Ok(Literal::Boolean(*truth)),
        ValueKind::Integer(_) => integer(data, LARGE, what),
        ValueKind::Float(_) => float(data, what),
        ValueKind::Text(_) => text(data, what),
        ValueKind::Bytes(_) => bytes(data, what),
        ValueKind::Decimal(number) => Ok(Literal::Decimal(number.clone())),
        ValueKind::Date(date) => Ok(Literal::Date(*date)),
        ValueKind::Time(time) => Ok(Literal::Time(*time)),
        ValueKind::DateTime(moment) => Ok(Literal::DateTime(*moment)),
        ValueKind::Duration(length) => Ok(Literal::Duration(*length)),
        ValueKind::Uuid(uuid) => Ok(Literal::Uuid(*uuid)),
        ValueKind::List(items) | ValueKind::Tuple(items) => {
            let items = items.iter().map(|item| natural_literal(item, what));
            items.collect::<Result<_, _>>().map(Literal::Array)
        }
        ValueKind::Dictionary(_) => json(data, what).map(Literal::Json),
        ValueKind::Set(_)
        | ValueKind::Enum(_)
        | ValueKind::EnumMember(_)
        | ValueKind::Class(_)
        | ValueKind::Function(_)
        | ValueKind::Callable(_)
        | ValueKind::Symbol(_)
        | ValueKind::Call(_) => Err(value.wrong_type(what, "a literal")),
    }
}

/// A JSON document given as its text.
pub(super) fn json_of_text(value: &Value, text: &str, what: &str) -> Result<Literal, PythonError> {
    serde_json::from_str(text)
        .map(Literal::Json)
        .map_err(|error| value.invalid(what, error))
}

fn text(value: &Value, what: &str) -> Result<Literal, PythonError> {
    Literal::text(value.text(what)?).map_err(|error| value.invalid(what, error))
}

fn sized_text(value: &Value, max_length: u32, what: &str) -> Result<Literal, PythonError> {
    let length = value.text(what)?.chars().count();
    if u32::try_from(length).is_ok_and(|length| length <= max_length) {
        text(value, what)
    } else {
        let allowed = format!("`max_length` is {max_length}");
        Err(value.out_of_range(what, format!("{length} characters long"), allowed))
    }
}

fn integer(value: &Value, range: RangeInclusive<i64>, what: &str) -> Result<Literal, PythonError> {
    let ValueKind::Integer(integer) = &value.kind else {
        return Err(value.wrong_type(what, "a whole number"));
    };
    match integer {
        Integer::Small(number) if range.contains(number) => Ok(Literal::Integer(*number)),
        Integer::Small(_) | Integer::Big(_) => {
            let allowed = format!("it must be from {} to {}", range.start(), range.end());
            Err(value.out_of_range(what, integer, allowed))
        }
    }
}

fn float(value: &Value, what: &str) -> Result<Literal, PythonError> {
    finite(value, what).map(Literal::Float)
}

fn finite(value: &Value, what: &str) -> Result<FiniteFloat, PythonError> {
    let number = match &value.data().kind {
        ValueKind::Float(number) => *number,
        ValueKind::Integer(number) => number.to_string().parse().unwrap_or(f64::INFINITY),
        ValueKind::Decimal(number) => number.as_str().parse().unwrap_or(f64::INFINITY),
        _ => return Err(value.wrong_type(what, "a number")),
    };
    FiniteFloat::try_from(number).map_err(|error| value.invalid(what, error))
}

fn decimal(value: &Value, max_digits: u32, decimal_places: u32, what: &str) -> Result<Literal, PythonError> {
    let text = match &value.kind {
        ValueKind::Decimal(number) => number.as_str().to_owned(),
        ValueKind::Integer(number) => number.to_string(),
        ValueKind::Float(number) => number.to_string(),
        ValueKind::Text(text) => text.to_string(),
        _ => return Err(value.wrong_type(what, "a decimal number")),
    };
    let number = DecimalText::parse(&text).map_err(|error| value.invalid(what, error))?;
    let (whole, fraction) = significant_digits(&number);
    let fits = |digits: usize, limit: u32| u32::try_from(digits).is_ok_and(|digits| digits <= limit);
    if fits(whole, max_digits - decimal_places.min(max_digits)) && fits(fraction, decimal_places) {
        Ok(Literal::Decimal(number))
    } else {
        let before = max_digits.saturating_sub(decimal_places);
        let allowed =
            format!("it must have at most {before} digits before the point and {decimal_places} after it");
        Err(value.out_of_range(what, number, allowed))
    }
}

/// Digits before the point and after it; zeros at the end of the fraction need no room.
fn significant_digits(number: &DecimalText) -> (usize, usize) {
    let (whole, _) = number.precision();
    let fraction = number
        .as_str()
        .split_once('.')
        .map_or("", |(_, fraction)| fraction);
    (whole, fraction.trim_end_matches('0').len())
}

fn date(value: &Value, what: &str) -> Result<Literal, PythonError> {
    let date = match &value.kind {
        ValueKind::Date(date) => Some(*date),
        ValueKind::Text(text) => text.parse::<NaiveDate>().ok(),
        _ => None,
    };
    date.map(Literal::Date)
        .ok_or_else(|| value.wrong_type(what, "a `datetime.date` or a text in ISO 8601"))
}

fn time(value: &Value, what: &str) -> Result<Literal, PythonError> {
    let time = match &value.kind {
        ValueKind::Time(time) => Some(*time),
        ValueKind::Text(text) => parse_time(text),
        _ => None,
    };
    time.map(Literal::Time)
        .ok_or_else(|| value.wrong_type(what, "a `datetime.time` or a text in ISO 8601"))
}

fn date_time(value: &Value, what: &str) -> Result<Literal, PythonError> {
    let moment = match &value.kind {
        ValueKind::DateTime(moment) => Some(*moment),
        ValueKind::Text(text) => parse_date_time(text),
        _ => None,
    };
    moment
        .map(Literal::DateTime)
        .ok_or_else(|| value.wrong_type(what, "a `datetime.datetime` or a text in ISO 8601"))
}

fn duration(value: &Value, what: &str) -> Result<Literal, PythonError> {
    match value.kind {
        ValueKind::Duration(microseconds) => Ok(Literal::Duration(microseconds)),
        _ => Err(value.wrong_type(what, "a `datetime.timedelta`")),
    }
}

fn uuid(value: &Value, what: &str) -> Result<Literal, PythonError> {
    let uuid = match &value.kind {
        ValueKind::Uuid(uuid) => Some(*uuid),
        ValueKind::Text(text) => Uuid::parse_str(text).ok(),
        _ => None,
    };
    uuid.map(Literal::Uuid)
        .ok_or_else(|| value.wrong_type(what, "a `uuid.UUID`"))
}

fn json(value: &Value, what: &str) -> Result<serde_json::Value, PythonError> {
    use serde_json::Value as Json;
    let data = value.data();
    match &data.kind {
        ValueKind::None => Ok(Json::Null),
        ValueKind::Boolean(truth) => Ok(Json::Bool(*truth)),
        ValueKind::Integer(number) => {
            let number = number.to_string().parse::<serde_json::Number>();
            number
                .map(Json::Number)
                .map_err(|error| data.invalid(what, error))
        }
        ValueKind::Float(_) => Ok(finite(data, what)?.get().into()),
        ValueKind::Text(text) => Ok(Json::String(text.to_string())),
        ValueKind::List(items) | ValueKind::Tuple(items) => items
            .iter()
            .map(|item| json(item, what))
            .collect::<Result<_, _>>()
            .map(Json::Array),
        ValueKind::Dictionary(items) => {
            let entry = |(key, value): &(Value, Value)| {
                Ok((
                    key.text(&format!("each key of {what}"))?.to_owned(),
                    json(value, what)?,
                ))
            };
            items
                .iter()
                .map(entry)
                .collect::<Result<_, _>>()
                .map(Json::Object)
        }
        _ => Err(value.wrong_type(what, "a value that JSON knows")),
    }
}

fn array(value: &Value, item: ArrayItem, what: &str) -> Result<Literal, PythonError> {
    let item_type = match item {
        ArrayItem::Text => FieldType::Text,
        ArrayItem::Integer => FieldType::Integer,
        ArrayItem::Float => FieldType::Float,
        ArrayItem::Boolean => FieldType::Boolean,
        ArrayItem::Uuid => FieldType::Uuid,
    };
    let what_item = format!("each item of {what}");
    let items = value
        .items(what)?
        .iter()
        .map(|value| typed_literal(value, &item_type, &what_item));
    items.collect::<Result<_, _>>().map(Literal::Array)
}

fn vector(value: &Value, dimensions: Option<u32>, what: &str) -> Result<Literal, PythonError> {
    let items = value.items(what)?;
    if let Some(dimensions) = dimensions.filter(|count| usize::try_from(*count) != Ok(items.len())) {
        let allowed = format!("`dimensions` is {dimensions}");
        return Err(value.out_of_range(what, format!("a list of {}", items.len()), allowed));
    }
    items
        .iter()
        .map(|item| float(item, what))
        .collect::<Result<_, _>>()
        .map(Literal::Array)
}

fn enum_value(value: &Value, values: &[String], what: &str) -> Result<Literal, PythonError> {
    let written = value.text(what)?;
    if values.is_empty() || values.iter().any(|known| known == written) {
        text(value, what)
    } else {
        let allowed = format!("it must be one of {}", values.join(", "));
        Err(value.out_of_range(what, format!("{written:?}"), allowed))
    }
}

fn address(value: &Value, what: &str) -> Result<Literal, PythonError> {
    match value.text(what)?.parse::<IpAddr>() {
        Ok(_) => text(value, what),
        Err(error) => Err(value.invalid(what, error)),
    }
}

fn bytes(value: &Value, what: &str) -> Result<Literal, PythonError> {
    match &value.kind {
        ValueKind::Bytes(bytes) => Ok(Literal::Bytes(bytes.clone())),
        _ => Err(value.wrong_type(what, "bytes")),
    }
}
