//! SQLite's tokens: what is a name, a text, a comment in SQL that we did not write.
//!
//! SQLite keeps the text of a CREATE statement as it was written, so what it knows about constraints is there
//! alone; and a user's own SQL must not end the migration's transaction. This is not a parser.

/// One token; white space and comments are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// Its kind.
    pub(crate) kind: TokenKind,
    /// As the text has it.
    pub(crate) text: &'a str,
    /// Byte offset in the text.
    pub(crate) start: usize,
}

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword, or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    Quoted,
    /// A text in `'…'`, or a blob `x'…'`.
    Text,
    /// A number.
    Number,
    /// An operator, bracket, comma, semicolon or parameter.
    Symbol,
}

impl Token<'_> {
    /// Whether it is this keyword or symbol.
    pub(crate) fn is(&self, word: &str) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Symbol) && self.text.eq_ignore_ascii_case(word)
    }

    /// The name that a word or a quoted name is.
    pub(crate) fn name(&self) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text.to_owned()),
            TokenKind::Quoted => Some(unquote(self.text)),
            TokenKind::Text | TokenKind::Number | TokenKind::Symbol => None,
        }
    }

    /// The offset of the token's end.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of a text. A quote or comment that is left open ends at the end of the text.
pub(crate) fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut position = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = sql.get(position..).filter(|rest| !rest.is_empty())?;
            let (kind, length) = scan(rest);
            let start = position;
            position += length;
            if let (Some(kind), Some(text)) = (kind, sql.get(start..position)) {
                return Some(Token { kind, text, start });
            }
        }
    })
}

/// The tokens without the parentheses around all of them.
pub(crate) fn without_outer_parentheses<'a, 'sql>(tokens: &'a [Token<'sql>]) -> &'a [Token<'sql>] {
    match tokens {
        [first, inner @ .., last] if first.is("(") && last.is(")") && is_balanced(inner) => {
            without_outer_parentheses(inner)
        }
        tokens => tokens,
    }
}

fn is_balanced(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for token in tokens {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            let Some(outer) = depth.checked_sub(1) else {
                return false;
            };
            depth = outer;
        }
    }
    depth == 0
}

/// The name inside quotes.
fn unquote(text: &str) -> String {
    let mut characters = text.chars();
    let quote = characters.next();
    let inner = characters.as_str();
    match quote {
        Some('[') => inner.strip_suffix(']').unwrap_or(inner).to_owned(),
        Some(quote) => {
            let doubled: String = [quote, quote].iter().collect();
            inner
                .strip_suffix(quote)
                .unwrap_or(inner)
                .replace(&doubled, &quote.to_string())
        }
        None => String::new(),
    }
}

/// The first token of a text that is not empty, and its length in bytes; no kind is white space or a comment.
fn scan(text: &str) -> (Option<TokenKind>, usize) {
    let first = text.chars().next().unwrap_or(' ');
    match first {
        '-' if text.starts_with("--") => (None, text.find('\n').unwrap_or(text.len())),
        '/' if text.starts_with("/*") => (None, text[2..].find("*/").map_or(text.len(), |end| end + 4)),
        '\'' => (Some(TokenKind::Text), quoted_length(text, '\'')),
        'x' | 'X' if text[1..].starts_with('\'') => {
            (Some(TokenKind::Text), 1 + quoted_length(&text[1..], '\''))
        }
        '"' | '`' => (Some(TokenKind::Quoted), quoted_length(text, first)),
        '[' => (
            Some(TokenKind::Quoted),
            text.find(']').map_or(text.len(), |end| end + 1),
        ),
        _ if first.is_ascii_whitespace() => (None, 1),
        _ if starts_number(text) => (Some(TokenKind::Number), number_length(text)),
        _ if is_word(first) => (
            Some(TokenKind::Word),
            text.find(|next| !is_word(next)).unwrap_or(text.len()),
        ),
        _ => (Some(TokenKind::Symbol), symbol_length(text, first)),
    }
}

/// Letters, digits, underscore, dollar sign, and everything beyond ASCII, as SQLite's own tokenizer has it.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_$".contains(character) || !character.is_ascii()
}

/// The length of a quoted part that starts with its quote; a doubled quote does not end it.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((position, character)) = rest.next() {
        if character == quote {
            match rest.peek() {
                Some((_, next)) if *next == quote => drop(rest.next()),
                _ => return position + 1,
            }
        }
    }
    text.len()
}

fn starts_number(text: &str) -> bool {
    let digits = text.strip_prefix('.').unwrap_or(text);
    digits.starts_with(|character: char| character.is_ascii_digit())
}

fn number_length(text: &str) -> usize {
    let mut previous = ' ';
    let ends = |character: char| {
        let is_sign =
            "+-".contains(character) && previous.eq_ignore_ascii_case(&'e') && !text.starts_with("0x");
        let stays = is_sign || character == '.' || is_word(character);
        previous = character;
        !stays
    };
    text.find(ends).unwrap_or(text.len())
}

/// Operators of more than one character, the longest first.
const LONG_SYMBOLS: &[&str] = &["->>", "->", "||", "<<", ">>", "<=", ">=", "==", "!=", "<>"];

fn symbol_length(text: &str, first: char) -> usize {
    LONG_SYMBOLS
        .iter()
        .find(|symbol| text.starts_with(*symbol))
        .map_or(first.len_utf8(), |symbol| symbol.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(sql: &str, expected: &[&str]) {
        assert_eq!(
            tokens(sql).map(|token| token.text).collect::<Vec<_>>(),
            expected,
            "{sql}"
        );
    }

    #[test]
    fn quotes_and_comments_are_seen_through() {
        check("a -- b ; \n c", &["a", "c"]);
        check(
            "a /* ; */ 'it''s; ' \"x\"\"y\"",
            &["a", "'it''s; '", "\"x\"\"y\""],
        );
        check("[a b] `c``d` x'00'", &["[a b]", "`c``d`", "x'00'"]);
        check(
            "a>=1.5e-3||b->>'$.c'",
            &["a", ">=", "1.5e-3", "||", "b", "->>", "'$.c'"],
        );
        check(
            "größe<>.5;?1 :name",
            &["größe", "<>", ".5", ";", "?", "1", ":", "name"],
        );
    }

    #[test]
    fn what_is_left_open_ends_with_the_text() {
        for open in ["'a", "\"a", "[a", "/* a", "x'0", "'a''"] {
            assert!(tokens(open).count() <= 1, "{open}");
        }
    }

    #[test]
    fn names_lose_their_quotes() {
        for (text, expected) in [
            ("\"a\"\"b\"", "a\"b"),
            ("[a]", "a"),
            ("`a``b`", "a`b"),
            ("plain", "plain"),
        ] {
            assert_eq!(
                tokens(text).next().and_then(|token| token.name()).as_deref(),
                Some(expected)
            );
        }
    }
}
