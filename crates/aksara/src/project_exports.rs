//! The names that the feature `project` adds to the crate.

pub use crate::answer_file::{AnswerFile, AnswerFileError};
pub use crate::baseline::Baseline;
pub use crate::beginning::{BegunProject, FIRST_MODELS, NewProject};
pub use crate::checking::{Check, CheckReport, RenamedFile};
pub use crate::decisions::{DecisionProblem, WrongDecision};
pub use crate::directory::{MigrationDirectory, MigrationFormat};
pub use crate::error::{Error, TargetFailure};
pub use crate::hints::{HintProblem, WrongHint};
pub use crate::inspecting::{Inspected, inspect};
pub use crate::merging::{ClashPolicy, ClashingBranches, ClashingOperation, Merge};
pub use crate::migration_files::DirectoryError;
pub use crate::migrator::Migrator;
pub use crate::model_change::{ModelChange, Summary};
pub use crate::new_files::NewFiles;
pub use crate::new_migration::{Draft, ExtraOperations, MigrationForm, NewMigration, WholeTable};
pub use crate::open_question::{ChosenAnswer, OpenQuestion};
pub use crate::project::{Apps, Project};
pub use crate::prune::Prunable;
pub use crate::root::{ProjectRoot, RootReason};
pub use crate::row_values::{RowValueProblem, WrongRowValue, check_row_value};
pub use crate::server::{ProjectServer, ServerEvidence};
pub use crate::settings::{
    DeclaredTarget, Environment, Flags, InvalidTarget, Setting, SettingError, SettingOrigin, Settings,
};
pub use crate::squash::{Squash, SquashDraft};
pub use crate::squash_error::SquashError;
pub use crate::updating::{Update, UpdateRefusal, UpdateRefusalReason};
pub use crate::verification::{Verification, VerificationReport};

pub use aksara_python_runner::{InterpreterChoice, PythonRunError, PythonRunner};
pub use aksara_verify::{
    DatabaseReport, Drift, DriftBasis, Finding, MigrationReport, Outcome, Phase, Proof, ProofEvent,
    ProofEventSink, SchemaDifference, Times, VerifyError,
};
