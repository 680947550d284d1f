//! Removing the originals of squashes, once every database has the squash.
//!
//! The rows of the history stay, and so does `replaces`: what depends on an original depends on its squash.

use std::path::PathBuf;

use aksara_driver::DatabaseUrl;
use aksara_executor::Status;
use aksara_graph::MigrationFile;
use aksara_operations::MigrationName;

use crate::directory::MigrationDirectory;
use crate::squash_error::SquashError;
use crate::{Error, Migrator, Project};

/// How the text of a function begins that is still to be written.
const UNWRITTEN: &str = "raise NotImplementedError(\"write this by hand: ";

/// Originals that nothing needs any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prunable {
    /// The squash.
    pub squash: MigrationName,
    /// The files of what it replaces.
    pub files: Vec<PathBuf>,
}

impl Project {
    /// The files of originals that can be removed: of this squash, else of all. Every database is asked; nothing is
    /// removed.
    pub async fn prunable(
        &self,
        written: Option<&str>,
        urls: &[DatabaseUrl],
    ) -> Result<Vec<Prunable>, Error> {
        let directory = self.migrations()?;
        let graph = directory.graph()?;
        let only = written.map(|written| chosen(written, &graph)).transpose()?;
        let mut found = Vec::new();
        for (squash, members) in graph.squashes() {
            let name = &squash.migration.name;
            let files: Vec<PathBuf> = members.iter().flat_map(|name| directory.files_of(name)).collect();
            if !files.is_empty() && only.as_ref().is_none_or(|only| only == name) {
                refuse_unwritten(squash, &directory)?;
                found.push(Prunable {
                    squash: name.clone(),
                    files,
                });
            }
        }
        if found.is_empty() {
            return Err(SquashError::NothingToPrune { squash: only }.into());
        }
        for url in urls {
            let migrator = Migrator::new(self.migrations()?, url.clone());
            if migrator.is_missing_file().await? {
                return Err(Error::NoDatabase { url: url.to_string() });
            }
            let status = migrator.status().await?;
            for prunable in &found {
                demand(&prunable.squash, &status, url)?;
            }
        }
        without_repetition(&mut found);
        Ok(found)
    }
}

impl Prunable {
    /// Removes the files.
    pub fn remove(&self) -> Result<(), Error> {
        for path in &self.files {
            std::fs::remove_file(path).map_err(|source| Error::Write {
                path: path.clone(),
                source,
            })?;
        }
        Ok(())
    }
}

fn chosen(written: &str, graph: &aksara_graph::MigrationGraph) -> Result<MigrationName, Error> {
    let aksara_graph::Target::Migration(name) = graph.resolve_target(written)? else {
        return Err(aksara_graph::GraphError::UnknownTarget {
            written: written.to_owned(),
            suggestion: None,
        }
        .into());
    };
    match graph.replaced_by(&name) {
        [] => Err(SquashError::NoSquash { migration: name }.into()),
        _ => Ok(name),
    }
}

fn refuse_unwritten(squash: &MigrationFile, directory: &MigrationDirectory) -> Result<(), Error> {
    let text = directory.text_of(&squash.migration.name).unwrap_or_default();
    if text.contains(UNWRITTEN) {
        Err(SquashError::Unwritten {
            file: PathBuf::from(&*squash.file),
        }
        .into())
    } else {
        Ok(())
    }
}

/// A database has a squash where it has its row.
fn demand(squash: &MigrationName, status: &Status, url: &DatabaseUrl) -> Result<(), Error> {
    if status.is_recorded(squash) {
        return Ok(());
    }
    let aside = status.squashes.iter().find(|aside| aside.entry.name == *squash);
    Err(SquashError::NotEverywhere {
        url: url.to_string(),
        squash: squash.clone(),
        pending: aside.map(|aside| aside.pending.clone()).unwrap_or_default(),
    }
    .into())
}

/// The originals of a squash that is itself an original are named once.
fn without_repetition(found: &mut Vec<Prunable>) {
    let mut seen: Vec<PathBuf> = Vec::new();
    for prunable in found.iter_mut() {
        prunable.files.retain(|path| !seen.contains(path));
        seen.extend(prunable.files.iter().cloned());
    }
    found.retain(|prunable| !prunable.files.is_empty());
}
