//! The common parts of the benchmarks: generated projects of any size, as text and as a source for the executor.

use std::sync::Arc;

use aksara_executor::{Checksum, MigrationEntry, MigrationSource, NoSuchMigration, SourceError};
use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::{NoModules, PythonError, PythonSource};
use aksara_graph::{MigrationFile, Placement};
use aksara_operations::{Migration, MigrationName};

/// The target of each table's foreign key in a generated project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum References {
    /// The table before it: a chain.
    Previous,
    /// The first table: a star.
    First,
}

/// A migration's file: its stem and its text.
#[derive(Debug, Clone)]
pub struct GeneratedFile {
    /// The stem.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Migrations that create a table each, as `makemigrations` would write them.
pub fn files(count: usize, references: References) -> Vec<GeneratedFile> {
    (0..count)
        .map(|number| GeneratedFile {
            name: name(number),
            text: text(number, references),
        })
        .collect()
}

fn name(number: usize) -> String {
    format!("{:04}_auto_create_table{number}", number + 1)
}

fn text(number: usize, references: References) -> String {
    let target = match references {
        References::Previous => number.saturating_sub(1),
        References::First => 0,
    };
    let dependency = number
        .checked_sub(1)
        .map(|before| format!("\"{}\"", name(before)))
        .unwrap_or_default();
    let foreign_key = match number {
        0 => String::new(),
        _ => format!(
            "                (\"parent_id\", fields.ForeignKey(\"table{target}\", on_delete=\"CASCADE\", nullable=True)),\n"
        ),
    };
    format!(
        "\"\"\"\nMigration: create_table{number}\nGenerated: 2026-02-07T10:30:00\n\"\"\"\n\n\
         from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
         from aksara import fields\n\n\nclass Migration(Migration):\n    \"\"\"\n    Auto-generated migration for \
         models: Table{number}\n    \"\"\"\n\n    dependencies = [{dependency}]\n\n    operations = [\n        \
         op.CreateTable(\n            name=\"table{number}\",\n            fields=[\n                \
         (\"id\", fields.UUID(primary_key=True)),\n                (\"title\", fields.String(max_length=200)),\n\
         {foreign_key}                (\"created_at\", fields.DateTime(auto_now_add=True)),\n            ],\n        \
         ),\n    ]\n"
    )
}

/// Reads generated files.
pub fn read(files: &[GeneratedFile]) -> Result<Vec<Migration>, PythonError> {
    files
        .iter()
        .map(|file| read_migration(source(file), &NoModules))
        .collect()
}

fn source(file: &GeneratedFile) -> PythonSource {
    PythonSource::new(format!("{}.py", file.name), file.text.clone())
}

/// A generated project, as the executor takes it: a file is read where its content is asked for.
#[derive(Debug)]
pub struct Project {
    files: Vec<GeneratedFile>,
    entries: Vec<MigrationEntry>,
}

impl Project {
    /// A project of these files.
    pub fn new(files: Vec<GeneratedFile>) -> Self {
        let entry = |file: &GeneratedFile| {
            let name = MigrationName::new(file.name.clone()).ok()?;
            let checksum = Checksum::of(&file.text);
            Some(MigrationEntry {
                name,
                file: format!("{}.py", file.name).into(),
                checksum,
            })
        };
        let entries = files.iter().filter_map(entry).collect();
        Self { files, entries }
    }
}

impl MigrationSource for Project {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let position = self.entries.binary_search_by(|other| other.name.cmp(&entry.name));
        let file = position
            .map(|position| &self.files[position])
            .map_err(|_| NoSuchMigration::of(entry))?;
        Ok(MigrationFile {
            file: entry.file.clone(),
            migration: Arc::new(read_migration(source(file), &NoModules)?),
            placement: Placement::Dependencies,
        })
    }
}
