//! An SQL text cut into fragments: quoted parts, comments, words, and single characters.
//!
//! The fragments of a text are the text: nothing of a text is left out or changed. A part that is left open
//! ends with the text.

use super::Lexis;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// Its kind.
    pub kind: FragmentKind,
    /// Its text.
    pub text: &'a str,
    /// Its first byte in the text.
    pub start: usize,
}

/// The kind of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FragmentKind {
    /// White space.
    Blank,
    /// A comment, with what ends it.
    Comment,
    /// A text or a name in quotes, with them.
    Quoted,
    /// `$1` and the like, counted from 1.
    Placeholder(usize),
    /// A keyword, a bare name or a number.
    Word,
    /// Any other character.
    Symbol,
}

impl<'a> Fragment<'a> {
    /// The fragment of `text` that begins at byte `start`, where there is one. `previous` is the one before it.
    pub fn next(text: &'a str, start: usize, previous: Option<&Fragment<'a>>, lexis: Lexis) -> Option<Self> {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let (kind, length) = scan(rest, previous, lexis);
        Some(Self {
            kind,
            text: rest.get(..length).unwrap_or(rest),
            start,
        })
    }

    /// Its end.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether a database would act on it.
    pub fn is_significant(&self) -> bool {
        match self.kind {
            FragmentKind::Blank | FragmentKind::Comment => false,
            FragmentKind::Quoted
            | FragmentKind::Placeholder(_)
            | FragmentKind::Word
            | FragmentKind::Symbol => true,
        }
    }

    /// Whether it is this keyword, in any case.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == FragmentKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is this character.
    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == FragmentKind::Symbol && self.text == symbol
    }
}

/// The fragments of a text, in order.
pub fn fragments(text: &str, lexis: Lexis) -> impl Iterator<Item = Fragment<'_>> {
    let mut previous: Option<Fragment<'_>> = None;
    std::iter::from_fn(move || {
        let start = previous.as_ref().map_or(0, Fragment::end);
        previous = Fragment::next(text, start, previous.as_ref(), lexis);
        previous
    })
}

fn scan(rest: &str, previous: Option<&Fragment<'_>>, lexis: Lexis) -> (FragmentKind, usize) {
    use FragmentKind::{Blank, Comment, Quoted, Symbol, Word};
    let mut characters = rest.chars();
    let (first, second) = (characters.next().unwrap_or_default(), characters.next());
    match first {
        '\'' => {
            let has_escapes = lexis.has_backslashes || is_escaping(previous, lexis);
            (Quoted, quoted_length(rest, first, has_escapes))
        }
        '"' => (Quoted, quoted_length(rest, first, lexis.has_backslashes)),
        '`' => (Quoted, quoted_length(rest, first, false)),
        '[' if lexis.has_brackets => (Quoted, up_to(rest, "]")),
        '#' if lexis.has_hash_comments => (Comment, up_to(rest, "\n")),
        '-' if begins_line_comment(rest, lexis) => (Comment, up_to(rest, "\n")),
        '/' if second == Some('*') && lexis.has_code_comments && is_code(rest) => (Symbol, up_to(rest, "*/")),
        '/' if second == Some('*') => (Comment, comment_length(rest, lexis.has_nested_comments)),
        '$' => dollar(rest, lexis),
        first if first.is_whitespace() => (Blank, first.len_utf8()),
        first if is_word(first) => (Word, word_length(rest, lexis)),
        first => (Symbol, first.len_utf8()),
    }
}

/// `E'…'`
fn is_escaping(previous: Option<&Fragment<'_>>, lexis: Lexis) -> bool {
    lexis.has_dollar_quotes && previous.is_some_and(|previous| previous.is_word("e"))
}

/// <https://dev.mysql.com/doc/refman/9.4/en/ansi-diff-comments.html>
fn begins_line_comment(rest: &str, lexis: Lexis) -> bool {
    rest.strip_prefix("--").is_some_and(|after| {
        !lexis.has_spaced_dashes || after.is_empty() || after.starts_with(|next: char| next.is_whitespace())
    })
}

/// `/*! … */` and MariaDB's `/*M! … */`.
fn is_code(rest: &str) -> bool {
    rest.starts_with("/*!") || rest.starts_with("/*M!")
}

fn word_length(rest: &str, lexis: Lexis) -> usize {
    let is_part = |character: char| is_word(character) || (character == '$' && lexis.has_dollar_quotes);
    rest.find(|character| !is_part(character)).unwrap_or(rest.len())
}

/// `$1`, `$tag$…$tag$`, or the sign alone.
fn dollar(rest: &str, lexis: Lexis) -> (FragmentKind, usize) {
    let inner = rest.get(1..).unwrap_or_default();
    let digits = inner
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(inner.len());
    if digits > 0 {
        let number = inner[..digits].parse().ok().filter(|number| *number > 0);
        return (
            number.map_or(FragmentKind::Symbol, FragmentKind::Placeholder),
            1 + digits,
        );
    }
    let tag = inner.find(|character| !is_word(character)).unwrap_or(inner.len());
    if !lexis.has_dollar_quotes || !inner[tag..].starts_with('$') {
        return (FragmentKind::Symbol, 1);
    }
    let opening = &rest[..tag + 2];
    let body = &rest[opening.len()..];
    (FragmentKind::Quoted, opening.len() + up_to(body, opening))
}

/// A doubled quote is one of the text.
fn quoted_length(rest: &str, quote: char, has_backslashes: bool) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((position, character)) = characters.next() {
        match character {
            '\\' if has_backslashes => drop(characters.next()),
            character if character == quote => match characters.peek() {
                Some((_, next)) if *next == quote => drop(characters.next()),
                _ => return position + quote.len_utf8(),
            },
            _ => {}
        }
    }
    rest.len()
}

fn comment_length(rest: &str, is_nested: bool) -> usize {
    let (mut position, mut depth) = (2, 1);
    while depth > 0 {
        let inner = &rest[position..];
        let Some(end) = inner.find("*/") else {
            return rest.len();
        };
        match inner.find("/*").filter(|start| is_nested && *start < end) {
            Some(start) => (position, depth) = (position + start + 2, depth + 1),
            None => (position, depth) = (position + end + 2, depth - 1),
        }
    }
    position
}

fn up_to(rest: &str, end: &str) -> usize {
    rest.find(end).map_or(rest.len(), |position| position + end.len())
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
