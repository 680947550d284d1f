//! The one form of a constant of a type that the engine has no word for: as the catalogs tell it.

use aksara_schema::{Literal, StorageType};

use super::field::with_scale;
use crate::own_type::{OwnType, own_type};
use crate::told::read_literal;

/// The constant of a field that is written with one type, and told back with another where that has a word of ours.
pub(super) fn normal_own_constant(literal: &Literal, written: &StorageType, told: &StorageType) -> Literal {
    let Some(own) = own_type(written) else {
        return literal.clone();
    };
    match (literal, own.is_bits(), own.is_binary()) {
        (Literal::Boolean(value), true, _) => Literal::Integer(i64::from(*value)),
        (Literal::Bytes(bytes), true, _) => bits(bytes),
        (Literal::Integer(_), true, _) => literal.clone(),
        (Literal::String(text), _, true) => Literal::Bytes(text.as_bytes().to_vec()),
        (literal, _, _) => match told_text(literal, &own) {
            Some(text) => read_literal(&text, told),
            None => literal.clone(),
        },
    }
}

/// What the catalog shows; `None` for what it shows in another way.
fn told_text(literal: &Literal, own: &OwnType) -> Option<String> {
    let text = match literal {
        Literal::Boolean(value) => u8::from(*value).to_string(),
        Literal::Integer(number) => number.to_string(),
        Literal::Float(number) => number.get().to_string(),
        Literal::Decimal(decimal) => decimal.as_str().to_owned(),
        Literal::String(text) => text.clone(),
        Literal::Date(date) => date.to_string(),
        Literal::Time(time) => fraction(&time.format("%H:%M:%S%.6f").to_string(), own),
        Literal::DateTime(moment) => fraction(&moment.format("%Y-%m-%d %H:%M:%S%.6f").to_string(), own),
        Literal::Uuid(uuid) => uuid.to_string(),
        Literal::Null | Literal::Bytes(_) | Literal::Duration(_) | Literal::Json(_) | Literal::Array(_) => {
            return None;
        }
    };
    let text = own
        .scale()
        .and_then(|scale| with_scale(&text, scale))
        .unwrap_or(text);
    let digits = text.trim_start_matches('0');
    Some(match (own.is_padded(), digits) {
        (true, "") => "0".to_owned(),
        (true, digits) => digits.to_owned(),
        (false, _) => text,
    })
}

/// The number that the bits are.
fn bits(bytes: &[u8]) -> Literal {
    let number = bytes.iter().try_fold(0_i64, |number, byte| {
        let shifted = number.checked_mul(256)?;
        shifted.checked_add(i64::from(*byte))
    });
    number.map_or_else(|| Literal::Bytes(bytes.to_vec()), Literal::Integer)
}

/// A moment with six digits after the point, with as many as the type has.
fn fraction(text: &str, own: &OwnType) -> String {
    const DIGITS: usize = 6;
    let kept = match own.precision() {
        // The point goes as well.
        Some(0) | None => text.len().saturating_sub(DIGITS + 1),
        Some(precision) => text.len().saturating_sub(DIGITS.saturating_sub(precision)),
    };
    text.get(..kept).unwrap_or(text).to_owned()
}
