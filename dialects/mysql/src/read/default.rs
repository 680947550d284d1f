//! Defaults: the text after DEFAULT, as a value of the column's type where that is exactly the value that the server fills
//! in, else in the servers' own words.

use aksara_schema::{Default, Literal, StorageType};

#[cfg(feature = "driver")]
use super::constant::is_spelled;
use super::constant::{exact_literal, kept};
use super::expression::{own_text, read_expression};
use crate::build::default::{is_our_moment, is_random_uuid};
use crate::literal::{hexadecimal, is_document, quote_text, read_bytes};
use crate::own_type::OwnType;
use crate::physical::Column;
use crate::token::{Token, tokens};
use crate::types::Kept;

/// Reads the default of a column; NULL is none.
pub(super) fn read_default(column: &Column, storage: &StorageType) -> Option<Default> {
    let sql = &column.default.as_ref()?.value;
    let reader = Reader {
        own: column.column_type.own(),
        storage,
    };
    let tokens = tokens(sql);
    match without_introducer(&tokens) {
        [Token::Word(word)] if word.eq_ignore_ascii_case("null") => None,
        [Token::Word(word)] if word.eq_ignore_ascii_case("true") => Some(reader.number("1")),
        [Token::Word(word)] if word.eq_ignore_ascii_case("false") => Some(reader.number("0")),
        [Token::Word("x" | "X"), Token::Text(digits)] if reader.keeps_bytes() => {
            Some(Default::Literal(Literal::Bytes(read_bytes(digits))))
        }
        [Token::Word("b" | "B"), Token::Text(digits)] if reader.own.is_bits() => {
            Some(bits(digits, 2).unwrap_or_else(|| Default::Expression(own_text(sql))))
        }
        [Token::Text(text)] => Some(reader.text(text)),
        [Token::Number(digits)] => Some(reader.number(digits)),
        [Token::Symbol("-"), Token::Number(digits)] => Some(reader.constant(&format!("-{digits}"))),
        _ if is_our_moment(sql, storage, column.on_update.is_some()) => Some(Default::CurrentTimestamp),
        _ if is_random_uuid(sql) => Some(Default::RandomUuid),
        _ => Some(Default::Expression(read_expression(sql))),
    }
}

/// A document of MariaDB is a text, whose blanks stay: in the server's words where ours would be another text.
#[cfg(feature = "driver")]
pub(super) fn keep_blanks(default: Default, column: &Column) -> Default {
    let written = column.default.as_ref().map_or("", |default| &default.value);
    match (&default, without_introducer(&tokens(written))) {
        (Default::Literal(Literal::Json(document)), [Token::Text(text)]) if !is_spelled(document, text) => {
            Default::Expression(own_text(written))
        }
        _ => default,
    }
}

fn without_introducer<'a, 'b>(tokens: &'b [Token<'a>]) -> &'b [Token<'a>] {
    match tokens {
        [Token::Word(word), constant @ ..] if word.starts_with('_') => constant,
        all => all,
    }
}

/// The number that digits of bits are, which every client writes.
fn bits(digits: &str, radix: u32) -> Option<Default> {
    let number = i64::from_str_radix(digits, radix).ok();
    number.map(|number| Default::Literal(Literal::Integer(number)))
}

/// Reads constants of one column.
struct Reader<'a> {
    own: &'a OwnType,
    storage: &'a StorageType,
}

