//! The place where something was written. Origins are beside operations, and do not count in their equality.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A place in a file.
#[derive(Clone, Serialize, Deserialize)]
pub struct Origin {
    /// The file, as the user knows it.
    pub file: Arc<str>,
    /// The file's text, shared by all places in it; empty where it is not at hand.
    #[serde(skip)]
    pub text: Arc<str>,
    /// Byte offsets in the file's text.
    pub span: Range<usize>,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
}

/// The words of a text: letters, digits and underscores.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    words.filter(|word| !word.is_empty())
}

impl Origin {
    /// The place among several that a message is about: the one of whose names the message has more than of any other's.
    pub fn meant_by<'a>(origins: &'a [Self], message: &str) -> Option<&'a Self> {
        let words: Vec<&str> = words(message).collect();
        let count = |origin: &Self| {
            let names = origin.names().filter(|name| words.contains(name));
            let parts = origin.names().filter(|name| {
                let mut parts = words.iter().flat_map(|word| word.split('_'));
                parts.any(|part| part == *name)
            });
            2 * names.count() + parts.count()
        };
        let counts: Vec<usize> = origins.iter().map(count).collect();
        let most = counts.iter().max()?;
        let mut best = origins.iter().zip(&counts).filter(|(_, count)| *count == most);
        match (best.next(), best.next()) {
            (Some((origin, _)), None) => Some(origin),
            _ => None,
        }
    }

    /// Whether another place is within this one.
    pub fn holds(&self, other: &Self) -> bool {
        self.file == other.file && self.span.start <= other.span.start && other.span.end <= self.span.end
    }

    /// The names in the text of the place: what is between quotes, and a word.
    fn names(&self) -> impl Iterator<Item = &str> {
        let text = self.text.get(self.span.clone()).unwrap_or_default();
        let quoted = text.split(['"', '\'']).skip(1).step_by(2);
        quoted.filter(|name| !name.is_empty() && words(name).next() == Some(*name))
    }

    /// The place of `length` bytes after `before`, which begins at this place.
    #[must_use]
    pub fn after(&self, before: &str, length: usize) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let start = self.span.start + before.len();
        let (line, column) = match before.rsplit_once('\n') {
            Some((lines, last)) => (
                self.line + count(lines.matches('\n').count() + 1),
                count(last.chars().count() + 1),
            ),
            None => (self.line, self.column + count(before.chars().count())),
        };
        Self {
            file: self.file.clone(),
            text: self.text.clone(),
            span: start..start + length,
            line,
            column,
        }
    }
}

/// Two places are equal by file and span. The text is not compared.
impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file && self.span == other.span
    }
}

impl Eq for Origin {}

/// The place alone: a file's text would fill the screen.
impl std::fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Origin")
            .field("file", &self.file)
            .field("span", &self.span)
            .field("line", &self.line)
            .field("column", &self.column)
            .finish()
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A value and where it was written, if it was. Equality looks at the value alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its place; `None` if it was generated.
    pub origin: Option<Origin>,
}

impl<T> Located<T> {
    /// A value with its place in a file.
    pub fn at(value: T, origin: Origin) -> Self {
        Self {
            value,
            origin: Some(origin),
        }
    }

    /// A value without a file.
    pub fn generated(value: T) -> Self {
        Self { value, origin: None }
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}
