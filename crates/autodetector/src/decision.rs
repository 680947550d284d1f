//! Decisions about renames as a user writes them: `OLD:NEW`, and the name of what is really removed.

use std::fmt;

use thiserror::Error;

/// The user's answer about a name that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It has another name now: `Person:User`, `users.name:handle`, `index:users.a:b`.
    Rename {
        /// The kind of thing.
        kind: DecisionKind,
        /// A table, its model, or something of either after a dot.
        old: String,
        /// A table or its model, or the name alone of something that they have.
        new: String,
    },
    /// It is really removed: `users`, `users.name`, `index:users.a`.
    Drop {
        /// The kind of thing.
        kind: DecisionKind,
        /// A table, its model, or something of either after a dot.
        name: String,
    },
}

/// The kinds of things that a decision can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// A table, or a field after a dot.
    TableOrField,
    /// An index: `index:users.a`
    Index,
    /// A constraint: `constraint:users.a`
    Constraint,
    /// A value of an enum: `enum:users.status.old`
    EnumValue,
}

/// The words before a name that is no table's and no field's.
const PREFIXES: [(&str, DecisionKind); 3] = [
    ("index:", DecisionKind::Index),
    ("constraint:", DecisionKind::Constraint),
    ("enum:", DecisionKind::EnumValue),
];

/// A text that is not a decision.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidDecision {
    /// It does not give an old name and a new one.
    #[error(
        "`{0}` names no rename; write the old name and the new one: Person:User, users.name:handle, \
         index:users.a:b, constraint:users.a:b or enum:users.status.old:new"
    )]
    Rename(String),
    /// It names nothing.
    #[error(
        "`{0}` names nothing; write the removed table, field or value: users, users.name or \
             enum:users.status.old"
    )]
    Drop(String),
}

impl Decision {
    /// Reads `OLD:NEW`, with the kind before it where it is neither a table nor a field. A table may be called like a kind.
    pub fn rename(text: &str) -> Result<Self, InvalidDecision> {
        let (kind, names) = match DecisionKind::before(text) {
            (kind, names) if names.contains(':') => (kind, names),
            _ => (DecisionKind::TableOrField, text),
        };
        match names.split_once(':') {
            Some((old, new)) if kind.fits(old) && !new.is_empty() => Ok(Self::Rename {
                kind,
                old: old.to_owned(),
                new: new.to_owned(),
            }),
            Some(_) | None => Err(InvalidDecision::Rename(text.to_owned())),
        }
    }

    /// Reads the name of what is really removed, with the kind before it where it is neither a table nor a field.
    pub fn drop(text: &str) -> Result<Self, InvalidDecision> {
        let (kind, name) = DecisionKind::before(text);
        if !kind.fits(name) {
            return Err(InvalidDecision::Drop(text.to_owned()));
        }
        Ok(Self::Drop {
            kind,
            name: name.to_owned(),
        })
    }

    /// The kind of thing that it is about.
    pub fn kind(&self) -> DecisionKind {
        match self {
            Self::Rename { kind, .. } | Self::Drop { kind, .. } => *kind,
        }
    }

    /// Whether the new name of a field is its old one.
    pub fn keeps_name(&self) -> bool {
        match self {
            Self::Rename { old, new, .. } => old.rsplit('.').next() == Some(new),
            Self::Drop { .. } => false,
        }
    }

    /// The name that is gone.
    pub fn old(&self) -> &str {
        match self {
            Self::Rename { old, .. } => old,
            Self::Drop { name, .. } => name,
        }
    }
}

impl DecisionKind {
    fn before(text: &str) -> (Self, &str) {
        let mut prefixes = PREFIXES.iter();
        let found = prefixes.find_map(|(prefix, kind)| Some((*kind, text.strip_prefix(prefix)?)));
        found.unwrap_or((Self::TableOrField, text))
    }

    /// Whether a name of this kind begins with what it belongs to: the table, and the field of a value.
    fn fits(self, name: &str) -> bool {
        let owners = match self {
            Self::TableOrField => 0,
            Self::Index | Self::Constraint => 1,
            Self::EnumValue => 2,
        };
        let parts: Vec<&str> = name.splitn(owners + 1, '.').collect();
        parts.len() > owners && parts.iter().all(|part| !part.is_empty())
    }

    fn prefix(self) -> &'static str {
        let mut prefixes = PREFIXES.iter();
        let found = prefixes.find(|(_, kind)| *kind == self);
        found.map(|(prefix, _)| *prefix).unwrap_or_default()
    }
}

/// The flag that says it.
impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rename { kind, old, new } => {
                let text = format!("{}{old}:{new}", kind.prefix());
                write!(formatter, "--rename {}", quoted(&text))
            }
            Self::Drop { kind, name } => {
                let text = format!("{}{name}", kind.prefix());
                write!(formatter, "--drop {}", quoted(&text))
            }
        }
    }
}

/// A text as a shell takes it for one word.
pub(crate) fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_-.:=".contains(character);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_flag_is_read_as_it_is_printed() {
        for text in [
            "Person:User",
            "users.name:handle",
            "index:users.a:b",
            "constraint:users.a:b",
            "enum:users.status.old:new",
            "index:things",
        ] {
            let decision = Decision::rename(text).unwrap();
            assert_eq!(decision.to_string(), format!("--rename {text}"));
        }
        for text in ["users", "users.name", "index:users.a", "enum:users.status.old"] {
            assert_eq!(
                Decision::drop(text).unwrap().to_string(),
                format!("--drop {text}")
            );
        }
    }

    #[test]
    fn a_table_may_be_called_like_a_kind() {
        let decision = Decision::rename("index:things").unwrap();
        assert_eq!(
            (decision.kind(), decision.old()),
            (DecisionKind::TableOrField, "index")
        );
    }

    #[test]
    fn half_a_rename_is_refused() {
        for text in ["Person", ":User", "Person:", "index:users.a:"] {
            assert!(Decision::rename(text).is_err(), "{text}");
        }
        for text in ["", "index:"] {
            assert!(Decision::drop(text).is_err(), "{text}");
        }
    }
}
