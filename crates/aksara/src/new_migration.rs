//! New migrations: from the difference between models and history, or joining several heads.
//!
//! A draft holds the whole file and is written only when it is asked to be: every check comes first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aksara_autodetector::{
    Answers, Decision, Detection, Pair, Warning, detect, suggested_name, tables_touched,
};
use aksara_compiler::{Coalescing, compile};
use aksara_executor::{Direction, ExecutorError, MigrationSource, PlannedMigration};
use aksara_formats::python::models::{Models, find_unloaded_models};
use aksara_formats::python::write::{MigrationHeader, leave_primary_keys_open, write_merge, write_migration};
use aksara_formats::sql::{SqlSection, write_sql_migration};
use aksara_graph::{MigrationGraph, NameSuffix};
use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation, RunSql, replay};
use aksara_schema::{Schema, TableName, class_name};
use chrono::NaiveDateTime;

use crate::decisions::Decisions;
use crate::directory::{MigrationDirectory, MigrationFormat};
use crate::error::TargetFailure;
use crate::new_files::NewFiles;
use crate::settings::DeclaredTarget;
use crate::{Apps, Error, Project};

/// A new migration that is asked for.
#[derive(Debug, Clone)]
pub struct NewMigration {
    /// What stands after `NNNN_auto_`; where it is missing it follows from the operations.
    pub name: Option<String>,
    /// What is decided about possible renames.
    pub answers: Answers,
    /// What is decided about them in the words of models and tables.
    pub decisions: Vec<Decision>,
    /// The time that the file says.
    pub generated_at: NaiveDateTime,
    /// What kind of file it is.
    pub form: MigrationForm,
    /// What it does beside what the models ask for.
    pub beside: Beside,
}

/// What a migration does beside what the models ask for.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Before it.
    pub earlier: Vec<Operation>,
    /// SQL that makes a table whole, in the place of our own.
    pub own_tables: BTreeMap<TableName, WholeTable>,
    /// After it.
    pub further: Vec<Operation>,
}

/// SQL that makes a table with all its foreign keys.
#[derive(Debug, Clone)]
pub struct WholeTable {
    /// The SQL.
    pub sql: RunSql,
    /// How many foreign keys the table has. Where tables refer to each other in a circle, it cannot be made with all.
    pub foreign_keys: usize,
}

impl Beside {
    /// The operations with those of the models among them.
    fn around(&self, operations: Vec<Operation>) -> Vec<Operation> {
        let of_models = operations.into_iter().map(|operation| self.made_whole(operation));
        let earlier = self.earlier.iter().cloned();
        earlier
            .chain(of_models)
            .chain(self.further.iter().cloned())
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

/// What kind of file a new migration is.
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
    /// Where it belongs.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What it does.
    pub migration: Migration,
    /// What rows of the tables may stand against.
    pub warnings: Vec<Warning>,
}

impl Project {
    /// The migration that the models ask for; `None` where they agree with the history. Nothing is written.
    pub fn make_migration(&self, apps: &Apps, wanted: &NewMigration) -> Result<Option<Draft>, Error> {
        self.draft_migration(&self.models(apps)?, wanted)
    }

    /// The migration that these models ask for; `None` where they agree with the history. Nothing is written.
    pub(crate) fn draft_migration(
        &self,
        models: &Models,
        wanted: &NewMigration,
    ) -> Result<Option<Draft>, Error> {
        let suffix = wanted.name.as_deref().map(NameSuffix::new).transpose()?;
        let history = History::read(self)?;
        let head = history.graph.head()?.map(|file| file.migration.name.clone());
        let pair = Pair {
            previous: &history.schema,
            next: &models.schema,
        };
        let mut answers = wanted.answers.clone();
        let decisions = Decisions {
            previous: &history.schema,
            models,
        };
        decisions.answer(&wanted.decisions, &mut answers)?;
        let Detection { operations, warnings } = detect(pair, &answers)?;
        if operations.is_empty() {
            return Ok(None);
        }
        self.refuse_unloaded(models, &operations)?;
        let suffix = match suffix {
            Some(suffix) => suffix,
            None => NameSuffix::new(suggested_name(&operations, head.is_none()))?,
        };
        let operations = wanted.beside.around(operations);
        let mut migration = migration(history.graph.next_number().auto(&suffix)?, head, operations);
        leave_primary_keys_open(&mut migration.operations, &models.schema);
        self.refuse_unsupported(&migration, history.schema.clone())?;
        let header = MigrationHeader {
            description: suffix.as_str().to_owned(),
            generated_at: timestamp(wanted.generated_at),
            models: models_touched(&migration, models),
        };
        let text = match &wanted.form {
            MigrationForm::Python => write_migration(&migration, &header),
            MigrationForm::Sql(targets) => sql_text(&migration, &history.schema, &header, targets)?,
        };
        Ok(Some(Draft {
            path: history.directory.file(&migration.name, wanted.form.format()),
            text,
            migration,
            warnings,
        }))
    }

