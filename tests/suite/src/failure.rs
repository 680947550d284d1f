//! The failures of scenarios.

use std::error::Error;
use std::fmt::Display;

/// A scenario that failed, with everything that is needed to see why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
}

impl Failure {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// With what was going on.
    #[must_use]
    pub fn during(self, what: impl Display) -> Self {
        Self {
            message: format!("{what}: {}", self.message),
        }
    }
}

/// Turns any error, with its causes, into a failure during something.
pub(crate) fn failed<E: Error>(what: impl Display) -> impl FnOnce(E) -> Failure {
    move |error| {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(&format!("\n  because {error}"));
            cause = error.source();
        }
        Failure::new(text).during(what)
    }
}
