//! Models in project files that the loaded modules do not import.
//!
//! A table that is about to be dropped because no loaded model has it may belong to one of these: then the
//! module was forgotten, and the table must stay.

use std::path::Path;

use aksara_operations::Origin;
use aksara_schema::{TableName, pluralize, snake_case};

use super::Models;
use super::definition::Definition;
use super::project::python_files;
use crate::python::evaluate::Evaluator;
use crate::python::{ClassReference, ModuleLoader, ModulePath, PythonSource};

/// A model in a file that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnloadedModel {
    /// Its table.
    pub table: TableName,
    /// The class.
    pub class: String,
    /// The module that would have to be loaded.
    pub module: ModulePath,
    /// The place of the class.
    pub origin: Origin,
}

/// The models of these tables in the project's other files. A file that is not Python has none.
pub fn find_unloaded_models(
    root: &Path,
    loader: &dyn ModuleLoader,
    loaded: &Models,
    tables: &[TableName],
) -> Vec<UnloadedModel> {
    let evaluator = Evaluator::new(loader);
    let files = python_files(root).into_iter();
    let others = files.filter(|file| !loaded.modules.contains(&file.module));
    let classes = others.flat_map(|file| {
        let asking = PythonSource::new(file.name.as_str(), "").place(Default::default());
        let module = evaluator.module(&file.module, &asking).ok().flatten();
        module
            .iter()
            .flat_map(|module| module.classes())
            .collect::<Vec<_>>()
    });
    let unloaded = classes.filter_map(|class| {
        let table = table_of(&class, &evaluator).filter(|table| tables.contains(table))?;
        let (module, origin) = (class.module.source().module().clone(), class.place().origin());
        Some(UnloadedModel {
            table,
            class: class.name().to_owned(),
            module,
            origin,
        })
    });
    unloaded.collect()
}

/// The table of a model; of one that cannot be read in full, the table that its name leads to.
fn table_of(class: &ClassReference, evaluator: &Evaluator<'_>) -> Option<TableName> {
    match Definition::of(class.clone(), evaluator) {
        Ok(definition) => definition.map(|definition| definition.table),
        Err(_) => TableName::new(pluralize(&snake_case(class.name()))).ok(),
    }
}
