//! Settings: a flag, else the environment, else the nearest `.env`, else `[tool.aksara]` of `pyproject.toml`, else
//! `settings.py`, else the default.
//!
//! Each is resolved when it is asked for, and remembers its place. One that is present and not understood is
//! an error, never a reason to look further: another source's value would be a surprise.

mod environment;
mod error;
mod pyproject;
mod settings_file;
mod target;

use std::fmt;
use std::path::{Path, PathBuf};

use aksara_driver::DatabaseUrl;

use crate::registry;
use environment::DotEnv;
pub use environment::Environment;
pub use error::{InvalidTarget, SettingError};
pub(crate) use pyproject::{PYPROJECT, Pyproject};
use settings_file::SettingsFile;
pub use target::DeclaredTarget;

/// What a setting is called: in the environment, `.env` and `settings.py`; on the command line; in `[tool.aksara]`.
struct Names {
    variables: &'static [&'static str],
    flag: Option<&'static str>,
    key: &'static str,
}

impl Names {
    const fn new(variables: &'static [&'static str], flag: Option<&'static str>, key: &'static str) -> Self {
        Self { variables, flag, key }
    }

    /// Its name on the command line.
    fn on_command_line(&self) -> &'static str {
        self.flag.unwrap_or(self.key)
    }
}

const DATABASE_URL: Names = Names::new(
    &["AKSARA_DATABASE_URL", "DATABASE_URL"],
    Some("--database-url"),
    "database-url",
);
const MIGRATIONS_DIR: Names = Names::new(
    &["AKSARA_MIGRATIONS_DIR"],
    Some("--migrations-dir"),
    "migrations-dir",
);
const APP: Names = Names::new(&["AKSARA_APP"], Some("--app"), "app");
const TARGETS: Names = Names::new(&["AKSARA_TARGETS"], None, "targets");
const PYTHON: Names = Names::new(&["AKSARA_PYTHON"], None, "python");
const LOAD_PYTHON: Names = Names::new(&["AKSARA_LOAD_PYTHON"], Some("--load-python"), "load-python");

/// How yes and no are written.
const TRUTHS: [(&str, bool); 8] = [
    ("1", true),
    ("true", true),
    ("yes", true),
    ("on", true),
    ("0", false),
    ("false", false),
    ("no", false),
    ("off", false),
];

const DEFAULT_MIGRATIONS_DIR: &str = "migrations";

/// The settings of a caller for one run. They override all other sources.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--database-url`; a file's relative path is below the current folder
    pub database_url: Option<String>,
    /// `--migrations-dir`, `--output`; a relative path is below the current folder
    pub migrations_directory: Option<PathBuf>,
    /// `--app`, repeated; a document's relative path is below the folder in which the project was looked for
    pub apps: Vec<String>,
    /// `--load-python`
    pub load_python: bool,
}

/// A setting's value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub origin: SettingOrigin,
}

/// The place of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingOrigin {
    /// On the command line.
    Flag,
    /// In the environment.
    Environment,
    /// In a `.env` file.
    DotEnv(PathBuf),
    /// In `[tool.aksara]` of `pyproject.toml`.
    Pyproject(PathBuf),
    /// In `settings.py`.
    SettingsFile(PathBuf),
    /// Nowhere.
    Default,
}

/// The sources of settings.
#[derive(Debug, Clone)]
pub struct Settings {
    root: PathBuf,
    flags: Flags,
    environment: Environment,
    dot_env: Option<DotEnv>,
}

/// A value as it was written, with the name that it was found under.
struct Found {
    name: &'static str,
    values: Vec<String>,
    origin: SettingOrigin,
}

impl Settings {
    /// Settings of the project in a directory.
    pub fn new(
        root: impl Into<PathBuf>,
        flags: Flags,
        environment: Environment,
    ) -> Result<Self, SettingError> {
        let root = root.into();
        let dot_env = DotEnv::find(&absolute(&root)?)?;
        Ok(Self {
            root,
            flags,
            environment,
            dot_env,
        })
    }

