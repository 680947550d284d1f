//! How constants are spelled: texts through sea-query's quoting, everything else from characters that need none.

use aksara_dialect::quote_text;
use aksara_schema::{ArrayItem, Literal, StorageType};
use sea_query::PostgresQueryBuilder;

use crate::types::{catalog_type, item_type};

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
    match (&catalog_type(storage), literal) {
        (_, Literal::Null) => "NULL".to_owned(),
        // A text of a type in PostgreSQL's own words is what the server reads.
        (_, Literal::String(_)) if matches!(storage, StorageType::Opaque { .. }) => spell_literal(literal),
        (StorageType::Json, _) => spell_literal(&Literal::Json(document(literal))),
        (StorageType::Array(item), Literal::Array(items)) => array(items, *item),
        (StorageType::Vector(_), Literal::Array(items)) => {
            let items: Vec<String> = items.iter().map(spell_literal).collect();
            format!("'[{}]'", items.join(","))
        }
        (StorageType::Opaque { spelling, .. }, _) => spell_own(literal, spelling),
        _ => spell_literal(literal),
    }
}

fn spell_own(literal: &Literal, spelling: &str) -> String {
    match (literal, spelling.strip_suffix("[]")) {
        (Literal::Array(items), Some(item)) => {
            let items: Vec<String> = items.iter().map(|literal| spell_own(literal, item)).collect();
            format!("ARRAY[{}]::{spelling}", items.join(", "))
        }
        _ => own_text(literal, spelling).map_or_else(|| spell_literal(literal), |text| quoted(&text)),
    }
}

/// The text that PostgreSQL reads a constant of a type of its own from; `None` where it needs none. A cast would make
/// it a value of another type first.
fn own_text(literal: &Literal, spelling: &str) -> Option<String> {
    let offset = if spelling.ends_with("without time zone") {
        ""
    } else {
        "+00"
    };
    Some(match literal {
        Literal::Bytes(bytes) => format!("\\x{}", hexadecimal(bytes)),
        Literal::Date(date) => date.to_string(),
        Literal::Time(time) => trimmed(&time.format("%H:%M:%S%.6f").to_string()).to_owned(),
        Literal::DateTime(moment) => {
            let text = moment.format("%Y-%m-%d %H:%M:%S%.6f").to_string();
            format!("{}{offset}", trimmed(&text))
        }
        Literal::Duration(microseconds) => interval(*microseconds),
        Literal::Uuid(uuid) => uuid.to_string(),
        Literal::Json(document) => document.to_string(),
        Literal::Array(_) => document(literal).to_string(),
        Literal::Null
        | Literal::Boolean(_)
        | Literal::Integer(_)
        | Literal::Float(_)
        | Literal::Decimal(_)
        | Literal::String(_) => return None,
    })
}

/// A moment without zeros at its end, as PostgreSQL reports it.
fn trimmed(moment: &str) -> &str {
    moment.trim_end_matches('0').trim_end_matches('.')
}

/// Hours, minutes and seconds: microseconds never become days.
fn interval(microseconds: i64) -> String {
    let sign = if microseconds < 0 { "-" } else { "" };
    let (seconds, fraction) = (
        microseconds.unsigned_abs() / 1_000_000,
        microseconds.unsigned_abs() % 1_000_000,
    );
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let text = format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{fraction:06}");
    trimmed(&text).to_owned()
}

/// The JSON document that a constant is.
fn document(literal: &Literal) -> serde_json::Value {
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
