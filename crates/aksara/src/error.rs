//! The library's error: what went wrong below, and whether the caller asked for something that cannot be.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use aksara_autodetector::{DetectionError, Questions};
use aksara_compiler::CompileError;
use aksara_driver::{DriverError, InvalidDatabaseUrl};
use aksara_executor::{ExecutorError, SourceError};
use aksara_formats::document::DocumentError;
use aksara_formats::python::models::{ModelsError, UnloadedModel};
use aksara_formats::python::{ErrorKind, PythonError};
use aksara_graph::{GraphError, InvalidSuffix};
use aksara_operations::{InvalidMigrationName, Origin, ReplayError};
use aksara_schema::InvalidName;
use aksara_verify::VerifyError;
use miette::Diagnostic;
use thiserror::Error;

use crate::directory::DirectoryError;
use crate::registry::RegistryError;
use crate::settings::SettingError;

/// An error of the library.
#[derive(Debug, Error)]
pub enum Error {
    /// A setting cannot be used.
    #[error(transparent)]
    Setting(#[from] Box<SettingError>),
    /// A database is not known or not built in.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The migrations' directory cannot be read.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The models cannot be loaded.
    #[error(transparent)]
    Models(#[from] Box<ModelsError>),
    /// No module with models was named, and there is none where they usually are.
    #[error(
        "there are no models: name their module with --app or AKSARA_APP; \
         without it app.models, models and src.models are looked for in {}",
        root.display()
    )]
    NoApp {
        /// The project's directory.
        root: PathBuf,
    },
    /// A migration cannot be read.
    #[error("{0}")]
    Source(SourceError),
    /// The migrations are no graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An operation does not fit the history before it.
    #[error(transparent)]
    Replay(#[from] Box<ReplayError>),
    /// The autodetector cannot decide alone.
    #[error(
        "{0}\nA rename cannot be told from a removal and an addition, which loses the data. Where nothing was \
         renamed, run again with --no-rename; for a rename, write the migration with op.RenameField or op.RenameTable"
    )]
    Questions(Questions),
    /// The models cannot be migrated to.
    #[error(transparent)]
    Detection(Box<DetectionError>),
    /// A table would be dropped although its model is only not loaded.
    #[error(
        "the table `{}` would be dropped, but its model `{}` stands in {}, which is not loaded; \
         add --app {}, or remove the class",
        .0.table, .0.class, .0.origin, .0.module
    )]
    UnloadedModel(Box<UnloadedModel>),
    /// A new migration cannot be compiled for databases that the project must run on.
    #[error("{}", target_failures(.0))]
    Targets(Vec<TargetFailure>),
    /// A name for a migration that cannot be a file's.
    #[error(transparent)]
    Suffix(#[from] InvalidSuffix),
    /// A name that a migration cannot have.
    #[error(transparent)]
    MigrationName(#[from] InvalidMigrationName),
    /// A name that no database can quote.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// The file of a new migration exists.
    #[error("{} exists already and is not overwritten", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// A new migration cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A project file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Nothing is to be merged.
    #[error("there is nothing to merge: the migrations have {}", head_text(head.as_deref()))]
    NothingToMerge {
        /// The only head's file.
        head: Option<Arc<str>>,
    },
    /// The database cannot be reached.
    #[error(transparent)]
    Driver(#[from] DriverError),
    /// A plan or run failed.
    #[error(transparent)]
    Executor(#[from] Box<ExecutorError>),
    /// There is no database to look at.
    #[error("there is no database {url}")]
    NoDatabase {
        /// The URL without its password.
        url: String,
    },
    /// A table that is asked for is not there.
    #[error("the database has no table `{table}`; it has: {}", there.join(", "))]
    NoSuchTable {
        /// As written.
        table: String,
        /// The tables that are there.
        there: Vec<String>,
    },
    /// A database without tables.
    #[error("the database has no tables, so that there is nothing to start a history with")]
    NothingToInspect,
    /// A history has begun already.
    #[error(
        "{} has migrations already ({first}), and a history has one beginning; leave out --baseline, or name another \
         directory with --migrations-dir",
        path.display()
    )]
    HasMigrations {
        /// The migrations' directory.
        path: PathBuf,
        /// The first file.
        first: String,
    },
    /// A document of tables that cannot be read or written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A table that is described twice.
    #[error("{}: the table `{table}` is described by other models as well", document.display())]
    SameTable {
        /// The document.
        document: PathBuf,
        /// The table.
        table: String,
    },
    /// A text that is no database URL.
    #[error(transparent)]
    Url(#[from] InvalidDatabaseUrl),
    /// Something could not be verified at all.
    #[error(transparent)]
    Verify(#[from] Box<VerifyError>),
    /// A scratch database of another kind shows nothing about this one.
    #[error(
        "{url} is another kind of database than {application}; name a server of the same kind with --scratch-url"
    )]
    OtherScratch {
        /// The scratch URL without its password.
        url: String,
        /// The application's URL without its password.
        application: String,
    },
    /// The user's code would run on a server for scratch databases that is the application's own database.
    #[error(
        "{url} is the application's database, where only `aksara migrate` runs; name another database or server \
         with --scratch-url (a new database is made there, and dropped)"
    )]
    ScratchIsApplication {
        /// The URL without its password.
        url: String,
    },
}

