//! Decisions about renames as a user writes them: `OLD:NEW`, and the name of what is really removed.

use std::fmt;

use thiserror::Error;

/// What the user says about something that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It has another name now: `Person:User`, `users.name:handle`.
    Rename {
        /// A table, its model, or a field of either.
        old: String,
        /// A table or its model, or a field's name alone.
        new: String,
    },
    /// It is really removed: `users`, `users.name`.
    Drop(String),
}

/// A text that says no rename.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` names no rename; write the old name and the new one: Person:User, or users.name:handle")]
pub struct InvalidDecision(String);

impl Decision {
    /// Reads `OLD:NEW`.
    pub fn rename(text: &str) -> Result<Self, InvalidDecision> {
        match text.split_once(':') {
            Some((old, new)) if !old.is_empty() && !new.is_empty() => Ok(Self::Rename {
                old: old.to_owned(),
                new: new.to_owned(),
            }),
            Some(_) | None => Err(InvalidDecision(text.to_owned())),
        }
    }
}

/// The flag that says it.
impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rename { old, new } => write!(formatter, "--rename {}", quoted(&format!("{old}:{new}"))),
            Self::Drop(name) => write!(formatter, "--drop {}", quoted(name)),
        }
    }
}

/// A text as a shell takes it for one word.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_-.:".contains(character);
    match text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
