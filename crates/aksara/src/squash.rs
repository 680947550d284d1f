//! Squashing: one migration that does the work of several, and replaces them.
//!
//! The draft is made in memory and proven there: what it makes of the schema, and what the migrations after it make of
//! theirs, is what the originals make.

use std::collections::BTreeSet;

use aksara_diagnostic::Diagnose;
use aksara_dialect::{Coalescing, CompileError, compile};
use aksara_executor::MigrationRange;
use aksara_formats::python::PythonSource;
use aksara_formats::python::copy::{CopiedFunctions, FunctionByHand, Functions, copy_functions};
use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::write::{MigrationHeader, write_migration};
use aksara_formats::sql::read_sql_migration;
use aksara_graph::{MigrationFile, MigrationGraph, NameSuffix, Placement};
use aksara_operations::{
    Dependency, Located, Migration, MigrationName, Operation, PythonFunction, ReverseSql, ScriptTransaction,
    SqlText, replay,
};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::Schema;
use chrono::NaiveDateTime;

use crate::directory::MigrationDirectory;
use crate::merging::replayed;
use crate::new_migration::{sql_text, timestamp};
use crate::settings::DeclaredTarget;
use crate::squash_error::SquashError;
use crate::{Draft, Error, MigrationForm, Project, registry};

/// A squash that is asked for.
#[derive(Debug, Clone)]
pub struct Squash {
    /// The migrations: what `to` needs and `from` does not.
    pub range: MigrationRange,
    /// The ending of the name, after `NNNN_squashed_`. The default is the last migration's name.
    pub name: Option<String>,
    /// The time that the file says.
    pub generated_at: NaiveDateTime,
    /// The kind of file.
    pub form: MigrationForm,
}

/// A squash that is not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SquashDraft {
    /// The file.
    pub draft: Draft,
    /// How many operations the originals have.
    pub operations_before: usize,
    /// The functions that must be written by hand.
    pub by_hand: Vec<FunctionByHand>,
}

/// The migrations that become one.
struct Originals<'a> {
    files: Vec<&'a MigrationFile>,
    /// The schema before them.
    before: Schema,
}

impl Project {
    /// The squash of a range of migrations. Nothing is written.
    pub fn squash(&self, wanted: &Squash) -> Result<SquashDraft, Error> {
        let path = self.settings().migrations_directory()?.value;
        let directory = self.loading(MigrationDirectory::open(self.root(), &path)?)?;
        let graph = directory.graph()?;
        let originals = Originals::of(&wanted.range, &graph, &directory)?;
        let functions = originals.functions(&directory);
        let mut migration = Migration {
            dependencies: originals.dependencies(&graph),
            replaces: originals.replaces(&graph),
            operations: originals.operations(&functions),
            ..Migration::new(originals.name(wanted)?)
        };
        let operations_before = migration.operations.len();
        // Databases that ran the originals have the names that these derived.
        migration.operations = optimize(migration.operations, &originals.before, DerivedNames::Kept);
        prove(&migration, &originals, &graph, &directory)?;
        self.demand_compiled(&migration, &originals)?;
        let text = originals.text(&migration, &functions, wanted)?;
        let draft = Draft {
            path: directory.file(&migration.name, wanted.form.format()),
            text,
            migration,
            changes: Vec::new(),
        };
        self.demand_legible(&draft, &originals.before, &wanted.form)?;
        if draft.path.exists() {
            return Err(Error::FileExists { path: draft.path });
        }
        Ok(SquashDraft {
            draft,
            operations_before,
            by_hand: functions.by_hand,
        })
    }

