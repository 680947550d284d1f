//! Migration files: the class, its dependencies and its operations.
//!
//! Read are the form that the writer prints and the forms of the Python package 0.7.2, mixed. [`OPERATIONS`] says
//! which operations there are and what each accepts.

mod backfill;
mod class;
mod fields;
mod indexes;
mod operations;
mod run;
mod signatures;
mod tables;

use aksara_operations::{Migration, MigrationName};
use ruff_text_size::TextRange;

pub use signatures::{OPERATIONS, OperationClass};

use crate::python::evaluate::Evaluator;
use crate::python::{ErrorKind, Module, ModuleLoader, PythonError, PythonSource};

/// Reads the migrations of one project; modules that they import are parsed once.
pub struct MigrationReader<'l> {
    evaluator: Evaluator<'l>,
}

impl<'l> MigrationReader<'l> {
    /// A reader for the migrations of the project that the loader knows.
    pub fn new(loader: &'l dyn ModuleLoader) -> Self {
        Self {
            evaluator: Evaluator::new(loader),
        }
    }

    /// The migration in a file, named after the file's stem.
    pub fn read(&self, source: PythonSource) -> Result<Migration, PythonError> {
        let name = MigrationName::new(source.stem()).map_err(|error| {
            let reason = error.to_string();
            source.place(TextRange::default()).error(ErrorKind::InvalidValue {
                what: "the file's name".to_owned(),
                reason,
            })
        })?;
        let module = Module::parse(source)?;
        let class = class::find(&self.evaluator, &module)?;
        class::read(&self.evaluator, &class, name)
    }
}

/// The migration in a file of a project.
pub fn read_migration(source: PythonSource, loader: &dyn ModuleLoader) -> Result<Migration, PythonError> {
    MigrationReader::new(loader).read(source)
}

#[cfg(test)]
mod tests;
