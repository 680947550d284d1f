//! Constants: a text in the form in which its column keeps it, and the value that it is.

use std::net::IpAddr;

use aksara_schema::{DecimalText, FiniteFloat, Literal, StorageType};
use chrono::Datelike;

use crate::own_type::OwnType;

/// The text as a column of the type keeps it: what was written 1.5 for decimal(10, 3) is 1.500.
pub(super) fn kept(text: &str, own: &OwnType) -> String {
    if let Some(precision) = own.precision().filter(|_| text.contains(':')) {
        return with_fraction(text, precision);
    }
    let number = match own.scale() {
        Some(scale) => with_scale(&without_exponent(text), scale),
        None if own.is_float() => text.parse().ok().map(shortest),
        None => None,
    };
    let number = number.unwrap_or_else(|| text.to_owned());
    if !own.is_padded() {
        return number;
    }
    match number.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

/// A moment with so many digits after the point.
fn with_fraction(text: &str, precision: usize) -> String {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    if precision == 0 {
        return whole.to_owned();
    }
    let kept: String = digits
        .chars()
        .chain(std::iter::repeat('0'))
        .take(precision)
        .collect();
    format!("{whole}.{kept}")
}

/// A floating number in the fewest digits.
fn shortest(number: f64) -> String {
    format!("{number:?}").trim_end_matches(".0").to_owned()
}

fn without_exponent(text: &str) -> String {
    let number = text.parse::<f64>().ok().filter(|_| text.contains(['e', 'E']));
    number.map_or_else(|| text.to_owned(), |number| number.to_string())
}

/// The number with exactly `scale` digits after the point, where it has no more.
fn with_scale(text: &str, scale: u32) -> Option<String> {
    let scale = usize::try_from(scale).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let trimmed = fraction.trim_end_matches('0');
    if trimmed.len() > scale {
        return None;
    }
    Some(match scale {
        0 => whole.to_owned(),
        _ => format!("{whole}.{trimmed:0<scale$}"),
    })
}

/// Whether a document is written as this text, to the letter.
pub(super) fn is_spelled(document: &serde_json::Value, text: &str) -> bool {
    let written = document.to_string();
    written == text
}

/// A constant of the field's type that is exactly what the text says; `None` where no word of ours is.
pub(super) fn exact_literal(text: &str, storage: &StorageType) -> Option<Literal> {
    let literal = typed_literal(text, storage);
    match (storage, literal) {
        (StorageType::Boolean, literal) => literal.filter(|_| ["0", "1"].contains(&text)),
        (_, Some(Literal::Date(date))) => (date.year() > 0).then_some(Literal::Date(date)),
        (_, Some(Literal::DateTime(moment))) => (moment.year() > 0).then_some(Literal::DateTime(moment)),
        (_, Some(Literal::Uuid(uuid))) => (uuid.to_string() == text).then_some(Literal::Uuid(uuid)),
        (_, Some(Literal::Json(document))) => {
            let is_exact = !document.is_null() && is_spelled(&document, &compact(text));
            is_exact.then_some(Literal::Json(document))
        }
        (StorageType::IpAddress, None) => {
            let address = text.parse::<IpAddr>().ok().map(|address| address.to_string());
            (address.as_deref() == Some(text)).then(|| Literal::String(text.to_owned()))
        }
        (_, Some(literal)) => Some(literal),
        (
            StorageType::Varchar(_)
            | StorageType::Text
            | StorageType::Enum { .. }
            | StorageType::Opaque { .. },
            None,
        ) => Literal::text(text).ok(),
        (_, None) => None,
    }
}

/// A document without the blanks that mean nothing.
fn compact(document: &str) -> String {
    let mut compact = String::with_capacity(document.len());
    let mut characters = document.chars();
    let mut is_text = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' if is_text => compact.extend([Some(character), characters.next()].into_iter().flatten()),
            '"' => {
                is_text = !is_text;
                compact.push('"');
            }
            blank if !is_text && blank.is_ascii_whitespace() => {}
            other => compact.push(other),
        }
    }
    compact
}

fn typed_literal(text: &str, storage: &StorageType) -> Option<Literal> {
    match storage {
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Duration => text.parse().ok().map(Literal::Integer),
        StorageType::Boolean => text
            .parse::<i64>()
            .ok()
            .map(|number| Literal::Boolean(number != 0)),
        StorageType::Float => text
            .parse::<f64>()
            .ok()
            .and_then(|number| FiniteFloat::try_from(number).ok())
            .map(Literal::Float),
        StorageType::Decimal { .. } => DecimalText::parse(text).ok().map(Literal::Decimal),
        StorageType::Binary => Some(Literal::Bytes(text.as_bytes().to_vec())),
        StorageType::Date => text.parse().ok().map(Literal::Date),
        StorageType::Time => text.parse().ok().map(Literal::Time),
        StorageType::DateTime => format!("{text}Z").parse().ok().map(Literal::DateTime),
        StorageType::Uuid => text.parse().ok().map(Literal::Uuid),
        StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => {
            serde_json::from_str(text).ok().map(Literal::Json)
        }
        _ => None,
    }
}
