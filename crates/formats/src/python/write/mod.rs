//! Migrations as Python text, in the layout that users know.
//!
//! The text is valid Python, the same for the same input, and reads back to equal values. It says only what
//! differs from the defaults. Names that replay derives (of constraints, of a foreign key's type) are not
//! printed. The functions that RunPython names are the user's own and in no migration value, so they
//! are not printed either.

mod code;
pub mod copy;
mod empty;
mod field;
mod index;
mod layout;
mod literal;
mod models;
mod open_keys;
mod operation;
mod reference;
mod rewrite;
mod sql;
mod text;

use aksara_operations::{Dependency, Located, Migration, MigrationName};
use aksara_schema::Field;

pub use empty::write_empty;
pub use models::write_models;
pub use open_keys::leave_primary_keys_open;
pub use rewrite::{RewriteError, rewrite_operations};

use code::{Argument, Code, Import};
pub use reference::KnownModels;
use reference::ModelNames;

/// The text of a migration file beside the migration itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationHeader {
    /// The purpose of the migration, for the file's docstring.
    pub description: String,
    /// When it was generated, as text: the clock is the caller's.
    pub generated_at: String,
    /// The classes of the models that it is about.
    pub models: Vec<String>,
}

/// The file of a migration.
pub fn write_migration(migration: &Migration, header: &MigrationHeader) -> String {
    let known = KnownModels::of(&header.models);
    let operations = operation::operations(&migration.operations, ModelNames(&known));
    let about = match header.models.as_slice() {
        [] => "Auto-generated migration".to_owned(),
        models => format!("Auto-generated migration for models: {}", models.join(", ")),
    };
    let head = file_docstring(&header.description, &header.generated_at) + &imports(&operations);
    let docstring = format!("\n{}    ", docstring_lines(&about));
    class(
        &head,
        &docstring,
        &attributes(migration),
        &operations.render("operations = ", 1),
    )
}

/// The file of a migration that does nothing but join several heads.
pub fn write_merge(heads: &[MigrationName], generated_at: &str) -> String {
    let heads: Vec<String> = heads.iter().map(|head| text::quote(head.as_str())).collect();
    let head = file_docstring("merge", generated_at) + &imports(&Code::List(Vec::new()));
    let operations = "operations = []  # Just resolves the dependency graph";
    class(
        &head,
        "Merge migration to resolve conflict.",
        &[format!("dependencies = {}", one_a_line(&heads))],
        operations,
    )
}

/// A field as a migration has it: `fields.String(max_length=100)`. `models` are the classes that it may refer to.
pub fn write_field(field: &Field, models: &KnownModels) -> String {
    field::field(field, ModelNames(models)).on_one_line()
}

fn class(head: &str, docstring: &str, attributes: &[String], operations: &str) -> String {
    let mut body = vec![format!("\"\"\"{docstring}\"\"\"")];
    body.extend_from_slice(attributes);
    body.push(operations.to_owned());
    format!(
        "{head}\n\nclass Migration(Migration):\n    {}\n",
        body.join("\n\n    ")
    )
}

/// The replaced migrations, if it is a squash, and the dependencies.
fn attributes(migration: &Migration) -> Vec<String> {
    let replaces = format!("replaces = {}", names(&migration.replaces));
    let dependencies = format!("dependencies = {}", names(&migration.dependencies));
    if migration.is_squash() {
        vec![replaces, dependencies]
    } else {
        vec![dependencies]
    }
}

fn names(written: &[Located<Dependency>]) -> String {
    let texts: Vec<String> = written.iter().map(|name| dependency_text(&name.value)).collect();
    match texts.as_slice() {
        [single] if layout::fits(&format!("dependencies = [{single}]"), 1, 0) => format!("[{single}]"),
        several => one_a_line(several),
    }
}

/// A sentence of words as the indented lines of a docstring.
fn docstring_lines(sentence: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text::docstring(sentence).split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => word.clone_into(line),
            Some(line) if layout::fits(&format!("{line} {word}"), 1, 0) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

fn file_docstring(description: &str, generated_at: &str) -> String {
    let (description, generated_at) = (text::docstring(description), text::docstring(generated_at));
    let lines = [
        format!("Migration: {description}"),
        format!("Generated: {generated_at}"),
    ];
    let [first, second] = lines.each_ref().map(|line| line.trim_end());
    format!("\"\"\"\n{first}\n{second}\n\"\"\"\n\n")
}

const STANDARD_IMPORTS: &[(Import, &str)] = &[
    (Import::Datetime, "import datetime"),
    (Import::Uuid, "import uuid"),
    (Import::Decimal, "from decimal import Decimal"),
];

const OWN_IMPORTS: &[(Import, &str)] = &[
    (
        Import::Operations,
        "from aksara.migrations import operations as op",
    ),
    (Import::Fields, "from aksara import fields"),
];

/// The standard library's first, as Python's style guide has it.
fn imports(operations: &Code) -> String {
    let used = operations.imports();
    let lines = |table: &[(Import, &str)]| {
        let lines = table.iter().filter(|(import, _)| used.contains(import));
        lines.map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    let (standard, own) = (lines(STANDARD_IMPORTS), lines(OWN_IMPORTS));
    let separator = if standard.is_empty() { "" } else { "\n" };
    format!("{standard}{separator}from aksara.migrations import Migration\n{own}")
}

/// A statement that raises, as a line or more of a function's body.
pub(crate) fn raising(message: &str) -> String {
    let error = Code::call(
        Code::token("NotImplementedError"),
        vec![Argument::positional(message)],
    );
    error.render("raise ", 1)
}

fn dependency_text(dependency: &Dependency) -> String {
    let name = text::quote(dependency.name.as_str());
    match &dependency.label {
        Some(label) => format!("({}, {name})", text::quote(label)),
        None => name,
    }
}

fn one_a_line(items: &[String]) -> String {
    let lines: String = items.iter().map(|item| format!("        {item},\n")).collect();
    if lines.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n{lines}    ]")
    }
}

#[cfg(test)]
mod formatting;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;
