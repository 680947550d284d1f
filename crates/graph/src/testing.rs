//! Small graphs for the tests of this crate.

use std::sync::Arc;

use aksara_operations::{Dependency, Located, Migration, MigrationName, Origin};

use crate::{GraphError, MigrationFile, MigrationGraph, Placement};

/// A migration's name.
pub(crate) fn name(text: &str) -> MigrationName {
    MigrationName::new(text).unwrap()
}

/// Names, separated by spaces.
pub(crate) fn names(text: &str) -> Vec<MigrationName> {
    text.split_whitespace().map(name).collect()
}

/// `name: dependency label.dependency = replaced`; a name that ends in `.sql` is ordered by its name.
pub(crate) fn file(line: &str) -> MigrationFile {
    let (line, replaced) = line.split_once('=').unwrap_or((line, ""));
    let (stem, dependencies) = line.split_once(':').unwrap_or((line, ""));
    let (file, placement) = match stem.trim().strip_suffix(".sql") {
        Some(_) => (stem.trim().to_owned(), Placement::Name),
        None => (format!("{}.py", stem.trim()), Placement::Dependencies),
    };
    let stem = file
        .rsplit('/')
        .next()
        .and_then(|file| file.split('.').next())
        .unwrap();
    let located = |text: &str| {
        let origin = Origin {
            file: file.as_str().into(),
            text: Arc::default(),
            span: 0..1,
            line: 7,
            column: 5,
        };
        let dependency = match text.split_once('.') {
            Some((label, text)) => Dependency::labelled(label, name(text)),
            None => name(text).into(),
        };
        Located::at(dependency, origin)
    };
    let migration = Migration {
        dependencies: dependencies.split_whitespace().map(located).collect(),
        replaces: replaced.split_whitespace().map(located).collect(),
        ..Migration::new(name(stem))
    };
    MigrationFile {
        file: file.into(),
        migration: Arc::new(migration),
        placement,
    }
}

/// The graph of the lines.
pub(crate) fn build(lines: &[&str]) -> Result<MigrationGraph, GraphError> {
    MigrationGraph::build(lines.iter().map(|line| file(line)))
}

/// The files' names, separated by spaces.
pub(crate) fn joined<'a>(files: impl IntoIterator<Item = &'a MigrationFile>) -> String {
    files
        .into_iter()
        .map(|file| file.migration.name.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
