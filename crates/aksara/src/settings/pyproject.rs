//! `[tool.aksara]` of `pyproject.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aksara_schema::nearest;

use super::{SettingError, inside};

pub(crate) const PYPROJECT: &str = "pyproject.toml";

/// The keys of the table, as they are written; `_` in place of `-` is the same.
pub(super) const KEYS: &[&str] = &[
    "app",
    "database-url",
    "load-python",
    "migrations-dir",
    "python",
    "targets",
];

/// The table of a project.
pub(crate) struct Pyproject {
    /// Its file.
    pub path: PathBuf,
    settings: BTreeMap<String, Vec<String>>,
}

impl Pyproject {
    /// Reads it, where a folder has one.
    pub fn read(folder: &Path) -> Result<Option<Self>, SettingError> {
        let path = inside(folder, PYPROJECT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SettingError::Unreadable { path, source }),
        };
        let document: toml::Table = match text.parse() {
            Ok(document) => document,
            Err(source) => return Err(SettingError::Pyproject { path, source }),
        };
        let tools = document.get("tool").and_then(toml::Value::as_table);
        let table = tools.and_then(|tools| tools.get("aksara")?.as_table());
        let Some(table) = table else { return Ok(None) };
        let settings = table.iter().map(|(key, value)| setting(&path, key, value));
        let settings = settings.collect::<Result<_, _>>()?;
        Ok(Some(Self { path, settings }))
    }

    /// The texts of a setting.
    pub fn get(&self, key: &str) -> Option<Vec<String>> {
        self.settings.get(key).cloned()
    }
}

fn setting(path: &Path, written: &str, value: &toml::Value) -> Result<(String, Vec<String>), SettingError> {
    let key = written.replace('_', "-");
    if !KEYS.contains(&key.as_str()) {
        return Err(SettingError::UnknownKey {
            path: path.to_owned(),
            suggestion: nearest(&key, KEYS.iter().copied()).map(str::to_owned),
            key: written.to_owned(),
        });
    }
    match texts(value) {
        Some(texts) => Ok((key, texts)),
        None => Err(SettingError::KeyType {
            path: path.to_owned(),
            key,
        }),
    }
}

/// A text, a truth, or a list of texts.
fn texts(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(text) => Some(vec![text.clone()]),
        toml::Value::Boolean(truth) => Some(vec![truth.to_string()]),
        toml::Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}
