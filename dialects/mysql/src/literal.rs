//! Constants as these databases write them.
//!
//! Texts are written for a session without NO_BACKSLASH_ESCAPES, which the driver sets: MySQL cannot read back its
//! own default expressions in that mode.

use aksara_schema::{Literal, StorageType};

use crate::flavour::{Flavour, JsonColumn};

/// A constant for a field of this storage type.
pub(crate) fn spell_literal(literal: &Literal, storage: &StorageType) -> String {
    match (is_document(storage), literal) {
        (true, Literal::Null) => "NULL".to_owned(),
        (true, _) => quote_text(&document(literal).to_string()),
        (false, _) => spell_constant(literal),
    }
}

/// A constant for a field of this storage type, to compare with it too: a document is compared with documents alone.
pub(crate) fn spell_comparable(
    literal: &Literal,
    storage: &StorageType,
    flavour: &'static Flavour,
) -> String {
    let spelled = spell_literal(literal, storage);
    let needs_cast =
        flavour.json == JsonColumn::Document && is_document(storage) && *literal != Literal::Null;
    if needs_cast {
        format!("CAST({spelled} AS JSON)")
    } else {
        spelled
    }
}

/// A constant where no field's type is known.
pub(crate) fn spell_constant(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(true) => "TRUE".to_owned(),
        Literal::Boolean(false) => "FALSE".to_owned(),
        Literal::Integer(number) => number.to_string(),
        Literal::Float(number) => format!("{:?}", number.get()),
        Literal::Decimal(decimal) => decimal.to_string(),
        Literal::String(text) => quote_text(text),
        Literal::Bytes(bytes) => spell_bytes(bytes),
        Literal::Date(date) => format!("'{}'", date.format("%Y-%m-%d")),
        Literal::Time(time) => format!("'{}'", time.format("%H:%M:%S%.6f")),
        Literal::DateTime(moment) => format!("'{}'", moment.format("%Y-%m-%d %H:%M:%S%.6f")),
        Literal::Duration(microseconds) => microseconds.to_string(),
        Literal::Uuid(uuid) => format!("'{uuid}'"),
        Literal::Json(_) | Literal::Array(_) => quote_text(&document(literal).to_string()),
    }
}

/// A text in quotes. Nothing but the quote and the backslash has a meaning inside.
pub(crate) fn quote_text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// Whether values of the type are kept as a JSON document.
pub(crate) fn is_document(storage: &StorageType) -> bool {
    matches!(
        storage,
        StorageType::Json | StorageType::Array(_) | StorageType::Vector(_)
    )
}

fn spell_bytes(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        "''".to_owned()
    } else {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("0x{digits}")
    }
}

/// Bytes as a hexadecimal constant, where no column's type is known.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{digits}'")
}

/// The bytes of hexadecimal digits.
pub(crate) fn read_bytes(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks_exact(2)
        .filter_map(|pair| Some(pair.first()? * 16 + pair.last()?))
        .collect()
}

/// A constant as a JSON document.
pub(crate) fn document(literal: &Literal) -> serde_json::Value {
    use serde_json::Value;
    match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(truth) => Value::Bool(*truth),
        Literal::Integer(number) | Literal::Duration(number) => Value::from(*number),
        Literal::Float(number) => float_document(number.get()),
        Literal::Decimal(decimal) => Value::from(decimal.as_str()),
        Literal::String(text) => Value::from(text.as_str()),
        Literal::Bytes(_) | Literal::Date(_) | Literal::Time(_) | Literal::DateTime(_) => {
            Value::from(spell_constant(literal).trim_matches('\''))
        }
        Literal::Uuid(uuid) => Value::from(uuid.to_string()),
        Literal::Json(value) => value.clone(),
        Literal::Array(items) => Value::Array(items.iter().map(document).collect()),
    }
}

/// A whole number is written without a fraction: JSON knows one kind of numbers, and MariaDB compares their text.
fn float_document(number: f64) -> serde_json::Value {
    /// Every whole number up to here is a double of its own.
    const GREATEST_WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= GREATEST_WHOLE {
        serde_json::Value::from(number as i64)
    } else {
        serde_json::Value::from(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_schema::FiniteFloat;
    use pretty_assertions::assert_eq;

    #[test]
    fn constants_are_quoted_so_that_they_come_back_as_they_are() {
        for (literal, expected) in [
            (
                Literal::String("it's \\ % \n\"`".to_owned()),
                "'it''s \\\\ % \n\"`'",
            ),
            (Literal::Bytes(vec![0, 255]), "0x00ff"),
            (Literal::Bytes(Vec::new()), "''"),
            (Literal::Float(FiniteFloat::try_from(1e30).unwrap()), "1e30"),
            (Literal::Integer(9_007_199_254_740_993), "9007199254740993"),
            (
                Literal::Array(vec![Literal::String("a'b".to_owned())]),
                "'[\"a''b\"]'",
            ),
        ] {
            assert_eq!(spell_constant(&literal), expected);
        }
    }

    #[test]
    fn a_constant_of_a_document_is_json() {
        let text = Literal::String("a\"b".to_owned());
        assert_eq!(spell_literal(&text, &StorageType::Json), r#"'"a\\"b"'"#);
        assert_eq!(spell_literal(&Literal::Null, &StorageType::Json), "NULL");
    }
}
