//! Lists as defaults, which SQLite keeps as JSON.

use aksara_schema::{ArrayItem, Literal};
use serde_json::Value;
use uuid::Uuid;

use super::default::float_of;

/// A list of items of one type; `None` where an item is of another.
pub(super) fn array_of(text: &str, item: ArrayItem) -> Option<Literal> {
    let values: Vec<Value> = serde_json::from_str(text).ok()?;
    let items = values.into_iter().map(|value| item_of(value, item));
    items.collect::<Option<_>>().map(Literal::Array)
}

fn item_of(value: Value, item: ArrayItem) -> Option<Literal> {
    match (item, value) {
        (_, Value::Null) => Some(Literal::Null),
        (ArrayItem::Text, Value::String(text)) => Literal::text(text).ok(),
        (ArrayItem::Integer, Value::Number(number)) => number.as_i64().map(Literal::Integer),
        (ArrayItem::Float, Value::Number(number)) => float_of(number.as_f64()?),
        (ArrayItem::Boolean, Value::Bool(truth)) => Some(Literal::Boolean(truth)),
        (ArrayItem::Uuid, Value::String(text)) => Uuid::parse_str(&text).ok().map(Literal::Uuid),
        (
            ArrayItem::Text | ArrayItem::Integer | ArrayItem::Float | ArrayItem::Boolean | ArrayItem::Uuid,
            _,
        ) => None,
    }
}
