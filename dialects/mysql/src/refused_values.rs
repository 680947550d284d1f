//! Values that MySQL and MariaDB refuse to convert when a field gets another type, and values of which they keep a
//! part.
//!
//! Neither rolls back a migration that is refused in its middle, so that it matters most here to ask beforehand.

use aksara_dialect::{Retyping, fits_decimal};
use aksara_schema::{Field, StorageType};

use crate::build::type_check::{is_foreign, storage_condition};
use crate::conversion::{Conversion, conversion};
use crate::flavour::{Flavour, Quirk};
use crate::name::quoted;
use crate::types::Kept;

/// A number, as texts are read.
const NUMBER: &str = "^[[:space:]]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]*)?[[:space:]]*$";
const WHOLE_NUMBER: &str = "^[[:space:]]*[-+]?[0-9]+[[:space:]]*$";

/// No date has letters, but for the T of ISO's form and the Z that some versions take; nor has a time, but for
/// exponents.
const NO_DATE: &str = "[A-SU-Ya-su-y]";
const NO_TIME: &str = "[A-DF-SU-Ya-df-su-y]";

/// The condition for values that the server refuses.
pub(crate) fn refused_values(field: &Retyping<'_>, flavour: &'static Flavour) -> Option<String> {
    let (from, to) = (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    );
    let value = quoted(field.before.name.as_str());
    let converted = converted(field, flavour)?;
    if let StorageType::Varchar(length) = to {
        return too_long(&converted, &from, length);
    }
    if !Kept::of(&from).is_text {
        return out_of_range(&value, &from, field.after);
    }
    let is_checked = !is_foreign(field.after, field.table);
    let check = storage_condition(&converted, &to, flavour).filter(|_| is_checked);
    match to {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            Some(no_whole_number(&value, field.after, flavour))
        }
        StorageType::Float | StorageType::Decimal { .. } => Some(no_number(&value, &from, field.after)),
        StorageType::Boolean => Some(no_boolean(&converted, flavour)),
        StorageType::Date => Some(no_date(&value, "date")),
        StorageType::DateTime => Some(no_date(&value, "datetime(6)")),
        StorageType::Time => Some(format!("{value} REGEXP '{NO_TIME}'")),
        StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => {
            let other = other_document(&value, &to).filter(|_| is_checked);
            let other = other.unwrap_or_else(|| "FALSE".to_owned());
            Some(format!(
                "CASE WHEN json_valid({value}) THEN {other} ELSE {value} IS NOT NULL END"
            ))
        }
        // An enum is asked by its values, and the others take every text.
        StorageType::Enum { .. } => None,
        _ => check.map(|check| format!("NOT ({check})")),
    }
}

/// The condition for values that lose something.
pub(crate) fn lost_values(field: &Retyping<'_>) -> Option<String> {
    use StorageType::{BigInteger, Boolean, Date, DateTime, Decimal, Float, Integer, SmallInteger, Varchar};
    let value = quoted(field.before.name.as_str());
    match (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    ) {
        (Decimal { .. }, Decimal { scale, .. }) => Some(format!("{value} <> round({value}, {scale})")),
        (Float, Decimal { scale, .. }) => Some(format!("{value} <> CAST({value} AS DECIMAL(65, {scale}))")),
        (Decimal { .. } | Float, SmallInteger | Integer | BigInteger) => {
            Some(format!("{value} <> round({value})"))
        }
        (Decimal { scale, .. }, Float) => {
            Some(format!("{value} <> CAST({value} + 0e0 AS DECIMAL(65, {scale}))"))
        }
        (BigInteger, Float) => Some(format!("{value} <> CAST({value} + 0e0 AS DECIMAL(65, 0))")),
        (SmallInteger | Integer | BigInteger | Float | Decimal { .. }, Boolean) => {
            Some(format!("{value} NOT IN (0, 1)"))
        }
        (DateTime, Date) => Some(format!("{value} <> CAST({value} AS DATE)")),
        (from, Varchar(length)) if Kept::of(&from).is_text => {
            Some(format!("char_length({value}) > {length}"))
        }
        _ => None,
    }
}

/// The value as the column is given it; nothing where that is not ours to say.
fn converted(field: &Retyping<'_>, flavour: &'static Flavour) -> Option<String> {
    let value = quoted(field.before.name.as_str());
    let (from, to) = (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    );
    match conversion(&from, &to, &value, flavour) {
        Conversion::Modify => Some(value),
        Conversion::Compute(expression) => Some(expression),
        Conversion::Undefined => None,
    }
}

