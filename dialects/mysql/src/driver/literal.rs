//! Values spelled into a statement's text, for statements that are sent many at once.
//!
//! The session's settings are ours: `utf8mb4`, and backslashes that escape. Whoever writes asks first whether they
//! still are ([`super::bulk`]).

use aksara_driver::{DriverError, Value};

use super::value::refuse_value;
use crate::flavour::{Flavour, JsonColumn};

/// Writes a value.
pub(super) fn write_literal(
    text: &mut Vec<u8>,
    value: &Value,
    flavour: &'static Flavour,
) -> Result<(), DriverError> {
    refuse_value(value)?;
    match value {
        Value::Null => text.extend_from_slice(b"NULL"),
        Value::Boolean(truth) => text.push(if *truth { b'1' } else { b'0' }),
        Value::Integer(number) | Value::Duration(number) => write_number(text, &number.to_string()),
        // An exponent makes it a double.
        Value::Float(number) => write_number(text, &format!("{number:e}")),
        Value::Decimal(digits) | Value::BigInteger(digits) if is_plain(digits) => write_number(text, digits),
        Value::Bytes(bytes) => write_bytes(text, bytes),
        Value::Json(_) | Value::Array(_) if flavour.json == JsonColumn::Document => {
            text.extend_from_slice(b"CAST(");
            write_text(text, &value.json_text());
            text.extend_from_slice(b" AS JSON)");
        }
        Value::Array(_) => write_text(text, &value.json_text()),
        Value::Text(_)
        | Value::BigInteger(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Uuid(_)
        | Value::Json(_) => write_text(text, &value.plain_text()),
    }
    Ok(())
}

/// Whether it is digits and a point, few enough for a decimal.
fn is_plain(digits: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let digits = digits.trim_start_matches('-');
    digits.len() <= 65
        && digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && digits.bytes().all(is_part)
}

/// A negative number in parentheses: `5-$1` must not become a comment.
fn write_number(text: &mut Vec<u8>, number: &str) {
    if number.starts_with('-') {
        text.extend_from_slice(format!("({number})").as_bytes())
    } else {
        text.extend_from_slice(number.as_bytes())
    }
}

fn write_text(text: &mut Vec<u8>, value: &str) {
    text.push(b'\'');
    for byte in value.bytes() {
        match byte {
            b'\'' => text.extend_from_slice(b"''"),
            b'\\' => text.extend_from_slice(b"\\\\"),
            byte => text.push(byte),
        }
    }
    text.push(b'\'');
}

fn write_bytes(text: &mut Vec<u8>, value: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.extend_from_slice(b"X'");
    for byte in value {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 0xf)]);
    }
    text.push(b'\'');
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(value: Value, expected: &str) {
        let mut text = Vec::new();
        write_literal(&mut text, &value, &crate::flavours::MYSQL).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn values_are_spelled_as_what_they_are() {
        check(Value::Text("a'b\\c".to_owned()), "'a''b\\\\c'");
        check(Value::Integer(-5), "(-5)");
        check(Value::Float(0.5), "5e-1");
        check(Value::Float(-3.0), "(-3e0)");
        check(
            Value::Decimal("123456789012345.6789".to_owned()),
            "123456789012345.6789",
        );
        check(Value::Bytes(vec![0, 255]), "X'00ff'");
        check(
            Value::Json("{\"a\": \"'\"}".to_owned()),
            "CAST('{\"a\": \"''\"}' AS JSON)",
        );
        check(Value::Null, "NULL");
    }
}
