//! A new project: its settings in `pyproject.toml`, and a directory for its migrations.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aksara_driver::DatabaseUrl;

use crate::new_files::{NewFiles, replace};
use crate::settings::{PYPROJECT, Pyproject, inside};
use crate::{Error, registry};

/// Models to begin with.
pub const FIRST_MODELS: &str = "\
from aksara_engine import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100)
";

const DOT_ENV: &str = ".env";

/// The settings of a new project.
#[derive(Clone)]
pub struct NewProject {
    /// The module with its models, or a document of tables.
    pub app: String,
    /// The URL of its database, as written.
    pub database_url: String,
    /// The migrations' directory.
    pub migrations_directory: PathBuf,
}

impl Default for NewProject {
    fn default() -> Self {
        Self {
            app: "app.models".to_owned(),
            database_url: registry::DEFAULT_URL.to_owned(),
            migrations_directory: PathBuf::from("migrations"),
        }
    }
}

/// The files of a new project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BegunProject {
    /// Made.
    pub created: Vec<PathBuf>,
    /// There before, with a part of ours now.
    pub extended: Vec<PathBuf>,
}

impl NewProject {
    /// Writes it into a folder: everything or nothing.
    pub fn begin(&self, folder: &Path) -> Result<BegunProject, Error> {
        if let Some(Pyproject { path, .. }) = Pyproject::read(folder)? {
            return Err(Error::IsProject { path });
        }
        let url = DatabaseUrl::parse(self.database_url.clone())?;
        registry::driver_of(&url)?;
        let has_secret = url.masked() != self.database_url;
        let mut files = NewFiles::default();
        let begun = self.write(folder, has_secret, &mut files);
        if begun.is_err() {
            files.take_back();
        }
        begun
    }

    fn write(&self, folder: &Path, has_secret: bool, files: &mut NewFiles) -> Result<BegunProject, Error> {
        let mut begun = BegunProject::default();
        let directory = inside(folder, &self.migrations_directory);
        if !directory.exists() {
            let package = directory.join("__init__.py");
            files.write(&package, "")?;
            begun.created.push(package);
        }
        // What everybody reads must not hold a password.
        if has_secret {
            append(&inside(folder, DOT_ENV), &self.dot_env(), files, &mut begun)?;
        }
        append(
            &inside(folder, PYPROJECT),
            &self.table(has_secret),
            files,
            &mut begun,
        )?;
        Ok(begun)
    }

    fn table(&self, has_secret: bool) -> String {
        let mut text = "[tool.aksara]\n".to_owned();
        let mut line = |key: &str, value: &str| {
            // Writing into a text does not fail.
            let _ = writeln!(text, "{key} = {}", toml::Value::from(value));
        };
        line("app", &self.app);
        if !has_secret {
            line("database-url", &self.database_url);
        }
        line("migrations-dir", &self.migrations_directory.to_string_lossy());
        text
    }

    /// Between single quotes nothing has a meaning but they themselves.
    fn dot_env(&self) -> String {
        let url = self.database_url.replace('\'', "%27");
        format!("AKSARA_DATABASE_URL='{url}'\n")
    }
}

/// Adds a part to a file, after an empty line; the file is made if there is none.
fn append(path: &Path, part: &str, files: &mut NewFiles, begun: &mut BegunProject) -> Result<(), Error> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let separator = match text.trim_end() {
                "" => "",
                text if part.starts_with('[') && !text.is_empty() => "\n\n",
                _ => "\n",
            };
            replace(path, &format!("{}{separator}{part}", text.trim_end()))?;
            begun.extended.push(path.to_owned());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            files.write(path, part)?;
            begun.created.push(path.to_owned());
            Ok(())
        }
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}
