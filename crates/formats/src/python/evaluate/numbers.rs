//! Numbers: literals of any size, and the arithmetic that constants are written with.

use ruff_python_ast::{Number, Operator};

use crate::python::{ErrorKind, Integer, Place, PythonError, ValueKind};

/// A number as written.
pub(super) fn literal(number: &Number, place: &Place) -> Result<ValueKind, PythonError> {
    match number {
        Number::Int(integer) => {
            let parsed = Integer::parse(&integer.to_string());
            parsed.map(ValueKind::Integer).ok_or_else(|| too_large(place))
        }
        Number::Float(float) if float.is_finite() => Ok(ValueKind::Float(*float)),
        Number::Float(_) => Err(too_large(place)),
        Number::Complex { .. } => Err(place.error(ErrorKind::NotData {
            what: "a complex number".to_owned(),
        })),
    }
}

fn too_large(place: &Place) -> PythonError {
    let (what, found) = ("this number".to_owned(), place.text().to_owned());
    place.error(ErrorKind::OutOfRange {
        what,
        found,
        allowed: "it is too large; write it in decimal".to_owned(),
    })
}

/// Sum, difference or product where it fits in 64 bits; other operators are not known.
pub(super) fn combine(operator: Operator, left: i64, right: i64) -> Option<ValueKind> {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Sub => left.checked_sub(right),
        Operator::Mult => left.checked_mul(right),
        _ => None,
    };
    result.map(|number| ValueKind::Integer(Integer::Small(number)))
}

impl Integer {
    /// Reads decimal digits with an optional minus.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        match text.parse() {
            Ok(number) => Some(Self::Small(number)),
            Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(Self::Big(text.into()))
            }
            Err(_) => None,
        }
    }

    /// The number with the other sign.
    pub(super) fn negated(&self) -> Self {
        let text = self.to_string();
        let negated = text
            .strip_prefix('-')
            .map_or_else(|| format!("-{text}"), str::to_owned);
        Self::parse(&negated).unwrap_or_else(|| self.clone())
    }
}