    /// The database. A file's relative path is below the project's directory, except for a flag's.
    pub fn database_url(&self) -> Result<Setting<DatabaseUrl>, SettingError> {
        let flag = self.flags.database_url.iter().cloned().collect();
        let found = self.find(&DATABASE_URL, flag)?;
        let Found { name, origin, values } = match found {
            Some(found) => found,
            None => self.default_database(),
        };
        let text = single(name, &origin, values)?;
        match DatabaseUrl::parse(text) {
            Ok(url) => Ok(Setting {
                value: self.located(url, &origin),
                origin,
            }),
            Err(source) => Err(SettingError::DatabaseUrl { name, origin, source }),
        }
    }

    /// The database's URL as it is from where the command runs.
    fn located(&self, url: DatabaseUrl, origin: &SettingOrigin) -> DatabaseUrl {
        match (origin, registry::driver_of(&url)) {
            (SettingOrigin::Flag, _) | (_, Err(_)) => url,
            _ if self.root == Path::new(".") => url,
            (_, Ok(driver)) => driver.below(&self.root, &url),
        }
    }

    /// The migrations' directory, as the user knows it.
    pub fn migrations_directory(&self) -> Result<Setting<PathBuf>, SettingError> {
        if let Some(path) = &self.flags.migrations_directory {
            return Ok(Setting {
                value: path.clone(),
                origin: SettingOrigin::Flag,
            });
        }
        match self.find(&MIGRATIONS_DIR, Vec::new())? {
            Some(Found { name, origin, values }) => {
                let text = single(name, &origin, values)?;
                Ok(Setting {
                    value: inside(&self.root, text),
                    origin,
                })
            }
            None => Ok(Setting {
                value: inside(&self.root, DEFAULT_MIGRATIONS_DIR),
                origin: SettingOrigin::Default,
            }),
        }
    }

    /// The modules that hold models, where any are set.
    pub fn apps(&self) -> Result<Option<Setting<Vec<String>>>, SettingError> {
        let found = self.find(&APP, self.flags.apps.clone())?;
        Ok(found.map(|found| Setting {
            value: list(found.values),
            origin: found.origin,
        }))
    }

    /// The databases that every new migration must run on.
    pub fn targets(&self) -> Result<Setting<Vec<DeclaredTarget>>, SettingError> {
        let Some(Found { name, origin, values }) = self.find(&TARGETS, Vec::new())? else {
            return Ok(Setting {
                value: Vec::new(),
                origin: SettingOrigin::Default,
            });
        };
        let targets: Result<_, _> = list(values)
            .iter()
            .map(|text| DeclaredTarget::parse(text))
            .collect();
        match targets {
            Ok(value) => Ok(Setting { value, origin }),
            Err(source) => Err(SettingError::Target { name, origin, source }),
        }
    }

    /// The Python that runs the functions of migrations, where one is named.
    pub fn python(&self) -> Result<Option<Setting<PathBuf>>, SettingError> {
        let Some(Found { name, origin, values }) = self.find(&PYTHON, Vec::new())? else {
            return Ok(None);
        };
        let written = PathBuf::from(single(name, &origin, values)?);
        // A name alone is looked up on the PATH.
        let value = match written.components().count() {
            0 | 1 => written,
            _ => inside(&self.root, written),
        };
        Ok(Some(Setting { value, origin }))
    }

    /// Whether a migration file that static reading cannot understand may be loaded by Python.
    pub fn load_python(&self) -> Result<bool, SettingError> {
        let flag = self.flags.load_python.then(|| "true".to_owned());
        let Some(Found { name, origin, values }) = self.find(&LOAD_PYTHON, flag.into_iter().collect())?
        else {
            return Ok(false);
        };
        let written = single(name, &origin, values)?;
        let truth = TRUTHS.iter().find(|(text, _)| written.eq_ignore_ascii_case(text));
        truth.map(|(_, truth)| *truth).ok_or(SettingError::WrongType {
            name,
            origin,
            expected: "`true` or `false`",
        })
    }

    /// The virtual environment that is active.
    pub fn virtual_environment(&self) -> Result<Option<PathBuf>, SettingError> {
        let value = self.environment.get("VIRTUAL_ENV")?;
        Ok(value.filter(|value| !value.is_empty()).map(PathBuf::from))
    }

    /// The first source that has the setting.
    fn find(&self, names: &Names, flag: Vec<String>) -> Result<Option<Found>, SettingError> {
        let found = if flag.is_empty() {
            self.in_sources(names)?
        } else {
            Some(Found {
                name: names.on_command_line(),
                values: flag,
                origin: SettingOrigin::Flag,
            })
        };
        found.map(not_empty).transpose()
    }

