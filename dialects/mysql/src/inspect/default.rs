//! Defaults from the catalog: a constant as plain text (MySQL), or SQL (MariaDB, and expressions of MySQL).

use aksara_driver::Row;
use aksara_schema::{Default, Field, Literal, StorageType};

use super::exact_default::exact_default;
use super::text::{from_mysql_catalog, read_expression};
use crate::build::default::{is_our_moment, random_uuids};
use crate::flavour::{Flavour, Server};
use crate::literal::quote_text;
use crate::own_type::{OwnType, own_type};
use crate::server_text::{canonical, own};
use crate::token::{Token, tokens};
use crate::told::{exact_literal, is_spelled};
use crate::types::is_text;

/// The default of a column, where it has one.
pub(super) fn read_default(row: &Row, field: &Field, extra: &str, server: Server) -> Option<Default> {
    let text = row.text("column_default")?;
    let storage = field.field_type.storage();
    if let Some(bytes) = exact_default(row) {
        return Some(read_value(bytes, &storage));
    }
    let is_sql = match server.flavour {
        Flavour::Mysql => extra.contains("default_generated"),
        Flavour::Mariadb => true,
    };
    match (is_sql, server.flavour) {
        (false, _) => Some(read_constant(text, &storage)),
        (true, Flavour::Mysql) => read_sql(&from_mysql_catalog(text), field, server),
        (true, Flavour::Mariadb) => read_sql(text, field, server),
    }
}

/// The default of a column of MariaDB that turns out to hold JSON, which is a text there: its blanks stay.
pub(super) fn as_document(default: Default) -> Default {
    match default {
        Default::Literal(Literal::String(text)) => match constant(&text, &StorageType::Json) {
            Default::Literal(Literal::Json(document)) if !is_spelled(&document, &text) => {
                Default::Expression(own(quote_text(&text)))
            }
            other => other,
        },
        other => other,
    }
}

/// A constant of the column's type, or in the database's own words where none of ours is exactly that.
fn constant(text: &str, storage: &StorageType) -> Default {
    match exact_literal(text, storage) {
        Some(literal) => Default::Literal(literal),
        None => Default::Expression(own(own_words(text, storage))),
    }
}

fn own_words(text: &str, storage: &StorageType) -> String {
    const UNSTORABLE: [char; 2] = ['\0', '\u{1a}'];
    let is_number = matches!(
        tokens(text).as_slice(),
        [Token::Number(_)] | [Token::Symbol("-"), Token::Number(_)]
    );
    match (is_number && !is_text(storage), text.contains(UNSTORABLE)) {
        (true, _) => text.to_owned(),
        (false, false) => quote_text(text),
        (false, true) => format!("_utf8mb4 {}", hexadecimal(text.as_bytes())),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{digits}'")
}

/// A constant from its bytes.
fn read_value(bytes: Vec<u8>, storage: &StorageType) -> Default {
    if is_bytes(storage) {
        return Default::Literal(Literal::Bytes(bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => constant(&text, storage),
        Err(error) => Default::Expression(own(hexadecimal(error.as_bytes()))),
    }
}

fn read_sql(text: &str, field: &Field, server: Server) -> Option<Default> {
    let storage = &field.field_type.storage();
    let is_uuid = || {
        random_uuids()
            .iter()
            .any(|spelling| canonical(spelling) == canonical(text))
    };
    let tokens = tokens(text);
    match without_introducer(&tokens) {
        [Token::Word(word)] if word.eq_ignore_ascii_case("null") => None,
        [Token::Word("x" | "X"), Token::Text(digits)] if is_bytes(storage) => {
            Some(Default::Literal(Literal::Bytes(read_bytes(digits))))
        }
        [Token::Word("b" | "B"), Token::Text(_)] if keeps_bits(storage) => Some(read_bits(text)),
        [Token::Text(constant)] if keeps_bytes(storage) => {
            Some(Default::Literal(Literal::Bytes(constant.as_bytes().to_vec())))
        }
        [Token::Text(text)] => Some(constant(text, storage)),
        [Token::Number(digits)] => Some(read_number(digits, storage)),
        [Token::Symbol("-"), Token::Number(digits)] => Some(constant(&format!("-{digits}"), storage)),
        _ if is_our_moment(text, field, server) => Some(Default::CurrentTimestamp),
        _ if is_uuid() => Some(Default::RandomUuid),
        _ => Some(Default::Expression(read_expression(text))),
    }
}

/// MySQL gives a constant as plain text, but that of bits and of bytes as SQL.
fn read_constant(text: &str, storage: &StorageType) -> Default {
    match text.strip_prefix("0x") {
        Some(digits) if keeps_bytes(storage) => Default::Literal(Literal::Bytes(read_bytes(digits))),
        _ if keeps_bits(storage) => read_bits(text),
        _ => constant(text, storage),
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

/// Whether a constant of the type is its bytes, however it is written.
fn is_bytes(storage: &StorageType) -> bool {
    let is_blob = |own: OwnType| own.is_geometry() || (own.is_large_object() && !own.is_text());
    *storage == StorageType::Binary || keeps_bytes(storage) || own_type(storage).is_some_and(is_blob)
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

fn read_number(digits: &str, storage: &StorageType) -> Default {
    match digits.strip_prefix("0x") {
        Some(hexadecimal) if is_bytes(storage) => Default::Literal(Literal::Bytes(read_bytes(hexadecimal))),
        Some(_) => Default::Expression(own(digits.to_owned())),
        None => constant(digits, storage),
    }
}

pub(super) fn read_bytes(hexadecimal: &str) -> Vec<u8> {
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
