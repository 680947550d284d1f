//! What the catalogs' words mean: column types as the logical types that they tell, and constants of those.

use aksara_schema::{DecimalText, FieldType, FiniteFloat, Literal, StorageType};

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
    let literal = match storage {
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
    };
    literal.unwrap_or_else(|| Literal::String(text.to_owned()))
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
        ("varchar", [max_length]) => FieldType::String {
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
