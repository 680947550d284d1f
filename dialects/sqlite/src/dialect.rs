//! The dialect as the compiler sees it.

/// SQLite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sqlite;
