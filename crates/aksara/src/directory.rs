//! The migrations' directory as the executor's source: every file's text at once, its content where it is needed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_executor::{
    Checksum, MigrationEntry, MigrationSource, NoSuchMigration, SourceError, for_each_in_parallel, read_all,
};
use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::models::package_tables;
use aksara_formats::python::{ErrorKind, ProjectFiles, PythonError, PythonSource};
use aksara_formats::sql::{SqlMigration, SqlSource, read_sql_migration, read_sql_pair};
use aksara_formats::{python, sql};
use aksara_graph::{MigrationFile, MigrationGraph, Placement};
use aksara_operations::{Migration, MigrationName};
use aksara_python_runner::{InterpreterChoice, load_migration};
use aksara_schema::Schema;
use thiserror::Error as ThisError;

use crate::Error;
use crate::migration_files::{DirectoryError, MigrationFiles, format_of, grouped, migration_files};

/// A migration's text, by its format.
#[derive(Debug)]
enum SourceText {
    Python(PythonSource),
    Sql(SqlSource),
    SqlPair {
        up: SqlSource,
        down: SqlSource,
        /// The one below the other.
        both: String,
    },
}

/// Reads the text of a file.
type ReadText<'a> = &'a (dyn Fn(&Path) -> Result<String, DirectoryError> + Sync);

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
        Self::empty(root, path).with(&migration_files(path)?, &read)
    }

    /// The migrations of files that the program holds, such as those of [`embed_files!`](crate::embed_files): each is a
    /// path, of which the last part counts, and a text. They may import nothing but aksara itself.
    ///
    /// ```
    /// use aksara::{MigrationDirectory, MigrationSource};
    ///
    /// let migrations = MigrationDirectory::of_texts([
    ///     ("0001_users.up.sql", "CREATE TABLE users (id integer PRIMARY KEY);"),
    ///     ("0001_users.down.sql", "DROP TABLE users;"),
    /// ])?;
    /// assert_eq!(migrations.entries()[0].name.as_str(), "0001_users");
    /// # Ok::<(), aksara::DirectoryError>(())
    /// ```
    pub fn of_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, DirectoryError> {
        let files = files.into_iter().filter_map(|(path, text)| {
            let name = Path::new(path).file_name()?;
            Some((PathBuf::from(name), text))
        });
        let texts: BTreeMap<PathBuf, &str> = files.collect();
        let text_of = |path: &Path| {
            let text = texts.get(path).copied().map(str::to_owned);
            text.ok_or_else(|| DirectoryError::Missing {
                path: path.to_owned(),
            })
        };
        let files = grouped(texts.keys().cloned().collect())?;
        Self::empty(Path::new(""), Path::new("")).with(&files, &text_of)
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

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A migration's text.
    pub fn text_of(&self, name: &MigrationName) -> Option<&str> {
        self.position(name)
            .and_then(|position| self.sources.get(position))
            .map(SourceText::text)
    }

    /// A migration's text, where it is Python that is read without running it.
    pub(crate) fn python_of(&self, name: &MigrationName) -> Option<&str> {
        let source = self.sources.get(self.position(name)?)?;
        match source {
            SourceText::Python(source) => Some(source.text()),
            SourceText::Sql(_) | SourceText::SqlPair { .. } => None,
        }
    }

    /// The files of a migration; none where it has none.
    pub(crate) fn files_of(&self, name: &MigrationName) -> Vec<PathBuf> {
        let source = self
            .position(name)
            .and_then(|position| self.sources.get(position));
        let files = match source {
            Some(SourceText::Python(source)) => vec![source.name()],
            Some(SourceText::Sql(source)) => vec![&*source.file],
            Some(SourceText::SqlPair { up, down, .. }) => vec![&*up.file, &*down.file],
            None => Vec::new(),
        };
        files.into_iter().map(PathBuf::from).collect()
    }

    /// The path of a new migration of this name.
    pub fn file(&self, name: &MigrationName, format: MigrationFormat) -> PathBuf {
        self.path.join(format!("{name}.{}", format.extension()))
    }

    /// Every migration, joined by dependencies.
    pub fn graph(&self) -> Result<MigrationGraph, Error> {
        Ok(MigrationGraph::build(read_all(self).map_err(Error::Source)?)?)
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

    fn with(mut self, files: &[MigrationFiles], read: ReadText<'_>) -> Result<Self, DirectoryError> {
        for loaded in for_each_in_parallel(files, |files| load(files, read)) {
            let (entry, source) = loaded?;
            self.entries.push(entry);
            self.sources.push(source);
        }
        Ok(self)
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
            SourceText::Sql(source) => placed(read_sql_migration(
                source.file.clone(),
                entry.name.clone(),
                &source.text,
            )?),
            SourceText::SqlPair { up, down, .. } => placed(read_sql_pair(entry.name.clone(), up, down)?),
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

    fn meaning(&self, entry: &MigrationEntry, text: &str) -> Checksum {
        let position = self.position(&entry.name);
        match position.and_then(|position| self.sources.get(position)) {
            Some(SourceText::Python(_)) => python::meaning(text).map(|meaning| Checksum::of(&meaning)),
            Some(SourceText::Sql(_) | SourceText::SqlPair { .. }) => Some(Checksum::of(&sql::meaning(text))),
            None => None,
        }
        .unwrap_or_else(|| Checksum::of(text))
    }

    fn may_replace(&self, entry: &MigrationEntry) -> bool {
        // Python that is run may say it in other words.
        let text = self.text_of(&entry.name).filter(|_| self.loader.is_none());
        text.is_none_or(|text| text.contains("replaces"))
    }

    fn external_tables(&self) -> Schema {
        self.external.clone()
    }
}

/// Reads the files of a migration.
fn load(files: &MigrationFiles, read: ReadText<'_>) -> Result<(MigrationEntry, SourceText), DirectoryError> {
    let text = read(&files.path)?;
    let file: Arc<str> = files.path.to_string_lossy().into();
    let source = match (format_of(&files.path), &files.down) {
        (Some(MigrationFormat::Python) | None, _) => {
            SourceText::Python(PythonSource::new(file.clone(), text))
        }
        (Some(MigrationFormat::Sql), None) => SourceText::Sql(SqlSource {
            file: file.clone(),
            text,
        }),
        (Some(MigrationFormat::Sql), Some(down)) => {
            let up = SqlSource {
                file: file.clone(),
                text,
            };
            SourceText::pair(up, down, read)?
        }
    };
    let entry = MigrationEntry {
        name: files.name.clone(),
        file,
        checksum: Checksum::of(source.text()),
    };
    Ok((entry, source))
}

/// The tables of the Python package, which a project's migrations may refer to.
fn external_tables() -> Schema {
    package_tables()
        .unwrap_or_default()
        .into_iter()
        .map(Arc::new)
        .collect()
}

/// An SQL migration, and what orders it.
fn placed(read: SqlMigration) -> (Migration, Placement) {
    let placement = if read.declares_dependencies {
        Placement::Dependencies
    } else {
        Placement::Name
    };
    (read.migration, placement)
}

fn read(path: &Path) -> Result<String, DirectoryError> {
    let bytes = std::fs::read(path).map_err(|source| DirectoryError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|_| DirectoryError::Encoding {
        path: path.to_owned(),
    })
}

impl SourceText {
    fn text(&self) -> &str {
        match self {
            Self::Python(source) => source.text(),
            Self::Sql(source) => &source.text,
            Self::SqlPair { both, .. } => both,
        }
    }

    fn pair(up: SqlSource, down: &Path, read: ReadText<'_>) -> Result<Self, DirectoryError> {
        let down = SqlSource {
            file: down.to_string_lossy().into(),
            text: read(down)?,
        };
        let both = format!("{}\n{}", up.text, down.text);
        Ok(Self::SqlPair { up, down, both })
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
        /// Python's message.
        cause: String,
    },
}

impl Diagnose for MigrationError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Python(error) => match error.kind() {
                ErrorKind::Syntax { .. } | ErrorKind::OtherTool { .. } => error.diagnosis(),
                _ => error.diagnosis().advise(LOAD_PYTHON),
            },
            Self::Loaded { error, .. } => Diagnosis::new(Code::PythonLoading).at(Some(&error.origin())),
        }
    }
}

/// The advice if a migration file cannot be read as data.
const LOAD_PYTHON: &str = "--load-python, or AKSARA_LOAD_PYTHON=1, lets Python run the file to read it";
