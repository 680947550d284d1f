//! Environment variables and `.env` files, read without changing the process's own environment.

use std::collections::BTreeMap;
use std::env::{self, VarError};
use std::path::{Path, PathBuf};

use super::SettingError;

/// The variables that settings are looked up in.
#[derive(Debug, Clone)]
pub enum Environment {
    /// Those of this process.
    Process,
    /// These alone.
    Fixed(BTreeMap<String, String>),
}

/// A `.env` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DotEnv {
    /// Where it is.
    pub path: PathBuf,
    /// Its variables.
    pub variables: BTreeMap<String, String>,
}

impl Environment {
    /// A variable's value; `None` where it is not set.
    pub fn get(&self, name: &str) -> Result<Option<String>, SettingError> {
        match self {
            Self::Process => match env::var(name) {
                Ok(value) => Ok(Some(value)),
                Err(VarError::NotPresent) => Ok(None),
                Err(VarError::NotUnicode(_)) => Err(SettingError::NotUnicode {
                    name: name.to_owned(),
                }),
            },
            Self::Fixed(variables) => Ok(variables.get(name).cloned()),
        }
    }
}

impl DotEnv {
    /// The nearest `.env`: in this directory, else in one above it.
    pub fn find(directory: &Path) -> Result<Option<Self>, SettingError> {
        let path = directory
            .ancestors()
            .map(|directory| directory.join(".env"))
            .find(|path| path.is_file());
        path.map(Self::read).transpose()
    }

    fn read(path: PathBuf) -> Result<Self, SettingError> {
        let unreadable = |source| SettingError::DotEnv {
            path: path.clone(),
            source,
        };
        let variables: Result<_, _> = dotenvy::from_path_iter(&path).map_err(unreadable)?.collect();
        Ok(Self {
            variables: variables.map_err(unreadable)?,
            path,
        })
    }
}
