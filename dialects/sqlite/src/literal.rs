//! Constants: how each value is written, in expressions and for a field of a type.
//!
//! Times are UTC in the form that SQLite's own date functions read and write, always with six digits of a second,
//! so that texts compare as the moments do.

use aksara_dialect::quote_text;
use aksara_schema::{DecimalText, Literal, StorageType};
use sea_query::SqliteQueryBuilder;
use serde_json::{Value, json};

/// How a date is kept, as strftime writes it and as chrono does.
pub(crate) const DATE_FORMAT: &str = "%Y-%m-%d";

/// A constant within an expression, where decimals are numbers.
pub(crate) fn spell_literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(true) => "TRUE".to_owned(),
        Literal::Boolean(false) => "FALSE".to_owned(),
        Literal::Integer(number) | Literal::Duration(number) => number.to_string(),
        // Debug keeps the point of a whole double, without which it would be an integer.
        Literal::Float(number) => format!("{:?}", number.get()),
        Literal::Decimal(number) => number.to_string(),
        Literal::String(text) => quote(text),
        Literal::Bytes(bytes) => blob(bytes),
        Literal::Date(date) => quote(&date.format(DATE_FORMAT).to_string()),
        Literal::Time(time) => quote(&time.format("%H:%M:%S%.6f").to_string()),
        Literal::DateTime(moment) => quote(&moment.format("%Y-%m-%d %H:%M:%S%.6f").to_string()),
        Literal::Uuid(uuid) => quote(&uuid.to_string()),
        Literal::Json(value) => quote(&json_text(value)),
        Literal::Array(items) => quote(&json_text(&items.iter().map(json_item).collect())),
    }
}

/// A constant as a field of this type keeps it.
pub(crate) fn spell_value(literal: &Literal, storage: &StorageType) -> String {
    if let StorageType::Decimal { scale, .. } = storage
        && let Some(number) = decimal_text(literal)
    {
        return quote(&with_scale(&number, *scale));
    }
    // As the column keeps it.
    if let (StorageType::Float, Literal::Integer(number)) = (storage, literal) {
        return format!("{number}.0");
    }
    spell_literal(literal)
}

/// A text literal.
pub(crate) fn quote(text: &str) -> String {
    quote_text(&SqliteQueryBuilder, text)
}

fn blob(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{digits}'")
}

/// The digits of a number, where the literal is one.
fn decimal_text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Integer(number) => Some(number.to_string()),
        Literal::Float(number) => DecimalText::parse(&number.get().to_string())
            .ok()
            .map(String::from),
        Literal::Decimal(number) => Some(number.to_string()),
        Literal::Null
        | Literal::Boolean(_)
        | Literal::String(_)
        | Literal::Bytes(_)
        | Literal::Date(_)
        | Literal::Time(_)
        | Literal::DateTime(_)
        | Literal::Duration(_)
        | Literal::Uuid(_)
        | Literal::Json(_)
        | Literal::Array(_) => None,
    }
}

/// Zeros up to the field's digits after the point, as databases with a decimal type write them.
fn with_scale(number: &str, scale: u32) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    match scale {
        0 if fraction.is_empty() => whole.to_owned(),
        _ => format!("{whole}.{fraction:0<width$}", width = scale as usize),
    }
}

/// JSON with a space after each colon and comma, as Python, PostgreSQL and MySQL write it.
fn json_text(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(json_text).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| format!("{}: {}", json!(key), json_text(value));
            format!(
                "{{{}}}",
                members.iter().map(member).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn json_item(item: &Literal) -> Value {
    match item {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => (*value).into(),
        Literal::Integer(number) | Literal::Duration(number) => (*number).into(),
        Literal::Float(number) => number.get().into(),
        Literal::Decimal(number) => number.to_string().into(),
        Literal::String(text) => text.as_str().into(),
        Literal::Uuid(uuid) => uuid.to_string().into(),
        Literal::Json(value) => value.clone(),
        Literal::Array(items) => items.iter().map(json_item).collect(),
        Literal::Bytes(_) | Literal::Date(_) | Literal::Time(_) | Literal::DateTime(_) => {
            spell_literal(item).trim_matches('\'').into()
        }
    }
}
