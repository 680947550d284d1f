//! New migrations: from the difference between models and history.
//!
//! A draft holds the whole file and is written only when it is asked to be: every check comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use aksara_autodetector::{
    Answers, Decision, Detection, DetectionError, Pair, RowValueDecision, detect, tables_touched,
};
use aksara_dialect::{Coalescing, compile};
use aksara_executor::{Direction, ExecutorError, MigrationSource, PlannedMigration};
use aksara_formats::python::models::{Model, Models, find_unloaded_models};
use aksara_formats::python::write::MigrationHeader;
use aksara_formats::sql::{SqlSection, write_sql_migration};
use aksara_graph::{MigrationGraph, NameSuffix};
use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation, RunSql, replay};
use aksara_schema::{Schema, TableName, class_name};
use chrono::NaiveDateTime;

use crate::decisions::Decisions;
use crate::detecting::with_fewest_operations;
use crate::directory::{MigrationDirectory, MigrationFormat};
use crate::drafting::{Drafting, Steps, is_to_be_filled_in};
use crate::error::TargetFailure;
use crate::hints::Hints;
use crate::merging::replayed;
use crate::model_change::ModelChange;
use crate::new_files::NewFiles;
use crate::past_names::PastNames;
use crate::row_values::RowValues;
use crate::settings::DeclaredTarget;
use crate::temporary_names::shown_operations;
use crate::{Apps, Error, Project};

/// A new migration that is asked for.
#[derive(Debug, Clone, Default)]
pub struct NewMigration {
    /// The part of the name after `NNNN_auto_`; by default it follows from the operations.
    pub name: Option<String>,
    /// The decisions about possible renames.
    pub answers: Answers,
    /// The decisions about renames in the names of models and tables.
    pub decisions: Vec<Decision>,
    /// The decisions about values that rows lack.
    pub row_values: Vec<RowValueDecision>,
    /// The time that the file says.
    pub generated_at: NaiveDateTime,
    /// The kind of file.
    pub form: MigrationForm,
    /// Operations that the models do not ask for.
    pub extra: ExtraOperations,
}

/// The operations of a migration that the models do not ask for.
#[derive(Debug, Clone, Default)]
pub struct ExtraOperations {
    /// Before it.
    pub before: Vec<Operation>,
    /// SQL that makes a table whole, in the place of our own.
    pub own_tables: BTreeMap<TableName, WholeTable>,
    /// After it.
    pub after: Vec<Operation>,
}

/// SQL that makes a table with all its foreign keys.
#[derive(Debug, Clone)]
pub struct WholeTable {
    /// The SQL.
    pub sql: RunSql,
    /// How many foreign keys the table has. If tables refer to each other in a circle, it cannot be made with all.
    pub foreign_keys: usize,
}

impl ExtraOperations {
    /// The operations with those of the models among them.
    pub(crate) fn around(&self, operations: Vec<Operation>) -> Vec<Operation> {
        let of_models = operations.into_iter().map(|operation| self.made_whole(operation));
        let before = self.before.iter().cloned();
        before
            .chain(of_models)
            .chain(self.after.iter().cloned())
            .collect()
    }

    /// A table's own SQL, which the operation then describes.
    fn made_whole(&self, operation: Operation) -> Operation {
        let whole = match &operation {
            Operation::CreateTable(create) => {
                let whole = self.own_tables.get(&create.table.name);
                whole.filter(|whole| whole.foreign_keys == create.table.foreign_keys().len())
            }
            _ => None,
        };
        match whole {
            Some(whole) => Operation::from(RunSql {
                state_operations: vec![Located::generated(operation)],
                ..whole.sql.clone()
            }),
            None => operation,
        }
    }
}

/// The kind of file of a new migration.
#[derive(Debug, Clone, Default)]
pub enum MigrationForm {
    /// Python.
    #[default]
    Python,
    /// SQL, with a section for each of these databases.
    Sql(Vec<DeclaredTarget>),
}

impl MigrationForm {
    pub(crate) fn format(&self) -> MigrationFormat {
        match self {
            Self::Python => MigrationFormat::Python,
            Self::Sql(_) => MigrationFormat::Sql,
        }
    }
}

/// A migration file that is not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The path that it is written to.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Its description.
    pub migration: Migration,
    /// The same in the words of models, with warnings.
    pub changes: Vec<ModelChange>,
}

