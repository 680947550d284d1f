//! What the catalogs' words mean: column types as the logical types that they tell, and constants of those.

use std::net::IpAddr;

use aksara_schema::{DecimalText, FieldType, FiniteFloat, Literal, StorageType};

use chrono::Datelike;

use crate::Flavour;
use crate::own_type::own_type;

/// The logical type that a column type tells back; what is none of ours is opaque.
pub(crate) fn read_type(column_type: &str, collation: Option<&str>, flavour: Flavour) -> FieldType {
    let lower = column_type.to_lowercase();
    let (name, parameters) = match lower.split_once('(') {
        Some((name, rest)) => (name, numbers(rest)),
        None => (lower.as_str(), Some(Vec::new())),
    };
    let parameters = parameters.as_deref();
    let known =
        parameters.and_then(|parameters| known_type(name, parameters, collation == Some("ascii_bin")));
    known.unwrap_or_else(|| FieldType::Opaque {
        dialect: flavour.name().to_owned(),
        spelling: column_type.to_owned(),
    })
}

/// The storage of a type that is spelled in the servers' own words, where there is a word of ours for it after all.
pub(crate) fn told_storage(storage: &StorageType) -> StorageType {
    match own_type(storage) {
        Some(own) => read_type(&own.without_collation().spelling(), None, crate::MYSQL).storage(),
        None => storage.clone(),
    }
}

/// A constant of the field's type from its text; a text where it is none.
pub(crate) fn read_literal(text: &str, storage: &StorageType) -> Literal {
    typed_literal(text, storage).unwrap_or_else(|| Literal::String(text.to_owned()))
}

/// Whether a document is written as this text, to the letter.
pub(crate) fn is_spelled(document: &serde_json::Value, text: &str) -> bool {
    let written = document.to_string();
    written == text
}

/// A constant of the field's type that is exactly what the text says; `None` where no word of ours is.
pub(crate) fn exact_literal(text: &str, storage: &StorageType) -> Option<Literal> {
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
        StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::IpAddress
        | StorageType::Enum { .. }
        | StorageType::Opaque { .. } => None,
    }
}

fn known_type(name: &str, parameters: &[u32], is_ascii: bool) -> Option<FieldType> {
    let known = match (name, parameters) {
        ("smallint", [] | [6]) => FieldType::SmallInteger,
        ("int", [] | [11]) => FieldType::Integer,
        ("bigint", [] | [20]) => FieldType::BigInteger,
        ("tinyint", [1]) => FieldType::Boolean,
        ("double", []) => FieldType::Float,
        // More than that the servers refuse.
        ("decimal", [max_digits @ ..=65, decimal_places @ ..=38]) => FieldType::Decimal {
            max_digits: *max_digits,
            decimal_places: *decimal_places,
        },
        ("varchar", [45]) if is_ascii => FieldType::IpAddress,
        ("char", [36]) if is_ascii => FieldType::Uuid,
        ("varchar", [max_length]) if *max_length > 0 => FieldType::String {
            max_length: *max_length,
        },
        ("longtext", []) => FieldType::Text,
        ("longblob", []) => FieldType::Binary,
        ("date", []) => FieldType::Date,
        ("time", [6]) => FieldType::Time,
        ("datetime", [6]) => FieldType::DateTime,
        ("json", []) => FieldType::Json,
        _ => return None,
    };
    Some(known)
}

/// The numbers of `10,3)`; what follows the parenthesis makes it another type.
fn numbers(parameters: &str) -> Option<Vec<u32>> {
    let list = parameters.strip_suffix(')')?;
    list.split(',').map(|number| number.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MYSQL;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_spelling_is_read_back_as_its_type() {
        for (column_type, collation, expected) in [
            ("int", None, FieldType::Integer),
            ("int(11)", None, FieldType::Integer),
            ("bigint(20)", None, FieldType::BigInteger),
            ("tinyint(1)", None, FieldType::Boolean),
            (
                "decimal(10,3)",
                None,
                FieldType::Decimal {
                    max_digits: 10,
                    decimal_places: 3,
                },
            ),
            ("varchar(45)", Some("ascii_bin"), FieldType::IpAddress),
            (
                "varchar(45)",
                Some("utf8mb4_bin"),
                FieldType::String { max_length: 45 },
            ),
            ("char(36)", Some("ascii_bin"), FieldType::Uuid),
            ("datetime(6)", None, FieldType::DateTime),
        ] {
            assert_eq!(
                read_type(column_type, collation, MYSQL),
                expected,
                "{column_type}"
            );
        }
    }

    #[test]
    fn what_is_none_of_ours_is_opaque() {
        for column_type in [
            "int unsigned",
            "int(10) unsigned",
            "datetime",
            "enum('a','b')",
            "tinyint",
            "varchar(200) /*M!100301 COMPRESSED*/",
            "varchar(4294967295) x",
        ] {
            let read = read_type(column_type, None, MYSQL);
            let opaque = FieldType::Opaque {
                dialect: "mysql".to_owned(),
                spelling: column_type.to_owned(),
            };
            assert_eq!(read, opaque);
        }
    }
}
