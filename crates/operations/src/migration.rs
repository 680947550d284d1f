//! A migration: its name, what it depends on and its operations.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Located, MigrationName, Operation, Origin};

/// A migration as a front end reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// The file's stem.
    pub name: MigrationName,
    /// The migrations that must be applied before it, as written.
    pub dependencies: Vec<Located<Dependency>>,
    /// The migrations that it does the same as, where it is a squash of them.
    #[serde(default)]
    pub replaces: Vec<Located<Dependency>>,
    /// Its operations, in order.
    pub operations: Vec<Located<Operation>>,
}

/// A migration that another one needs. The name identifies it: a label (`("auth", "0001_initial")`) only shows
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

impl Migration {
    /// A migration that does nothing yet.
    pub fn new(name: MigrationName) -> Self {
        Self {
            name,
            dependencies: Vec::new(),
            replaces: Vec::new(),
            operations: Vec::new(),
        }
    }

    /// Whether it replaces other migrations.
    pub fn is_squash(&self) -> bool {
        !self.replaces.is_empty()
    }

    /// The place of the first operation, where it was read from a file.
    pub fn first_origin(&self) -> Option<&Origin> {
        self.operations
            .iter()
            .find_map(|operation| operation.origin.as_ref())
    }
}
