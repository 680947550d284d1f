//! Values between the driver's words and SQLite's five storage classes.

use aksara_driver::Value;
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};

/// A parameter. SQLite has no booleans: they are 0 and 1.
pub(super) fn parameter(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Null => ToSqlOutput::Owned(Owned::Null),
        Value::Boolean(boolean) => ToSqlOutput::Owned(Owned::Integer(i64::from(*boolean))),
        Value::Integer(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
        Value::Float(number) => ToSqlOutput::Owned(Owned::Real(*number)),
        Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
    }
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
