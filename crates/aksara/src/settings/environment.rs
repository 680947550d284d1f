//! Environment variables and `.env` files, read without changing the process's own environment. Their values may be
//! secrets: neither an error nor [`Debug`] shows one.

use std::collections::BTreeMap;
use std::env::{self, VarError};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::SettingError;

/// The variables that settings are looked up in.
#[derive(Clone)]
pub enum Environment {
    /// Those of this process.
    Process,
    /// These alone.
    Fixed(BTreeMap<String, String>),
}

/// A `.env` file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DotEnv {
    /// Its path.
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
        let unreadable = |source| SettingError::Unreadable {
            path: path.clone(),
            source,
        };
        let text = fs::read_to_string(&path).map_err(unreadable)?;
        let variables: Result<_, _> = dotenvy::from_read_iter(text.as_bytes()).collect();
        match variables {
            Ok(variables) => Ok(Self { variables, path }),
            Err(error) => Err(SettingError::DotEnv {
                line: line_of(&error, &text),
                path,
            }),
        }
    }
}

/// The line that an error is about. Its text may be a secret, and goes no further.
fn line_of(error: &dotenvy::Error, text: &str) -> Option<usize> {
    let dotenvy::Error::LineParse(line, _) = error else {
        return None;
    };
    let place = text.find(line.trim_end())?;
    Some(text[..place].matches('\n').count() + 1)
}

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Process => formatter.write_str("Process"),
            Self::Fixed(variables) => formatter
                .debug_tuple("Fixed")
                .field(&variables.keys().collect::<Vec<_>>())
                .finish(),
        }
    }
}

impl fmt::Debug for DotEnv {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DotEnv")
            .field("path", &self.path)
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_line_that_cannot_be_read_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        for (text, expected) in [
            ("DATABASE_URL=postgres://u:secret word@host/db\n", 1),
            ("# one\nOTHER=1\n\nDATABASE_URL='postgres://u:secret@host/db\n", 4),
        ] {
            fs::write(folder.path().join(".env"), text).unwrap();
            let error = DotEnv::find(folder.path()).unwrap_err();
            let SettingError::DotEnv { line, .. } = &error else {
                panic!("{error}")
            };
            assert_eq!(*line, Some(expected));
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn variables_are_shown_without_their_values() {
        let variables = BTreeMap::from([("DATABASE_URL".to_owned(), "postgres://u:secret@host".to_owned())]);
        let dot_env = DotEnv {
            path: PathBuf::from(".env"),
            variables: variables.clone(),
        };
        let shown = format!("{dot_env:?} {:?}", Environment::Fixed(variables));
        assert!(
            shown.contains("DATABASE_URL") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
