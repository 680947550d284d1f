//! Defaults from the catalog: a constant as plain text (MySQL), or SQL (MariaDB, and expressions of MySQL).

use aksara_driver::Row;
use aksara_schema::{Default, Field, Literal, StorageType};

use super::text::{from_mysql_catalog, read_expression};
use crate::default::random_uuids;
use crate::flavour::{Flavour, Server};
use crate::own_type::own_type;
use crate::server_text::canonical;
use crate::token::{Token, tokens};
use crate::told::read_literal;

/// Functions that give the moment.
const MOMENTS: &[&str] = &[
    "utc_timestamp",
    "utc_date",
    "utc_time",
    "current_timestamp",
    "now",
    "curdate",
    "curtime",
    "localtimestamp",
];

/// The default of a column, where it has one.
pub(super) fn read_default(row: &Row, field: &Field, extra: &str, server: Server) -> Option<Default> {
    let text = row.text("column_default")?;
    let storage = field.field_type.storage();
    let is_sql = match server.flavour {
        Flavour::Mysql => extra.contains("default_generated"),
        Flavour::Mariadb => true,
    };
    match (is_sql, server.flavour) {
        (false, _) => Some(read_constant(text, &storage)),
        (true, Flavour::Mysql) => read_sql(&from_mysql_catalog(text), &storage),
        (true, Flavour::Mariadb) => read_sql(text, &storage),
    }
}

/// The default of a column that turns out to hold JSON.
pub(super) fn as_document(default: Default) -> Default {
    match default {
        Default::Literal(Literal::String(text)) => Default::Literal(read_literal(&text, &StorageType::Json)),
        other => other,
    }
}

fn read_sql(text: &str, storage: &StorageType) -> Option<Default> {
    let is_uuid = || {
        random_uuids()
            .iter()
            .any(|spelling| canonical(spelling) == canonical(text))
    };
    let tokens = tokens(text);
    match without_introducer(&tokens) {
        [Token::Word(word)] if word.eq_ignore_ascii_case("null") => None,
        [Token::Word("x" | "X"), Token::Text(digits)] => {
            Some(Default::Literal(Literal::Bytes(read_bytes(digits))))
        }
        [Token::Word("b" | "B"), Token::Text(_)] if keeps_bits(storage) => Some(read_bits(text)),
        [Token::Text(constant)] if keeps_bytes(storage) => {
            Some(Default::Literal(Literal::Bytes(constant.as_bytes().to_vec())))
        }
        [Token::Text(constant)] => Some(Default::Literal(read_literal(constant, storage))),
        [Token::Number(digits)] => Some(Default::Literal(read_number(digits, storage))),
        [Token::Symbol("-"), Token::Number(digits)] => {
            Some(Default::Literal(read_literal(&format!("-{digits}"), storage)))
        }
        [Token::Word(word), ..] if MOMENTS.iter().any(|moment| word.eq_ignore_ascii_case(moment)) => {
            Some(Default::CurrentTimestamp)
        }
        _ if is_uuid() => Some(Default::RandomUuid),
        _ => Some(Default::Expression(read_expression(text))),
    }
}

/// MySQL gives a constant as plain text, but that of bits and of bytes as SQL.
fn read_constant(text: &str, storage: &StorageType) -> Default {
    match text.strip_prefix("0x") {
        Some(digits) if keeps_bytes(storage) => Default::Literal(Literal::Bytes(read_bytes(digits))),
        _ if keeps_bits(storage) => read_bits(text),
        _ => Default::Literal(read_literal(text, storage)),
    }
}

/// `b'101'`, whose number is what every client writes.
fn read_bits(text: &str) -> Default {
    let digits = text.trim_start_matches(['b', 'B']).trim_matches('\'');
    match i64::from_str_radix(digits, 2) {
        Ok(number) => Default::Literal(Literal::Integer(number)),
        Err(_) => Default::Expression(read_expression(text)),
    }
}

/// `binary(n)` and `varbinary(n)`.
fn keeps_bytes(storage: &StorageType) -> bool {
    own_type(storage).is_some_and(|own| own.is_binary())
}

/// `bit(n)`.
fn keeps_bits(storage: &StorageType) -> bool {
    own_type(storage).is_some_and(|own| own.is_bits())
}

fn without_introducer<'a, 'b>(tokens: &'b [Token<'a>]) -> &'b [Token<'a>] {
    match tokens {
        [Token::Word(word), constant @ ..] if word.starts_with('_') => constant,
        all => all,
    }
}

fn read_number(digits: &str, storage: &StorageType) -> Literal {
    match digits.strip_prefix("0x") {
        Some(hexadecimal) => Literal::Bytes(read_bytes(hexadecimal)),
        None => read_literal(digits, storage),
    }
}

fn read_bytes(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u8> = hexadecimal
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks_exact(2)
        .filter_map(|pair| Some(pair.first()? * 16 + pair.last()?))
        .collect()
}
