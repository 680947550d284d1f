//! A project's root: the nearest folder upward that has migrations, or says in `pyproject.toml` that it is one.
//!
//! So a command does the same from every folder of a project. A repository's top ends the search: a folder above it
//! is another project's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::migration_files::has_migration_files;
use crate::settings::{Environment, Flags, Pyproject, Settings};

/// The mark of a repository's top: a folder, or a file in a worktree.
const REPOSITORY: &str = ".git";

/// A project's root, as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRoot {
    /// The folder, as short as a user would write it from where the search began.
    pub path: PathBuf,
    /// Why it is the root.
    pub reason: RootReason,
}

/// Why a folder is a project's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootReason {
    /// It has migrations.
    Migrations,
    /// Its `pyproject.toml` has `[tool.aksara]`.
    Pyproject,
    /// The search began there, and no folder above is a project's.
    Start,
}

impl ProjectRoot {
    /// Looks for the root from a folder upward.
    pub fn find(start: &Path, environment: &Environment) -> Result<Self, Error> {
        let unreadable = |source| Error::Read {
            path: start.to_owned(),
            source,
        };
        let absolute = fs::canonicalize(start).map_err(unreadable)?;
        for (distance, folder) in absolute.ancestors().enumerate() {
            if let Some(reason) = reason(folder, environment)? {
                let path = upward(start, folder, distance);
                return Ok(Self { path, reason });
            }
            if folder.join(REPOSITORY).exists() {
                break;
            }
        }
        Ok(Self {
            path: start.to_owned(),
            reason: RootReason::Start,
        })
    }
}

/// A folder by its distance from the current one, or by its whole path.
fn upward(start: &Path, folder: &Path, distance: usize) -> PathBuf {
    match (distance, start == Path::new(".")) {
        (0, _) => start.to_owned(),
        (_, true) => std::iter::repeat_n("..", distance).collect(),
        (_, false) => folder.to_owned(),
    }
}

fn reason(folder: &Path, environment: &Environment) -> Result<Option<RootReason>, Error> {
    if has_migrations(folder, environment)? {
        return Ok(Some(RootReason::Migrations));
    }
    Ok(Pyproject::read(folder)?.map(|_| RootReason::Pyproject))
}

/// Whether the folder's own settings lead to migration files. An absolute path leads there from everywhere, and shows
/// only of the folder that it is in.
fn has_migrations(folder: &Path, environment: &Environment) -> Result<bool, Error> {
    let settings = Settings::new(folder, Flags::default(), environment.clone())?;
    let directory = settings.migrations_directory()?.value;
    let canonical = directory.canonicalize();
    let is_inside = directory.starts_with(folder) || canonical.is_ok_and(|path| path.starts_with(folder));
    Ok(is_inside && has_migration_files(&directory)?)
}
