//! Expressions of the catalog as SQL again.

use crate::flavour::Flavour;

/// An expression of the catalog as a statement would write it.
pub(super) fn as_sql(text: &str, flavour: Flavour) -> String {
    match flavour {
        Flavour::Mysql => from_mysql_catalog(text),
        Flavour::Mariadb => text.to_owned(),
    }
}

/// An expression of MySQL's catalog as SQL again. The catalog escapes it once more, and shows the UTF-8 bytes of
/// characters beyond ASCII as if they were Latin-1.
fn from_mysql_catalog(text: &str) -> String {
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
