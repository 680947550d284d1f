//! A generated history on one live database: each operation a migration of its own, looked at as it goes there and
//! back. With hostile names and literals in it, this shows that exactly the intended objects exist.

use std::sync::Arc;

use aksara_driver::Connection;
use aksara_executor::{
    Checksum, Executor, ExecutorError, MigrationEntry, MigrationSource, Request, SourceError,
};
use aksara_graph::{MigrationFile, Placement};
use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation, replay};
use aksara_schema::Schema;

use crate::Failure;
use crate::failure::failed;
use crate::inspected::demand_schema;

/// How far a history went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traversed {
    /// Operations that were applied and reverted.
    pub applied: usize,
    /// Operations that the dialect refused, with everything left as it was.
    pub refused: usize,
}

/// Applies the operations one by one on an empty database and reverts them all. After each step the inspected schema
/// is the replayed one. An operation that the dialect refuses is left out, with those after it that then no longer
/// apply.
pub async fn run_history(
    connection: &mut dyn Connection,
    operations: &[Operation],
) -> Result<Traversed, Failure> {
    let mut source = GeneratedHistory::default();
    let mut schema = Schema::new();
    let mut traversed = Traversed::default();
    for operation in operations {
        let mut next = schema.clone();
        let migration = source.migration_of(operation)?;
        if replay(&migration, &mut next).is_err() {
            continue;
        }
        source.push(migration);
        match migrate(connection, &source, None).await {
            Ok(()) => {
                traversed.applied += 1;
                schema = next;
            }
            Err(ExecutorError::Compile { .. }) => {
                traversed.refused += 1;
                source.pop();
            }
            Err(error) => return Err(failed(operation.describe())(error)),
        }
        demand_schema(connection, &schema)
            .await
            .map_err(|failure| failure.during(operation.describe()))?;
    }
    revert(connection, &source).await?;
    Ok(traversed)
}

/// Reverts one migration after the other.
async fn revert(connection: &mut dyn Connection, source: &GeneratedHistory) -> Result<(), Failure> {
    let mut schemas = vec![Schema::new()];
    for file in &source.files {
        let mut schema = schemas.last().cloned().unwrap_or_default();
        replay(&file.migration, &mut schema).map_err(failed("replaying"))?;
        schemas.push(schema);
    }
    schemas.pop();
    for (position, expected) in schemas.iter().enumerate().rev() {
        let target = match position.checked_sub(1) {
            Some(before) => source.entries[before].name.to_string(),
            None => "zero".to_owned(),
        };
        let undone = format!("undoing {}", describe(&source.files[position].migration));
        migrate(connection, source, Some(target))
            .await
            .map_err(failed(&undone))?;
        demand_schema(connection, expected)
            .await
            .map_err(|failure| failure.during(&undone))?;
    }
    Ok(())
}

fn describe(migration: &Migration) -> String {
    let descriptions: Vec<String> = migration
        .operations
        .iter()
        .map(|located| located.value.describe())
        .collect();
    descriptions.join(", ")
}

async fn migrate(
    connection: &mut dyn Connection,
    source: &GeneratedHistory,
    target: Option<String>,
) -> Result<(), ExecutorError> {
    let request = Request {
        target,
        ..Request::default()
    };
    Executor::new(connection, source)
        .migrate(&request, &mut |_| ())
        .await
        .map(|_| ())
}

/// Generated migrations, as the executor takes them.
#[derive(Debug, Default)]
pub(crate) struct GeneratedHistory {
    entries: Vec<MigrationEntry>,
    files: Vec<MigrationFile>,
}

impl GeneratedHistory {
    /// The next migration, with this operation, after the last one.
    pub(crate) fn migration_of(&self, operation: &Operation) -> Result<Migration, Failure> {
        let name = format!("{:04}_generated", self.entries.len() + 1);
        let name = MigrationName::new(name).map_err(failed("naming"))?;
        let last = self
            .entries
            .last()
            .map(|entry| Located::generated(Dependency::from(entry.name.clone())));
        let operations = vec![Located::generated(operation.clone())];
        Ok(Migration {
            name,
            dependencies: last.into_iter().collect(),
            operations,
        })
    }

    /// Puts a migration at the end.
    pub(crate) fn push(&mut self, migration: Migration) {
        let file: Arc<str> = format!("{}.py", migration.name).into();
        let checksum = Checksum::of(&file);
        self.entries.push(MigrationEntry {
            name: migration.name.clone(),
            file: file.clone(),
            checksum,
        });
        self.files.push(MigrationFile {
            file,
            migration: Arc::new(migration),
            placement: Placement::Dependencies,
        });
    }

    fn pop(&mut self) {
        self.entries.pop();
        self.files.pop();
    }
}

impl MigrationSource for GeneratedHistory {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let found = self.files.iter().find(|file| file.migration.name == entry.name);
        found
            .cloned()
            .ok_or_else(|| format!("no migration {}", entry.name).into())
    }
}
