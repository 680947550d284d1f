//! How constants are spelled: texts through sea-query's quoting, everything else from characters that need none.

use aksara_dialect::quote_text;
use aksara_schema::{ArrayItem, Literal, StorageType};
use sea_query::PostgresQueryBuilder;

use crate::types::{item_type, told_storage};

/// A text, quoted.
pub(crate) fn quoted(text: &str) -> String {
    quote_text(&PostgresQueryBuilder, text)
}

/// A constant where no type is known.
pub(crate) fn spell_literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(true) => "TRUE".to_owned(),
        Literal::Boolean(false) => "FALSE".to_owned(),
        Literal::Integer(number) => number.to_string(),
        Literal::Float(number) => format!("{:?}", number.get()),
        Literal::Decimal(number) => number.to_string(),
        Literal::String(text) => quoted(text),
        Literal::Bytes(bytes) => format!("'\\x{}'::bytea", hexadecimal(bytes)),
        Literal::Date(date) => format!("'{date}'::date"),
        Literal::Time(time) => format!("'{time}'::time"),
        Literal::DateTime(moment) => format!("'{}+00'::timestamptz", moment.format("%Y-%m-%d %H:%M:%S%.f")),
        Literal::Duration(microseconds) => format!("'{microseconds} microseconds'::interval"),
        Literal::Uuid(uuid) => format!("'{uuid}'::uuid"),
        Literal::Json(document) => format!("{}::jsonb", quoted(&document.to_string())),
        Literal::Array(items) => array(items, ArrayItem::Text),
    }
}

/// A constant of a field of this type: what the same value is there.
pub(crate) fn spell_typed(literal: &Literal, storage: &StorageType) -> String {
    match (&told_storage(storage), literal) {
        (_, Literal::Null) => "NULL".to_owned(),
        (StorageType::Json, _) => spell_literal(&Literal::Json(document(literal))),
        (StorageType::Array(item), Literal::Array(items)) => array(items, *item),
        (StorageType::Vector(_), Literal::Array(items)) => {
            let items: Vec<String> = items.iter().map(spell_literal).collect();
            format!("'[{}]'", items.join(","))
        }
        (StorageType::Opaque { spelling, .. }, Literal::Array(items)) => {
            let items: Vec<String> = items.iter().map(spell_literal).collect();
            format!("ARRAY[{}]::{spelling}", items.join(", "))
        }
        (StorageType::Opaque { spelling, .. }, _) => {
            own_text(literal, spelling).map_or_else(|| spell_literal(literal), |text| quoted(&text))
        }
        _ => spell_literal(literal),
    }
}

/// The text that PostgreSQL reads a constant of a type of its own from; `None` where it needs none. A cast would make
/// it a value of another type first.
pub(crate) fn own_text(literal: &Literal, spelling: &str) -> Option<String> {
    let offset = if spelling.ends_with("without time zone") {
        ""
    } else {
        "+00"
    };
    Some(match literal {
        Literal::Bytes(bytes) => format!("\\x{}", hexadecimal(bytes)),
        Literal::Date(date) => date.to_string(),
        Literal::Time(time) => time.to_string(),
        Literal::DateTime(moment) => format!("{}{offset}", moment.format("%Y-%m-%d %H:%M:%S%.f")),
        Literal::Duration(microseconds) => format!("{microseconds} microseconds"),
        Literal::Uuid(uuid) => uuid.to_string(),
        Literal::Json(document) => document.to_string(),
        Literal::Null
        | Literal::Boolean(_)
        | Literal::Integer(_)
        | Literal::Float(_)
        | Literal::Decimal(_)
        | Literal::String(_)
        | Literal::Array(_) => return None,
    })
}

/// The JSON document that a constant is.
pub(crate) fn document(literal: &Literal) -> serde_json::Value {
    match literal {
        Literal::Null => serde_json::Value::Null,
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Integer(number) => (*number).into(),
        Literal::Float(number) => number.get().into(),
        Literal::Decimal(number) => {
            serde_json::from_str(number.as_str()).unwrap_or_else(|_| number.as_str().into())
        }
        Literal::String(text) => text.as_str().into(),
        Literal::Json(document) => document.clone(),
        Literal::Array(items) => items.iter().map(document).collect(),
        Literal::Bytes(bytes) => hexadecimal(bytes).into(),
        Literal::Date(date) => date.to_string().into(),
        Literal::Time(time) => time.to_string().into(),
        Literal::DateTime(moment) => moment.to_rfc3339().into(),
        Literal::Duration(microseconds) => (*microseconds).into(),
        Literal::Uuid(uuid) => uuid.to_string().into(),
    }
}

fn array(items: &[Literal], item: ArrayItem) -> String {
    let items: Vec<String> = items.iter().map(spell_literal).collect();
    format!("ARRAY[{}]::{}[]", items.join(", "), item_type(item))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