impl Project {
    /// The migrations that the models ask for, in order: one, or three where fields are made in steps; none where
    /// models and history agree. Nothing is written.
    pub fn make_migrations(&self, apps: &Apps, wanted: &NewMigration) -> Result<Vec<Draft>, Error> {
        self.draft_migrations(&self.models(apps)?, wanted)
    }

    /// The same for models that are read already.
    pub(crate) fn draft_migrations(
        &self,
        models: &Models,
        wanted: &NewMigration,
    ) -> Result<Vec<Draft>, Error> {
        let suffix = wanted.name.as_deref().map(NameSuffix::new).transpose()?;
        let history = History::read(self)?;
        let head = history.graph.head()?.map(|file| file.migration.name.clone());
        let detection = self.detect_with(models, &history, wanted)?;
        let steps = Steps::of(detection, &wanted.extra);
        Drafting {
            project: self,
            models,
            wanted,
            suffix,
            directory: &history.directory,
            number: history.graph.next_number(),
            head,
            schema: history.schema.clone(),
        }
        .drafts(steps)
    }

    /// The operations that lead from the history to the models, as few as possible.
    pub(crate) fn detect_with(
        &self,
        models: &Models,
        history: &History,
        wanted: &NewMigration,
    ) -> Result<Detection, Error> {
        let pair = Pair {
            previous: &history.schema,
            next: &models.schema,
        };
        let detection = detect(pair, &answers(history, models, wanted)?)?;
        self.refuse_unloaded(models, &detection.operations)?;
        Ok(with_fewest_operations(detection, &history.schema))
    }

    /// A model that is only not loaded must not cost its table.
    fn refuse_unloaded(&self, models: &Models, operations: &[Operation]) -> Result<(), Error> {
        let dropped: Vec<TableName> = operations.iter().filter_map(dropped_table).collect();
        if dropped.is_empty() {
            return Ok(());
        }
        let unloaded = find_unloaded_models(self.root(), &self.files(), models, &dropped);
        match unloaded.into_iter().next() {
            Some(model) => Err(Error::UnloadedModel(Box::new(model))),
            None => Ok(()),
        }
    }

    /// Compiles for every declared database while it is cheap to change the models.
    pub(crate) fn refuse_unsupported(&self, migration: &Migration, mut schema: Schema) -> Result<(), Error> {
        let changes = replay(migration, &mut schema)?.changes;
        let failure = |target: &DeclaredTarget| {
            let DeclaredTarget { dialect, version } = target;
            let source = compile(&schema, &changes, Coalescing::On, &**dialect, version).err()?;
            Some(TargetFailure {
                target: format!("{} {version}", dialect.name()),
                source,
            })
        };
        let failures: Vec<TargetFailure> = self
            .settings()
            .targets()?
            .value
            .iter()
            .filter_map(failure)
            .collect();
        if failures.is_empty() {
            Ok(())
        } else {
            Err(Error::Targets(failures))
        }
    }
}

impl Project {
    /// The SQL of new migrations on a database, one after the other; none of one that is still to be filled in.
    pub fn sql_of(&self, drafts: &[Draft], target: &DeclaredTarget) -> Result<Vec<Option<String>>, Error> {
        let mut schema = History::read(self)?.schema;
        let DeclaredTarget { dialect, version } = target;
        let mut sql = |draft: &Draft| {
            let migration = &draft.migration;
            let before = schema.clone();
            replay(migration, &mut schema)?;
            if is_to_be_filled_in(migration) {
                return Ok(None);
            }
            let planned =
                PlannedMigration::draft(migration, before, Direction::Forward, &**dialect, version)?;
            Ok(Some(planned.script(&**dialect)))
        };
        drafts.iter().map(&mut sql).collect()
    }
}

impl Draft {
    /// Whether it holds a backfill that a person is to fill in before it can run.
    pub fn is_to_be_filled_in(&self) -> bool {
        is_to_be_filled_in(&self.migration)
    }

    /// Writes the file: whole or not at all, and never over another one. A new directory becomes a package.
    pub fn write(&self) -> Result<(), Error> {
        Self::write_all(std::slice::from_ref(self))
    }

    /// Writes several files: all of them or none.
    pub fn write_all(drafts: &[Self]) -> Result<(), Error> {
        let mut files = NewFiles::default();
        let written = drafts.iter().try_for_each(|draft| draft.write_with(&mut files));
        if written.is_err() {
            files.take_back();
        }
        written
    }

