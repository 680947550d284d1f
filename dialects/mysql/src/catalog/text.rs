//! Expressions of the catalog as SQL again.

use crate::flavour::{Flavour, ReportedExpression};

/// An expression of the catalog as a statement would write it.
pub(super) fn as_sql(text: &str, flavour: &'static Flavour) -> String {
    match flavour.catalog.expression {
        ReportedExpression::Escaped => unescaped(text),
        ReportedExpression::Sql => text.to_owned(),
    }
}

/// An escaped expression as SQL again; a part of an index is always one. The catalog escapes it once more, and shows the UTF-8 bytes of
/// characters beyond ASCII as if they were Latin-1.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    let bytes: Option<Vec<u8>> = plain
        .chars()
        .map(|character| u8::try_from(character).ok())
        .collect();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn the_catalog_of_mysql_is_unescaped_and_decoded() {
        assert_eq!(
            unescaped(r"(`a` <> _utf8mb4\'it\\\'s\')"),
            r"(`a` <> _utf8mb4'it\'s')"
        );
        assert_eq!(unescaped("\u{c3}\u{a9}"), "é");
        assert_eq!(unescaped("€"), "€");
    }
}
