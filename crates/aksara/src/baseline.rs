//! A history that starts with a live database: its models and its first migration, recorded as applied. Everything is
//! made in memory and checked before the first file is written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aksara_executor::{Mode, Request};
use aksara_formats::python::models::{Models, ModelsError, load_models};
use aksara_formats::python::write::write_models;
use aksara_formats::python::{ModuleLoader, ModulePath, ProjectFiles, PythonSource};
use aksara_schema::{DialectName, Schema, Table};
use aksara_verify::{SchemaDifference, differences};
use chrono::NaiveDateTime;

use crate::new_files::NewFiles;
use crate::{Draft, Error, Inspected, NewMigration, Project, registry};

/// The beginning of a history. Nothing of it is written yet.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The file of the models.
    pub models: PathBuf,
    /// Its text.
    pub text: String,
    /// The first migration.
    pub draft: Draft,
    /// How an empty database would differ from the inspected one after the migration.
    pub differences: SchemaDifference,
}

impl Project {
    /// The models of what was inspected, in a file below the project's directory, and the migration that makes it. What
    /// depends on the tables and has no model, the migration makes with SQL, if inspection knows the statements.
    /// All that cannot be written down is one error.
    pub fn baseline(
        &self,
        inspected: &Inspected,
        models: &Path,
        generated_at: NaiveDateTime,
    ) -> Result<Baseline, Error> {
        self.refuse_migrations()?;
        if models.exists() {
            return Err(Error::FileExists {
                path: models.to_owned(),
            });
        }
        let dialect = registry::dialect_of(&self.settings().database_url()?.value)?;
        let text = inspected.to_python();
        let read = self.read_back(inspected, models, &text)?;
        let dialect_name = DialectName::new(dialect.name()).map_err(registry::RegistryError::from)?;
        let wanted = NewMigration {
            name: Some("initial".to_owned()),
            generated_at,
            extra: inspected.extra_operations(&dialect_name),
            ..NewMigration::default()
        };
        let drafts = self.draft_migrations(&read, &wanted)?;
        let draft = drafts.into_iter().next().ok_or(Error::NothingToInspect)?;
        let made = replayed(&draft)?;
        let normal = |schema: &Schema| dialect.normalize(schema, &dialect.newest_version());
        Ok(Baseline {
            models: models.to_owned(),
            text,
            draft,
            differences: differences(&normal(&made), &normal(&inspected.schema)),
        })
    }

    /// Writes the files and records the migration as applied: all of it or nothing.
    pub async fn start_history(&self, baseline: &Baseline) -> Result<(), Error> {
        let mut files = NewFiles::default();
        let started = self.write_and_record(baseline, &mut files).await;
        if started.is_err() {
            files.take_back();
        }
        started
    }

    async fn write_and_record(&self, baseline: &Baseline, files: &mut NewFiles) -> Result<(), Error> {
        files.write(&baseline.models, &baseline.text)?;
        baseline.draft.write_with(files)?;
        let request = Request {
            mode: Mode::Fake,
            ..Request::default()
        };
        self.migrator()?.migrate(&request, &mut |_| ()).await?;
        Ok(())
    }

    /// The models as a later run will read them from their file.
    fn read_back(&self, inspected: &Inspected, path: &Path, text: &str) -> Result<Models, Error> {
        let module = module_of(self.root(), path);
        let load = |text: &str| {
            let name = path.to_string_lossy().into_owned();
            let files = WithNewFile {
                files: self.files(),
                source: PythonSource::of_module(name, text, module.clone(), false),
            };
            load_models(self.root(), std::slice::from_ref(&module), &files)
        };
        match load(text) {
            Ok(models) => Ok(models),
            Err(ModelsError::NoModels { .. }) => Err(Error::NothingToInspect),
            Err(error) => Err(Error::Unwritable(unreadable(&inspected.schema, &error, &load))),
        }
    }
}

/// The project's files, and one that is not written yet.
struct WithNewFile {
    files: ProjectFiles,
    source: PythonSource,
}

impl ModuleLoader for WithNewFile {
    fn load(&self, module: &ModulePath) -> io::Result<Option<PythonSource>> {
        if module == self.source.module() {
            Ok(Some(self.source.clone()))
        } else {
            self.files.load(module)
        }
    }
}