/// A database for which a new migration cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{target}: {source}")]
pub struct TargetFailure {
    /// The database and its version.
    pub target: String,
    /// What it cannot do.
    pub source: CompileError,
}

impl Error {
    /// Whether the caller asked for something that cannot be, as opposed to work that failed.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Setting(_)
            | Self::Registry(_)
            | Self::NoApp { .. }
            | Self::Questions(_)
            | Self::NoDatabase { .. }
            | Self::NoSuchTable { .. }
            | Self::HasMigrations { .. }
            | Self::Url(_)
            | Self::ScratchIsApplication { .. }
            | Self::OtherScratch { .. }
            | Self::Suffix(_) => true,
            Self::Models(error) => match **error {
                ModelsError::UnknownModule { .. } | ModelsError::NoModels { .. } => true,
                ModelsError::Unreadable { .. } | ModelsError::Python(_) => false,
            },
            Self::Executor(error) => is_usage(error),
            Self::Graph(error) => names_no_migration(error),
            Self::Directory(_)
            | Self::Source(_)
            | Self::Replay(_)
            | Self::Detection(_)
            | Self::UnloadedModel(_)
            | Self::Targets(_)
            | Self::MigrationName(_)
            | Self::Name(_)
            | Self::FileExists { .. }
            | Self::Write { .. }
            | Self::Read { .. }
            | Self::NothingToMerge { .. }
            | Self::NothingToInspect
            | Self::Document(_)
            | Self::SameTable { .. }
            | Self::Verify(_)
            | Self::Driver(_) => false,
        }
    }

    /// The place in the user's file that the error is about, where it is about one.
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Self::Replay(error) => error.origin.clone(),
            Self::UnloadedModel(model) => Some(model.origin.clone()),
            Self::Executor(error) => error.origin().cloned(),
            Self::Graph(GraphError::MissingDependency { dependency, .. }) => dependency.origin.clone(),
            _ => None,
        }
    }

    /// Whether a migration file was not understood without running it.
    pub fn is_for_python(&self) -> bool {
        let source = match self {
            Self::Source(source) => Some(source),
            Self::Executor(error) => match &**error {
                ExecutorError::Source { source } => Some(source),
                _ => None,
            },
            _ => None,
        };
        source
            .and_then(|source| source.downcast_ref::<PythonError>())
            .is_some_and(|error| !matches!(error.kind(), ErrorKind::Syntax { .. }))
    }

    /// The front end's own report, with the source that it is about.
    pub fn diagnostic(&self) -> Option<&dyn Diagnostic> {
        match self {
            Self::Models(error) => Some(&**error),
            Self::Setting(error) => match &**error {
                SettingError::Python(error) => Some(error),
                _ => None,
            },
            Self::Source(error) => python_error(error),
            Self::Executor(error) => match &**error {
                ExecutorError::Source { source } => python_error(source),
                _ => None,
            },
            Self::Verify(error) => match &**error {
                VerifyError::Source(source) => python_error(source),
                _ => None,
            },
            _ => None,
        }
    }
}

fn python_error(error: &SourceError) -> Option<&dyn Diagnostic> {
    error
        .downcast_ref::<PythonError>()
        .map(|error| error as &dyn Diagnostic)
}

fn is_usage(error: &ExecutorError) -> bool {
    match error {
        ExecutorError::Graph(error) => names_no_migration(error),
        ExecutorError::NothingToAccept { .. } | ExecutorError::NoRename { .. } => true,
        _ => false,
    }
}

fn names_no_migration(error: &GraphError) -> bool {
    matches!(
        error,
        GraphError::UnknownTarget { .. } | GraphError::AmbiguousTarget { .. }
    )
}

impl From<SettingError> for Error {
    fn from(error: SettingError) -> Self {
        Self::Setting(Box::new(error))
    }
}

impl From<ModelsError> for Error {
    fn from(error: ModelsError) -> Self {
        Self::Models(Box::new(error))
    }
}

impl From<ReplayError> for Error {
    fn from(error: ReplayError) -> Self {
        Self::Replay(Box::new(error))
    }
}

impl From<ExecutorError> for Error {
    fn from(error: ExecutorError) -> Self {
        Self::Executor(Box::new(error))
    }
}

impl From<VerifyError> for Error {
    fn from(error: VerifyError) -> Self {
        Self::Verify(Box::new(error))
    }
}

impl From<DetectionError> for Error {
    fn from(error: DetectionError) -> Self {
        match error {
            DetectionError::Questions(questions) => Self::Questions(questions),
            error => Self::Detection(Box::new(error)),
        }
    }
}

fn head_text(head: Option<&str>) -> String {
    head.map_or_else(|| "no head".to_owned(), |head| format!("one head, {head}"))
}

fn target_failures(failures: &[TargetFailure]) -> String {
    let lines: Vec<String> = failures.iter().map(|failure| format!("  {failure}")).collect();
    format!(
        "no file was written: the migration cannot run on every declared database\n{}",
        lines.join("\n")
    )
}
