//! The operations of an SQL file: a Python migration, each of its lines in a comment.
//!
//! The text for the Python front end has the file's lines in the same order, with those outside the comment empty,
//! so that its errors show the right line; the places of the operations are moved back to their places in the file.

use std::sync::Arc;

use aksara_operations::{Located, Migration, Operation, Origin};

use super::marker::Line;
use super::{SqlFileError, SqlFileProblem};
use crate::python::migrations::read_migration;
use crate::python::{NoModules, PythonSource};

/// The prefix of each line of Python.
pub(super) const PREFIX: &str = "-- ";

/// Reads the migration in these lines of a file, the first of which is `first`.
pub(super) fn read_embedded(
    file: &Arc<str>,
    first: &Line<'_>,
    lines: &[Line<'_>],
) -> Result<Migration, SqlFileError> {
    let python = python_text(lines);
    let error = |problem| SqlFileError {
        problem,
        origin: first.origin(file),
    };
    let source = PythonSource::new(file.clone(), &*python);
    let mut migration =
        read_migration(source, &NoModules).map_err(|problem| error(SqlFileProblem::Operations(problem)))?;
    if migration
        .operations
        .iter()
        .any(|operation| runs_python(&operation.value))
    {
        return Err(error(SqlFileProblem::PythonOperations));
    }
    let places = Places {
        python: &python,
        lines,
    };
    for origin in origins(&mut migration) {
        places.move_back(origin);
    }
    Ok(migration)
}

/// The Python of the lines, each on the line that it has in the file.
fn python_text(lines: &[Line<'_>]) -> String {
    let skipped = lines.first().map_or(0, |first| first.number.saturating_sub(1));
    let empty = (0..skipped).map(|_| "");
    let texts = empty.chain(lines.iter().map(|line| uncommented(line.text)));
    texts.flat_map(|text| [text, "\n"]).collect()
}

/// The line without what makes it a comment.
fn uncommented(line: &str) -> &str {
    match line.strip_prefix(PREFIX) {
        Some(text) => text,
        None => line.trim_start().trim_start_matches('-').trim_start(),
    }
}

fn runs_python(operation: &Operation) -> bool {
    let any = |operations: &[Located<Operation>]| operations.iter().any(|one| runs_python(&one.value));
    match operation {
        Operation::RunPython(_) => true,
        Operation::RunSql(run) => any(&run.state_operations),
        Operation::SeparateDatabaseAndState(separate) => any(&separate.database_operations),
        _ => false,
    }
}

fn origins(migration: &mut Migration) -> impl Iterator<Item = &mut Origin> {
    let names = migration.dependencies.iter_mut().chain(&mut migration.replaces);
    let names = names.filter_map(|dependency| dependency.origin.as_mut());
    let operations = migration
        .operations
        .iter_mut()
        .filter_map(|operation| operation.origin.as_mut());
    names.chain(operations)
}

/// The Python that was read and the lines of the file that it was made of.
struct Places<'a> {
    python: &'a str,
    lines: &'a [Line<'a>],
}

impl Places<'_> {
    fn move_back(&self, origin: &mut Origin) {
        let start = self.in_file(origin.span.start);
        origin.span = start..self.in_file(origin.span.end).max(start);
        origin.column += u32::try_from(PREFIX.len()).unwrap_or_default();
    }

    /// The byte of the file for a byte of the Python.
    fn in_file(&self, offset: usize) -> usize {
        let before = &self.python[..offset.min(self.python.len())];
        let number = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().len();
        let line = self.lines.iter().find(|line| line.number as usize == number);
        line.map_or(offset, |line| {
            line.range.start + (line.text.len() - uncommented(line.text).len()) + column
        })
    }
}
