//! SQL of MySQL and MariaDB, cut into tokens: what a user wrote, and what the servers give back.

/// A token. Comments and white space are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A keyword, a bare name, or a character set introducer.
    Word(&'a str),
    /// A name in back-quotes, without them.
    Name(String),
    /// A text, its escapes resolved.
    Text(String),
    /// A number or a hexadecimal constant, as written.
    Number(&'a str),
    /// An operator or punctuation.
    Symbol(&'a str),
}

impl<'a> Token<'a> {
    /// Whether it may be this name.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        match self {
            Self::Word(word) => word.eq_ignore_ascii_case(name),
            Self::Name(own) => own.eq_ignore_ascii_case(name),
            Self::Text(_) | Self::Number(_) | Self::Symbol(_) => false,
        }
    }

    /// The word, where it is one.
    pub(crate) fn word(&self) -> Option<&'a str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Name(_) | Self::Text(_) | Self::Number(_) | Self::Symbol(_) => None,
        }
    }
}

/// Operators of more than one character, longest first.
const LONG_SYMBOLS: &[&str] = &["<=>", "<=", ">=", "<>", "!=", "||", "&&", ":=", "->>", "->"];

/// The tokens of a text. An open quote or comment ends with the text.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = skip_blank(sql);
    while let Some(first) = rest.chars().next() {
        let (token, length) = next_token(rest, first);
        tokens.push(token);
        rest = skip_blank(rest.get(length..).unwrap_or_default());
    }
    tokens
}

fn next_token(rest: &str, first: char) -> (Token<'_>, usize) {
    match first {
        '\'' | '"' => {
            let (text, length) = quoted(rest, first);
            (Token::Text(text), length)
        }
        '`' => {
            let (name, length) = quoted(rest, first);
            (Token::Name(name), length)
        }
        digit if digit.is_ascii_digit() => {
            let length = number_length(rest);
            (Token::Number(&rest[..length]), length)
        }
        letter if is_word_character(letter) => {
            let length = rest
                .find(|next: char| !is_word_character(next))
                .unwrap_or(rest.len());
            (Token::Word(&rest[..length]), length)
        }
        other => {
            let long = LONG_SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
            let length = long.map_or(other.len_utf8(), |symbol| symbol.len());
            (Token::Symbol(&rest[..length]), length)
        }
    }
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || "_$@".contains(character)
}

/// Digits, a fraction and an exponent, or `0x…`.
fn number_length(rest: &str) -> usize {
    let mut previous = ' ';
    let is_part = |character: char, previous: char| {
        character.is_ascii_alphanumeric()
            || character == '.'
            || ("+-".contains(character) && "eE".contains(previous) && !rest.starts_with("0x"))
    };
    for (position, character) in rest.char_indices() {
        if !is_part(character, previous) {
            return position;
        }
        previous = character;
    }
    rest.len()
}

/// The text between quotes and the length with them. A doubled quote is one; a backslash escapes in texts.
fn quoted(rest: &str, quote: char) -> (String, usize) {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((position, character)) = characters.next() {
        match character {
            '\\' if quote != '`' => text.extend(characters.next().map(|(_, escaped)| unescaped(escaped))),
            found if found == quote => match characters.peek() {
                Some((_, next)) if *next == quote => {
                    characters.next();
                    text.push(quote);
                }
                Some(_) | None => return (text, position + quote.len_utf8()),
            },
            other => text.push(other),
        }
    }
    (text, rest.len())
}

/// <https://dev.mysql.com/doc/refman/9.4/en/string-literals.html#character-escape-sequences>
fn unescaped(escaped: char) -> char {
    match escaped {
        '0' => '\0',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\u{1a}',
        other => other,
    }
}

fn skip_blank(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    while let Some(after) = skip_comment(rest) {
        rest = after.trim_start();
    }
    rest
}

/// The text behind a comment, if it begins with one. `--` needs a space after it; `/*! … */` is code.
fn skip_comment(rest: &str) -> Option<&str> {
    let after = |end: &str, skipped: usize| {
        let position = rest.find(end).map_or(rest.len(), |position| position + skipped);
        rest.get(position..).unwrap_or_default()
    };
    let is_dashes = rest
        .strip_prefix("--")
        .is_some_and(|next| next.is_empty() || next.starts_with(char::is_whitespace));
    match rest {
        text if text.starts_with('#') || is_dashes => Some(after("\n", 1)),
        text if text.starts_with("/*") && !text.starts_with("/*!") => Some(after("*/", 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn quotes_and_escapes_are_resolved() {
        let text = |text: &str| Token::Text(text.to_owned());
        for (sql, expected) in [
            (r"'it''s \'x\' \\ \n'", vec![text("it's 'x' \\ \n")]),
            ("`a``b`", vec![Token::Name("a`b".to_owned())]),
            ("_utf8mb4'x'", vec![Token::Word("_utf8mb4"), text("x")]),
            (
                "a<=1.5e+3",
                vec![Token::Word("a"), Token::Symbol("<="), Token::Number("1.5e+3")],
            ),
            (
                "0xff-1",
                vec![Token::Number("0xff"), Token::Symbol("-"), Token::Number("1")],
            ),
            ("a -- b\n# c\n/* d */ e", vec![Token::Word("a"), Token::Word("e")]),
            ("'open", vec![text("open")]),
        ] {
            assert_eq!(tokens(sql), expected, "{sql}");
        }
    }
}
