//! The two migrations of a scenario, as the executor takes them.

use std::sync::Arc;

use aksara_executor::{Checksum, MigrationEntry, MigrationSource, NoSuchMigration, SourceError};
use aksara_formats::python::{NoModules, PythonSource, migrations::read_migration};
use aksara_graph::{MigrationFile, Placement};
use aksara_operations::{Located, Migration, Replayed, replay};
use aksara_schema::Schema;

use crate::failure::failed;
use crate::{Failure, Scenario};

/// The migration that prepares.
pub(crate) const BEFORE: &str = "0001_before";
/// The migration under test.
pub(crate) const CHANGE: &str = "0002_change";

/// A scenario's migrations and what replaying them gives.
#[derive(Debug)]
pub struct ScenarioHistory {
    entries: Vec<MigrationEntry>,
    files: Vec<MigrationFile>,
    /// The schema after the preparing migration.
    pub before: Schema,
    /// The schema after the migration under test.
    pub after: Schema,
    /// The preparing migration's changes.
    pub prepared: Replayed,
    /// The changes of the migration under test.
    pub changed: Replayed,
}

impl ScenarioHistory {
    /// Reads and replays a scenario's migrations.
    pub fn read(scenario: &Scenario) -> Result<Self, Failure> {
        let texts = [(BEFORE, scenario.before_file()), (CHANGE, scenario.change_file())];
        let [before, change] = texts.map(|(name, text)| {
            let source = PythonSource::new(format!("{name}.py"), text.clone());
            read_migration(source, &NoModules).map_err(failed(format!("reading {name}\n{text}")))
        });
        Self::of([before?, change?])
    }

    /// Replays two migrations.
    pub(crate) fn of(migrations: [Migration; 2]) -> Result<Self, Failure> {
        let mut schema = Schema::new();
        let [first, second] = &migrations;
        let prepared = replay(first, &mut schema).map_err(failed("replaying"))?;
        let before = schema.clone();
        let changed = replay(second, &mut schema).map_err(failed("replaying"))?;
        Ok(Self {
            entries: migrations.iter().map(entry).collect(),
            files: migrations.into_iter().map(file).collect(),
            before,
            after: schema,
            prepared,
            changed,
        })
    }

    /// The changes that undo a migration, and the schema before it.
    pub fn undone(&self, replayed: &Replayed, schema: &Schema) -> Result<Replayed, Failure> {
        let operations: Vec<Located<_>> = replayed.inverse().map_err(failed("inverting"))?;
        let migration = Migration {
            name: replayed.name.clone(),
            dependencies: Vec::new(),
            replaces: Vec::new(),
            operations,
        };
        replay(&migration, &mut schema.clone()).map_err(failed("replaying the inverse"))
    }
}

fn entry(migration: &Migration) -> MigrationEntry {
    let file = format!("{}.py", migration.name);
    MigrationEntry {
        name: migration.name.clone(),
        checksum: Checksum::of(&file),
        file: file.into(),
    }
}

fn file(migration: Migration) -> MigrationFile {
    MigrationFile {
        file: format!("{}.py", migration.name).into(),
        migration: Arc::new(migration),
        placement: Placement::Dependencies,
    }
}

impl MigrationSource for ScenarioHistory {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let found = self.files.iter().find(|file| file.migration.name == entry.name);
        found.cloned().ok_or_else(|| NoSuchMigration::of(entry))
    }
}
