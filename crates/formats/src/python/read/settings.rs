//! Settings in `settings.py`, read as data.
//!
//! Only the names that we know are looked at, so a settings file may hold whatever else a program needs. A setting
//! that is present but cannot be understood is an error, never a reason to look elsewhere.

use std::collections::BTreeMap;

use crate::python::evaluate::{Evaluator, Scope};
use crate::python::{Integer, Module, ModuleLoader, Place, PythonError, PythonSource, Value, ValueKind};

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Names that begin like this are settings of ours.
const PREFIX: &str = "AKSARA_";

/// The other names that are settings of ours.
const NAMES: &[&str] = &["DATABASE_URL"];

/// The settings that a file holds.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    values: BTreeMap<String, Setting>,
}

/// One setting, as texts: a single text, a number or a truth value is a list of one.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The texts.
    pub texts: Vec<String>,
    /// Its place.
    pub place: Place,
}

impl Settings {
    /// The setting of this name; `None` where the file has none, or sets it to `None`.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.values.get(name)
    }

    /// All settings in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.values.iter().map(|(name, setting)| (name.as_str(), setting))
    }
}

/// The settings in a file. `os.environ` and `os.getenv` ask the environment given.
pub fn read_settings(
    source: PythonSource,
    loader: &dyn ModuleLoader,
    environment: Environment<'_>,
) -> Result<Settings, PythonError> {
    let evaluator = Evaluator::new(loader).with_environment(environment);
    let module = Module::parse(source)?;
    let scope = Scope::of_module(&module);
    let is_setting = |name: &&str| name.starts_with(PREFIX) || NAMES.contains(name);
    let mut settings = Settings::default();
    for name in module.names().into_iter().filter(is_setting) {
        let place = module.place_of_name(name);
        if let Some(value) = evaluator.lookup(name, &place, &scope)?
            && let Some(texts) = texts(&value, name)?
        {
            settings.values.insert(name.to_owned(), Setting { texts, place });
        }
    }
    Ok(settings)
}

/// The texts of a setting; `None` is as if it were not set.
fn texts(value: &Value, name: &str) -> Result<Option<Vec<String>>, PythonError> {
    match &value.data().kind {
        ValueKind::None => Ok(None),
        ValueKind::List(items) | ValueKind::Tuple(items) => items
            .iter()
            .map(|item| single(item, name))
            .collect::<Result<_, _>>()
            .map(Some),
        _ => single(value, name).map(|text| Some(vec![text])),
    }
}

fn single(value: &Value, name: &str) -> Result<String, PythonError> {
    match &value.data().kind {
        ValueKind::Text(text) => Ok(text.to_string()),
        ValueKind::Boolean(truth) => Ok(truth.to_string()),
        ValueKind::Integer(Integer::Small(number)) => Ok(number.to_string()),
        _ => Err(value.wrong_type(
            &format!("the setting `{name}`"),
            "a text, a number, True, False or a list of them",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::NoModules;
    use pretty_assertions::assert_eq;

    fn read(text: &str) -> Result<Settings, PythonError> {
        let environment = |name: &str| (name == "HOST").then(|| "db.example".to_owned());
        read_settings(PythonSource::new("settings.py", text), &NoModules, &environment)
    }

    fn check(text: &str, name: &str, expected: Option<&[&str]>) {
        let settings = read(text).unwrap();
        let found = settings
            .get(name)
            .map(|setting| setting.texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    fn check_error(text: &str, expected: &str) {
        let error = read(text).unwrap_err();
        assert_eq!(format!("{}: {error}", error.origin()), expected);
    }

    #[test]
    fn settings_are_constants_and_what_the_environment_says() {
        check(
            "AKSARA_MIGRATIONS_DIR = 'db/' + 'migrations'",
            "AKSARA_MIGRATIONS_DIR",
            Some(&["db/migrations"]),
        );
        check(
            "AKSARA_APP = ['app.models', 'shop.models']",
            "AKSARA_APP",
            Some(&["app.models", "shop.models"]),
        );
        check(
            "import os\nDATABASE_URL = os.environ.get('URL', 'sqlite:db')",
            "DATABASE_URL",
            Some(&["sqlite:db"]),
        );
        check(
            "from os import getenv, environ\nDATABASE_URL = getenv('X') or environ['HOST']",
            "DATABASE_URL",
            Some(&["db.example"]),
        );
        check(
            "import os\nDATABASE_URL = f\"postgres://{os.environ['HOST']}/x\"",
            "DATABASE_URL",
            Some(&["postgres://db.example/x"]),
        );
        check("import os\nDATABASE_URL = os.getenv('X')", "DATABASE_URL", None);
        check("AKSARA_X = True\nAKSARA_Y = 5", "AKSARA_X", Some(&["true"]));
    }

    #[test]
    fn whatever_else_a_settings_file_does_is_of_no_interest() {
        let text = "import os\nos.environ.setdefault('A', 'b')\nDEBUG = compute()\nfor x in y:\n    run(x)\nDATABASE_URL = 'sqlite:a'";
        check(text, "DATABASE_URL", Some(&["sqlite:a"]));
    }

    #[test]
    fn a_setting_that_is_not_understood_is_an_error() {
        check_error(
            "import os\nDATABASE_URL = os.environ['MISSING']",
            "settings.py:2:16: the environment variable `MISSING` is not set",
        );
        check_error(
            "AKSARA_APP = compute()",
            "settings.py:1:14: nothing in this file defines `compute`",
        );
        check_error(
            "if True:\n    AKSARA_APP = 'a'",
            "settings.py:1:1: this statement, which sets or changes `AKSARA_APP`, would have to be run to know its value",
        );
        check_error(
            "AKSARA_APP = {'a': 1}",
            "settings.py:1:14: the setting `AKSARA_APP` must be a text, a number, True, False or a list of them, not a dict",
        );
    }
}