/// Only of a large object are spaces at the end cut off; between columns of the row, none.
fn too_long(value: &str, from: &StorageType, length: u32) -> Option<String> {
    let text = match from {
        StorageType::Varchar(before) if *before <= length => return None,
        StorageType::Varchar(_) | StorageType::Enum { .. } => value.to_owned(),
        StorageType::Text => format!("trim(TRAILING ' ' FROM {value})"),
        // A server writes a float in another form here than there.
        StorageType::Float | StorageType::Binary | StorageType::Opaque { .. } => return None,
        _ => format!("CAST({value} AS CHAR)"),
    };
    Some(format!("char_length({text}) > {length}"))
}

fn no_whole_number(value: &str, after: &Field, flavour: &'static Flavour) -> String {
    let pattern = whole_number(flavour);
    or_out_of_range(value, pattern, &StorageType::Text, after)
}

fn whole_number(flavour: &'static Flavour) -> &'static str {
    if flavour.has(Quirk::WholeNumberHasNoFraction) {
        WHOLE_NUMBER
    } else {
        NUMBER
    }
}

fn no_number(value: &str, from: &StorageType, after: &Field) -> String {
    or_out_of_range(value, NUMBER, from, after)
}

fn or_out_of_range(value: &str, pattern: &str, from: &StorageType, after: &Field) -> String {
    let number = format!("CAST({value} AS DECIMAL(65, 20))");
    let range = out_of_range(&number, from, after).unwrap_or_else(|| "FALSE".to_owned());
    format!("CASE WHEN {value} REGEXP '{pattern}' THEN {range} ELSE {value} IS NOT NULL END")
}

/// A boolean's column takes every small number.
fn no_boolean(converted: &str, flavour: &'static Flavour) -> String {
    let pattern = whole_number(flavour);
    format!(
        "CASE WHEN ({converted}) REGEXP '{pattern}' THEN round(CAST(({converted}) AS DECIMAL(65, 20))) \
         NOT BETWEEN -128 AND 127 ELSE ({converted}) IS NOT NULL END"
    )
}

/// A condition for documents that the check of a list refuses. The result of `json_type` has a collation of its own.
fn other_document(value: &str, to: &StorageType) -> Option<String> {
    let no_list = format!("json_type({value}) <> 'ARRAY' COLLATE utf8mb4_bin");
    match to {
        StorageType::Array(_) | StorageType::Vector(None) => Some(no_list),
        StorageType::Vector(Some(length)) => Some(format!("{no_list} OR json_length({value}) <> {length}")),
        _ => None,
    }
}

fn no_date(value: &str, target: &str) -> String {
    format!("{value} IS NOT NULL AND (CAST({value} AS {target}) IS NULL OR {value} REGEXP '{NO_DATE}')")
}

/// Numbers that the new type has no place for.
fn out_of_range(value: &str, from: &StorageType, after: &Field) -> Option<String> {
    let lowest = |lowest: i64| {
        if after.field_type.is_positive() && !from.is_integer() {
            0
        } else {
            lowest
        }
    };
    let is_number = Kept::of(from).is_text
        || from.is_integer()
        || matches!(
            from,
            StorageType::Float | StorageType::Decimal { .. } | StorageType::Duration
        );
    let (least, greatest) = match after.field_type.storage() {
        _ if !is_number => return None,
        StorageType::SmallInteger if !matches!(from, StorageType::SmallInteger) => {
            (lowest(i16::MIN.into()), i16::MAX.into())
        }
        StorageType::Integer if !matches!(from, StorageType::SmallInteger | StorageType::Integer) => {
            (lowest(i32::MIN.into()), i32::MAX.into())
        }
        StorageType::BigInteger if !from.is_integer() => (lowest(i64::MIN), i64::MAX),
        StorageType::Decimal { digits, scale } => return too_many_digits(value, from, digits, scale),
        _ => return None,
    };
    let whole = if from.is_integer() {
        value.to_owned()
    } else {
        format!("round({value})")
    };
    Some(format!("{whole} NOT BETWEEN {least} AND {greatest}"))
}

fn too_many_digits(value: &str, from: &StorageType, digits: u32, scale: u32) -> Option<String> {
    let whole = digits.checked_sub(scale)?;
    let limit = format!("1{}", "0".repeat(whole as usize));
    (!fits_decimal(from, digits, scale)).then(|| format!("abs(round({value}, {scale})) >= {limit}"))
}
