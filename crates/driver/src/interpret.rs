//! The meaning of a database's own value in a column of a logical type.
//!
//! Databases without a type of their own keep its values as texts and numbers (SQLite's `datetime_text`, MySQL's
//! `tinyint(1)`). This reads them back. A value that is not what the type promises stays as it is: SQLite keeps
//! anything anywhere, and a reader must be able to see it.

use std::ops::RangeInclusive;

use aksara_schema::StorageType;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::Value as Document;
use uuid::Uuid;

use crate::Value;

/// The years that have four digits and are of our era.
pub const COMMON_YEARS: RangeInclusive<i32> = 1..=9999;

/// The forms of a date-time without zone, which then is in UTC.
const DATE_TIMES: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];

impl Value {
    /// The value as a column of this type means it.
    #[must_use]
    pub fn interpreted(self, storage: &StorageType) -> Self {
        let meant = match storage {
            StorageType::Boolean => boolean(&self),
            StorageType::Decimal { .. } => decimal(&self),
            StorageType::Date => date(&self),
            StorageType::Time => time(&self),
            StorageType::DateTime => date_time(&self),
            StorageType::Duration => duration(&self),
            StorageType::Uuid => uuid(&self),
            StorageType::Json => json(&self),
            StorageType::Array(item) => array(&self, &item.storage()),
            StorageType::Vector(_) => array(&self, &StorageType::Float),
            StorageType::Float => float(&self),
            _ => None,
        };
        meant.unwrap_or(self)
    }
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(number @ (0 | 1)) => Some(Value::Boolean(*number == 1)),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Value> {
    let is_part = |character: char| character.is_ascii_digit() || "+-.eE".contains(character);
    match value {
        Value::Text(text) if !text.is_empty() && text.chars().all(is_part) => {
            Some(Value::Decimal(text.clone()))
        }
        Value::Integer(number) => Some(Value::Decimal(number.to_string())),
        Value::BigInteger(digits) => Some(Value::Decimal(digits.clone())),
        Value::Float(number) => Some(Value::Decimal(number.to_string())),
        _ => None,
    }
}

fn float(value: &Value) -> Option<Value> {
    match value {
        // Every whole number of an array's JSON; a column keeps its doubles itself.
        Value::Integer(number) => Some(Value::Float(*number as f64)),
        _ => None,
    }
}

fn date(value: &Value) -> Option<Value> {
    NaiveDate::parse_from_str(text(value)?, "%Y-%m-%d")
        .ok()
        .filter(has_common_year)
        .map(Value::Date)
}

/// Whether a date is one of those that databases and programs write alike: of the years 1 to 9999.
fn has_common_year(date: &NaiveDate) -> bool {
    COMMON_YEARS.contains(&date.year())
}

fn time(value: &Value) -> Option<Value> {
    NaiveTime::parse_from_str(text(value)?, "%H:%M:%S%.f")
        .ok()
        .map(Value::Time)
}

fn date_time(value: &Value) -> Option<Value> {
    let text = text(value)?;
    let zoned = || DateTime::parse_from_rfc3339(text).map(|moment| moment.with_timezone(&Utc));
    let local = |format: &str| NaiveDateTime::parse_from_str(text, format).map(|moment| moment.and_utc());
    let moment = DATE_TIMES.iter().find_map(|format| local(format).ok());
    moment
        .or_else(|| zoned().ok())
        .filter(|moment| has_common_year(&moment.date_naive()))
        .map(Value::DateTime)
}

fn duration(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(microseconds) => Some(Value::Duration(*microseconds)),
        _ => None,
    }
}

fn uuid(value: &Value) -> Option<Value> {
    Uuid::try_parse(text(value)?).ok().map(Value::Uuid)
}

fn json(value: &Value) -> Option<Value> {
    text(value).map(|text| Value::Json(text.to_owned()))
}

fn array(value: &Value, item: &StorageType) -> Option<Value> {
    let (Value::Text(text) | Value::Json(text)) = value else {
        return None;
    };
    let items: Vec<Document> = serde_json::from_str(text).ok()?;
    let items = items
        .into_iter()
        .map(|document| member(document).interpreted(item));
    Some(Value::Array(items.collect()))
}

fn member(document: Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(truth) => Value::Boolean(truth),
        Document::String(text) => Value::Text(text),
        Document::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Value::Integer(number),
            (None, Some(number)) => Value::Float(number),
            (None, None) => Value::Text(number.to_string()),
        },
        Document::Array(_) | Document::Object(_) => Value::Json(document.to_string()),
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_schema::ArrayItem;
    use pretty_assertions::assert_eq;

    fn check(value: Value, storage: &StorageType, expected: Value) {
        assert_eq!(value.interpreted(storage), expected);
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn texts_and_numbers_become_what_their_column_means() {
        let decimal = StorageType::Decimal { digits: 10, scale: 2 };
        check(Value::Integer(1), &StorageType::Boolean, Value::Boolean(true));
        check(text("1.50"), &decimal, Value::Decimal("1.50".to_owned()));
        check(Value::Integer(7), &StorageType::Duration, Value::Duration(7));
        let expected = DateTime::from_timestamp_micros(1_000_001).unwrap();
        for written in [
            "1970-01-01 00:00:01.000001",
            "1970-01-01T01:00:01.000001+01:00",
            "1970-01-01T00:00:01.000001Z",
        ] {
            check(text(written), &StorageType::DateTime, Value::DateTime(expected));
        }
        check(
            text("[1, null]"),
            &StorageType::Vector(None),
            Value::Array(vec![Value::Float(1.0), Value::Null]),
        );
    }

    #[test]
    fn what_a_column_does_not_promise_stays_as_it_is() {
        check(Value::Integer(2), &StorageType::Boolean, Value::Integer(2));
        for date in ["soon", "-0044-03-15", "0000-01-01", "+10000-01-01"] {
            check(text(date), &StorageType::Date, text(date));
        }
        check(
            text("-0044-03-15 12:00:00"),
            &StorageType::DateTime,
            text("-0044-03-15 12:00:00"),
        );
        check(Value::Null, &StorageType::Uuid, Value::Null);
        check(text("{"), &StorageType::Array(ArrayItem::Text), text("{"));
    }
}