    /// The same, together with other files.
    pub(crate) fn write_with(&self, files: &mut NewFiles) -> Result<(), Error> {
        let directory = self.path.parent().unwrap_or(Path::new(""));
        if !directory.exists() {
            files.write(&directory.join("__init__.py"), "")?;
        }
        files.write(&self.path, &self.text)
    }
}

/// The migrations so far and the schema that they give.
pub(crate) struct History {
    pub(crate) directory: MigrationDirectory,
    pub(crate) graph: MigrationGraph,
    pub(crate) schema: Schema,
}

impl History {
    pub(crate) fn read(project: &Project) -> Result<Self, Error> {
        let path = project.settings().migrations_directory()?.value;
        let directory = project.loading(MigrationDirectory::open_or_empty(project.root(), &path)?)?;
        let graph = directory.graph()?;
        let schema = replayed(graph.files(), directory.external_tables())?;
        Ok(Self {
            directory,
            graph,
            schema,
        })
    }
}

/// The decisions, as answers about tables and fields.
fn answers(history: &History, models: &Models, wanted: &NewMigration) -> Result<Answers, Error> {
    let mut answers = wanted.answers.clone();
    let decisions = Decisions {
        previous: &history.schema,
        models,
    };
    let past = PastNames::of(&history.graph, history.directory.external_tables(), &models.hints)?;
    let hints = Hints {
        previous: &history.schema,
        models,
        past: &past,
    };
    hints.answer_tables(&mut answers)?;
    let others = decisions.answer_tables(&wanted.decisions, &mut answers)?;
    hints.answer_others(&mut answers)?;
    decisions.answer_others(&wanted.decisions, others, &mut answers)?;
    if !wanted.row_values.is_empty() {
        let values = RowValues::new(&history.schema, models)
            .map_err(|error| DetectionError::Models(Box::new(error)))?;
        values.answer(&wanted.row_values, &mut answers)?;
    }
    Ok(answers)
}

pub(crate) fn migration(
    name: MigrationName,
    head: Option<MigrationName>,
    operations: Vec<Operation>,
) -> Migration {
    Migration {
        dependencies: head
            .map(|head| Located::generated(Dependency::from(head)))
            .into_iter()
            .collect(),
        operations: operations.into_iter().map(Located::generated).collect(),
        ..Migration::new(name)
    }
}

/// An SQL file with a section of each way for each database; without a way back where there is none.
pub(crate) fn sql_text(
    migration: &Migration,
    schema: &Schema,
    header: &MigrationHeader,
    targets: &[DeclaredTarget],
) -> Result<String, Error> {
    let script = |target: &DeclaredTarget, direction| {
        let DeclaredTarget { dialect, version } = target;
        PlannedMigration::draft(migration, schema.clone(), direction, &**dialect, version)
            .map(|planned| planned.section(&**dialect))
    };
    let section = |target: &DeclaredTarget| {
        let down = match script(target, Direction::Backward) {
            Err(ExecutorError::Irreversible(_)) => None,
            written => Some(written?),
        };
        Ok(SqlSection {
            dialect: target.dialect.name().to_owned(),
            up: script(target, Direction::Forward)?,
            down,
        })
    };
    let sections: Result<Vec<_>, ExecutorError> = targets.iter().map(section).collect();
    Ok(write_sql_migration(migration, header, &sections?))
}

/// The classes that a migration is about. A table without a class is shown by the class that its name suggests.
pub(crate) fn models_touched(migration: &Migration, models: &Models) -> Vec<String> {
    let operations: Vec<Operation> = migration
        .operations
        .iter()
        .map(|operation| operation.value.clone())
        .collect();
    let joins = models.models.iter().flat_map(|model| model.join_tables.keys());
    let join_tables: BTreeSet<String> = joins.map(ToString::to_string).collect();
    let of_model = |model: &Model| (model.table.to_string(), model.class.clone());
    let classes: BTreeMap<String, String> = models.models.iter().rev().map(of_model).collect();
    let class = |table: String| {
        let known = classes.get(&table).cloned();
        known.or_else(|| class_name(&table)).unwrap_or(table)
    };
    let tables = tables_touched(&shown_operations(&operations)).into_iter();
    tables
        .filter(|table| !join_tables.contains(table))
        .map(class)
        .collect()
}

/// The table that an operation drops, by the name that detection gives it.
fn dropped_table(operation: &Operation) -> Option<TableName> {
    if let Operation::DropTable(drop) = operation {
        TableName::try_from(drop.table.to_string()).ok()
    } else {
        None
    }
}

/// A moment as files say it.
pub(crate) fn timestamp(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S").to_string()
}
