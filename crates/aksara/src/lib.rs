//! Schema migrations: models and migration files in, PostgreSQL, MySQL, MariaDB and SQLite out.
//!
//! This is what a program depends on. A [`Project`] is a directory with settings, models and migrations; its
//! [`Migrator`] plans and runs them on a database; a [`Draft`] is a migration file that the models ask for. Calls
//! return values and print nothing. Only [`registry`] knows which databases there are.

mod answer_file;
mod baseline;
mod beginning;
mod beside_questions;
mod checking;
mod decisions;
mod directory;
mod drafting;
mod empty_migration;
mod error;
mod hints;
mod inspecting;
mod merging;
mod migration_files;
mod migrator;
mod model_change;
mod new_files;
mod new_migration;
mod open_question;
mod past_names;
mod project;
mod prune;
pub mod registry;
mod root;
mod row_values;
mod server;
mod settings;
mod squash;
mod squash_error;
mod temporary_names;
mod updating;
mod verification;

pub use answer_file::{AnswerFile, AnswerFileError};
pub use baseline::Baseline;
pub use beginning::{BegunProject, FIRST_MODELS, NewProject};
pub use checking::{Check, CheckReport, RenamedFile};
pub use decisions::{DecisionProblem, WrongDecision};
pub use directory::MigrationDirectory;
pub use error::{Error, TargetFailure};
pub use hints::{HintProblem, WrongHint};
pub use inspecting::Inspected;
pub use merging::{ClashPolicy, ClashingBranches, ClashingOperation, Merge};
pub use migration_files::DirectoryError;
pub use migrator::Migrator;
pub use model_change::{ModelChange, Summary};
pub use new_files::NewFiles;
pub use new_migration::{Draft, ExtraOperations, MigrationForm, NewMigration, WholeTable};
pub use open_question::{ChosenAnswer, OpenQuestion};
pub use project::{Apps, Project};
pub use prune::Prunable;
pub use root::{ProjectRoot, RootReason};
pub use row_values::{RowValueProblem, WrongRowValue, check_row_value};
pub use server::{ProjectServer, ServerEvidence};
pub use settings::{
    DeclaredTarget, Environment, Flags, InvalidTarget, Setting, SettingError, SettingOrigin, Settings,
};

pub use squash::{Squash, SquashDraft};
pub use squash_error::SquashError;

pub use aksara_autodetector::{
    Answers, Candidate, Candidates, Choice, Decision, DecisionKind, InvalidRowValue, Likeness, Question,
    Questions, RowValueAnswer, RowValueDecision, RowValueNeed, RowValueQuestion, Warning,
};
pub use aksara_diagnostic::{Code, Diagnose, Diagnosis, Footer, UnknownCode, full_text};
pub use aksara_dialect::{
    Capability, Command, Dialect, Evidence, Feature, Lexis, ServerVersion, Statement, Support,
    TransactionPlan, without_values,
};
pub use aksara_driver::{DatabaseUrl, Driver, DriverError, LockLimit, OtherSession};
pub use aksara_executor::{
    AcceptedRename, AppliedMigration, BackfillProgress, BackfillStage, Cancellation, Continuation,
    DataLossOnWayBack, Direction, Event, EventSink, ExecutorError, FailedFunction, FailedStatement,
    FunctionCall, FunctionError, FunctionRunner, Goal, InactiveSquash, LeaseHolder, LockHolder, LockState,
    LockWaits, Mark, Marked, MarkedState, MigrationEntry, MigrationRange, MigrationSource, MigrationStatus,
    Mode, Plan, PlannedLoss, PlannedMigration, PrintSink, Printed, Rehearsal, RenamedMigration, Request,
    Resolution, Resolve, ResolveWay, Status, Transactions, Unfinished,
};
pub use aksara_formats::document::DocumentFormat;
pub use aksara_formats::python::copy::FunctionByHand;
pub use aksara_formats::python::models::{Model, Models};
pub use aksara_formats::python::write::{KnownModels, write_field};
pub use aksara_graph::{MigrationFile, MigrationGraph, OutOfOrder, in_words};
pub use aksara_operations::{Dependency, Located, Loss, Migration, MigrationName, Origin};
pub use aksara_python_runner::{InterpreterChoice, PythonRunError, PythonRunner};
pub use aksara_schema::{Field, FieldType, Schema, Table, counted};
pub use aksara_verify::{
    DatabaseReport, Drift, DriftBasis, Finding, MigrationReport, Outcome, Phase, Proof, ProofEvent,
    ProofEventSink, SchemaDifference, Times, VerifyError,
};
pub use updating::{Update, UpdateRefusal, UpdateRefusalReason};
pub use verification::{Verification, VerificationReport};

/// The code that a text most likely means.
pub fn nearest_code(written: &str) -> Option<Code> {
    let texts = Code::ALL.iter().map(|code| code.as_str());
    aksara_schema::nearest(written, texts)?.parse().ok()
}

/// Every feature in which databases differ.
pub fn features() -> &'static [Feature] {
    <Feature as strum::VariantArray>::VARIANTS
}

/// The examples of the pages about this crate are compiled.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../README.md")]
    struct Crate;

    #[doc = include_str!("../../../README.md")]
    struct Project;
}
