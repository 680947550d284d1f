//! Two states of one thing, so that they cannot be mixed up.

/// A thing as the history left it, and as the models want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<T> {
    /// As the history left it.
    pub previous: T,
    /// As the models want it.
    pub next: T,
}
