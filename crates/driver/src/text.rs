//! Values as text and lists as JSON, for databases that keep them so.

use serde_json::json;

use crate::Value;

impl Value {
    /// The value as JSON, with a space after each comma, as Python, PostgreSQL and MySQL write it.
    pub fn json_text(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(truth) => truth.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::BigInteger(digits) | Self::Decimal(digits) => digits.clone(),
            // Debug keeps the point of a whole double, and an exponent where there is one.
            Self::Float(number) => format!("{number:?}"),
            Self::Json(document) => document.clone(),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::json_text).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Text(_)
            | Self::Bytes(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::DateTime(_)
            | Self::Duration(_)
            | Self::Uuid(_) => json!(self.plain_text()).to_string(),
        }
    }

    /// The value as text, as databases read it: times in UTC, with microseconds.
    pub fn plain_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) | Self::BigInteger(text) | Self::Decimal(text) | Self::Json(text) => {
                text.clone()
            }
            Self::Bytes(bytes) => hexadecimal(bytes),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::Time(time) => time.format("%H:%M:%S%.6f").to_string(),
            Self::DateTime(moment) => moment.format("%Y-%m-%d %H:%M:%S%.6f").to_string(),
            Self::Duration(microseconds) => microseconds.to_string(),
            Self::Uuid(uuid) => uuid.to_string(),
            Self::Boolean(_) | Self::Integer(_) | Self::Float(_) | Self::Array(_) => self.json_text(),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn lists_are_json_with_spaces() {
        let list = Value::Array(vec![
            Value::Integer(1),
            Value::Float(2.0),
            Value::Text("a\"b".to_owned()),
            Value::Null,
            Value::Decimal("1.50".to_owned()),
        ]);
        assert_eq!(list.json_text(), r#"[1, 2.0, "a\"b", null, 1.50]"#);
    }
}
