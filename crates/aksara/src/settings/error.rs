//! Settings that are present but not understood. That is always an error: another source's value would be a surprise.

use std::path::PathBuf;

use aksara_diagnostic::{Code, Diagnose, Diagnosis, Origin};
use aksara_driver::InvalidDatabaseUrl;
use aksara_formats::python::PythonError;
use thiserror::Error;

use super::SettingOrigin;
use super::pyproject::KEYS;
use crate::registry::RegistryError;

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum SettingError {
    /// A variable that is not a text.
    #[error("the environment variable {name} is not valid UTF-8")]
    NotUnicode {
        /// Its name.
        name: String,
    },
    /// A `.env` file with a line that is not understood, which may hold a secret and is not shown.
    #[error("{}{} is not understood", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    DotEnv {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where it is known.
        line: Option<usize>,
    },
    /// A file that cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A `pyproject.toml` that is not understood.
    #[error("{}: {source}", path.display())]
    Pyproject {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: toml::de::Error,
    },
    /// A key of `[tool.aksara]` that is not known.
    #[error(
        "{}: [tool.aksara] has no setting `{key}`{}",
        path.display(),
        suggestion.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
    )]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// As written.
        key: String,
        /// The nearest one.
        suggestion: Option<String>,
    },
    /// A value in `[tool.aksara]` of a type that no setting has.
    #[error("{}: `{key}` of [tool.aksara] must be a text or a list of texts", path.display())]
    KeyType {
        /// The file.
        path: PathBuf,
        /// The setting.
        key: String,
    },
    /// A `settings.py` that is not understood. Its lines may hold secrets and are not shown.
    #[error(transparent)]
    Python(#[from] PythonError),
    /// A setting without a value.
    #[error("{} is empty", named(name, origin))]
    Empty {
        /// Its name.
        name: &'static str,
        /// Its place.
        origin: SettingOrigin,
    },
    /// A setting of the wrong kind.
    #[error("{} must be {expected}", named(name, origin))]
    WrongType {
        /// Its name.
        name: &'static str,
        /// Its place.
        origin: SettingOrigin,
        /// The values that it may have.
        expected: &'static str,
    },
    /// No database URL.
    #[error("{}: {source}", named(name, origin))]
    DatabaseUrl {
        /// The setting's name.
        name: &'static str,
        /// Its place.
        origin: SettingOrigin,
        /// Why not.
        source: InvalidDatabaseUrl,
    },
    /// No declared database.
    #[error("{}: {source}", named(name, origin))]
    Target {
        /// The setting's name.
        name: &'static str,
        /// Its place.
        origin: SettingOrigin,
        /// Why not.
        source: InvalidTarget,
    },
    /// The current directory is gone or unreadable.
    #[error("the current directory cannot be found: {source}")]
    CurrentDirectory {
        /// Why not.
        source: std::io::Error,
    },
}

/// A text that declares no database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidTarget {
    /// No such dialect.
    #[error(transparent)]
    Dialect(#[from] RegistryError),
    /// No such version.
    #[error(transparent)]
    Version(#[from] aksara_dialect::InvalidServerVersion),
}

impl Diagnose for SettingError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::NotUnicode { .. } => Diagnosis::new(Code::SettingsNotUnicode),
            Self::DotEnv { .. } => Diagnosis::new(Code::SettingsEnvFile)
                .advise("put single quotes around a value with spaces, `#`, `$`, quotes or backslashes"),
            Self::Unreadable { .. } => Diagnosis::new(Code::SettingsUnreadable),
            Self::Pyproject { .. } | Self::KeyType { .. } => Diagnosis::new(Code::SettingsPyproject),
            Self::UnknownKey { .. } => {
                Diagnosis::new(Code::SettingsPyproject).advise(format!("settings: {}", KEYS.join(", ")))
            }
            Self::Python(error) => without_lines(error.diagnosis()),
            Self::Empty { .. } => Diagnosis::new(Code::SettingsEmpty).advise("give it a value, or remove it"),
            Self::WrongType { .. } => Diagnosis::new(Code::SettingsWrongType),
            Self::DatabaseUrl { source, .. } => source.diagnosis(),
            Self::Target { source, .. } => source.diagnosis(),
            Self::CurrentDirectory { .. } => Diagnosis::new(Code::SettingsCurrentDirectory),
        }
    }
}

/// A setting with its place. A flag is its own place.
fn named(name: &str, origin: &SettingOrigin) -> String {
    match origin {
        SettingOrigin::Flag => name.to_owned(),
        _ => format!("{name} ({origin})"),
    }
}

/// The place alone: the lines around it may hold secrets.
fn without_lines(diagnosis: Diagnosis) -> Diagnosis {
    let place = diagnosis.place.map(|place| Origin {
        text: "".into(),
        ..place
    });
    Diagnosis { place, ..diagnosis }
}

impl Diagnose for InvalidTarget {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Dialect(error) => error.diagnosis(),
            Self::Version(error) => error.diagnosis(),
        }
    }
}
