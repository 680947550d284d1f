//! Values on the pipe. Values that `marshal` does not know go as `(..., kind, payload)`, both ways.

use aksara_driver::{Row, Value};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use uuid::Uuid;

use crate::PythonRunError;
use crate::marshal::{Item, Writer};

/// The values of one statement.
pub(crate) fn read_values(items: Vec<Item>) -> Result<Vec<Value>, PythonRunError> {
    items.into_iter().map(read_value).collect()
}

fn read_value(item: Item) -> Result<Value, PythonRunError> {
    Ok(match item {
        Item::None => Value::Null,
        Item::Boolean(truth) => Value::Boolean(truth),
        Item::Integer(number) => Value::Integer(number),
        Item::BigInteger(digits) => Value::BigInteger(digits),
        Item::Float(number) => Value::Float(number),
        Item::Text(text) => Value::Text(text),
        Item::Bytes(bytes) => Value::Bytes(bytes),
        Item::Ellipsis => return Err(unknown()),
        Item::Sequence(parts) => match <[Item; 3]>::try_from(parts) {
            Ok([Item::Ellipsis, Item::Text(kind), payload]) => read_special(&kind, payload)?,
            Ok(_) | Err(_) => return Err(unknown()),
        },
    })
}

fn read_special(kind: &str, payload: Item) -> Result<Value, PythonRunError> {
    let value = match (kind, payload) {
        ("decimal", Item::Text(text)) => Some(Value::Decimal(text)),
        ("json", Item::Text(text)) => Some(Value::Json(text)),
        ("date", Item::Text(text)) => NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(Value::Date),
        ("time", Item::Text(text)) => NaiveTime::parse_from_str(&text, "%H:%M:%S%.f")
            .ok()
            .map(Value::Time),
        ("moment", Item::Text(text)) => NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f")
            .ok()
            .map(|moment| Value::DateTime(moment.and_utc())),
        ("duration", Item::Integer(microseconds)) => Some(Value::Duration(microseconds)),
        ("uuid", Item::Bytes(bytes)) => Uuid::from_slice(&bytes).ok().map(Value::Uuid),
        ("array", Item::Sequence(items)) => Some(Value::Array(read_values(items)?)),
        _ => None,
    };
    value.ok_or_else(unknown)
}

fn unknown() -> PythonRunError {
    PythonRunError::Message {
        reason: "a value that no database has",
    }
}

/// Rows as an answer has them: the columns' names, which of them hold special values, the rows.
pub(crate) fn write_rows(writer: &mut Writer, rows: &[Row]) {
    let names: &[String] = rows.first().map_or(&[], |row| &row.columns);
    writer.tuple(names.len());
    for name in names {
        writer.text(name);
    }
    let is_special = |position: &usize| {
        rows.iter()
            .any(|row| row.values.get(*position).is_some_and(is_special))
    };
    let special: Vec<usize> = (0..names.len()).filter(is_special).collect();
    writer.tuple(special.len());
    for position in special {
        writer.integer(position as i64);
    }
    writer.list(rows.len());
    for row in rows {
        writer.list(row.values.len());
        for value in &row.values {
            write_value(writer, value);
        }
    }
}

fn is_special(value: &Value) -> bool {
    match value {
        Value::Null
        | Value::Boolean(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Bytes(_) => false,
        Value::BigInteger(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Duration(_)
        | Value::Uuid(_)
        | Value::Json(_)
        | Value::Array(_) => true,
    }
}

fn write_value(writer: &mut Writer, value: &Value) {
    match value {
        Value::Null => writer.none(),
        Value::Boolean(truth) => writer.boolean(*truth),
        Value::Integer(number) => writer.integer(*number),
        Value::Float(number) => writer.float(*number),
        Value::Text(text) => writer.text(text),
        Value::Bytes(bytes) => writer.bytes(bytes),
        Value::BigInteger(digits) => special(writer, "integer").text(digits),
        Value::Decimal(digits) => special(writer, "decimal").text(digits),
        Value::Date(_) => special(writer, "date").text(&value.plain_text()),
        Value::Time(_) => special(writer, "time").text(&value.plain_text()),
        Value::DateTime(_) => special(writer, "moment").text(&value.plain_text()),
        Value::Duration(microseconds) => special(writer, "duration").integer(*microseconds),
        Value::Uuid(uuid) => special(writer, "uuid").bytes(uuid.as_bytes()),
        Value::Json(document) => special(writer, "json").text(document),
        Value::Array(items) => {
            special(writer, "array").list(items.len());
            for item in items {
                write_value(writer, item);
            }
            writer
        }
    };
}

fn special<'a>(writer: &'a mut Writer, kind: &str) -> &'a mut Writer {
    writer.tuple(3).ellipsis().text(kind)
}