impl Reader<'_> {
    /// Whether a constant is its bytes, however it is written.
    fn keeps_bytes(&self) -> bool {
        let is_blob = self.own.is_large_object() && !self.own.is_text() && !is_document(self.storage);
        is_blob || self.own.is_binary() || self.own.is_geometry()
    }

    fn text(&self, text: &str) -> Default {
        if self.keeps_bytes() {
            Default::Literal(Literal::Bytes(text.as_bytes().to_vec()))
        } else {
            self.constant(text)
        }
    }

    fn number(&self, digits: &str) -> Default {
        let own = || Default::Expression(own_text(digits));
        match digits.strip_prefix("0x") {
            Some(digits) if self.keeps_bytes() => Default::Literal(Literal::Bytes(read_bytes(digits))),
            Some(digits) if self.own.is_bits() => bits(digits, 16).unwrap_or_else(own),
            Some(_) => own(),
            None if self.own.is_bits() => bits(digits, 10).unwrap_or_else(own),
            None => self.constant(digits),
        }
    }

    /// A constant of the column's type, or in the database's own words where none of ours is exactly that.
    fn constant(&self, text: &str) -> Default {
        let kept = kept(text, self.own);
        match exact_literal(&kept, self.storage) {
            Some(literal) => Default::Literal(literal),
            None => Default::Expression(own_text(&self.own_words(&kept))),
        }
    }

    fn own_words(&self, text: &str) -> String {
        const UNSTORABLE: [char; 2] = ['\0', '\u{1a}'];
        let is_number = matches!(
            tokens(text).as_slice(),
            [Token::Number(_)] | [Token::Symbol("-"), Token::Number(_)]
        );
        match (
            is_number && !Kept::of(self.storage).is_text,
            text.contains(UNSTORABLE),
        ) {
            (true, _) => text.to_owned(),
            (false, false) => quote_text(text),
            (false, true) => format!("_utf8mb4 {}", hexadecimal(text.as_bytes())),
        }
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::DecimalText;
    use pretty_assertions::assert_eq;
    use serde_json::json;

    use super::*;
    use crate::flavours::MYSQL;
    use crate::physical::{ColumnType, DefaultForm};
    use crate::types::read_storage;

    fn read(column_type: &str, sql: &str) -> Option<Default> {
        let column_type = ColumnType::new(column_type.to_owned(), None);
        let storage = read_storage(&column_type, None, &MYSQL);
        let column = Column {
            column_type,
            default: Some(physical_default(sql)),
            ..Column::unknown("x".to_owned(), storage.clone())
        };
        read_default(&column, &storage)
    }

    fn physical_default(sql: &str) -> crate::physical::Default {
        crate::physical::Default {
            value: sql.to_owned(),
            form: DefaultForm::Plain,
        }
    }

    /// However it is written: as we spell it, or as one of the catalogs reports it.
    #[test]
    fn a_constant_is_the_value_that_its_column_keeps() {
        let text = |text: &str| Literal::String(text.to_owned());
        for (column_type, written, expected) in [
            ("tinyint(1)", &["TRUE", "1", "'1'"][..], Literal::Boolean(true)),
            ("bigint", &["-5", "'-5'"], Literal::Integer(-5)),
            (
                "decimal(10,3)",
                &["1.5", "'1.500'"],
                Literal::Decimal(DecimalText::parse("1.500").unwrap()),
            ),
            (
                "decimal(10,2) unsigned",
                &["1.5", "15e-1", "'1.50'"],
                text("1.50"),
            ),
            ("float", &["5.0", "5", "'5'"], text("5")),
            ("int(5) unsigned zerofill", &["7", "'00007'"], text("7")),
            ("bit(8)", &["5", "b'101'", "0x05"], Literal::Integer(5)),
            (
                "varbinary(9)",
                &["'AB'", "0x4142", "x'4142'"],
                Literal::Bytes(b"AB".to_vec()),
            ),
            ("varchar(9)", &["'0x41'", "_utf8mb4'0x41'"], text("0x41")),
            (
                "datetime(3)",
                &["'2024-01-02 03:04:05'", "'2024-01-02 03:04:05.000000'"],
                text("2024-01-02 03:04:05.000"),
            ),
            (
                "json",
                &["'[1, \"a\"]'", "'[1,\"a\"]'"],
                Literal::Json(json!([1, "a"])),
            ),
        ] {
            for sql in written {
                let expected = Some(Default::Literal(expected.clone()));
                assert_eq!(read(column_type, sql), expected, "{column_type} {sql}");
            }
        }
    }

    #[test]
    fn what_no_word_of_ours_says_stays_in_the_servers_words() {
        assert_eq!(read("int", "NULL"), None);
        for (column_type, sql) in [
            ("tinyint(1)", "2"),
            ("date", "'0000-00-00'"),
            ("json", "'{\"a\": 1, \"a\": 2}'"),
            ("varchar(9)", "uuid()"),
        ] {
            let expected = Some(Default::Expression(own_text(sql)));
            assert_eq!(read(column_type, sql), expected, "{column_type} {sql}");
        }
    }
}
