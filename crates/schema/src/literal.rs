//! Constants: defaults, and the operands of expressions.
//!
//! A literal is a value, never SQL: each dialect quotes it. What no database could store as it is (NaN, NUL in a
//! text) is refused when the literal is made.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// A constant value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// No value.
    Null,
    /// True or false.
    Boolean(bool),
    /// Whole number.
    Integer(i64),
    /// Finite double.
    Float(FiniteFloat),
    /// Exact decimal, every digit kept.
    Decimal(DecimalText),
    /// Text without NUL.
    String(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Calendar date.
    Date(NaiveDate),
    /// Time of day.
    Time(NaiveTime),
    /// Moment in UTC.
    DateTime(DateTime<Utc>),
    /// Length of time in microseconds.
    Duration(i64),
    /// Identifier.
    Uuid(Uuid),
    /// JSON document; the keys of objects are sorted.
    Json(serde_json::Value),
    /// List of constants of one type.
    Array(Vec<Literal>),
}

/// A value that cannot be a literal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LiteralError {
    /// NaN or infinity.
    #[error("{0} is not a finite number, and not every database can store it")]
    NotFinite(String),
    /// Not a decimal number.
    #[error("{0:?} is not a decimal number")]
    NotDecimal(String),
    /// A character that corrupts the statement on some database.
    #[error("the text {0:?} holds a NUL or SUB (\\x1a) character, which not every database can store")]
    Unstorable(String),
}

impl Literal {
    /// A text literal; refuses NUL and SUB, which some databases corrupt.
    pub fn text(text: impl Into<String>) -> Result<Self, LiteralError> {
        let text = text.into();
        if text.contains(['\0', '\u{1a}']) {
            Err(LiteralError::Unstorable(text))
        } else {
            Ok(Self::String(text))
        }
    }
}

/// A double that is neither NaN nor infinite, so that equality is an equivalence.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct FiniteFloat(f64);

impl Eq for FiniteFloat {}

impl FiniteFloat {
    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for FiniteFloat {
    type Error = LiteralError;

    fn try_from(number: f64) -> Result<Self, LiteralError> {
        if number.is_finite() {
            Ok(Self(number))
        } else {
            Err(LiteralError::NotFinite(number.to_string()))
        }
    }
}

impl From<FiniteFloat> for f64 {
    fn from(number: FiniteFloat) -> Self {
        number.0
    }
}

/// A decimal number as text: an optional minus, digits, and optionally a point and digits.
///
/// ```
/// use aksara_schema::DecimalText;
/// assert_eq!(DecimalText::parse("+1.50").unwrap().as_str(), "1.50");
/// assert_eq!(DecimalText::parse("1.5e3").unwrap().as_str(), "1500");
/// assert!(DecimalText::parse("one").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DecimalText(String);

/// Exponents beyond this would write out more digits than any database keeps.
const GREATEST_EXPONENT: i64 = 1_000;

impl DecimalText {
    /// Reads a decimal in plain or scientific notation, keeping every digit.
    pub fn parse(text: &str) -> Result<Self, LiteralError> {
        Self::canonical(text.trim())
            .map(Self)
            .ok_or_else(|| LiteralError::NotDecimal(text.to_owned()))
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Digits before and after the point, without leading zeros: what a column must hold.
    pub fn precision(&self) -> (usize, usize) {
        let unsigned = self.0.trim_start_matches('-');
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        (whole.trim_start_matches('0').len(), fraction.len())
    }

    fn canonical(text: &str) -> Option<String> {
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let valid = !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && exponent.abs() <= GREATEST_EXPONENT;
        valid.then(|| format!("{sign}{}", place_point(&digits, whole.len() as i64 + exponent)))
    }
}

/// Writes digits with the point after `position` of them, padding with zeros on either side.
fn place_point(digits: &str, position: i64) -> String {
    let (whole, fraction) = match usize::try_from(position) {
        Err(_) => (
            String::new(),
            format!("{}{digits}", "0".repeat(position.unsigned_abs() as usize)),
        ),
        Ok(position) if position >= digits.len() => (
            format!("{digits}{}", "0".repeat(position - digits.len())),
            String::new(),
        ),
        Ok(position) => (digits[..position].to_owned(), digits[position..].to_owned()),
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

impl fmt::Display for DecimalText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for DecimalText {
    type Error = LiteralError;

    fn try_from(text: String) -> Result<Self, LiteralError> {
        Self::parse(&text)
    }
}

impl From<DecimalText> for String {
    fn from(decimal: DecimalText) -> Self {
        decimal.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn decimals_keep_every_digit() {
        for (written, expected) in [
            ("1.50", "1.50"),
            ("-0.10", "-0.10"),
            (".5", "0.5"),
            ("007", "7"),
            (
                "12345678901234567890.1234567890",
                "12345678901234567890.1234567890",
            ),
            ("1E-7", "0.0000001"),
            ("1.5e3", "1500"),
        ] {
            assert_eq!(DecimalText::parse(written).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for written in ["", ".", "1,5", "NaN", "Infinity", "1e9999999", "0x10"] {
            assert!(DecimalText::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn text_that_a_database_corrupts_is_refused() {
        assert!(Literal::text("a\0b").is_err());
        assert!(Literal::text("a\u{1a}b").is_err());
        assert!(Literal::text("it's \\ % 😀\n").is_ok());
    }
}
