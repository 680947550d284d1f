//! Defaults: the text after DEFAULT, read as a value of the field's type.

use aksara_schema::{DecimalText, Default, Field, FiniteFloat, Literal, StorageType, Table};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use uuid::Uuid;

use super::expression::read_expression;
use crate::canonical::canonical;
use crate::lower::default::DefaultValue;
use crate::token::{Token, TokenKind, tokens};

const TIME_FORMAT: &str = "%H:%M:%S%.f";
const DATE_TIME_FORMAT: &str = "%Y-%m-%d %H:%M:%S%.f";

/// The words for the clock that every SQLite knows.
const CLOCKS: &[&str] = &["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"];

/// Reads the default of a field whose type is known. NULL is none.
pub(super) fn read_default(value: &str, field: &Field, table: &Table) -> Option<Default> {
    let inner = without_parentheses(value);
    let parts: Vec<Token<'_>> = tokens(inner).collect();
    match parts.as_slice() {
        [null] if null.is("NULL") => None,
        [clock] if CLOCKS.iter().any(|word| clock.is(word)) => Some(Default::CurrentTimestamp),
        parts => match constant(parts, inner == value)
            .and_then(|constant| typed(constant, &field.field_type.storage()))
        {
            Some(literal) => Some(Default::Literal(literal)),
            None => Some(computed(inner, field, table)),
        },
    }
}

/// What we spell ourselves is known by its spelling.
fn computed(sql: &str, field: &Field, table: &Table) -> Default {
    let is_spelled = |default: &Default| {
        let candidate = Field {
            default: Some(default.clone()),
            ..field.clone()
        };
        let spelled = DefaultValue::of(&candidate, table, "a default");
        spelled.is_ok_and(|spelled| {
            spelled.is_some_and(|value| canonical(&value.sql, table) == canonical(sql, table))
        })
    };
    let own = [Default::CurrentTimestamp, Default::RandomUuid];
    own.into_iter()
        .find(is_spelled)
        .unwrap_or_else(|| Default::Expression(read_expression(sql)))
}

fn without_parentheses(value: &str) -> &str {
    let inner = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.map_or(value, str::trim)
}

/// A constant without a type.
enum Constant<'a> {
    Word(&'a str),
    Number(String),
    Text(String),
    Blob(&'a str),
}

/// A name that stands alone after DEFAULT is a text to SQLite.
fn constant<'a>(parts: &[Token<'a>], stands_alone: bool) -> Option<Constant<'a>> {
    match parts {
        [token] => match token.kind {
            TokenKind::Word if token.is("TRUE") || token.is("FALSE") => Some(Constant::Word(token.text)),
            TokenKind::Word | TokenKind::Quoted if stands_alone => token.name().map(Constant::Text),
            TokenKind::Word => Some(Constant::Word(token.text)),
            TokenKind::Number => Some(Constant::Number(token.text.to_owned())),
            TokenKind::Text if token.text.starts_with('\'') => Some(Constant::Text(unquoted(token.text)?)),
            TokenKind::Text => Some(Constant::Blob(token.text.get(2..token.text.len() - 1)?)),
            TokenKind::Quoted | TokenKind::Symbol => None,
        },
        [sign, number] if number.kind == TokenKind::Number && sign.is("-") => {
            Some(Constant::Number(format!("-{}", number.text)))
        }
        [sign, number] if number.kind == TokenKind::Number && sign.is("+") => {
            Some(Constant::Number(number.text.to_owned()))
        }
        _ => None,
    }
}

fn unquoted(text: &str) -> Option<String> {
    Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
}

/// The constant as a value of the field's type; `None` where it is no such value.
fn typed(constant: Constant<'_>, storage: &StorageType) -> Option<Literal> {
    match constant {
        Constant::Word(word) if word.eq_ignore_ascii_case("TRUE") => Some(Literal::Boolean(true)),
        Constant::Word(word) if word.eq_ignore_ascii_case("FALSE") => Some(Literal::Boolean(false)),
        Constant::Word(_) => None,
        Constant::Number(number) => number_of(&number, storage),
        Constant::Text(text) => text_of(text, storage),
        Constant::Blob(digits) => bytes_of(digits).map(Literal::Bytes),
    }
}

fn number_of(number: &str, storage: &StorageType) -> Option<Literal> {
    let integer = || number.parse::<i64>().ok();
    let decimal = || DecimalText::parse(number).ok().map(Literal::Decimal);
    match storage {
        StorageType::Boolean => integer().map(|number| Literal::Boolean(number != 0)),
        StorageType::Duration => integer().map(Literal::Duration),
        StorageType::Float => float_of(number),
        StorageType::Decimal { .. } => decimal(),
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::Binary
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Uuid
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::IpAddress
        | StorageType::Enum { .. }
        | StorageType::Opaque { .. } => integer().map(Literal::Integer).or_else(decimal),
    }
}

fn float_of(number: &str) -> Option<Literal> {
    FiniteFloat::try_from(number.parse::<f64>().ok()?)
        .ok()
        .map(Literal::Float)
}

/// A text that is no value of the type stays a text.
fn text_of(text: String, storage: &StorageType) -> Option<Literal> {
    let value = match storage {
        StorageType::Decimal { .. } => DecimalText::parse(&text).ok().map(Literal::Decimal),
        StorageType::Date => text.parse::<NaiveDate>().ok().map(Literal::Date),
        StorageType::Time => NaiveTime::parse_from_str(&text, TIME_FORMAT)
            .ok()
            .map(Literal::Time),
        StorageType::DateTime => {
            let moment = NaiveDateTime::parse_from_str(&text, DATE_TIME_FORMAT).ok();
            moment.map(|moment| Literal::DateTime(moment.and_utc()))
        }
        StorageType::Uuid => Uuid::parse_str(&text).ok().map(Literal::Uuid),
        StorageType::Json => serde_json::from_str(&text).ok().map(Literal::Json),
        StorageType::Array(_) | StorageType::Vector(_) => array_of(&text),
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::Binary
        | StorageType::Duration
        | StorageType::IpAddress
        | StorageType::Enum { .. }
        | StorageType::Opaque { .. } => None,
    };
    value.or_else(|| Literal::text(text).ok())
}

fn array_of(text: &str) -> Option<Literal> {
    let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    items
        .into_iter()
        .map(array_item)
        .collect::<Option<_>>()
        .map(Literal::Array)
}

fn array_item(item: serde_json::Value) -> Option<Literal> {
    match item {
        serde_json::Value::Null => Some(Literal::Null),
        serde_json::Value::Bool(value) => Some(Literal::Boolean(value)),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(integer) => Some(Literal::Integer(integer)),
            None => float_of(&number.to_string()),
        },
        serde_json::Value::String(text) => match Uuid::parse_str(&text) {
            Ok(uuid) if uuid.to_string() == text => Some(Literal::Uuid(uuid)),
            _ => Literal::text(text).ok(),
        },
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
    }
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|start| u8::from_str_radix(digits.get(start..start + 2)?, 16).ok())
        .collect()
}
