//! A step: one effect on the database, after ordering and coalescing, with where it comes from.

use aksara_operations::{Effect, Origin};

/// One effect and the places of the operations it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The change of the database.
    pub effect: Effect,
    /// The places of the operations, in order; empty if it was generated.
    pub origins: Vec<Origin>,
}

impl Step {
    /// The place that a message about this step shows.
    pub fn origin(&self) -> Option<&Origin> {
        self.origins.first()
    }
}
