//! The source of migrations: a directory of files, or a program's own values.
//!
//! The executor asks for names and checksums first, and for a migration's content only where a plan needs it: a
//! run with nothing pending reads no operations at all.

use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_graph::MigrationFile;
use aksara_operations::MigrationName;
use aksara_schema::Schema;
use thiserror::Error;

use crate::{Checksum, for_each_in_parallel};

/// Gives migrations by name.
pub trait MigrationSource: Send + Sync {
    /// Every migration, without its content, in the order of the names.
    fn entries(&self) -> &[MigrationEntry];

    /// The content of one of the [`entries`](Self::entries).
    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError>;

    /// The text that the checksum of one of the [`entries`](Self::entries) is of, where it has one. It is for files
    /// that were renamed.
    fn text(&self, _entry: &MigrationEntry) -> Option<&str> {
        None
    }

    /// The checksum of what a text of one of the [`entries`](Self::entries) runs, without layout and comments.
    fn meaning(&self, _entry: &MigrationEntry, text: &str) -> Checksum {
        Checksum::of(text)
    }

    /// Whether one of the [`entries`](Self::entries) may replace others, as far as that is known without reading its content.
    fn may_replace(&self, _entry: &MigrationEntry) -> bool {
        true
    }

    /// The tables that migrations may refer to although none of them makes them.
    fn external_tables(&self) -> Schema {
        Schema::new()
    }
}

/// Reads the content of every migration of a source. The error is that of the first one that cannot be read.
pub fn read_all(source: &dyn MigrationSource) -> Result<Vec<MigrationFile>, SourceError> {
    let read = for_each_in_parallel(source.entries(), |entry| source.migration(entry));
    read.into_iter().collect()
}

/// Why a migration cannot be read, as its front end says it.
pub type SourceError = Box<dyn Diagnose + Send + Sync>;

/// A migration as far as it is known without reading its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationEntry {
    /// The migration's name.
    pub name: MigrationName,
    /// Its file, as the user knows it; its name if it has no file.
    pub file: Arc<str>,
    /// The checksum of its text.
    pub checksum: Checksum,
}

/// A migration that a source does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no migration {name}")]
pub struct NoSuchMigration {
    /// The migration that was asked for.
    pub name: MigrationName,
}

impl NoSuchMigration {
    /// The error for an entry.
    pub fn of(entry: &MigrationEntry) -> SourceError {
        Self {
            name: entry.name.clone(),
        }
        .into()
    }
}

impl Diagnose for NoSuchMigration {
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::new(Code::GraphUnknownMigration)
    }
}
