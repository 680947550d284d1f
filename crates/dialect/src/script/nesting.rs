//! Whether a semicolon is within a statement: in a trigger, a routine's body, a block.
//!
//! Each dialect has rules of its own, which are those of its database's client.

use std::fmt::Debug;

use super::{Fragment, FragmentKind};

/// The rules by which a statement holds other statements, whose semicolons do not end it.
pub trait Nesting: Debug {
    /// Follows a significant fragment after the statement so far; `next` is the one after it.
    fn follow(&mut self, so_far: &StatementSoFar, fragment: &Fragment<'_>, next: Option<&Fragment<'_>>) {
        let _ = (so_far, fragment, next);
    }

    /// Whether a semicolon behind the statement so far belongs to it.
    fn holds_semicolon(&self, so_far: &StatementSoFar) -> bool;
}

/// The rules of a database whose statements hold no others.
#[derive(Debug)]
pub struct Flat;

impl Flat {
    /// The rules at the beginning of a statement.
    pub fn rules() -> Box<dyn Nesting> {
        Box::new(Self)
    }
}

impl Nesting for Flat {
    fn holds_semicolon(&self, _: &StatementSoFar) -> bool {
        false
    }
}

/// The significant parts of a statement up to a place in it.
#[derive(Debug, Default)]
pub struct StatementSoFar {
    words: Vec<String>,
    last: LastPart,
    before_last: LastPart,
}

/// A significant fragment, as far as nesting depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LastPart {
    /// There is none.
    #[default]
    Start,
    /// A bare word, in upper case.
    Word(String),
    /// A semicolon.
    Semicolon,
    /// Any other.
    Other,
}

impl StatementSoFar {
    /// The bare words, in upper case.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The last fragment.
    pub fn last(&self) -> &LastPart {
        &self.last
    }

    /// The fragment before the last one.
    pub fn before_last(&self) -> &LastPart {
        &self.before_last
    }

    /// Whether the first words are these.
    pub fn begins_with(&self, words: &[&str]) -> bool {
        let first = self.words.get(..words.len());
        first.is_some_and(|first| first.iter().zip(words).all(|(word, expected)| word == expected))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.last == LastPart::Start
    }

    pub(super) fn into_words(self) -> Vec<String> {
        self.words
    }

    pub(super) fn take(&mut self, fragment: &Fragment<'_>) {
        let part = if fragment.kind == FragmentKind::Word {
            let word = fragment.text.to_uppercase();
            self.words.push(word.clone());
            LastPart::Word(word)
        } else if fragment.is_symbol(";") {
            LastPart::Semicolon
        } else {
            LastPart::Other
        };
        self.before_last = std::mem::replace(&mut self.last, part);
    }
}
