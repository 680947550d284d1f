//! Real texts of models and their tables.

mod errors;
mod modules;
mod relations;
mod tables;
mod unloaded;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use aksara_operations::{CreateTable, Located, Migration, MigrationName};
use aksara_schema::Table;
use pretty_assertions::assert_eq;

use super::*;
use crate::python::write::{MigrationHeader, write_migration};

/// A project in memory: file names and texts.
pub(super) struct Files(BTreeMap<ModulePath, PythonSource>);

impl Files {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let sources = files.iter().map(|(name, text)| PythonSource::new(*name, *text));
        Self(sources.map(|source| (source.module().clone(), source)).collect())
    }
}

impl ModuleLoader for Files {
    fn load(&self, module: &ModulePath) -> io::Result<Option<PythonSource>> {
        Ok(self.0.get(module).cloned())
    }
}

pub(super) fn load(files: &[(&str, &str)]) -> Result<Models, ModelsError> {
    load_models(
        Path::new("/nowhere"),
        &[ModulePath::new("app.models")],
        &Files::new(files),
    )
}

/// The models of one file.
pub(super) fn load_text(text: &str) -> Result<Models, ModelsError> {
    load(&[("app/models.py", text)])
}

/// The parts of a table, as a migration writes them.
pub(super) fn describe(table: &Table) -> String {
    let operation = CreateTable {
        table: table.clone(),
        if_not_exists: false,
    }
    .into();
    let operations = vec![Located::generated(operation)];
    let migration = Migration {
        operations,
        ..Migration::new(MigrationName::new("m").unwrap())
    };
    let header = MigrationHeader {
        description: String::new(),
        generated_at: String::new(),
        models: Vec::new(),
    };
    let text = write_migration(&migration, &header);
    let body = text
        .split_once("            fields=[\n")
        .unwrap()
        .1
        .rsplit_once("        ),\n    ]\n")
        .unwrap()
        .0;
    body.lines().map(|line| format!("{}\n", line.trim())).collect()
}

/// Checks the lines of a table's description that follow the name's.
pub(super) fn check_table(models: &Models, table: &str, expected: &str) {
    let found = models
        .schema
        .tables()
        .find(|known| known.name.to_string() == table);
    let names: Vec<String> = models
        .schema
        .tables()
        .map(|table| table.name.to_string())
        .collect();
    let found = found.unwrap_or_else(|| panic!("no table {table}, only {names:?}"));
    let expected: String = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(describe(found), expected);
}

/// Checks a table of a file with one model.
pub(super) fn check(text: &str, table: &str, expected: &str) {
    let models = load_text(text).unwrap_or_else(|error| panic!("{error:?}"));
    check_table(&models, table, expected);
}

pub(super) fn table_names(models: &Models) -> Vec<String> {
    models
        .schema
        .tables()
        .map(|table| table.name.to_string())
        .collect()
}
