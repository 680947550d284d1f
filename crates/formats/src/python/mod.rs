//! The Python front end: migrations, models and settings as Python files, read as data and written.
//!
//! A file is parsed with ruff's parser and evaluated by [`evaluate::Evaluator`], which knows literals, names bound to
//! constants, enums, simple helper functions and calls, and runs nothing. What it cannot understand is a
//! [`PythonError`] with the place and with what would be accepted instead; nothing is skipped in silence.

mod arguments;
mod constraints;
mod convert;
pub mod copy;
mod error;
pub mod evaluate;
mod expressions;
pub mod fields;
mod indexes;
mod loader;
pub mod migrations;
pub mod models;
mod module;
mod settings;
mod source;
mod value;
pub mod write;

pub use arguments::{Arguments, Parameter, ParameterKind, Signature};
pub use constraints::read_constraint;
pub use error::{ErrorKind, PythonError};
pub use indexes::read_index;
pub use loader::{ModuleLoader, NoModules, ProjectFiles};
pub use migrations::{MigrationReader, read_migration};
pub use module::{Module, ModulePath};
pub use settings::{Environment, Setting, Settings, read_settings};
pub use source::{Place, PythonSource};
pub use value::{
    Argument, Call, ClassReference, EnumClass, EnumMember, FunctionReference, Integer, Keyword, Value,
    ValueKind,
};
