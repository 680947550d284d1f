//! Tables that are not the user's: our own bookkeeping, and those of the Python package.

use crate::TableName;

/// The tables in which we keep what we know about a database. No migration makes, renames or drops them.
pub const BOOKKEEPING_TABLES: [&str; 5] = [
    "aksara_backfill",
    "aksara_checksums",
    "aksara_journal",
    "aksara_lock",
    "aksara_migrations",
];

/// The tables of the package's own models, which foreign keys of the user's may refer to.
pub const PACKAGE_TABLES: [&str; 2] = ["aksara_content_types", "aksara_users"];

/// How the names of the package's tables begin. They are the user's where a migration of the project makes them.
pub const PACKAGE_PREFIX: &str = "aksara_";

impl TableName {
    /// Whether it is a table of our own bookkeeping; some databases ignore the letter case.
    pub fn is_bookkeeping(&self) -> bool {
        BOOKKEEPING_TABLES
            .iter()
            .any(|table| table.eq_ignore_ascii_case(self.name()))
    }

    /// Whether it is a table of the package's own models.
    pub fn is_of_package_model(&self) -> bool {
        self.namespace().is_none() && PACKAGE_TABLES.contains(&self.name())
    }

    /// Whether it is called like a table of the package.
    pub fn is_of_package(&self) -> bool {
        self.name().starts_with(PACKAGE_PREFIX)
    }
}
