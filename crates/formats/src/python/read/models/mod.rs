//! Models: Python classes read as tables.
//!
//! The modules that the user names are followed through their imports; every class that derives from `Model`
//! is a table, whatever the order of the classes and however their relations cross. What cannot be understood
//! is an error with its place: a model that was left out in silence would look like a table to drop.

mod attributes;
mod bases;
mod body;
mod definition;
mod error;
mod hints;
mod imports;
mod lineage;
mod meta;
mod nested;
mod project;
mod registry;
mod relations;
mod table;
mod unloaded;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use aksara_operations::{OperationError, Origin, resolve};
use aksara_schema::{FieldName, FieldType, Schema, Table, TableName};

pub use bases::package_tables;
pub use error::ModelsError;
pub use project::find_default_app;
pub use unloaded::{UnloadedModel, find_unloaded_models};

use crate::hints::TableHints;
use crate::python::evaluate::Evaluator;
use crate::python::other_library;
use crate::python::{ErrorKind, Module, ModuleLoader, ModulePath, Place, PythonError, PythonSource};
use definition::Definition;
use imports::Imports;
use registry::Registry;
use table::ModelTable;

/// The models of a project.
#[derive(Debug, Clone)]
pub struct Models {
    /// The tables that the models describe, every reference resolved, derived names open. Tables outside the
    /// project that they refer to are external.
    pub schema: Schema,
    /// The models, each module's after those of the modules that it imports.
    pub models: Vec<Model>,
    /// The modules that were read.
    pub modules: Vec<ModulePath>,
    /// The hints of the models about their own renames; tables without hints are left out.
    pub hints: Vec<TableHints>,
}

/// A class that has a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The class's name.
    pub class: String,
    /// Its module.
    pub module: ModulePath,
    /// Its table.
    pub table: TableName,
    /// The place of the class.
    pub origin: Origin,
    /// The place of each field's declaration; fields that a model has by itself are at the class.
    pub fields: BTreeMap<FieldName, Origin>,
    /// The join tables of its many-to-many fields, and where those were declared.
    pub join_tables: BTreeMap<TableName, Origin>,
}

impl Models {
    /// The model of a table.
    pub fn model(&self, table: &TableName) -> Option<&Model> {
        self.models
            .iter()
            .find(|model| model.table == *table || model.join_tables.contains_key(table))
    }

    /// The place of the declaration of a table or of one of its fields.
    pub fn origin(&self, table: &TableName, field: Option<&FieldName>) -> Option<&Origin> {
        let model = self.model(table)?;
        let of_field = || model.fields.get(field?);
        model
            .join_tables
            .get(table)
            .or_else(of_field)
            .or(Some(&model.origin))
    }
}

/// Loads the models of these modules, which are named as Python imports them (`app.models`), and of all
/// modules of the project that they import. `root` is the directory of the project that `loader` reads.
pub fn load_models(
    root: &Path,
    apps: &[ModulePath],
    loader: &dyn ModuleLoader,
) -> Result<Models, ModelsError> {
    let evaluator = Evaluator::new(loader);
    let mut modules = BTreeMap::new();
    let mut definitions = Vec::new();
    for app in apps {
        let imported = import(root, app, loader, &evaluator)?;
        let own = imported.iter().find(|module| module.source().module() == app);
        let library = own.and_then(|module| other_library::of_module(module));
        let mut count = 0;
        for module in imported {
            let of_module = define(&module, &evaluator)?;
            count += of_module.len();
            if modules.insert(module.source().module().clone(), ()).is_none() {
                definitions.extend(of_module);
            }
        }
        if count == 0 {
            return Err(no_models(root, app, library));
        }
    }
    let modules = modules.into_keys().collect();
    Ok(assemble(definitions, modules, &evaluator)?)
}

/// A module that the user names, and all that it imports.
fn import(
    root: &Path,
    app: &ModulePath,
    loader: &dyn ModuleLoader,
    evaluator: &Evaluator<'_>,
) -> Result<Vec<Arc<Module>>, ModelsError> {
    let unreadable = |source: io::Error| ModelsError::Unreadable {
        module: app.clone(),
        source,
    };
    if loader.load(app).map_err(unreadable)?.is_none() {
        return Err(unknown_module(root, app));
    }
    let asking = PythonSource::new(app.as_str(), "").place(Default::default());
    let mut imports = Imports::new(evaluator);
    match evaluator.module(app, &asking)? {
        Some(module) => imports.add(module)?,
        None => return Err(unknown_module(root, app)),
    }
    Ok(imports.into_modules())
}

fn no_models(root: &Path, app: &ModulePath, library: Option<&'static str>) -> ModelsError {
    match library {
        Some(library) => ModelsError::OtherLibrary {
            module: app.clone(),
            library,
        },
        None => ModelsError::NoModels {
            module: app.clone(),
            suggestion: suggestion(root, app),
        },
    }
}

fn unknown_module(root: &Path, app: &ModulePath) -> ModelsError {
    let suggestion = suggestion(root, app);
    ModelsError::UnknownModule {
        module: app.clone(),
        suggestion,
        known: project_modules(root),
    }
}

fn suggestion(root: &Path, app: &ModulePath) -> Option<ModulePath> {
    project::suggest(app, &project_modules(root))
}

