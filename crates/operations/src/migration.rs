//! A migration: its name, what it depends on and its operations.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Located, Operation, Origin};

/// A migration as a front end reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// The file's stem.
    pub name: MigrationName,
    /// The migrations that must be applied before it, as written.
    pub dependencies: Vec<Located<Dependency>>,
    /// What it does, in order.
    pub operations: Vec<Located<Operation>>,
}

/// A migration's name: the stem of its file. It alone identifies the migration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MigrationName(Arc<str>);

/// A migration that another one needs. The name identifies it: a label (`("auth", "0001_initial")`) only tells
/// the migrations of a package from those of the project.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dependency {
    /// The label of the tuple form, where that was written.
    pub label: Option<String>,
    /// The name.
    pub name: MigrationName,
}

impl Dependency {
    /// A dependency in the tuple form.
    pub fn labelled(label: impl Into<String>, name: MigrationName) -> Self {
        Self {
            label: Some(label.into()),
            name,
        }
    }
}

impl From<MigrationName> for Dependency {
    fn from(name: MigrationName) -> Self {
        Self { label: None, name }
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.label {
            Some(label) => write!(formatter, "{label}.{}", self.name),
            None => self.name.fmt(formatter),
        }
    }
}

/// A text that cannot name a migration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} cannot name a migration: use letters, digits and underscores, at most 255")]
pub struct InvalidMigrationName(pub String);

impl MigrationName {
    /// Checks that the text can be a file's stem and a history row's name.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidMigrationName> {
        let text = text.into();
        let allowed = |character: char| character.is_alphanumeric() || "_-.".contains(character);
        let valid =
            !text.is_empty() && text.len() <= 255 && !text.starts_with('.') && text.chars().all(allowed);
        match valid {
            true => Ok(Self(text.into())),
            false => Err(InvalidMigrationName(text)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MigrationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for MigrationName {
    type Error = InvalidMigrationName;

    fn try_from(text: String) -> Result<Self, InvalidMigrationName> {
        Self::new(text)
    }
}

impl From<MigrationName> for String {
    fn from(name: MigrationName) -> Self {
        name.0.to_string()
    }
}

impl Migration {
    /// A migration that does nothing yet.
    pub fn new(name: MigrationName) -> Self {
        Self {
            name,
            dependencies: Vec::new(),
            operations: Vec::new(),
        }
    }

    /// The place of the first operation, where it was read from a file.
    pub fn first_origin(&self) -> Option<&Origin> {
        self.operations
            .iter()
            .find_map(|operation| operation.origin.as_ref())
    }
}
