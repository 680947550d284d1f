//! A migration together with its file, as the graph takes it.

use std::sync::Arc;

use aksara_operations::Migration;

/// A migration and the file that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationFile {
    /// The file, as the user knows it.
    pub file: Arc<str>,
    /// The migration; its name is the file's stem.
    pub migration: Arc<Migration>,
    /// Its order.
    pub placement: Placement,
}

/// The way in which a migration is ordered among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placement {
    /// The dependencies that it declares.
    #[default]
    Dependencies,
    /// Its name alone, since its format (0.7.2's `.sql`) cannot declare dependencies: its place is between the files
    /// before and after it.
    Name,
}
