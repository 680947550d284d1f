//! Values that PostgreSQL refuses to convert when a field gets another type, and values of which it keeps a part.
//!
//! Since version 16 the server itself says whether a text is a value of a type. Before that, it is read as the
//! server reads it, as far as a query can.

use aksara_dialect::{Retyping, fits_decimal, quote_identifier, quote_text};
use aksara_schema::{Field, StorageType};
use sea_query::PostgresQueryBuilder;

use crate::flavour::Server;
use crate::types::spell_type;
use crate::unreadable_text;

/// The condition for values that the server refuses.
pub(crate) fn refused_values(field: &Retyping<'_>, server: Server) -> Option<String> {
    let (from, to) = (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    );
    let value = name_of(field.before);
    if let StorageType::Varchar(length) = to {
        return too_long(&value, &from, length);
    }
    if is_text(&from) {
        return if server.version >= server.flavour.since.valid_input {
            invalid_input(&value, &to)
        } else {
            let number = format!("{value}::numeric");
            let range = out_of_range(&number, &number, &StorageType::Text, field.after);
            unreadable_text::unreadable(&value, &to, range.as_deref())
        };
    }
    match from {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            out_of_range(&value, &value, &from, field.after)
        }
        StorageType::Float | StorageType::Decimal { .. } => {
            out_of_range(&value, &format!("round({value})"), &from, field.after)
        }
        StorageType::Json => other_json(&value, &to),
        _ => None,
    }
}

/// Documents of another kind; a newer server takes null.
fn other_json(value: &str, to: &StorageType) -> Option<String> {
    let is_number = to.is_integer() || matches!(to, StorageType::Float | StorageType::Decimal { .. });
    let wanted = match (is_number, to) {
        (true, _) => "number",
        (false, StorageType::Boolean) => "boolean",
        (false, _) => return None,
    };
    Some(format!("jsonb_typeof({value}) NOT IN ('{wanted}', 'null')"))
}

/// The condition for values that lose something.
pub(crate) fn lost_values(field: &Retyping<'_>) -> Option<String> {
    use StorageType::{BigInteger, Boolean, Date, DateTime, Decimal, Float, Integer, SmallInteger, Varchar};
    let value = name_of(field.before);
    match (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    ) {
        (Decimal { .. }, Decimal { scale, .. }) => Some(format!("{value} <> round({value}, {scale})")),
        (Float, Decimal { scale, .. }) => Some(format!(
            "{value} <> round({value}::numeric, {scale})::double precision"
        )),
        (Decimal { .. } | Float, SmallInteger | Integer | BigInteger) => {
            Some(format!("{value} <> round({value})"))
        }
        (Decimal { .. } | BigInteger, Float) => {
            Some(format!("{value} <> {value}::double precision::numeric"))
        }
        (SmallInteger | Integer | BigInteger | Float | Decimal { .. }, Boolean) => {
            Some(format!("{value} NOT IN (0, 1)"))
        }
        (DateTime, Date) => Some(format!("{value} <> date_trunc('day', {value})")),
        (from, Varchar(length)) if is_text(&from) => Some(format!("char_length({value}) > {length}")),
        _ => None,
    }
}

/// Only spaces at the end are cut off.
fn too_long(value: &str, from: &StorageType, length: u32) -> Option<String> {
    let text = match from {
        StorageType::Varchar(before) if *before <= length => return None,
        from if is_text(from) => format!("rtrim({value}, ' ')"),
        StorageType::DateTime => format!("({value} AT TIME ZONE 'UTC')::text"),
        StorageType::Binary | StorageType::Vector(_) | StorageType::Opaque { .. } => return None,
        _ => format!("{value}::text"),
    };
    Some(format!("char_length({text}) > {length}"))
}

/// Enums are asked by their values. Any other type without a reading takes every text.
fn invalid_input(value: &str, to: &StorageType) -> Option<String> {
    if !is_read(to) {
        return None;
    }
    let target = quote_text(&PostgresQueryBuilder, &spell_type(to, "the rows").ok()?);
    Some(format!("NOT pg_input_is_valid({value}, {target})"))
}

/// Whether not every text is one of the type; its own names say which values an enum has.
fn is_read(to: &StorageType) -> bool {
    unreadable_text::unreadable("", to, None).is_some()
}

/// Numbers that the new type has no place for: `whole` is the number without its fraction.
fn out_of_range(value: &str, whole: &str, from: &StorageType, after: &Field) -> Option<String> {
    let lowest = |lowest: i64| {
        if after.field_type.is_positive() && !from.is_integer() {
            0
        } else {
            lowest
        }
    };
    let (least, greatest) = match after.field_type.storage() {
        StorageType::SmallInteger if !matches!(from, StorageType::SmallInteger) => {
            (lowest(i16::MIN.into()), i16::MAX.into())
        }
        StorageType::Integer if !matches!(from, StorageType::SmallInteger | StorageType::Integer) => {
            (lowest(i32::MIN.into()), i32::MAX.into())
        }
        StorageType::BigInteger if !from.is_integer() => (lowest(i64::MIN), i64::MAX),
        StorageType::Decimal { digits, scale } => {
            return too_many_digits(value, from, digits, scale);
        }
        _ => return None,
    };
    Some(format!("{whole} NOT BETWEEN {least} AND {greatest}"))
}

/// A decimal has a place for NaN.
fn too_many_digits(value: &str, from: &StorageType, digits: u32, scale: u32) -> Option<String> {
    let whole = digits.checked_sub(scale)?;
    let number = if from.is_integer() {
        value.to_owned()
    } else {
        format!("nullif({value}::numeric, 'NaN')")
    };
    let limit = format!("1{}", "0".repeat(whole as usize));
    (!fits_decimal(from, digits, scale)).then(|| format!("abs(round({number}, {scale})) >= {limit}"))
}

fn is_text(storage: &StorageType) -> bool {
    matches!(
        storage,
        StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { native: None, .. }
    )
}

fn name_of(field: &Field) -> String {
    quote_identifier(&PostgresQueryBuilder, field.name.as_str())
}
