//! What a scenario did not do as it says.

use std::fmt::Display;

use thiserror::Error;

/// A scenario that failed, with everything that is needed to see why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
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

/// Turns any error into a failure during something.
pub(crate) fn failed<E: Display>(what: impl Display) -> impl FnOnce(E) -> Failure {
    move |error| Failure::new(error.to_string()).during(what)
}
