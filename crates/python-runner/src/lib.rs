//! Runs the Python functions of migrations.
//!
//! One interpreter serves a run. The bridge that it executes is part of this crate (`bridge/*.py`, one namespace),
//! and speaks over pipes of its own: a function's `db` asks, and `session` answers with the migration's connection.
//! Nothing is installed beside Python. The same bridge loads migration files that static reading cannot understand.
//! Nothing here knows a database or how operations are read.

mod blocks;
mod bridge;
mod error;
mod fitting;
mod interpreter;
mod loader;
mod marshal;
mod process;
mod request;
mod runner;
mod session;
mod spool;
mod values;

pub use error::{PythonRunError, Refused};
pub use interpreter::{InterpreterChoice, OLDEST_VERSION};
pub use loader::load_migration;
pub use runner::PythonRunner;
