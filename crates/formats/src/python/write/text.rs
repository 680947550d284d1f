//! Texts and bytes as Python string literals: in double quotes, or in single ones where that saves backslashes, as
//! Python's formatters have it.
//!
//! Visible characters are printed as they are, emoji included. Characters that cannot be seen or would change how
//! the line looks is escaped, so that a review sees every character.

use std::fmt::Write;

/// A text as a string literal.
pub(super) fn quote(text: &str) -> String {
    let quote = quote_for(text.chars());
    format!("{quote}{}{quote}", escape(text, quote))
}

/// The quote that a literal with these characters needs fewest backslashes with.
fn quote_for(characters: impl Iterator<Item = char> + Clone) -> char {
    let count = |quote| characters.clone().filter(|character| *character == quote).count();
    if count('"') > count('\'') { '\'' } else { '"' }
}

/// A text of several lines as a string literal with its own lines, if that shows every character.
pub(super) fn quote_lines(text: &str) -> Option<String> {
    let is_seen = |character: char| ['\n', '\t'].contains(&character) || !is_invisible(character);
    let ends_early = text.contains("\"\"\"") || text.ends_with('"');
    let shows_all = text.contains('\n') && !ends_early && text.chars().all(is_seen);
    shows_all.then(|| format!("\"\"\"{}\"\"\"", text.replace('\\', "\\\\")))
}

/// A text between the quotes of a docstring.
pub(super) fn docstring(text: &str) -> String {
    escape(text, '"')
}

/// Bytes as a bytes literal.
pub(super) fn quote_bytes(bytes: &[u8]) -> String {
    let quote = quote_for(bytes.iter().map(|byte| char::from(*byte)));
    let escaped: String = bytes.iter().map(|byte| escape_byte(*byte, quote)).collect();
    format!("b{quote}{escaped}{quote}")
}

fn escape(text: &str, quote: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match (common_escape(character, quote), u32::from(character)) {
            (Some(escape), _) => escaped.push_str(escape),
            (None, code) if is_invisible(character) => push_code(&mut escaped, code),
            (None, _) => escaped.push(character),
        }
    }
    escaped
}

fn escape_byte(byte: u8, quote: char) -> String {
    let character = char::from(byte);
    match common_escape(character, quote) {
        Some(escape) => escape.to_owned(),
        None if byte.is_ascii_graphic() || byte == b' ' => character.to_string(),
        None => format!("\\x{byte:02x}"),
    }
}

fn common_escape(character: char, quote: char) -> Option<&'static str> {
    match character {
        '\\' => Some("\\\\"),
        '"' if quote == '"' => Some("\\\""),
        '\'' if quote == '\'' => Some("\\'"),
        '\n' => Some("\\n"),
        '\r' => Some("\\r"),
        '\t' => Some("\\t"),
        _ => None,
    }
}

/// Control characters, line separators, and the marks that reorder or hide text.
fn is_invisible(character: char) -> bool {
    let hidden = ['\u{ad}', '\u{61c}', '\u{feff}'];
    let ranges = [
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
    ];
    let joins_emoji = character == '\u{200d}';
    let is_hidden = hidden.contains(&character) || ranges.iter().any(|range| range.contains(&character));
    character.is_control() || is_hidden && !joins_emoji
}

fn push_code(escaped: &mut String, code: u32) {
    // Writing to a String cannot fail.
    let _ = match code {
        0..=0xff => write!(escaped, "\\x{code:02x}"),
        0x100..=0xffff => write!(escaped, "\\u{code:04x}"),
        _ => write!(escaped, "\\U{code:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn texts_are_escaped_where_python_needs_it() {
        for (text, expected) in [
            ("plain", r#""plain""#),
            ("it's \"quoted\" \\ ", r#"'it\'s "quoted" \\ '"#),
            ("\"it's\" isn't", r#""\"it's\" isn't""#),
            ("a\nb\r\tc", r#""a\nb\r\tc""#),
            ("😀 größe 👩‍💻", r#""😀 größe 👩‍💻""#),
            ("\0\u{1b}\u{7f}\u{85}", r#""\x00\x1b\x7f\x85""#),
            ("\u{2028}\u{202e}\u{feff}", r#""\u2028\u202e\ufeff""#),
            ("{braces}", r#""{braces}""#),
        ] {
            assert_eq!(quote(text), expected);
        }
    }

    #[test]
    fn lines_are_kept_where_every_character_is_seen() {
        for (text, expected) in [
            ("a\n\tb \\ \"c\";", Some("\"\"\"a\n\tb \\\\ \"c\";\"\"\"")),
            ("one \"line\"", None),
            ("a\n\"b\"", None),
            ("a\n\"\"\"b", None),
            ("a\r\nb", None),
        ] {
            assert_eq!(quote_lines(text).as_deref(), expected);
        }
    }

    #[test]
    fn bytes_are_escaped_where_they_are_not_ascii() {
        assert_eq!(quote_bytes(b"a\"\\\n\x00\xff z"), r#"b'a"\\\n\x00\xff z'"#);
    }
}
