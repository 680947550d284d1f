//! Folding the difference of the models into the last migration, as long as no database has it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use aksara_autodetector::{Detection, DetectionError};
use aksara_executor::MigrationSource;
use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::write::{
    MigrationHeader, RewriteError, leave_primary_keys_open, rewrite_operations,
};
use aksara_formats::python::{ProjectFiles, PythonSource};
use aksara_graph::{MigrationFile, NameSuffix};
use aksara_operations::{Located, Migration, MigrationName, Operation};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::{Schema, TableName};
use thiserror::Error as ThisError;

use crate::directory::MigrationFormat;
use crate::merging::replayed;
use crate::migration_files::format_of;
use crate::model_change::{Filled, model_changes};
use crate::new_files::replace;
use crate::new_migration::{History, MigrationForm, models_touched, sql_text, timestamp};
use crate::settings::DeclaredTarget;
use crate::{Apps, Draft, Error, NewMigration, Project};

/// The last migration with more in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The file as it becomes.
    pub draft: Draft,
    /// The file as it is called now.
    pub previous: PathBuf,
}

/// Why a migration is not updated.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("{file} cannot be updated: {reason}")]
pub struct UpdateRefusal {
    /// Its file.
    pub file: String,
    /// Why.
    pub reason: UpdateRefusalReason,
}

/// Why a migration is not updated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateRefusalReason {
    /// A database has it.
    Applied {
        /// The database's URL without its password.
        database: String,
    },
    /// A run on a database is unfinished.
    Unfinished {
        /// The database's URL without its password.
        database: String,
    },
    /// It joins branches.
    Merge,
    /// It replaces other migrations.
    Squash,
    /// Fields are made in three migrations.
    Steps,
    /// Its SQL was written or edited by hand.
    OwnSql,
    /// It is of another format than the one that is asked for.
    OtherFormat,
    /// Its operations are computed, or what was written does not read back as it should.
    Rewrite(String),
}

impl fmt::Display for UpdateRefusalReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applied { database } => write!(formatter, "it is applied to {database}"),
            Self::Unfinished { database } => write!(formatter, "a run of it on {database} is unfinished"),
            Self::Merge => formatter.write_str("it joins branches"),
            Self::Squash => formatter.write_str("it replaces other migrations"),
            Self::Steps => formatter.write_str("fields that are made in steps need migrations of their own"),
            Self::OwnSql => formatter.write_str("its SQL was written or edited by hand"),
            Self::OtherFormat => formatter.write_str("it is not an SQL file"),
            Self::Rewrite(reason) => formatter.write_str(reason),
        }
    }
}

/// The tables that a migration makes.
fn made_tables(last: &MigrationFile) -> BTreeSet<TableName> {
    let operations = last.migration.operations.iter();
    let made = operations.filter_map(|operation| match &operation.value {
        Operation::CreateTable(create) if !create.if_not_exists => Some(create.table.name.clone()),
        _ => None,
    });
    made.collect()
}

impl From<RewriteError> for UpdateRefusalReason {
    fn from(error: RewriteError) -> Self {
        Self::Rewrite(error.to_string())
    }
}