    /// The sources beside the command line, in their order.
    fn in_sources(&self, names: &Names) -> Result<Option<Found>, SettingError> {
        if let Some(found) = self.in_environment(names)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.in_dot_env(names) {
            return Ok(Some(found));
        }
        match self.in_pyproject(names)? {
            Some(found) => Ok(Some(found)),
            None => self.in_settings_file(names),
        }
    }

    fn in_environment(&self, names: &Names) -> Result<Option<Found>, SettingError> {
        for name in names.variables {
            if let Some(value) = self.environment.get(name)? {
                return Ok(Some(Found {
                    name,
                    values: vec![value],
                    origin: SettingOrigin::Environment,
                }));
            }
        }
        Ok(None)
    }

    fn in_dot_env(&self, names: &Names) -> Option<Found> {
        let file = self.dot_env.as_ref()?;
        names.variables.iter().find_map(|name| {
            let values = vec![file.variables.get(*name)?.clone()];
            Some(Found {
                name,
                values,
                origin: SettingOrigin::DotEnv(file.path.clone()),
            })
        })
    }

    fn in_pyproject(&self, names: &Names) -> Result<Option<Found>, SettingError> {
        let Some(table) = Pyproject::read(&self.root)? else {
            return Ok(None);
        };
        Ok(table.get(names.key).map(|values| Found {
            name: names.key,
            values,
            origin: SettingOrigin::Pyproject(table.path),
        }))
    }

    fn in_settings_file(&self, names: &Names) -> Result<Option<Found>, SettingError> {
        let Some(file) = SettingsFile::read(&self.root, &self.environment)? else {
            return Ok(None);
        };
        let found = names.variables.iter().find_map(|name| {
            let values = file.get(name)?;
            Some(Found {
                name,
                values,
                origin: SettingOrigin::SettingsFile(file.path.clone()),
            })
        });
        Ok(found)
    }

    fn default_database(&self) -> Found {
        Found {
            name: DATABASE_URL.key,
            values: vec![registry::DEFAULT_URL.to_owned()],
            origin: SettingOrigin::Default,
        }
    }
}

/// A directory's path from the top, without `..`.
fn absolute(directory: &Path) -> Result<PathBuf, SettingError> {
    let canonical = directory.canonicalize();
    let absolute = canonical.or_else(|_| std::path::absolute(directory));
    absolute.map_err(|source| SettingError::CurrentDirectory { source })
}

/// A path in the project's directory, as short as a user would write it.
pub(crate) fn inside(root: &Path, path: impl AsRef<Path>) -> PathBuf {
    if root == Path::new(".") {
        path.as_ref().to_owned()
    } else {
        root.join(path)
    }
}

fn not_empty(found: Found) -> Result<Found, SettingError> {
    if found.values.is_empty() || found.values.iter().any(|value| value.trim().is_empty()) {
        Err(SettingError::Empty {
            name: found.name,
            origin: found.origin,
        })
    } else {
        Ok(found)
    }
}

fn single(
    name: &'static str,
    origin: &SettingOrigin,
    mut values: Vec<String>,
) -> Result<String, SettingError> {
    match (values.pop(), values.is_empty()) {
        (Some(value), true) => Ok(value.trim().to_owned()),
        _ => Err(SettingError::WrongType {
            name,
            origin: origin.clone(),
            expected: "one text",
        }),
    }
}

/// The items of a list, which may be written as one text with commas.
fn list(values: Vec<String>) -> Vec<String> {
    let items = values.iter().flat_map(|value| value.split(','));
    items
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            database_url,
            migrations_directory,
            apps,
            load_python,
        } = self;
        formatter
            .debug_struct("Flags")
            .field("database_url", &database_url.as_ref().map(|_| "…"))
            .field("migrations_directory", migrations_directory)
            .field("apps", apps)
            .field("load_python", load_python)
            .finish()
    }
}

impl fmt::Display for SettingOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => formatter.write_str("command line"),
            Self::Environment => formatter.write_str("environment"),
            Self::DotEnv(path) | Self::Pyproject(path) | Self::SettingsFile(path) => {
                path.display().fmt(formatter)
            }
            Self::Default => formatter.write_str("default"),
        }
    }
}
