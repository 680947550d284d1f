//! The library's error: what went wrong below, and whether the caller asked for something that cannot be.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use aksara_autodetector::{DetectionError, Questions};
use aksara_diagnostic::{Code, Diagnose, Diagnosis, Origin};
use aksara_dialect::CompileError;
use aksara_driver::{DriverError, InvalidDatabaseUrl};
use aksara_executor::{DataLossOnWayBack, ExecutorError, SourceError};
use aksara_formats::document::DocumentError;
use aksara_formats::python::models::{ModelsError, UnloadedModel};
use aksara_graph::{GraphError, InvalidSuffix};
use aksara_operations::{InvalidMigrationName, ReplayError};
use aksara_schema::InvalidName;
use aksara_verify::VerifyError;
use thiserror::Error;

use crate::beginning::FIRST_MODELS;
use crate::decisions::WrongDecision;
use crate::hints::WrongHint;
use crate::merging::ClashingBranches;
use crate::migration_files::DirectoryError;
use crate::registry::RegistryError;
use crate::row_values::WrongRowValue;
use crate::settings::SettingError;
use crate::squash_error::SquashError;
use crate::updating::{UpdateRefusal, UpdateRefusalReason};

/// The state after an error that was found before a file was written.
const NO_FILE: &str = "No file was written.";