    /// Demands that the text says what the migration is.
    fn demand_legible(&self, draft: &Draft, before: &Schema, form: &MigrationForm) -> Result<(), Error> {
        let migration = &draft.migration;
        let illegible = |reason: String| SquashError::Illegible {
            squash: migration.name.clone(),
            reason,
        };
        let file = draft.path.to_string_lossy();
        let read = match form {
            MigrationForm::Python => {
                let source = PythonSource::new(&*file, draft.text.as_str());
                read_migration(source, &self.files()).map_err(|error| illegible(error.to_string()))?
            }
            MigrationForm::Sql(_) => {
                read_sql_migration(&*file, migration.name.clone(), &draft.text)
                    .map_err(|error| illegible(error.to_string()))?
                    .migration
            }
        };
        let after = |migration: &Migration| {
            let mut schema = before.clone();
            replay(migration, &mut schema).ok().map(|_| schema)
        };
        if read.operations.len() == migration.operations.len() && after(&read) == after(migration) {
            Ok(())
        } else {
            Err(illegible("its operations would be read back differently".to_owned()).into())
        }
    }

    /// Demands that the databases of the project take the squash where they take its originals: the declared ones, else
    /// the one that the URL names.
    fn demand_compiled(&self, migration: &Migration, originals: &Originals<'_>) -> Result<(), Error> {
        let mut targets = self.settings().targets()?.value;
        if targets.is_empty() {
            let dialect = registry::dialect_of(&self.settings().database_url()?.value)?;
            let version = dialect.newest_version();
            targets.push(DeclaredTarget { dialect, version });
        }
        for DeclaredTarget { dialect, version } in &targets {
            let mut schema = originals.before.clone();
            let mut compiled = |migration: &Migration| -> Result<Option<CompileError>, Error> {
                let replayed = replay(migration, &mut schema)?;
                Ok(compile(&schema, &replayed.changes, Coalescing::On, &**dialect, version).err())
            };
            let mut is_any_refused = false;
            for file in &originals.files {
                is_any_refused |= compiled(&file.migration)?.is_some();
            }
            schema = originals.before.clone();
            let replayed = replay(migration, &mut schema)?;
            let refusal = compile(&schema, &replayed.changes, Coalescing::On, &**dialect, version).err();
            if let Some(error) = refusal.filter(|_| !is_any_refused) {
                return Err(SquashError::Refused {
                    target: format!("{} {version}", dialect.name()),
                    reason: error.to_string(),
                    origin: error.diagnosis().place,
                }
                .into());
            }
        }
        Ok(())
    }
}

impl<'a> Originals<'a> {
    fn of(
        range: &MigrationRange,
        graph: &'a MigrationGraph,
        directory: &MigrationDirectory,
    ) -> Result<Self, Error> {
        if range.to.is_none() {
            graph.head()?;
        }
        for written in [&range.from, &range.to].into_iter().flatten() {
            refuse_replaced(written, graph)?;
        }
        let (before, files) = range.split(graph)?;
        if files.len() < 2 {
            let only = files.first().map(|file| file.migration.name.clone());
            return Err(SquashError::TooFew { only }.into());
        }
        let schema = replayed(
            before,
            aksara_executor::MigrationSource::external_tables(directory),
        )?;
        for file in &files {
            refuse_single_commits(file)?;
        }
        Ok(Self {
            files,
            before: schema,
        })
    }

    fn contains(&self, name: &MigrationName) -> bool {
        self.files.iter().any(|file| file.migration.name == *name)
    }

    /// `0001_squashed_0004_add_slug`; a squash of a squash is called after the last of all.
    fn name(&self, wanted: &Squash) -> Result<MigrationName, Error> {
        let names = || self.files.iter().map(|file| &file.migration.name);
        let number = names().next().and_then(MigrationName::number).unwrap_or("0001");
        let last = names().next_back().map_or("", MigrationName::as_str);
        let last = last.rsplit("_squashed_").next().unwrap_or(last);
        let suffix = match &wanted.name {
            Some(name) => NameSuffix::new(name.as_str())?.as_str().to_owned(),
            None => last.chars().take(NameSuffix::LIMIT).collect(),
        };
        Ok(MigrationName::new(format!("{number}_squashed_{suffix}"))?)
    }

