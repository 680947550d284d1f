//! Statements without the values in them, which may be secrets.

use super::{Fragment, FragmentKind, Lexis, fragments};

/// A value that is not shown.
const MASK: &str = "…";

/// Statements whose numbers are lengths and sizes, and no values of rows.
const DEFINITIONS: &[&str] = &[
    "ALTER", "COMMENT", "CREATE", "DROP", "PRAGMA", "RENAME", "TRUNCATE",
];

/// A statement with its texts left out, also its numbers if it is no definition, and without comments.
pub fn without_values(sql: &str, lexis: Lexis) -> String {
    let mut significant = fragments(sql, lexis).filter(Fragment::is_significant);
    let first = significant.next();
    let is_definition =
        first.is_some_and(|first| DEFINITIONS.iter().any(|definition| first.is_word(definition)));
    let shown = fragments(sql, lexis).map(|fragment| shown(&fragment, is_definition, lexis));
    let shown: String = shown.collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(fragment: &Fragment<'_>, is_definition: bool, lexis: Lexis) -> String {
    match fragment.kind {
        FragmentKind::Comment => " ".to_owned(),
        FragmentKind::Quoted if is_name(fragment.text, lexis) => fragment.text.to_owned(),
        FragmentKind::Quoted => format!("'{MASK}'"),
        FragmentKind::Word if is_value(fragment.text, is_definition) => MASK.to_owned(),
        FragmentKind::Blank | FragmentKind::Word | FragmentKind::Placeholder(_) | FragmentKind::Symbol => {
            fragment.text.to_owned()
        }
    }
}

fn is_name(quoted: &str, lexis: Lexis) -> bool {
    match quoted.chars().next() {
        Some('`' | '[') => true,
        // If a backslash escapes, double quotes are those of a text.
        Some('"') => !lexis.has_backslashes,
        Some(_) | None => false,
    }
}

fn is_value(word: &str, is_definition: bool) -> bool {
    let is_number = word.starts_with(|character: char| character.is_ascii_digit());
    let is_hexadecimal = word.starts_with("0x") || word.starts_with("0X");
    is_number && (!is_definition || is_hexadecimal)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    const PLAIN: Lexis = Lexis {
        has_dollar_quotes: true,
        has_nested_comments: true,
        ..Lexis::STANDARD
    };

    #[test]
    fn texts_and_numbers_of_rows_are_left_out_and_lengths_stay() {
        for (sql, expected) in [
            (
                "CREATE TABLE \"a\" (b varchar(40) DEFAULT 'secret')",
                "CREATE TABLE \"a\" (b varchar(40) DEFAULT '…')",
            ),
            (
                "INSERT INTO a -- the key\n VALUES (4711, 'it''s', $$x$$)",
                "INSERT INTO a VALUES (…, '…', '…')",
            ),
            (
                "UPDATE a SET b = 12 WHERE c2 = 7",
                "UPDATE a SET b = … WHERE c2 = …",
            ),
            ("CREATE USER x PASSWORD 'y'", "CREATE USER x PASSWORD '…'"),
        ] {
            assert_eq!(without_values(sql, PLAIN), expected);
        }
        let mysql = Lexis {
            has_backslashes: true,
            ..PLAIN
        };
        assert_eq!(without_values("SELECT \"x\", `y`", mysql), "SELECT '…', `y`");
    }
}