/// An error of the library.
#[derive(Debug, Error)]
#[non_exhaustive]
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
    #[error("there are no models in {}", root.display())]
    NoApp {
        /// The project's directory.
        root: PathBuf,
    },
    /// A project is to begin where there is one.
    #[error("{} has [tool.aksara] already", path.display())]
    IsProject {
        /// The file.
        path: PathBuf,
    },
    /// A migration cannot be read.
    #[error("{0}")]
    Source(SourceError),
    /// The migrations are not graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An operation does not fit the history before it.
    #[error(transparent)]
    Replay(#[from] Box<ReplayError>),
    /// The autodetector cannot decide alone.
    #[error("{0}")]
    Questions(Questions),
    /// A decision about a rename that says nothing about these models.
    #[error(transparent)]
    Decision(#[from] Box<WrongDecision>),
    /// A decision about a value of rows that cannot be followed.
    #[error(transparent)]
    RowValue(#[from] Box<WrongRowValue>),
    /// A hint in the models that says nothing about them and the history.
    #[error(transparent)]
    Hint(#[from] Box<WrongHint>),
    /// The models cannot be migrated to.
    #[error(transparent)]
    Detection(Box<DetectionError>),
    /// A table would be dropped although its model is only not loaded.
    #[error(
        "the table `{}` would be dropped, but its model `{}` is in {}, which is not loaded",
        .0.table, .0.class, .0.origin
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
    #[error("the file {} exists already", path.display())]
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
    /// Migrations cannot be squashed, or originals not be removed.
    #[error(transparent)]
    Squash(#[from] Box<SquashError>),
    /// The branches that are to be merged must not change places.
    #[error(transparent)]
    Clash(Box<ClashingBranches>),
    /// There is no migration to update.
    #[error("there is no migration to update")]
    NothingToUpdate,
    /// The last migration must stay as it is.
    #[error(transparent)]
    Update(Box<UpdateRefusal>),
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
        /// The existing tables.
        there: Vec<String>,
    },
    /// A database without tables.
    #[error("the database has no tables")]
    NothingToInspect,
    /// The objects of the database that neither a model nor a migration can say.
    #[error("parts of the database cannot be written:\n  - {}", .0.join("\n  - "))]
    Unwritable(Vec<String>),
    /// A history has begun already.
    #[error("`--baseline` needs an empty migrations directory, and {} has {first}", path.display())]
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
    #[error("{}: other models describe the table `{table}` as well", document.display())]
    SameTable {
        /// The document.
        document: PathBuf,
        /// The table.
        table: String,
    },
    /// A text that is not a database URL.
    #[error(transparent)]
    Url(#[from] InvalidDatabaseUrl),
    /// Something could not be verified at all.
    #[error(transparent)]
    Verify(#[from] Box<VerifyError>),
    /// A scratch database of another kind shows nothing about this one.
    #[error("{url} is another kind of database than {application}")]
    OtherScratch {
        /// The scratch URL without its password.
        url: String,
        /// The application's URL without its password.
        application: String,
    },
    /// The user's code would run on a server for scratch databases that is the application's own database.
    #[error("{url} is the application's database, and only `aksara migrate` may run your code there")]
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
    /// The thing that it cannot do.
    pub source: CompileError,
}

impl Error {
    /// Its stable code, which `aksara explain` has a page for.
    ///
    /// ```
    /// let error = aksara::Project::open("/no/such/folder", aksara::Flags::default())
    ///     .and_then(|project| project.migrations())
    ///     .unwrap_err();
    /// assert_eq!(error.code().as_str(), "files.no-directory");
    /// ```
    pub fn code(&self) -> Code {
        self.diagnosis().code
    }

    /// Its place in a file, where it is about one.
    ///
    /// ```
    /// use aksara::{MigrationDirectory, Error};
    ///
    /// let broken = MigrationDirectory::of_texts([("0001_broken.py", "class Migration(")])?;
    /// let error = broken.graph().unwrap_err();
    /// assert_eq!(error.origin().unwrap().line, 1);
    /// assert!(!format!("{error:?}").contains("class Migration"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn origin(&self) -> Option<Origin> {
        self.diagnosis().place
    }

    /// Whether a question is open that only a person can answer.
    pub fn is_question(&self) -> bool {
        match self {
            Self::Questions(_) => true,
            other => other.data_loss().is_some(),
        }
    }

    /// The data that a way back would lose, where that is why it was refused.
    pub fn data_loss(&self) -> Option<&DataLossOnWayBack> {
        match self {
            Self::Executor(error) => match &**error {
                ExecutorError::DataLoss(loss) => Some(loss),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the work was stopped by its [`Cancellation`](aksara_executor::Cancellation).
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Executor(error) => error.is_cancelled(),
            Self::Verify(error) => error.is_cancelled(),
            _ => false,
        }
    }

    /// Whether the caller asked for something that cannot be, as opposed to work that failed.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Setting(_)
            | Self::Registry(_)
            | Self::NoApp { .. }
            | Self::IsProject { .. }
            | Self::Questions(_)
            | Self::Decision(_)
            | Self::RowValue(_)
            | Self::NoDatabase { .. }
            | Self::NoSuchTable { .. }
            | Self::HasMigrations { .. }
            | Self::Url(_)
            | Self::ScratchIsApplication { .. }
            | Self::OtherScratch { .. }
            | Self::Suffix(_) => true,
            Self::Models(error) => match **error {
                ModelsError::UnknownModule { .. }
                | ModelsError::NoModels { .. }
                | ModelsError::OtherLibrary { .. } => true,
                ModelsError::Unreadable { .. } | ModelsError::Python(_) => false,
            },
            Self::Squash(error) => error.is_usage(),
            Self::Executor(error) => is_usage(error),
            Self::Graph(error) => names_no_migration(error),
            Self::Detection(error) => error.is_usage(),
            Self::Directory(_)
            | Self::Source(_)
            | Self::Replay(_)
            | Self::Hint(_)
            | Self::UnloadedModel(_)
            | Self::Targets(_)
            | Self::MigrationName(_)
            | Self::Name(_)
            | Self::FileExists { .. }
            | Self::Write { .. }
            | Self::Read { .. }
            | Self::NothingToMerge { .. }
            | Self::Clash(_)
            | Self::NothingToUpdate
            | Self::Update(_)
            | Self::NothingToInspect
            | Self::Unwritable(_)
            | Self::Document(_)
            | Self::SameTable { .. }
            | Self::Verify(_)
            | Self::Driver(_) => false,
        }
    }
}

impl Diagnose for Error {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::Setting(error) => error.diagnosis(),
            Self::Registry(error) => error.diagnosis(),
            Self::Directory(error) => error.diagnosis(),
            Self::Models(error) => error.diagnosis(),
            Self::NoApp { .. } => with(
                Code::ModelsNoApp,
                &format!(
                    "write them in app/models.py, models.py or src/models.py, or name their module:\n  \
                     aksara makemigrations --app MODULE\nmodels to begin with:\n{}",
                    indented(FIRST_MODELS)
                ),
            ),
            Self::IsProject { .. } => {
                with(Code::FilesExists, "change the settings there").with_state("It was not changed.")
            }
            Self::Source(error) => error.diagnosis(),
            Self::Graph(error) => error.diagnosis(),
            Self::Replay(error) => error.diagnosis(),
            Self::Questions(questions) => questions.diagnosis(),
            Self::Decision(error) => error.diagnosis().with_state(NO_FILE),
            Self::RowValue(error) => error.diagnosis().with_state(NO_FILE),
            Self::Hint(error) => error.diagnosis(),
            Self::Detection(error) => error.diagnosis().with_state(NO_FILE),
            Self::UnloadedModel(model) => with(
                Code::ModelsUnloaded,
                &format!("add --app {}, or remove the class", model.module),
            )
            .at(Some(&model.origin))
            .with_state(NO_FILE),
            Self::Targets(failures) => target_advice(failures).with_state(NO_FILE),
            Self::Suffix(_) | Self::MigrationName(_) => {
                with(Code::MakeMigrationsInvalidName, "use letters or digits").with_state(NO_FILE)
            }
            Self::Name(_) => Diagnosis::new(Code::OperationInvalidName),
            Self::FileExists { .. } => with(Code::FilesExists, "move or remove it, or write to another file")
                .with_state("It was not overwritten."),
            Self::Write { .. } => Diagnosis::new(Code::FilesUnwritable).with_state(NO_FILE),
            Self::Read { .. } => Diagnosis::new(Code::FilesUnreadable),
            Self::NothingToMerge { .. } => Diagnosis::new(Code::MakeMigrationsNothingToMerge),
            Self::Squash(error) => error.diagnosis(),
            Self::Clash(clash) => with(
                Code::GraphClash,
                "change the migration that no database has yet; or review both, and write the merge anyway with \
                 --force",
            )
            .at(clash.left.origin.as_ref())
            .with_state(NO_FILE),
            Self::NothingToUpdate => with(
                Code::MakeMigrationsUpdate,
                "make a new migration instead:\n  aksara makemigrations",
            ),
            Self::Update(refusal) => with(Code::MakeMigrationsUpdate, update_advice(&refusal.reason))
                .with_state("It was not changed."),
            Self::Driver(error) => error.diagnosis(),
            Self::Executor(error) => error.diagnosis(),
            Self::NoDatabase { .. } => with(
                Code::DatabaseMissing,
                "look at the name in the URL, or create the database",
            ),
            Self::NoSuchTable { .. } => Diagnosis::new(Code::InspectUnknownTable),
            Self::NothingToInspect => with(
                Code::InspectNoTables,
                "begin with models, and make the first migration:\n  aksara makemigrations",
            ),
            Self::Unwritable(_) => with(
                Code::InspectUnwritable,
                "give it another form in the database, or write the models by hand from what this prints:\n  aksara inspect",
            )
            .with_state(NO_FILE),
            Self::HasMigrations { .. } => with(
                Code::InspectHasMigrations,
                "leave out --baseline, or name another directory with --migrations-dir",
            ),
            Self::Document(error) => error.diagnosis(),
            Self::SameTable { .. } => with(Code::ModelsSameTable, "leave the table out of one of them"),
            Self::Url(error) => error.diagnosis(),
            Self::Verify(error) => error.diagnosis(),
            Self::OtherScratch { .. } => with(
                Code::VerifyOtherScratch,
                "name a server of the same kind with --scratch-url",
            ),
            Self::ScratchIsApplication { .. } => with(
                Code::VerifyScratchIsApplication,
                "name another database or server with --scratch-url: a new database is made there, and dropped",
            ),
        }
    }
}

/// A text with two spaces before each line that has something.
fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("  {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// The advice for each declared database.
fn target_advice(failures: &[TargetFailure]) -> Diagnosis {
    let mut diagnosis = Diagnosis::new(Code::MakeMigrationsUnsupportedTarget);
    for failure in failures {
        let source = failure.source.diagnosis();
        diagnosis = diagnosis.at(source.place.as_ref());
        if let Some(advice) = source.advice {
            diagnosis = diagnosis.advise(format!("{}: {advice}", failure.target));
        }
    }
    diagnosis
}

/// The way on where a migration is not updated.
fn update_advice(reason: &UpdateRefusalReason) -> &'static str {
    match reason {
        UpdateRefusalReason::Applied { .. } => {
            "take the migration back first, where it is applied to databases of your own alone; or make a new one:\n  \
             aksara makemigrations"
        }
        UpdateRefusalReason::Unfinished { .. } => "finish that run first; this says how:\n  aksara status",
        UpdateRefusalReason::Merge
        | UpdateRefusalReason::Squash
        | UpdateRefusalReason::Steps
        | UpdateRefusalReason::OwnSql
        | UpdateRefusalReason::Rewrite(_) => {
            "edit the file by hand, or make a new migration:\n  aksara makemigrations"
        }
        UpdateRefusalReason::OtherFormat => "leave out --sql",
    }
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

impl From<SquashError> for Error {
    fn from(error: SquashError) -> Self {
        Self::Squash(Box::new(error))
    }
}

impl From<VerifyError> for Error {
    fn from(error: VerifyError) -> Self {
        Self::Verify(Box::new(error))
    }
}

impl From<WrongHint> for Error {
    fn from(error: WrongHint) -> Self {
        Self::Hint(Box::new(error))
    }
}

impl From<WrongDecision> for Error {
    fn from(error: WrongDecision) -> Self {
        Self::Decision(Box::new(error))
    }
}

impl From<WrongRowValue> for Error {
    fn from(error: WrongRowValue) -> Self {
        Self::RowValue(Box::new(error))
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
        "the migration cannot run on every declared database\n{}",
        lines.join("\n")
    )
}