    /// The originals and all that they replace, in order.
    fn replaces(&self, graph: &MigrationGraph) -> Vec<Located<Dependency>> {
        let names = self.files.iter().flat_map(|file| {
            let name = &file.migration.name;
            graph.replaced_by(name).iter().chain([name])
        });
        let dependency = |name: &MigrationName| Located::generated(Dependency::from(name.clone()));
        names.map(dependency).collect()
    }

    /// The migrations that the originals need beside each other.
    fn dependencies(&self, graph: &MigrationGraph) -> Vec<Located<Dependency>> {
        let mut needed: Vec<Dependency> = Vec::new();
        for file in &self.files {
            let written = file.migration.dependencies.iter().map(|written| &written.value);
            let external = written.filter(|dependency| graph.meaning(&dependency.name).is_empty());
            let own = graph.parents_of(&file.migration.name).into_iter();
            let own = own
                .filter(|name| !self.contains(name))
                .cloned()
                .map(Dependency::from);
            for dependency in external.cloned().chain(own) {
                if !needed.contains(&dependency) {
                    needed.push(dependency);
                }
            }
        }
        needed.into_iter().map(Located::generated).collect()
    }

    /// The functions that the originals run.
    fn functions(&self, directory: &MigrationDirectory) -> CopiedFunctions {
        let functions = self.files.iter().map(|file| Functions {
            migration: &file.migration.name,
            text: directory.python_of(&file.migration.name),
            wanted: functions_of(&file.migration.operations),
        });
        copy_functions(functions.filter(|functions| !functions.wanted.is_empty()))
    }

    /// All that the originals do, with the functions under their names in the squash.
    fn operations(&self, functions: &CopiedFunctions) -> Vec<Located<Operation>> {
        let mut all = Vec::new();
        for file in &self.files {
            let mut operations = file.migration.operations.clone();
            let name_of = |function: &str| {
                let name = functions.name_of(&file.migration.name, function);
                name.unwrap_or(function).to_owned()
            };
            rename_functions(&mut operations, &name_of);
            all.extend(operations);
        }
        all
    }

    fn text(
        &self,
        migration: &Migration,
        functions: &CopiedFunctions,
        wanted: &Squash,
    ) -> Result<String, Error> {
        let names = || self.files.iter().map(|file| &file.migration.name);
        let (first, last) = (names().next(), names().next_back());
        let text = |name: Option<&MigrationName>| name.map_or(String::new(), ToString::to_string);
        let header = MigrationHeader {
            description: format!("squash of {} to {}", text(first), text(last)),
            generated_at: timestamp(wanted.generated_at),
            models: Vec::new(),
        };
        match &wanted.form {
            MigrationForm::Python => Ok(functions.inserted_into(&write_migration(migration, &header))),
            MigrationForm::Sql(targets) => {
                self.refuse_functions()?;
                sql_text(migration, &self.before, &header, targets)
            }
        }
    }

    /// An SQL file has no place for functions.
    fn refuse_functions(&self) -> Result<(), Error> {
        let found = self.files.iter().find_map(|file| {
            let function = functions_of(&file.migration.operations).into_iter().next()?;
            Some((file.migration.name.clone(), function.to_owned()))
        });
        match found {
            Some((migration, function)) => Err(SquashError::FunctionInSql { migration, function }.into()),
            None => Ok(()),
        }
    }
}

/// The squash that already has the migration of this name, or the name itself.
fn refuse_replaced(written: &str, graph: &MigrationGraph) -> Result<(), Error> {
    let aksara_graph::Target::Migration(name) = graph.resolve_target(written)? else {
        return Ok(());
    };
    match (graph.get(&name), graph.meaning(&name).as_slice()) {
        (None, [squash, ..]) => Err(SquashError::Replaced {
            migration: name.clone(),
            squash: (*squash).clone(),
        }
        .into()),
        _ => Ok(()),
    }
}

