//! The migrations' directory as the executor's source: every file's text at once, its content where it is needed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aksara_executor::{Checksum, MigrationEntry, MigrationSource, SourceError};
use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::models::package_tables;
use aksara_formats::python::{ProjectFiles, PythonSource};
use aksara_graph::{MigrationFile, MigrationGraph, Placement};
use aksara_operations::{InvalidMigrationName, Migration, MigrationName};
use aksara_python::{InterpreterChoice, load_migration};
use aksara_schema::Schema;
use thiserror::Error as ThisError;

use crate::Error;

/// A directory that cannot be read as migrations.
#[derive(Debug, ThisError)]
pub enum DirectoryError {
    /// There is none.
    #[error(
        "there is no migrations directory {}; `aksara makemigrations` makes it, and --migrations-dir or \
         AKSARA_MIGRATIONS_DIR name another one",
        path.display()
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It or one of its files cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The directory or file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file whose stem cannot name a migration.
    #[error("{}: {source}", path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: InvalidMigrationName,
    },
    /// A migration in a format that is not read yet.
    #[error("{} cannot be read: migrations are read from .py files in this version of aksara", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
}

/// The migration files of a directory.
#[derive(Debug)]
pub struct MigrationDirectory {
    path: PathBuf,
    modules: ProjectFiles,
    entries: Vec<MigrationEntry>,
    sources: Vec<PythonSource>,
    external: Schema,
    loader: Option<InterpreterChoice>,
}

impl MigrationDirectory {
    /// Reads the texts of a directory's migrations; `root` is where the modules that they import are.
    pub fn open(root: &Path, path: &Path) -> Result<Self, DirectoryError> {
        let mut directory = Self::empty(root, path);
        for file in migration_files(path)? {
            directory.add(&file)?;
        }
        Ok(directory)
    }

    /// The same; a directory that is not there holds nothing.
    pub fn open_or_empty(root: &Path, path: &Path) -> Result<Self, DirectoryError> {
        match Self::open(root, path) {
            Err(DirectoryError::Missing { .. }) => Ok(Self::empty(root, path)),
            result => result,
        }
    }

    /// The same; a file that static reading cannot understand is loaded by Python.
    #[must_use]
    pub fn loaded_by(mut self, python: InterpreterChoice) -> Self {
        self.loader = Some(python);
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A migration's text.
    pub fn text(&self, name: &MigrationName) -> Option<&str> {
        self.position(name)
            .and_then(|position| self.sources.get(position))
            .map(PythonSource::text)
    }

    /// The file of a migration of this name.
    pub fn file(&self, name: &MigrationName) -> PathBuf {
        self.path.join(format!("{name}.py"))
    }

    /// Every migration, joined by dependencies.
    pub fn graph(&self) -> Result<MigrationGraph, Error> {
        let read = |entry| self.migration(entry).map_err(Error::Source);
        let files: Vec<MigrationFile> = self.entries.iter().map(read).collect::<Result<_, _>>()?;
        Ok(MigrationGraph::build(files)?)
    }

    fn empty(root: &Path, path: &Path) -> Self {
        let modules = ProjectFiles::new(root);
        Self {
            path: path.to_owned(),
            modules,
            entries: Vec::new(),
            sources: Vec::new(),
            external: external_tables(),
            loader: None,
        }
    }

    fn add(&mut self, path: &Path) -> Result<(), DirectoryError> {
        let unreadable = |source| DirectoryError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = MigrationName::new(stem).map_err(|source| DirectoryError::Name {
            path: path.to_owned(),
            source,
        })?;
        let file: Arc<str> = path.to_string_lossy().into();
        self.entries.push(MigrationEntry {
            name,
            file: file.clone(),
            checksum: Checksum::of(&text),
        });
        self.sources.push(PythonSource::new(file, text));
        Ok(())
    }

    fn read(&self, source: &PythonSource) -> Result<Migration, SourceError> {
        let error = match read_migration(source.clone(), &self.modules) {
            Ok(migration) => return Ok(migration),
            Err(error) => error,
        };
        let Some(python) = &self.loader else {
            return Err(error.into());
        };
        let file = source.name();
        let in_file =
            |cause: String| SourceError::from(format!("{file}: {error}; loaded by Python: {cause}"));
        let text = load_migration(python, Path::new(file)).map_err(|error| in_file(error.to_string()))?;
        let loaded = PythonSource::new(file, text);
        read_migration(loaded, &self.modules).map_err(|error| in_file(error.to_string()))
    }

    fn position(&self, name: &MigrationName) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.name.cmp(name)).ok()
    }
}

impl MigrationSource for MigrationDirectory {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let source = self
            .position(&entry.name)
            .and_then(|position| self.sources.get(position));
        let source = source.ok_or_else(|| format!("{} is not in {}", entry.file, self.path.display()))?;
        let migration = self.read(source)?;
        Ok(MigrationFile {
            file: entry.file.clone(),
            migration: Arc::new(migration),
            placement: Placement::Dependencies,
        })
    }

    fn external_tables(&self) -> Schema {
        self.external.clone()
    }
}

/// The tables of the Python package, which a project's migrations may refer to.
fn external_tables() -> Schema {
    package_tables()
        .unwrap_or_default()
        .into_iter()
        .map(Arc::new)
        .collect()
}

/// The files that hold migrations, in the order of their names. What begins with `_` or `.` holds none.
fn migration_files(path: &Path) -> Result<Vec<PathBuf>, DirectoryError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => DirectoryError::Missing {
            path: path.to_owned(),
        },
        _ => DirectoryError::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    let mut files = Vec::new();
    for item in std::fs::read_dir(path).map_err(unreadable)? {
        let item = item.map_err(unreadable)?.path();
        match kind_of(&item) {
            FileKind::Python => files.push(item),
            FileKind::OtherFormat => return Err(DirectoryError::Format { path: item }),
            FileKind::Other => {}
        }
    }
    files.sort_by(|left, right| left.file_stem().cmp(&right.file_stem()));
    Ok(files)
}

enum FileKind {
    Python,
    OtherFormat,
    Other,
}

fn kind_of(path: &Path) -> FileKind {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match path.extension().and_then(|extension| extension.to_str()) {
        _ if name.starts_with(['_', '.']) => FileKind::Other,
        Some("py") => FileKind::Python,
        Some("sql" | "toml" | "json") => FileKind::OtherFormat,
        _ => FileKind::Other,
    }
}
