//! A project: its directory, its settings, its models and its migrations.

use std::fmt;
use std::path::{Path, PathBuf};

use aksara_formats::document::DocumentFormat;
use aksara_formats::hints::TableHints;
use aksara_formats::python::models::{Models, find_default_app, load_models};
use aksara_formats::python::{ModulePath, ProjectFiles};
use aksara_python_runner::InterpreterChoice;
use aksara_schema::Schema;

use crate::directory::MigrationDirectory;
use crate::root::{ProjectRoot, RootReason};
use crate::settings::{Environment, Flags, SettingOrigin, Settings, inside};
use crate::{Error, Migrator};

/// A project in a directory.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
    /// The folder that was searched: paths in flags are below it.
    start: PathBuf,
    settings: Settings,
}

/// The modules that hold a project's models, and how they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apps {
    /// The modules.
    pub modules: Vec<ModulePath>,
    /// Documents of tables (`.toml`, `.json`).
    pub documents: Vec<PathBuf>,
    /// The place of the setting; `None` if the default modules were found.
    pub origin: SettingOrigin,
}

impl fmt::Display for Apps {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modules = self.modules.iter().map(ToString::to_string);
        let documents = self.documents.iter().map(|path| path.display().to_string());
        let all: Vec<String> = modules.chain(documents).collect();
        formatter.write_str(&all.join(", "))
    }
}

impl Project {
    /// The project in a directory.
    pub fn open(root: impl Into<PathBuf>, flags: Flags) -> Result<Self, Error> {
        Self::open_with(root, flags, Environment::Process)
    }

    /// The same, with the variables that count as the environment.
    pub fn open_with(
        root: impl Into<PathBuf>,
        flags: Flags,
        environment: Environment,
    ) -> Result<Self, Error> {
        let root = root.into();
        let settings = Settings::new(root.clone(), flags, environment)?;
        Ok(Self {
            start: root.clone(),
            root,
            settings,
        })
    }

    /// The project that a folder is in, as [`ProjectRoot::find`] finds it, and why it is that one.
    pub fn find(start: impl Into<PathBuf>, flags: Flags) -> Result<(Self, RootReason), Error> {
        let start = start.into();
        let ProjectRoot { path, reason } = ProjectRoot::find(&start, &Environment::Process)?;
        let project = Self {
            start,
            ..Self::open(path, flags)?
        };
        Ok((project, reason))
    }

    /// Its directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its migrations; a directory that is not there is an error.
    pub fn migrations(&self) -> Result<MigrationDirectory, Error> {
        let path = self.settings.migrations_directory()?.value;
        let directory = MigrationDirectory::open(&self.root, &path)?;
        self.loading(directory)
    }

    /// Which Python runs the functions of migrations.
    pub fn python(&self) -> Result<InterpreterChoice, Error> {
        Ok(InterpreterChoice {
            root: self.root.clone(),
            python: self.settings.python()?.map(|setting| setting.value),
            virtual_environment: self.settings.virtual_environment()?,
        })
    }

    /// Lets Python load what static reading cannot understand, where that is allowed.
    pub(crate) fn loading(&self, directory: MigrationDirectory) -> Result<MigrationDirectory, Error> {
        if self.settings.load_python()? {
            Ok(directory.loaded_by(self.python()?))
        } else {
            Ok(directory)
        }
    }

    /// Its migrations and its database together.
    pub fn migrator(&self) -> Result<Migrator, Error> {
        let url = self.settings.database_url()?.value;
        Ok(Migrator::new(self.migrations()?, url).with_python(self.python()?))
    }

    /// The modules that hold its models.
    pub fn apps(&self) -> Result<Apps, Error> {
        if let Some(setting) = self.settings.apps()? {
            let is_document = |written: &String| DocumentFormat::of(Path::new(written)).is_some();
            let (documents, modules): (Vec<_>, Vec<_>) = setting.value.into_iter().partition(is_document);
            let folder = match setting.origin {
                SettingOrigin::Flag => &self.start,
                _ => &self.root,
            };
            return Ok(Apps {
                modules: modules.into_iter().map(ModulePath::new).collect(),
                documents: documents.into_iter().map(|path| inside(folder, path)).collect(),
                origin: setting.origin,
            });
        }
        let unreadable = |source| Error::Read {
            path: self.root.clone(),
            source,
        };
        match find_default_app(&self.files()).map_err(unreadable)? {
            Some(module) => Ok(Apps {
                modules: vec![module],
                documents: Vec::new(),
                origin: SettingOrigin::Default,
            }),
            None => Err(Error::NoApp {
                root: self.root.canonicalize().unwrap_or_else(|_| self.root.clone()),
            }),
        }
    }

    /// The models of these modules and of what they import, and the tables of these documents.
    pub fn models(&self, apps: &Apps) -> Result<Models, Error> {
        let mut models = load_models(&self.root, &apps.modules, &self.files())?;
        for document in &apps.documents {
            let (tables, hints) = self.document(document)?;
            models.hints.extend(hints);
            for table in tables.tables() {
                if models.schema.table(&table.name).is_some() {
                    return Err(Error::SameTable {
                        document: document.clone(),
                        table: table.name.to_string(),
                    });
                }
                models.schema.insert(table.clone());
            }
        }
        Ok(models)
    }

    fn document(&self, path: &Path) -> Result<(Schema, Vec<TableHints>), Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        // Only what has a known ending becomes a document.
        let format = DocumentFormat::of(path).unwrap_or(DocumentFormat::Toml);
        let file = path.to_string_lossy();
        Ok((format.read(&file, &text)?, format.read_hints(&file, &text)?))
    }

    pub(crate) fn files(&self) -> ProjectFiles {
        ProjectFiles::new(&self.root)
    }
}
