//! One form for each constant of a type: `0` and `0.00` of a decimal, a UUID written as text, JSON of any spelling.

use std::str::FromStr;

use aksara_schema::{DecimalText, FiniteFloat, Literal, StorageType};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::literal::{document, own_text};

/// The constant as a value of the type; what is no such value stays as it is.
pub(crate) fn canonical(literal: &Literal, storage: &StorageType) -> Literal {
    typed(literal, storage).unwrap_or_else(|| literal.clone())
}

fn typed(literal: &Literal, storage: &StorageType) -> Option<Literal> {
    match storage {
        StorageType::Json => Some(Literal::Json(document(literal))),
        StorageType::Decimal { scale, .. } => decimal(&number_text(literal)?, *scale),
        StorageType::Float => float(&number_text(literal)?),
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            number_text(literal)?.parse().ok().map(Literal::Integer)
        }
        StorageType::Boolean => boolean(literal),
        StorageType::Array(item) => array(literal, &item_storage(*item)),
        StorageType::Vector(_) => array(literal, &StorageType::Float),
        StorageType::Uuid => Uuid::from_str(text(literal)?).ok().map(Literal::Uuid),
        StorageType::Date => NaiveDate::from_str(text(literal)?).ok().map(Literal::Date),
        StorageType::Time => NaiveTime::from_str(text(literal)?).ok().map(Literal::Time),
        StorageType::DateTime => moment(text(literal)?).map(Literal::DateTime),
        StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::Binary
        | StorageType::Duration
        | StorageType::IpAddress
        | StorageType::Enum { .. } => None,
        StorageType::Opaque { dialect, spelling } => own(literal, dialect, spelling),
    }
}

/// Of a type in PostgreSQL's own words, for which it tells texts and numbers; doubles are no words of SQL.
fn own(literal: &Literal, dialect: &str, spelling: &str) -> Option<Literal> {
    let is_number = ["numeric", "real"].iter().any(|name| spelling.starts_with(name));
    match (literal, spelling.strip_suffix("[]")) {
        (Literal::Array(_), Some(item)) => {
            let (dialect, spelling) = (dialect.to_owned(), item.to_owned());
            array(literal, &StorageType::Opaque { dialect, spelling })
        }
        (Literal::Float(number), _) => number_of(&format!("{:?}", number.get())),
        (Literal::String(text), None) if is_number => number_of(text),
        _ => own_text(literal, spelling).map(Literal::String),
    }
}

fn number_of(text: &str) -> Option<Literal> {
    let whole = text.parse().ok().map(Literal::Integer);
    whole.or_else(|| DecimalText::parse(text).ok().map(Literal::Decimal))
}

fn text(literal: &Literal) -> Option<&str> {
    let Literal::String(text) = literal else {
        return None;
    };
    Some(text)
}

fn number_text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Integer(number) => Some(number.to_string()),
        Literal::Decimal(number) => Some(number.to_string()),
        Literal::Float(number) => Some(number.get().to_string()),
        Literal::String(text) => Some(text.clone()),
        Literal::Null
        | Literal::Boolean(_)
        | Literal::Bytes(_)
        | Literal::Date(_)
        | Literal::Time(_)
        | Literal::DateTime(_)
        | Literal::Duration(_)
        | Literal::Uuid(_)
        | Literal::Json(_)
        | Literal::Array(_) => None,
    }
}

/// With as many digits after the point as the column keeps.
fn decimal(text: &str, scale: u32) -> Option<Literal> {
    let number = DecimalText::parse(text).ok()?;
    let (whole, fraction) = number.as_str().split_once('.').unwrap_or((number.as_str(), ""));
    let scale = scale as usize;
    let significant = fraction.trim_end_matches('0');
    if significant.len() > scale {
        return Some(Literal::Decimal(number));
    }
    let padded = match scale {
        0 => whole.to_owned(),
        _ => format!("{whole}.{significant:0<scale$}"),
    };
    DecimalText::parse(&padded).ok().map(Literal::Decimal)
}

