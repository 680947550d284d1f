//! The error for a thing that a database cannot do: with its place, the reason and an alternative.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::Origin;
use thiserror::Error;

use crate::Feature;

/// A feature that this database does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{subject}: {dialect} cannot do this: {reason}")]
pub struct Unsupported {
    /// The operation and its object, in a user's words.
    pub subject: String,
    /// The dialect's name.
    pub dialect: &'static str,
    /// The capability that is missing, where one names it.
    pub feature: Option<Feature>,
    /// Why.
    pub reason: String,
    /// The alternative.
    pub alternative: String,
    /// The operation's place in the user's file.
    pub origin: Option<Origin>,
}

impl Unsupported {
    /// With the place of the operation, where none is known yet.
    #[must_use]
    pub fn at(mut self, origin: Option<&Origin>) -> Self {
        self.origin = self.origin.or_else(|| origin.cloned());
        self
    }
}

impl Diagnose for Unsupported {
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::new(Code::DatabaseUnsupported)
            .at(self.origin.as_ref())
            .advise(self.alternative.as_str())
    }
}
