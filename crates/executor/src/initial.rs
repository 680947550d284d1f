//! Initial migrations of a database that has their tables already: each is recorded if its tables match, and refused
//! if only some do.

use std::fmt;
use std::sync::Arc;

use aksara_driver::{Connection, DriverError};
use aksara_graph::MigrationFile;
use aksara_operations::{Effect, Located, MigrationName, Replayed, replay};
use aksara_schema::{Management, Table, TableName};

use crate::{Direction, ExecutorError, MigrationSource, Mode, Plan, TableComparison, TakenOver};

/// An initial migration that cannot be recorded, since the database has something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherInitial {
    /// The migration.
    pub migration: MigrationName,
    /// Its tables that the database does not have.
    pub missing: Vec<TableName>,
    /// In what the others differ, a line for each.
    pub differences: Vec<String>,
}

/// A migration that depends on no other one of the project, and the tables that it leaves.
struct Initial {
    migration: MigrationName,
    tables: Vec<Arc<Table>>,
}

/// The initial migrations of a plan whose tables the database has.
pub(crate) async fn existing_initials(
    plan: &Plan,
    source: &dyn MigrationSource,
    connection: &mut dyn Connection,
    comparison: Option<&dyn TableComparison>,
) -> Result<Vec<MigrationName>, ExecutorError> {
    let mut existing = Vec::new();
    for initial in initials(plan, source)? {
        if initial.exists(connection, comparison).await? {
            existing.push(initial.migration);
        }
    }
    Ok(existing)
}

fn initials(plan: &Plan, source: &dyn MigrationSource) -> Result<Vec<Initial>, ExecutorError> {
    if plan.direction == Direction::Backward || plan.mode == Mode::Fake {
        return Ok(Vec::new());
    }
    let mut initials = Vec::new();
    for planned in &plan.migrations {
        let file = source.migration(&planned.entry);
        let file = file.map_err(|error| ExecutorError::Source { error })?;
        if is_initial(&file, source) {
            initials.push(Initial::of(&file, source)?);
        }
    }
    Ok(initials)
}

fn is_initial(file: &MigrationFile, source: &dyn MigrationSource) -> bool {
    let entries = source.entries();
    let mut dependencies = file.migration.dependencies.iter();
    dependencies.all(|dependency| entries.iter().all(|entry| entry.name != dependency.value.name))
}

impl Initial {
    fn of(file: &MigrationFile, source: &dyn MigrationSource) -> Result<Self, ExecutorError> {
        let others = source.external_tables();
        let mut schema = others.clone();
        replay(&file.migration, &mut schema)?;
        let is_own = |table: &&Arc<Table>| {
            table.management == Management::Managed && others.table(&table.name).is_none()
        };
        Ok(Self {
            migration: file.migration.name.clone(),
            tables: schema.tables().filter(is_own).cloned().collect(),
        })
    }

    /// Whether the database has every table as it should be. Where it has none of them, the migration is to run.
    async fn exists(
        &self,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<bool, ExecutorError> {
        let mut missing = Vec::new();
        let mut existing = Vec::new();
        for table in &self.tables {
            let has_table = connection.has_table(&table.name).await;
            if has_table.map_err(|source| self.unknown(table, source))? {
                existing.push(table);
            } else {
                missing.push(table.name.clone());
            }
        }
        if existing.is_empty() {
            return Ok(false);
        }
        let differences = self.differences(&existing, connection, comparison).await?;
        if missing.is_empty() && differences.is_empty() {
            Ok(true)
        } else {
            Err(ExecutorError::OtherInitial(Box::new(OtherInitial {
                migration: self.migration.clone(),
                missing,
                differences,
            })))
        }
    }

    async fn differences(
        &self,
        existing: &[&Arc<Table>],
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<Vec<String>, ExecutorError> {
        let Some(comparison) = comparison else {
            return Ok(vec!["this program cannot compare tables".to_owned()]);
        };
        let mut differences = Vec::new();
        for table in existing {
            let found = comparison.differences(connection, table).await;
            differences.extend(found.map_err(|source| self.unknown(table, source))?);
        }
        Ok(differences)
    }

    fn unknown(&self, table: &Arc<Table>, source: DriverError) -> ExecutorError {
        TakenOver {
            migration: self.migration.clone(),
            origin: None,
            table: table.clone(),
        }
        .unknown(source)
    }
}

/// Notes about what recording a migration cannot know.
pub(crate) fn notes(replayed: &Replayed) -> Vec<Located<String>> {
    let has_code = |effects: &[Effect]| {
        effects.iter().any(|effect| match effect {
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => true,
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_) => false,
        })
    };
    let of_code = replayed
        .changes
        .iter()
        .filter(|change| has_code(&change.value.effects));
    of_code
        .map(|change| Located {
            value: "it was not run, since the tables exist: nothing shows whether it has run before"
                .to_owned(),
            origin: change.origin.clone(),
        })
        .collect()
}

impl fmt::Display for OtherInitial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let migration = &self.migration;
        write!(
            formatter,
            "{migration} cannot be recorded as applied: the database does not have what it makes"
        )?;
        let mut missing = self.missing.iter();
        missing.try_for_each(|table| write!(formatter, "\nthe table `{table}` is missing"))?;
        let mut differences = self.differences.iter();
        differences.try_for_each(|line| write!(formatter, "\n{line}"))
    }
}