/// The parts of a schema that cannot be read back from its models, field by field.
fn unreadable(
    schema: &Schema,
    error: &ModelsError,
    load: &dyn Fn(&str) -> Result<Models, ModelsError>,
) -> Vec<String> {
    let alone = |table: Table| {
        let schema: Schema = [Arc::new(table)].into_iter().collect();
        load(&write_models(&schema, &[]))
    };
    let mut problems = Vec::new();
    for table in schema.tables() {
        let with = |fields: Vec<&aksara_schema::Field>| {
            let plain = fields.into_iter().map(|field| aksara_schema::Field {
                reference: None,
                primary_key: false,
                ..field.clone()
            });
            Table::new(table.name.clone()).with_fields(plain)
        };
        for field in table.fields.values() {
            if let Err(error) = alone(with(vec![field])) {
                problems.push(format!("{}.{}: {error}", table.name, field.name));
            }
        }
    }
    if problems.is_empty() {
        problems.push(error.to_string());
    }
    problems
}

/// The schema that the migration makes; every operation that does not fit is reported.
fn replayed(draft: &Draft) -> Result<Schema, Error> {
    let mut schema = Schema::new();
    let mut problems = Vec::new();
    for operation in &draft.migration.operations {
        if let Err(error) = operation.value.apply(&mut schema) {
            problems.push(format!("{}: {error}", operation.value.describe()));
        }
    }
    if problems.is_empty() {
        Ok(schema)
    } else {
        Err(Error::Unwritable(problems))
    }
}

/// The module of a file below the project's directory: `app/models.py` is `app.models`.
fn module_of(root: &Path, path: &Path) -> ModulePath {
    let below = match (root.canonicalize(), canonical(path)) {
        (Ok(root), Some(path)) => path.strip_prefix(root).ok().map(Path::to_owned),
        _ => None,
    };
    let stem: PathBuf = below.as_deref().unwrap_or(path).with_extension("");
    let parts = stem.components().filter_map(|part| match part {
        std::path::Component::Normal(name) => name.to_str(),
        _ => None,
    });
    ModulePath::new(parts.collect::<Vec<_>>().join("."))
}

/// The whole path of a file that need not be there yet, nor its folder.
fn canonical(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let there = path.ancestors().find(|ancestor| ancestor.exists())?;
    let rest = path.strip_prefix(there).ok()?;
    Some(there.canonicalize().ok()?.join(rest))
}

#[cfg(test)]
mod tests {
    use aksara_schema::{Default as FieldDefault, Field, FieldName, FieldType, Literal, TableName};

    use super::*;
    use crate::{Environment, Flags};

    fn inspected(defaults: &[(&str, Literal)]) -> Inspected {
        let fields = defaults.iter().map(|(name, default)| Field {
            default: Some(FieldDefault::Literal(default.clone())),
            ..Field::new(FieldName::new(*name).unwrap(), FieldType::Integer)
        });
        let table = Table::new(TableName::new("numbers").unwrap()).with_fields(fields);
        Inspected {
            schema: [Arc::new(table)].into_iter().collect(),
            others: Vec::new(),
            prerequisites: Vec::new(),
            own_tables: Vec::new(),
            package_tables: Vec::new(),
        }
    }

    #[test]
    fn all_that_cannot_be_read_back_is_listed_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags {
            database_url: Some(format!("sqlite:{}", folder.path().join("db.sqlite3").display())),
            ..Flags::default()
        };
        let project = Project::open_with(folder.path(), flags, Environment::Process).unwrap();
        let text = |text: &str| Literal::String(text.to_owned());
        let odd = inspected(&[("a", text("x")), ("b", Literal::Integer(1)), ("c", text("y"))]);
        let models = folder.path().join("app/models.py");
        let error = project.baseline(&odd, &models, NaiveDateTime::MIN).unwrap_err();
        let Error::Unwritable(problems) = &error else {
            panic!("{error}");
        };
        assert_eq!(problems.len(), 2, "{error}");
        assert!(
            problems[0].starts_with("numbers.a: ") && problems[1].starts_with("numbers.c: "),
            "{error}"
        );
        assert!(!folder.path().join("app").exists());
        let plain = inspected(&[("b", Literal::Integer(1))]);
        assert!(
            project
                .baseline(&plain, &models, NaiveDateTime::MIN)
                .unwrap()
                .differences
                .is_empty()
        );
    }
}
