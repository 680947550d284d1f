//! `settings.py`, read as data: nothing of it is run.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use aksara_formats::python::{self, ProjectFiles, PythonSource};

use super::{Environment, SettingError};

const FILE: &str = "settings.py";

/// The project's `settings.py`.
pub(super) struct SettingsFile {
    /// Its path.
    pub path: PathBuf,
    settings: python::Settings,
}

impl SettingsFile {
    /// Reads it, where there is one.
    pub fn read(root: &Path, environment: &Environment) -> Result<Option<Self>, SettingError> {
        let path = super::inside(root, FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SettingError::Unreadable { path, source }),
        };
        let source = PythonSource::new(&*path.to_string_lossy(), text);
        let settings = evaluate(source, &ProjectFiles::new(root), environment)?;
        Ok(Some(Self { path, settings }))
    }

    /// The texts of a setting.
    pub fn get(&self, name: &str) -> Option<Vec<String>> {
        self.settings.get(name).map(|setting| setting.texts.clone())
    }
}

/// `os.environ` in the file asks the environment; a variable there that is not a text is an error of its own.
fn evaluate(
    source: PythonSource,
    modules: &ProjectFiles,
    environment: &Environment,
) -> Result<python::Settings, SettingError> {
    let unreadable = RefCell::new(None);
    let variable = |name: &str| match environment.get(name) {
        Ok(value) => value,
        Err(error) => {
            unreadable.borrow_mut().get_or_insert(error);
            None
        }
    };
    let settings = python::read_settings(source, modules, &variable);
    match unreadable.into_inner() {
        Some(error) => Err(error),
        None => Ok(settings?),
    }
}
