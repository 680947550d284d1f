//! Schema migrations: models and migration files in, PostgreSQL, MySQL, MariaDB and SQLite out.
//!
//! This is what a program depends on. A `Project` is a directory with settings, models and migrations; its `Migrator` plans
//! and runs them on a database; a `Draft` is a migration file that the models ask for. Calls return values and print nothing.
//!
//! Without the features `drivers`, `python` and `project` the crate is a compiler alone, with no driver, no async runtime and
//! no parser: [`diff`] compares two schemas, [`MigrationBuilder`] writes a migration down, and [`Compile::compile`] gives
//! its statements on a database. Only [`registry`] knows which databases there are.
//!
#![cfg_attr(feature = "sqlite", doc = "```")]
#![cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
//! use aksara::{Compile, Field, Index, MigrationBuilder, ReferentialAction, Schema, Table};
//!
//! let users = Table::build("users").field(Field::id("id")).finish()?;
//! let posts = Table::build("posts")
//!     .field(Field::id("id"))
//!     .field(Field::string("title", 200))
//!     .field(Field::foreign_key("author_id", "users").on_delete(ReferentialAction::Cascade))
//!     .index(Index::on(["title"]))
//!     .finish()?;
//! let dialect = aksara::registry::dialect("sqlite")?;
//! let migration = MigrationBuilder::new("0001_initial").create(users).create(posts);
//! let compiled = migration.compile(&Schema::new(), &*dialect)?;
//! assert!(compiled.up()[0].starts_with("CREATE TABLE \"users\""));
//! assert!(compiled.down()?[0].starts_with("DROP TABLE \"posts\""));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "project")]
mod answer_file;
#[cfg(feature = "project")]
mod baseline;
#[cfg(feature = "project")]
mod beginning;
#[cfg(feature = "project")]
mod beside_questions;
mod building;
#[cfg(feature = "project")]
mod checking;
mod compiling;
#[cfg(feature = "project")]
mod decisions;
mod detecting;
#[cfg(feature = "project")]
mod directory;
#[cfg(feature = "project")]
mod drafting;
#[cfg(feature = "project")]
mod empty_migration;
#[cfg(feature = "project")]
mod error;
#[cfg(feature = "project")]
mod following;
#[cfg(feature = "project")]
mod hints;
#[cfg(feature = "project")]
mod inspecting;
#[cfg(feature = "project")]
mod merging;
#[cfg(feature = "project")]
mod migration_files;
#[cfg(feature = "project")]
mod migrator;
#[cfg(feature = "project")]
mod model_change;
#[cfg(feature = "project")]
mod new_files;
#[cfg(feature = "project")]
mod new_migration;
#[cfg(feature = "project")]
mod open_question;
#[cfg(feature = "project")]
mod past_names;
#[cfg(feature = "project")]
mod project;
#[cfg(feature = "project")]
mod prune;
pub mod registry;
#[cfg(feature = "project")]
mod root;
#[cfg(feature = "project")]
mod row_values;
#[cfg(feature = "project")]
mod server;
#[cfg(feature = "project")]
mod settings;
#[cfg(feature = "project")]
mod squash;
#[cfg(feature = "project")]
mod squash_error;
#[cfg(feature = "project")]
mod temporary_names;
#[cfg(feature = "project")]
mod updating;
#[cfg(feature = "project")]
mod verification;

#[cfg(feature = "project")]
mod project_exports;

pub use building::MigrationBuilder;
pub use compiling::{Compile, CompiledMigration, CompilingError};
pub use detecting::{Detected, Difference, diff};
#[cfg(feature = "project")]
pub use project_exports::*;

pub use aksara_autodetector::{
    Answers, Candidate, Candidates, Choice, Decision, DecisionKind, Detection, DetectionError,
    InvalidRowValue, LaterSteps, Likeness, Pair, Question, Questions, RowValueAnswer, RowValueDecision,
    RowValueNeed, RowValueQuestion, Warning, detect, suggested_name, warnings_of,
};
pub use aksara_diagnostic::{Code, Diagnose, Diagnosis, Footer, UnknownCode, full_text};
pub use aksara_dialect::{
    Capability, Coalescing, Command, CompileError, Compiled, Cost, Dialect, Evidence, Feature, Lexis,
    ServerVersion, Statement, Support, TransactionPlan, compile, without_values,
};
#[cfg(feature = "drivers")]
pub use aksara_driver::{
    Connection, DatabaseUrl, Driver, DriverError, Inspection, LockLimit, OtherSession, Row, Value,
};
#[cfg(feature = "drivers")]
pub use aksara_executor::{
    AcceptedRename, AppliedMigration, BackfillProgress, BackfillStage, Cancellation, Checksum, Continuation,
    DataLossOnWayBack, Direction, Event, EventSink, Executor, ExecutorError, FailedFunction, FailedStatement,
    FunctionCall, FunctionError, FunctionRunner, Goal, InactiveSquash, LeaseHolder, LockHolder, LockState,
    LockWaits, Mark, Marked, MarkedState, MigrationEntry, MigrationRange, MigrationSource, MigrationStatus,
    Mode, NoSuchMigration, Plan, PlanContext, PlannedLoss, PlannedMigration, PrintSink, Printed, Rehearsal,
    RenamedMigration, Request, Resolution, Resolve, ResolveWay, SourceError, Status, Transactions,
    Unfinished, offline_script,
};
#[cfg(feature = "python")]
pub use aksara_formats::{
    document::DocumentFormat,
    python::{
        PythonError,
        copy::FunctionByHand,
        models::{Model, Models},
        write::{KnownModels, MigrationHeader, write_field, write_migration},
    },
};
pub use aksara_graph::{
    MigrationFile, MigrationGraph, MigrationNumber, NameSuffix, OutOfOrder, Placement, in_words,
};
#[doc(no_inline)]
pub use aksara_operations::*;
pub use aksara_optimizer::{DerivedNames, optimize};
pub use aksara_schema::{
    Check as CheckConstraint, Constraint, ConstraintKind, DecimalText, Default as DatabaseDefault,
    Deferrable, DerivedName, DialectName, Expression, Field, FieldBuilder, FieldName, FieldType, ForeignKey,
    Generated, GeneratedStorage, Index, IndexBuilder, IndexKey, IndexPart, InvalidName, InvalidTable,
    Literal, Management, NotCompared, ObjectName, RawSql, Reference, ReferentialAction, Schema, SchemaError,
    SortOrder, SqlExpression, StorageType, Table, TableBuilder, TableName, Unique, counted, parse_expression,
};

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
#[cfg(all(doctest, feature = "project"))]
mod pages {
    #[doc = include_str!("../README.md")]
    struct Crate;

    #[doc = include_str!("../../../README.md")]
    struct Project;
}

/// The texts of files, read when the program is built, for `MigrationDirectory::of_texts`. A path is relative to the source file.
///
/// ```
/// let texts = aksara::embed_files!["../README.md"];
/// assert!(texts[0].1.starts_with("# The crate"));
/// ```
#[macro_export]
macro_rules! embed_files {
    ($($path:literal),+ $(,)?) => {
        [$(($path, ::core::include_str!($path))),+]
    };
}
