//! Plain rows for a table: every value another one, keys that refer to the rows of the same number.

use aksara_schema::{DecimalText, Field, FieldName, FiniteFloat, Literal, Schema, StorageType, Table};
use chrono::{DateTime, NaiveDate, NaiveTime};
use uuid::Uuid;

/// How many rows a table gets.
const ROWS: u64 = 3;

/// A row: values by field.
pub(crate) type PlainRow = Vec<(FieldName, Literal)>;

/// The rows of a table. Numbers of rows are the same in every table, so that foreign keys meet.
pub(crate) fn plain_rows(table: &Table, schema: &Schema, seed: u64) -> Vec<PlainRow> {
    let row = |number| plain_row(table, schema, seed, number);
    (1..=ROWS).map(row).collect()
}

fn plain_row(table: &Table, schema: &Schema, seed: u64, number: u64) -> PlainRow {
    let keys = table.foreign_keys();
    let refers = |field: &Field| keys.iter().any(|(_, key)| key.fields.contains(&field.name));
    let given = table.fields.values().filter(|field| field.generated.is_none());
    given
        .filter_map(|field| {
            // The last row holds NULL wherever it may.
            let is_null = field.nullable && !field.primary_key && number == ROWS;
            let is_free = field.unique.is_some() || field.primary_key || refers(field);
            let salt = if is_free { 0 } else { seed % 5 };
            let value = if is_null {
                Some(Literal::Null)
            } else {
                value(&storage(table, field, schema), number + salt)
            };
            Some((field.name.clone(), value?))
        })
        .collect()
}

/// A foreign key's own type is that of what it refers to.
fn storage(table: &Table, field: &Field, schema: &Schema) -> StorageType {
    let target = || {
        let reference = field.reference.as_ref()?;
        let target = schema.table(&reference.table)?;
        let name = reference
            .field
            .as_ref()
            .or_else(|| target.primary_key().first().copied())?;
        let target_field = target
            .fields
            .get(name)
            .filter(|found| target.name != table.name || found.name != field.name)?;
        Some(target_field.field_type.storage())
    };
    target().unwrap_or_else(|| field.field_type.storage())
}

/// The value of this number; `None` for types whose values are not known.
fn value(storage: &StorageType, number: u64) -> Option<Literal> {
    let signed = i64::try_from(number).ok()?;
    match storage {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            Some(Literal::Integer(signed))
        }
        StorageType::Boolean => Some(Literal::Boolean(number.is_multiple_of(2))),
        StorageType::Float => FiniteFloat::try_from(signed as f64 + 0.5)
            .ok()
            .map(Literal::Float),
        StorageType::Decimal { digits, scale } => decimal(number, *digits, *scale),
        StorageType::Varchar(length) => Some(Literal::String(text(number, *length))),
        StorageType::Text => Some(Literal::String(text(number, u32::MAX))),
        StorageType::Binary => Some(Literal::Bytes(number.to_be_bytes().to_vec())),
        StorageType::Date => {
            NaiveDate::from_num_days_from_ce_opt(738_000 + i32::try_from(number).ok()?).map(Literal::Date)
        }
        StorageType::Time => {
            NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(number).ok()?, 0).map(Literal::Time)
        }
        StorageType::DateTime => DateTime::from_timestamp(1_700_000_000 + signed, 0).map(Literal::DateTime),
        StorageType::Duration => Some(Literal::Duration(signed * 1_000_000)),
        StorageType::Uuid => Some(Literal::Uuid(Uuid::from_u128(u128::from(number)))),
        StorageType::Json => Some(Literal::Json(serde_json::json!({ "number": number }))),
        StorageType::Array(item) => Some(Literal::Array(vec![value(&item.storage(), number)?])),
        StorageType::Vector(_) | StorageType::Opaque { .. } => None,
        StorageType::IpAddress => Some(Literal::String(format!("10.0.0.{}", number % 250))),
        StorageType::Enum { values, .. } => {
            let position = usize::try_from(number).ok()?.checked_rem(values.len());
            let chosen = position.and_then(|position| values.get(position)).cloned();
            Some(Literal::String(chosen.unwrap_or_else(|| text(number, u32::MAX))))
        }
    }
}

/// Digits on both sides of the point, as far as there is room.
fn decimal(number: u64, digits: u32, scale: u32) -> Option<Literal> {
    let text = match (digits > scale, scale) {
        (true, 0) => number.to_string(),
        (true, _) => format!("{number}.5"),
        (false, _) => format!("0.{number}"),
    };
    DecimalText::parse(&text).ok().map(Literal::Decimal)
}

/// A text that fits.
fn text(number: u64, length: u32) -> String {
    let long = format!("sample {number}");
    match usize::try_from(length) {
        Ok(length) if long.len() > length => number.to_string().chars().take(length).collect(),
        _ => long,
    }
}