/// A migration whose statements are each committed by themselves cannot be a part of another one.
fn refuse_single_commits(file: &MigrationFile) -> Result<(), Error> {
    let commits_each = |text: &SqlText| {
        let is_single = |script: &Located<aksara_operations::SqlScript>| {
            script.value.transaction == ScriptTransaction::Single
        };
        match text {
            SqlText::Common(scripts) => scripts.iter().any(is_single),
            SqlText::PerDialect(scripts) => scripts.values().flatten().any(is_single),
        }
    };
    let operations = file.migration.operations.iter();
    let found = operations.into_iter().find(|operation| match &operation.value {
        Operation::RunSql(run) => {
            let back = match &run.reverse_sql {
                ReverseSql::Sql(text) => commits_each(text),
                ReverseSql::Missing | ReverseSql::Noop => false,
            };
            commits_each(&run.sql) || back
        }
        _ => false,
    });
    match found {
        Some(operation) => Err(SquashError::CommitsEach {
            migration: file.migration.name.clone(),
            origin: operation.origin.clone(),
        }
        .into()),
        None => Ok(()),
    }
}

/// The functions that operations run, each once.
fn functions_of(operations: &[Located<Operation>]) -> Vec<&str> {
    let mut found = Vec::new();
    for operation in operations {
        let names = match &operation.value {
            Operation::RunPython(run) => [Some(&run.forward), run.reverse.as_ref()]
                .into_iter()
                .flatten()
                .filter_map(named)
                .collect(),
            Operation::RunSql(run) => functions_of(&run.state_operations),
            Operation::SeparateDatabaseAndState(separate) => {
                let state = separate.state_operations.as_deref().unwrap_or_default();
                let mut names = functions_of(&separate.database_operations);
                names.extend(functions_of(state));
                names
            }
            _ => Vec::new(),
        };
        found.extend(names);
    }
    let mut seen = BTreeSet::new();
    found.retain(|name| seen.insert(*name));
    found
}

fn named(function: &PythonFunction) -> Option<&str> {
    match function {
        PythonFunction::Named(name) => Some(name),
        PythonFunction::Noop => None,
    }
}

fn rename_functions(operations: &mut [Located<Operation>], name_of: &impl Fn(&str) -> String) {
    let rename = |function: &mut PythonFunction| {
        if let PythonFunction::Named(name) = function {
            *name = name_of(name);
        }
    };
    for operation in operations {
        match &mut operation.value {
            Operation::RunPython(run) => {
                rename(&mut run.forward);
                run.reverse.iter_mut().for_each(rename);
            }
            Operation::RunSql(run) => rename_functions(&mut run.state_operations, name_of),
            Operation::SeparateDatabaseAndState(separate) => {
                rename_functions(&mut separate.database_operations, name_of);
                if let Some(state) = &mut separate.state_operations {
                    rename_functions(state, name_of);
                }
            }
            _ => {}
        }
    }
}

/// Demands that the squash, and all migrations with it, make the schema that they made without it.
fn prove(
    migration: &Migration,
    originals: &Originals<'_>,
    graph: &MigrationGraph,
    directory: &MigrationDirectory,
) -> Result<(), Error> {
    let differs = || SquashError::OtherSchema {
        squash: migration.name.clone(),
    };
    let (mut squashed, mut before) = (originals.before.clone(), originals.before.clone());
    replay(migration, &mut squashed)?;
    for file in &originals.files {
        replay(&file.migration, &mut before)?;
    }
    if squashed != before {
        return Err(differs().into());
    }
    let squash = MigrationFile {
        file: migration.name.as_str().into(),
        migration: migration.clone().into(),
        placement: Placement::Dependencies,
    };
    let with_squash = MigrationGraph::build(graph.all_files().cloned().chain([squash]))?;
    let whole = |graph: &MigrationGraph| {
        let external = aksara_executor::MigrationSource::external_tables(directory);
        replayed(graph.files(), external)
    };
    if whole(&with_squash)? == whole(graph)? {
        Ok(())
    } else {
        Err(differs().into())
    }
}