    /// The migration that joins several heads. Nothing is written.
    pub fn merge_migration(&self, wanted: &NewMigration) -> Result<Draft, Error> {
        let suffix = wanted.name.as_deref().map(NameSuffix::new).transpose()?;
        let history = History::read(self)?;
        let heads: Vec<MigrationName> = history
            .graph
            .heads()
            .into_iter()
            .map(|file| file.migration.name.clone())
            .collect();
        if heads.len() < 2 {
            let head = history.graph.heads().first().map(|file| file.file.clone());
            return Err(Error::NothingToMerge { head });
        }
        let number = history.graph.next_number();
        let name = match suffix {
            Some(suffix) => number.auto(&suffix)?,
            None => number.merge()?,
        };
        let path = history.directory.file(&name, wanted.form.format());
        let generated_at = timestamp(wanted.generated_at);
        let migration = history.graph.merge(name);
        let text = match &wanted.form {
            MigrationForm::Python => write_merge(&heads, &generated_at),
            MigrationForm::Sql(targets) => {
                let header = MigrationHeader {
                    description: "merge".to_owned(),
                    generated_at,
                    models: Vec::new(),
                };
                sql_text(&migration, &history.schema, &header, targets)?
            }
        };
        Ok(Draft {
            path,
            text,
            migration,
            warnings: Vec::new(),
        })
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
    fn refuse_unsupported(&self, migration: &Migration, mut schema: Schema) -> Result<(), Error> {
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
        match failures.is_empty() {
            true => Ok(()),
            false => Err(Error::Targets(failures)),
        }
    }
}

impl Draft {
    /// Writes the file: whole or not at all, and never over another one. A new directory becomes a package.
    pub fn write(&self) -> Result<(), Error> {
        let mut files = NewFiles::default();
        let written = self.write_with(&mut files);
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
struct History {
    directory: MigrationDirectory,
    graph: MigrationGraph,
    schema: Schema,
}

impl History {
    fn read(project: &Project) -> Result<Self, Error> {
        let path = project.settings().migrations_directory()?.value;
        let directory = project.loading(MigrationDirectory::open_or_empty(project.root(), &path)?)?;
        let graph = directory.graph()?;
        let mut schema = directory.external_tables();
        for file in graph.files() {
            replay(&file.migration, &mut schema)?;
        }
        Ok(Self {
            directory,
            graph,
            schema,
        })
    }
}

fn migration(name: MigrationName, head: Option<MigrationName>, operations: Vec<Operation>) -> Migration {
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

/// The classes that a migration is about; a table whose class is gone goes by the class that its name leads to.
fn models_touched(migration: &Migration, models: &Models) -> Vec<String> {
    let operations: Vec<Operation> = migration
        .operations
        .iter()
        .map(|operation| operation.value.clone())
        .collect();
    let is_join_table = |table: &str| {
        let mut joins = models.models.iter().flat_map(|model| model.join_tables.keys());
        joins.any(|join| join.to_string() == table)
    };
    let class = |table: String| {
        let model = models
            .models
            .iter()
            .find(|model| model.table.to_string() == table);
        model
            .map(|model| model.class.clone())
            .or_else(|| class_name(&table))
            .unwrap_or(table)
    };
    let tables = tables_touched(&operations).into_iter();
    tables.filter(|table| !is_join_table(table)).map(class).collect()
}

/// The table that an operation drops, by the name that detection gives it.
fn dropped_table(operation: &Operation) -> Option<TableName> {
    match operation {
        Operation::DropTable(drop) => TableName::try_from(drop.table.to_string()).ok(),
        Operation::CreateTable(_)
        | Operation::RenameTable(_)
        | Operation::AlterTableOptions(_)
        | Operation::CreateManyToManyTable(_)
        | Operation::AddField(_)
        | Operation::RemoveField(_)
        | Operation::AlterField(_)
        | Operation::RenameField(_)
        | Operation::AddIndex(_)
        | Operation::RemoveIndex(_)
        | Operation::RenameIndex(_)
        | Operation::AddConstraint(_)
        | Operation::RemoveConstraint(_)
        | Operation::Backfill(_)
        | Operation::RunPython(_)
        | Operation::RunSql(_)
        | Operation::SeparateDatabaseAndState(_) => None,
    }
}

/// A moment as files say it.
pub(crate) fn timestamp(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S").to_string()
}