fn float(text: &str) -> Option<Literal> {
    let number: f64 = text.parse().ok()?;
    FiniteFloat::try_from(number).ok().map(Literal::Float)
}

fn boolean(literal: &Literal) -> Option<Literal> {
    const TRUTHS: &[(&str, bool)] = &[
        ("t", true),
        ("true", true),
        ("1", true),
        ("f", false),
        ("false", false),
        ("0", false),
    ];
    if let Literal::Boolean(_) = literal {
        return Some(literal.clone());
    }
    let text = number_text(literal)?;
    TRUTHS
        .iter()
        .find(|(written, _)| *written == text)
        .map(|(_, truth)| Literal::Boolean(*truth))
}

fn array(literal: &Literal, item: &StorageType) -> Option<Literal> {
    let Literal::Array(items) = literal else {
        return None;
    };
    Some(Literal::Array(
        items.iter().map(|literal| canonical(literal, item)).collect(),
    ))
}

fn item_storage(item: aksara_schema::ArrayItem) -> StorageType {
    use aksara_schema::ArrayItem;
    match item {
        ArrayItem::Text => StorageType::Text,
        ArrayItem::Integer => StorageType::Integer,
        ArrayItem::Float => StorageType::Float,
        ArrayItem::Boolean => StorageType::Boolean,
        ArrayItem::Uuid => StorageType::Uuid,
    }
}

/// A date-time as Python or PostgreSQL writes it; without an offset it is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let spaced = text.replacen('T', " ", 1);
    let with_offset = ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%:z"];
    let offset = with_offset
        .iter()
        .find_map(|format| DateTime::parse_from_str(&spaced, format).ok());
    let plain = || chrono::NaiveDateTime::parse_from_str(&spaced, "%Y-%m-%d %H:%M:%S%.f").ok();
    offset
        .map(|moment| moment.to_utc())
        .or_else(|| plain().map(|moment| moment.and_utc()))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(written: Literal, storage: StorageType, expected: Literal) {
        assert_eq!(canonical(&written, &storage), expected);
        assert_eq!(canonical(&expected, &storage), expected);
    }

    fn text(text: &str) -> Literal {
        Literal::String(text.to_owned())
    }

    fn decimal(digits: &str) -> Literal {
        Literal::Decimal(DecimalText::parse(digits).unwrap())
    }

    #[test]
    fn decimals_have_the_digits_of_their_column() {
        let storage = || StorageType::Decimal { digits: 10, scale: 2 };
        check(Literal::Integer(1), storage(), decimal("1.00"));
        check(decimal("1.5"), storage(), decimal("1.50"));
        check(decimal("1.500"), storage(), decimal("1.50"));
        check(decimal("1.505"), storage(), decimal("1.505"));
        check(text("-0.5"), storage(), decimal("-0.50"));
    }

    #[test]
    fn texts_become_values_of_their_type() {
        check(text("t"), StorageType::Boolean, Literal::Boolean(true));
        check(text("7"), StorageType::Integer, Literal::Integer(7));
        let moment = DateTime::parse_from_rfc3339("2026-01-02T03:04:05.5Z")
            .unwrap()
            .to_utc();
        check(
            text("2026-01-02 05:04:05.5+02"),
            StorageType::DateTime,
            Literal::DateTime(moment),
        );
        check(
            text("2026-01-02T03:04:05.5"),
            StorageType::DateTime,
            Literal::DateTime(moment),
        );
        let uuid = Uuid::from_u128(1);
        check(
            text("00000000-0000-0000-0000-000000000001"),
            StorageType::Uuid,
            Literal::Uuid(uuid),
        );
        check(text("no uuid"), StorageType::Uuid, text("no uuid"));
    }

    #[test]
    fn a_default_of_a_json_field_is_a_document() {
        let expected = Literal::Json(serde_json::json!(["a", 1]));
        check(
            Literal::Array(vec![text("a"), Literal::Integer(1)]),
            StorageType::Json,
            expected,
        );
    }
}