impl Project {
    /// The last migration with what the models ask for besides; `None` where they agree with the history. The
    /// project's database must not have it. Nothing is written.
    pub async fn update_migration(
        &self,
        apps: &Apps,
        wanted: &NewMigration,
    ) -> Result<Option<Update>, Error> {
        let models = self.models(apps)?;
        let history = History::read(self)?;
        let last = history.graph.head()?.ok_or(Error::NothingToUpdate)?.clone();
        let mut wanted_here = wanted.clone();
        wanted_here.answers.new_tables = made_tables(&last);
        let detected = self.detect_with(&models, &history, &wanted_here);
        let is_same = |found: &Detection| found.operations.is_empty() && found.later.is_none();
        if detected.as_ref().is_ok_and(is_same) {
            return Ok(None);
        }
        // Nobody answers questions about what cannot be.
        self.demand_not_applied(&last).await?;
        demand_updatable(&last, &wanted.form)?;
        let Detection { operations, later } = detected?;
        if later.is_some() {
            return Err(refusal(&last, UpdateRefusalReason::Steps));
        }
        let before = before(&history, &last)?;
        let name = name_of(&last, wanted)?;
        let joined = last.migration.operations.iter().cloned();
        let joined = joined
            .chain(operations.into_iter().map(Located::generated))
            .collect();
        let mut migration = Migration {
            name,
            operations: optimize(joined, &before, DerivedNames::Anew),
            ..(*last.migration).clone()
        };
        let values: Vec<Operation> = migration
            .operations
            .iter()
            .map(|operation| operation.value.clone())
            .collect();
        let changes = model_changes(&before, &values, &models, &Filled::new());
        let changes = changes.map_err(|error| DetectionError::Models(Box::new(error)))?;
        open_changed(&mut migration, &last, &models.schema);
        self.refuse_unsupported(&migration, before.clone())?;
        let header = MigrationHeader {
            description: description(&migration.name),
            generated_at: timestamp(wanted.generated_at),
            models: models_touched(&migration, &models),
        };
        let previous = PathBuf::from(&*last.file);
        let (format, text) = match format_of(&previous) {
            Some(MigrationFormat::Sql) => {
                let text = history
                    .directory
                    .text_of(&last.migration.name)
                    .unwrap_or_default();
                let targets = targets(text, &wanted.form)?;
                (
                    MigrationFormat::Sql,
                    sql_text(&migration, &before, &header, &targets)?,
                )
            }
            Some(MigrationFormat::Python) | None => {
                let text = history
                    .directory
                    .text_of(&last.migration.name)
                    .unwrap_or_default();
                let text = self.rewritten(text, &last, &migration, &before, &header.models)?;
                (MigrationFormat::Python, text)
            }
        };
        let path = if migration.name == last.migration.name {
            previous.clone()
        } else {
            history.directory.file(&migration.name, format)
        };
        let draft = Draft {
            path,
            text,
            migration,
            changes,
        };
        Ok(Some(Update { draft, previous }))
    }

    /// Looks whether the project's database has the migration, or a part of it.
    async fn demand_not_applied(&self, last: &MigrationFile) -> Result<(), Error> {
        let migrator = self.migrator()?;
        let status = migrator.status().await?;
        let name = last.migration.name.as_str();
        let database = migrator.url().to_string();
        let mut applied = status
            .migrations
            .iter()
            .filter(|migration| migration.applied.is_some());
        if applied.any(|migration| migration.entry.name.as_str() == name) {
            return Err(refusal(last, UpdateRefusalReason::Applied { database }));
        }
        if status
            .unfinished
            .iter()
            .any(|unfinished| unfinished.migration == name)
        {
            Err(refusal(last, UpdateRefusalReason::Unfinished { database }))
        } else {
            Ok(())
        }
    }

    /// The file's own text with other operations. The text is read back: it must lead to the same schema by
    /// operations of the same kinds.
    fn rewritten(
        &self,
        text: &str,
        last: &MigrationFile,
        migration: &Migration,
        before: &Schema,
        models: &[String],
    ) -> Result<String, Error> {
        let refused = |reason: UpdateRefusalReason| refusal(last, reason);
        let text = rewrite_operations(text, &last.migration.operations, &migration.operations, models)
            .map_err(|error| refused(error.into()))?;
        let source = PythonSource::new(&*last.file, text.clone());
        let read = read_migration(source, &ProjectFiles::new(self.root())).map_err(|error| {
            refused(UpdateRefusalReason::Rewrite(format!(
                "reading it back fails: {error}"
            )))
        })?;
        let after = |migration: &Migration| {
            let mut schema = before.clone();
            let mut operations = migration.operations.iter();
            let applied = operations.try_for_each(|operation| operation.value.apply(&mut schema).map(drop));
            applied.ok().map(|()| schema)
        };
        let kinds = |migration: &Migration| -> Vec<&str> {
            migration
                .operations
                .iter()
                .map(|operation| operation.value.name())
                .collect()
        };
        if kinds(&read) == kinds(migration) && after(&read) == after(migration) {
            Ok(text)
        } else {
            let reason = "its new text would be read back differently".to_owned();
            Err(refused(UpdateRefusalReason::Rewrite(reason)))
        }
    }
}

