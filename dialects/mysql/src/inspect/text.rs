//! Expressions of the catalog as SQL again, and as portable ones where they are.

use aksara_schema::SqlExpression;

use crate::server_text::{own, portable};

/// Reads an expression; what is not portable stays as it is, for this family of dialects.
pub(super) fn read_expression(text: &str) -> SqlExpression {
    match portable(text) {
        Some(expression) => SqlExpression::Portable(expression),
        None => own(text.to_owned()),
    }
}

/// What MySQL's catalog gives for an expression, as SQL again: it is escaped once more, and what is not ASCII stands
/// as if its UTF-8 bytes were Latin-1.
pub(super) fn from_mysql_catalog(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => unescaped.extend(characters.next()),
            other => unescaped.push(other),
        }
    }
    let bytes: Option<Vec<u8>> = unescaped
        .chars()
        .map(|character| u8::try_from(character).ok())
        .collect();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or(unescaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    /// Without its parentheses `(a + b) * 2` is another value, and `uuid()` no call.
    #[test]
    fn what_is_not_portable_stays_as_it_is() {
        for text in ["((`a` + `b`) DIV 2)", "uuid()", "regexp_like(`b`,_utf8mb4'^x')"] {
            assert_eq!(read_expression(text), own(text.to_owned()));
        }
    }

    #[test]
    fn the_catalog_of_mysql_is_unescaped_and_decoded() {
        assert_eq!(
            from_mysql_catalog(r"(`a` <> _utf8mb4\'it\\\'s\')"),
            r"(`a` <> _utf8mb4'it\'s')"
        );
        assert_eq!(from_mysql_catalog("\u{c3}\u{a9}"), "é");
        assert_eq!(from_mysql_catalog("€"), "€");
    }
}