fn project_modules(root: &Path) -> Vec<ModulePath> {
    project::python_files(root)
        .into_iter()
        .map(|file| file.module)
        .collect()
}

/// The models that a module defines.
fn define(module: &Arc<Module>, evaluator: &Evaluator<'_>) -> Result<Vec<Definition>, PythonError> {
    nested::refuse(module, evaluator)?;
    let definitions = module.classes().map(|class| Definition::of(class, evaluator));
    definitions.filter_map(Result::transpose).collect()
}

/// Reads the models' fields, now that every table is known.
fn assemble(
    definitions: Vec<Definition>,
    modules: Vec<ModulePath>,
    evaluator: &Evaluator<'_>,
) -> Result<Models, PythonError> {
    let nowhere = PythonSource::new("models", "").place(Default::default());
    let external = package_tables().map_err(|error| attributes::invalid(&nowhere, &error))?;
    let names = external.iter().map(|table| table.name.clone()).collect();
    let registry = Registry::new(&definitions, names)?;
    let mut written = Vec::<(Table, Place)>::new();
    let mut fields = FieldPlaces::new();
    let mut models = Vec::new();
    let mut hints = Vec::new();
    for definition in &definitions {
        hints.push(hints::read_hints(definition, evaluator)?);
        let model = ModelTable::read(definition, &registry, evaluator)?;
        models.push(describe(definition, &model));
        let places = model.places.iter();
        fields
            .extend(places.map(|(field, place)| ((model.table.name.clone(), field.clone()), place.clone())));
        written.push((model.table, definition.class.place()));
        for (join, place) in model.joins {
            check_join(&join, &place, &registry, &written)?;
            written.push((join, place));
        }
    }
    let schema = resolve_all(&written, &fields, external)?;
    Ok(Models {
        schema,
        models,
        modules,
        hints: hints.into_iter().filter(|hints| !hints.is_empty()).collect(),
    })
}

/// The places of the fields' declarations.
type FieldPlaces = BTreeMap<(TableName, FieldName), Place>;

fn describe(definition: &Definition, model: &ModelTable) -> Model {
    Model {
        class: definition.class.name().to_owned(),
        module: definition.class.module.source().module().clone(),
        table: definition.table.clone(),
        origin: definition.class.place().origin(),
        fields: model
            .places
            .iter()
            .map(|(name, place)| (name.clone(), place.origin()))
            .collect(),
        join_tables: model
            .joins
            .iter()
            .map(|(join, place)| (join.name.clone(), place.origin()))
            .collect(),
    }
}

/// A join table must not have the name of a model's table or of another join table.
fn check_join(
    join: &Table,
    place: &Place,
    registry: &Registry<'_>,
    written: &[(Table, Place)],
) -> Result<(), PythonError> {
    let model = registry.owner(&join.name).map(Definition::describe);
    let other = || {
        let (_, place) = written.iter().find(|(table, _)| table.name == join.name)?;
        Some(format!("the field at {}", place.origin()))
    };
    match model.or_else(other) {
        None => Ok(()),
        Some(other) => Err(place.error(ErrorKind::SameTable {
            table: join.name.to_string(),
            other,
        })),
    }
}

/// The schema of all tables, with the external ones that they refer to.
fn resolve_all(
    written: &[(Table, Place)],
    fields: &FieldPlaces,
    external: Vec<Table>,
) -> Result<Schema, PythonError> {
    let referred = |table: &Table| {
        written
            .iter()
            .flat_map(|(other, _)| other.referred_tables())
            .any(|name| *name == table.name)
    };
    let is_written = |table: &Table| written.iter().any(|(own, _)| own.name == table.name);
    let external = external
        .into_iter()
        .filter(|table| referred(table) && !is_written(table));
    let tables = written.iter().map(|(table, _)| table.clone()).chain(external);
    let mut schema: Schema = tables.map(Arc::new).collect();
    // Each pass gives a type to the keys that refer to keys which have one.
    for _ in 0..=written.len() {
        schema = resolve(&schema).map_err(|error| unfit(error, written, fields))?;
        if !has_open_types(&schema) {
            break;
        }
    }
    Ok(schema)
}

fn has_open_types(schema: &Schema) -> bool {
    let mut fields = schema.tables().flat_map(|table| table.fields.values());
    fields.any(|field| matches!(field.field_type.resolved(), FieldType::Foreign(_)))
}

/// The error at the field or table that it is about.
fn unfit(error: OperationError, written: &[(Table, Place)], fields: &FieldPlaces) -> PythonError {
    if let OperationError::UnequalEnums { table, field, .. } = &error
        && let Some(place) = fields.get(&(table.clone(), field.clone()))
    {
        return place.error(ErrorKind::Unfit(error));
    }
    let message = error.to_string();
    let is_named = |(table, _): &&(Table, Place)| message.contains(&format!("`{}", table.name));
    let place = written
        .iter()
        .find(is_named)
        .or(written.first())
        .map(|(_, place)| place.clone());
    let place = place.unwrap_or_else(|| PythonSource::new("models", "").place(Default::default()));
    place.error(ErrorKind::Unfit(error))
}

#[cfg(test)]
mod tests;