impl Update {
    /// Writes the file: whole or not at all. A file that gets another name is never written over a third one.
    pub fn write(&self) -> Result<(), Error> {
        if self.draft.path == self.previous {
            return replace(&self.draft.path, &self.draft.text);
        }
        self.draft.write()?;
        std::fs::remove_file(&self.previous).map_err(|source| Error::Write {
            path: self.previous.clone(),
            source,
        })
    }
}

fn refusal(file: &MigrationFile, reason: UpdateRefusalReason) -> Error {
    Error::Update(Box::new(UpdateRefusal {
        file: file.file.to_string(),
        reason,
    }))
}

fn demand_updatable(last: &MigrationFile, form: &MigrationForm) -> Result<(), Error> {
    let is_sql = format_of(Path::new(&*last.file)) == Some(MigrationFormat::Sql);
    let runs_sql = |operation: &Located<Operation>| matches!(operation.value, Operation::RunSql(_));
    let reason = match form {
        _ if last.migration.dependencies.len() > 1 => UpdateRefusalReason::Merge,
        _ if last.migration.is_squash() => UpdateRefusalReason::Squash,
        _ if is_sql && last.migration.operations.iter().any(runs_sql) => UpdateRefusalReason::OwnSql,
        MigrationForm::Sql(_) if !is_sql => UpdateRefusalReason::OtherFormat,
        MigrationForm::Sql(_) | MigrationForm::Python => return Ok(()),
    };
    Err(refusal(last, reason))
}

/// The schema that the last migration meets.
fn before(history: &History, last: &MigrationFile) -> Result<Schema, Error> {
    let others = history
        .graph
        .files()
        .filter(|file| file.migration.name != last.migration.name);
    replayed(others, history.directory.external_tables())
}

/// The name that it keeps, or its number and the name that is asked for.
fn name_of(last: &MigrationFile, wanted: &NewMigration) -> Result<MigrationName, Error> {
    let name = &last.migration.name;
    let Some(written) = &wanted.name else {
        return Ok(name.clone());
    };
    let suffix = NameSuffix::new(written)?;
    let number = name.number().unwrap_or_default();
    Ok(if number.is_empty() {
        MigrationName::new(suffix.as_str())?
    } else {
        MigrationName::new(format!("{number}_auto_{}", suffix.as_str()))?
    })
}

/// The purpose of the file, by its name.
fn description(name: &MigrationName) -> String {
    let name = name.as_str();
    name.split_once("_auto_")
        .map_or(name, |(_, suffix)| suffix)
        .to_owned()
}

/// Leaves out, in what was not in the file as it is, what follows from the schema.
fn open_changed(migration: &mut Migration, last: &MigrationFile, models: &Schema) {
    let is_kept = |operation: &Located<Operation>| {
        let mut there = last.migration.operations.iter();
        there
            .any(|own| own.origin.is_some() && own.origin == operation.origin && own.value == operation.value)
    };
    for operation in &mut migration.operations {
        if !is_kept(operation) {
            leave_primary_keys_open(std::slice::from_mut(operation), models);
        }
    }
}

/// The databases that an SQL file has sections for, unless others are asked for.
fn targets(text: &str, form: &MigrationForm) -> Result<Vec<DeclaredTarget>, Error> {
    if let MigrationForm::Sql(targets) = form
        && !targets.is_empty()
    {
        return Ok(targets.clone());
    }
    let names: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("-- aksara:dialect "))
        .map(str::trim)
        .collect();
    let target = |name: &str| {
        let dialect = crate::registry::dialect(name)?;
        let version = dialect.newest_version();
        Ok(DeclaredTarget { dialect, version })
    };
    names.into_iter().map(target).collect()
}
