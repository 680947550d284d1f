//! Whether derived names count.

/// Whether a database may have the derived names (`users_email_key`) of the operations as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DerivedNames {
    /// One may have them: every name stays as it is.
    Kept,
    /// No database has run the operations: names are derived again.
    Anew,
}
