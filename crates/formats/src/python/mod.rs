//! The Python front end: migrations, models and settings as Python files, read as data and written.
//!
//! A file is parsed with ruff's parser and evaluated by [`evaluate::Evaluator`], which knows literals, names bound to
//! constants, enums, simple helper functions and calls, and runs nothing. What it cannot understand is a
//! [`PythonError`] with the place and with what would be accepted instead; nothing is skipped in silence.

mod error;
pub mod evaluate;
mod meaning;
mod other_library;
mod read;
#[cfg(test)]
mod stubs;
pub mod write;

pub use error::{ErrorKind, PythonError};
pub use evaluate::{
    Argument, Call, ClassReference, EnumClass, EnumMember, FunctionReference, Integer, Keyword, Module,
    ModuleLoader, ModulePath, NoModules, Place, ProjectFiles, PythonSource, Value, ValueKind,
};
pub use meaning::meaning;
pub use read::{
    Arguments, Environment, MigrationReader, Parameter, ParameterKind, Setting, Settings, Signature, fields,
    migrations, models, read_constraint, read_index, read_migration, read_settings,
};
use read::{constraints, expressions, indexes};
pub use write::copy;
