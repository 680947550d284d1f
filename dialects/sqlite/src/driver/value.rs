//! Values between the driver's words and SQLite's five storage classes.

use aksara_driver::Value;
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};

/// A parameter. SQLite has no booleans: they are 0 and 1. What it has no type for is text, as our columns keep it.
pub(super) fn parameter(value: &Value) -> rusqlite::Result<ToSqlOutput<'_>> {
    Ok(match value {
        Value::Null => ToSqlOutput::Owned(Owned::Null),
        Value::Boolean(boolean) => ToSqlOutput::Owned(Owned::Integer(i64::from(*boolean))),
        Value::Integer(number) | Value::Duration(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
        // NaN would become NULL (<https://sqlite.org/c3ref/bind_blob.html>).
        Value::Float(number) if number.is_nan() => return Err(refused("SQLite has no NaN".to_owned())),
        Value::Float(number) => ToSqlOutput::Owned(Owned::Real(*number)),
        Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        Value::BigInteger(digits) => {
            return Err(refused(format!(
                "{digits} does not fit into SQLite's 64-bit integers; give a decimal or a text"
            )));
        }
        Value::Array(_) | Value::Json(_) => ToSqlOutput::Owned(Owned::Text(value.json_text())),
        // It would be a text, which no column of decimals reads back as a number.
        Value::Decimal(digits) if !is_finite(digits) => {
            return Err(refused(format!("SQLite has no decimal {digits}")));
        }
        Value::Decimal(_) | Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Uuid(_) => {
            ToSqlOutput::Owned(Owned::Text(value.plain_text()))
        }
    })
}

/// Whether a decimal is a number with digits, and neither `NaN` nor `Infinity`.
fn is_finite(digits: &str) -> bool {
    digits.contains(|character: char| character.is_ascii_digit()) && !digits.contains(['n', 'N'])
}

fn refused(message: String) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(message.into())
}

/// A value of a row. A text that is not UTF-8 comes as its bytes.
pub(super) fn value(stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Bytes(bytes.to_vec()),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}
