//! The migrations' directory as the executor's source: every file's text at once, its content where it is needed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_executor::{Checksum, MigrationEntry, MigrationSource, NoSuchMigration, SourceError};
use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::models::package_tables;
use aksara_formats::python::{ErrorKind, ProjectFiles, PythonError, PythonSource};
use aksara_formats::sql::read_sql_migration;
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
        "there is no migrations directory {}", path.display()
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
    /// A migration in a format that is none.
    #[error("{} is no migration: its ending is not .py or .sql", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// Two files of one migration.
    #[error(
        "{} and {} have the same migration name",
        first.display(), second.display()
    )]
    SameName {
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
}

impl Diagnose for DirectoryError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::Missing { .. } => with(
                Code::FilesNoDirectory,
                "`aksara makemigrations` makes it; --migrations-dir or AKSARA_MIGRATIONS_DIR name another one",
            ),
            Self::Unreadable { .. } => Diagnosis::new(Code::FilesUnreadable),
            Self::Name { .. } => with(Code::FilesMigrationName, "rename the file"),
            Self::Format { .. } => with(Code::FilesFormat, "move it to another directory"),
            Self::SameName { .. } => with(Code::FilesSameName, "rename one of them"),
        }
    }
}

/// A migration's text, by its format.
#[derive(Debug)]
enum SourceText {
    Python(PythonSource),
    Sql(String),
}

/// The format of a migration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MigrationFormat {
    /// `.py`
    #[default]
    Python,
    /// `.sql`
    Sql,
}

impl MigrationFormat {
    /// The ending of such files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Sql => "sql",
        }
    }
}

/// The migration files of a directory.
#[derive(Debug)]
pub struct MigrationDirectory {
    path: PathBuf,
    modules: ProjectFiles,
    entries: Vec<MigrationEntry>,
    sources: Vec<SourceText>,
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
    pub fn text_of(&self, name: &MigrationName) -> Option<&str> {
        self.position(name)
            .and_then(|position| self.sources.get(position))
            .map(SourceText::text)
    }

    /// Where a new migration of this name belongs.
    pub fn file(&self, name: &MigrationName, format: MigrationFormat) -> PathBuf {
        self.path.join(format!("{name}.{}", format.extension()))
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
        self.sources.push(match format_of(path) {
            Some(MigrationFormat::Sql) => SourceText::Sql(text),
            Some(MigrationFormat::Python) | None => SourceText::Python(PythonSource::new(file, text)),
        });
        Ok(())
    }

    fn read_python(&self, source: &PythonSource) -> Result<Migration, SourceError> {
        let error = match read_migration(source.clone(), &self.modules) {
            Ok(migration) => return Ok(migration),
            Err(error) => error,
        };
        let Some(python) = &self.loader else {
            return Err(MigrationError::Python(error).into());
        };
        let file = source.name();
        let in_file = |cause: String| MigrationError::Loaded {
            error: error.clone(),
            cause,
        };
        let text = load_migration(python, Path::new(file)).map_err(|error| in_file(error.to_string()))?;
        let loaded = PythonSource::new(file, text);
        Ok(read_migration(loaded, &self.modules).map_err(|error| in_file(error.to_string()))?)
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
        let source = source.ok_or_else(|| NoSuchMigration::of(entry))?;
        let (migration, placement) = match source {
            SourceText::Python(source) => (self.read_python(source)?, Placement::Dependencies),
            SourceText::Sql(text) => {
                let read = read_sql_migration(entry.file.clone(), entry.name.clone(), text)?;
                let placement = match read.declares_dependencies {
                    true => Placement::Dependencies,
                    false => Placement::Name,
                };
                (read.migration, placement)
            }
        };
        Ok(MigrationFile {
            file: entry.file.clone(),
            migration: Arc::new(migration),
            placement,
        })
    }

    fn text(&self, entry: &MigrationEntry) -> Option<&str> {
        self.text_of(&entry.name)
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
        match (format_of(&item), is_other_format(&item)) {
            _ if is_hidden(&item) => {}
            (Some(_), _) => files.push(item),
            (None, true) => return Err(DirectoryError::Format { path: item }),
            (None, false) => {}
        }
    }
    files.sort();
    files.sort_by(|left, right| left.file_stem().cmp(&right.file_stem()));
    match files
        .windows(2)
        .find(|pair| pair[0].file_stem() == pair[1].file_stem())
    {
        Some(pair) => Err(DirectoryError::SameName {
            first: pair[0].clone(),
            second: pair[1].clone(),
        }),
        None => Ok(files),
    }
}

/// Whether a directory holds migrations; one that is not there holds none.
pub(crate) fn has_migration_files(path: &Path) -> Result<bool, DirectoryError> {
    let unreadable = |source| DirectoryError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let items = match std::fs::read_dir(path) {
        Ok(items) => items,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(false);
        }
        Err(source) => return Err(unreadable(source)),
    };
    for item in items {
        let item = item.map_err(unreadable)?.path();
        if !is_hidden(&item) && format_of(&item).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(['_', '.'])
}

fn format_of(path: &Path) -> Option<MigrationFormat> {
    match path.extension()?.to_str()? {
        "py" => Some(MigrationFormat::Python),
        "sql" => Some(MigrationFormat::Sql),
        _ => None,
    }
}

/// Formats of models that are none of migrations.
fn is_other_format(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("toml" | "json"))
}

impl SourceText {
    fn text(&self) -> &str {
        match self {
            Self::Python(source) => source.text(),
            Self::Sql(text) => text,
        }
    }
}

/// A migration file that cannot be read.
#[derive(Debug, ThisError)]
enum MigrationError {
    /// It is not understood as data.
    #[error(transparent)]
    Python(PythonError),
    /// It is not understood as data, and Python could not load it either.
    #[error("{error}; loaded by Python: {cause}")]
    Loaded {
        /// Why it is not understood as data.
        error: PythonError,
        /// What Python says.
        cause: String,
    },
}

impl Diagnose for MigrationError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Python(error) => match error.kind() {
                ErrorKind::Syntax { .. } => error.diagnosis(),
                _ => error.diagnosis().advise(LOAD_PYTHON),
            },
            Self::Loaded { error, .. } => Diagnosis::new(Code::PythonLoading).at(Some(&error.origin())),
        }
    }
}

/// What helps where a migration file cannot be read as data.
const LOAD_PYTHON: &str = "--load-python, or AKSARA_LOAD_PYTHON=1, lets Python run the file to read it";
