//! SQL text as a user wrote it, kept apart from identifiers and literals, which always go through quoting.

use serde::{Deserialize, Serialize};

/// SQL from the user's own file. It is executed or embedded unchanged and never built from parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawSql(String);

impl RawSql {
    /// Takes the text unchanged.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
