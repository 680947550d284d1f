//! The text that is open at the beginning of a line: a comment of several lines, or a body in dollar quotes.
//!
//! This is not a lexer of a database's SQL, which a file does not name. It only separates comments from code.

/// The text that is open at a line's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open<'a> {
    Nothing,
    Comment,
    /// The tag with its dollars.
    Body(&'a str),
}

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// A comment alone.
    Comment,
    /// Part of a comment of several lines.
    InComment,
    /// Nothing.
    Empty,
    /// Part of a body in dollar quotes.
    InBody,
    /// Anything else.
    Code,
}

/// Follows the lines of a file.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    open: Open<'a>,
    /// A file that sets its own delimiter may set `$$`.
    has_bodies: bool,
}

impl<'a> Layout<'a> {
    pub fn new(text: &str) -> Self {
        let sets_delimiter = |line: &str| {
            let word = line.split_whitespace().next();
            word.is_some_and(|word| word.eq_ignore_ascii_case("delimiter"))
        };
        Self {
            open: Open::Nothing,
            has_bodies: !text.lines().any(sets_delimiter),
        }
    }

    /// The kind of the next line.
    pub fn follow(&mut self, line: &'a str) -> Nature {
        let opened = self.open;
        let has_code = self.scan(line);
        match opened {
            Open::Body(_) => Nature::InBody,
            _ if has_code => Nature::Code,
            Open::Comment => Nature::InComment,
            Open::Nothing if line.trim().is_empty() => Nature::Empty,
            Open::Nothing if self.open != Open::Nothing => Nature::InComment,
            Open::Nothing => Nature::Comment,
        }
    }

    /// Reads a line, and returns whether anything in it is not a comment.
    fn scan(&mut self, line: &'a str) -> bool {
        let (mut rest, mut has_code) = (line, false);
        while let Some(first) = rest.chars().next() {
            let step = match self.open {
                Open::Comment => self.in_comment(rest, first),
                Open::Body(tag) => {
                    has_code = true;
                    match rest.strip_prefix(tag) {
                        Some(_) => {
                            self.open = Open::Nothing;
                            tag.len()
                        }
                        None => first.len_utf8(),
                    }
                }
                Open::Nothing if rest.starts_with("--") || (first == '#' && !has_code) => break,
                Open::Nothing if begins_comment(rest) => {
                    self.open = Open::Comment;
                    2
                }
                Open::Nothing if first.is_whitespace() => first.len_utf8(),
                Open::Nothing => {
                    has_code = true;
                    self.code(rest, first)
                }
            };
            rest = rest.get(step..).unwrap_or_default();
        }
        has_code
    }

    fn in_comment(&mut self, rest: &str, first: char) -> usize {
        if rest.starts_with("*/") {
            self.open = Open::Nothing;
            2
        } else {
            first.len_utf8()
        }
    }

    /// A character of code, a text in quotes that ends on its line, or what opens a body.
    fn code(&mut self, rest: &'a str, first: char) -> usize {
        let inner = &rest[first.len_utf8()..];
        match first {
            '\'' | '"' | '`' => inner
                .find(first)
                .map_or(first.len_utf8(), |end| end + 2 * first.len_utf8()),
            '$' if self.has_bodies => {
                let end = inner.find(|character: char| !character.is_alphanumeric() && character != '_');
                let end = end.filter(|end| inner[*end..].starts_with('$') && !begins_with_digit(inner));
                let Some(end) = end else { return 1 };
                self.open = Open::Body(&rest[..end + 2]);
                end + 2
            }
            first => first.len_utf8(),
        }
    }
}

/// `/* … */`; what follows `/*!` is code on MySQL.
fn begins_comment(rest: &str) -> bool {
    rest.starts_with("/*") && !rest.starts_with("/*!") && !rest.starts_with("/*M!")
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_digit())
}
