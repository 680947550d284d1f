//! Why two operations must not change places.

use aksara_operations::OperationError;
use thiserror::Error;

/// Why two operations must not change places.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Clash {
    /// One changes a thing that the other changes or needs.
    #[error("both are about {0}")]
    Contested(String),
    /// One runs the user's code, which may look at what the other changes.
    #[error("code of your own may look at {0}")]
    Code(String),
    /// Both run the user's code, which may look at anything.
    #[error("both run code of your own")]
    TwoCodes,
    /// One of the two does not apply after the other.
    #[error("one of them does not apply after the other: {0}")]
    Refused(Box<OperationError>),
    /// Both orders apply, and lead to different schemas.
    #[error("their order decides what the schema is")]
    Order,
}
