//! Which Python runs the functions.

use std::path::{Path, PathBuf};

/// The oldest Python that the bridge runs on.
pub const OLDEST_VERSION: (i64, i64) = (3, 9);

/// The places of the interpreter in a virtual environment.
const IN_ENVIRONMENT: [&str; 2] = ["bin/python", "Scripts/python.exe"];

/// Interpreters on the PATH.
const ON_PATH: [&str; 2] = ["python3", "python"];

/// The settings that choose the Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterpreterChoice {
    /// The project's directory, from which migrations import modules. `.venv` may be in it.
    pub root: PathBuf,
    /// `AKSARA_PYTHON`: this one or none.
    pub python: Option<PathBuf>,
    /// `VIRTUAL_ENV`: the environment that is active.
    pub virtual_environment: Option<PathBuf>,
}

impl InterpreterChoice {
    /// The interpreters to try, in order.
    pub(crate) fn candidates(&self) -> Vec<PathBuf> {
        if let Some(python) = &self.python {
            return vec![python.clone()];
        }
        let environments = self.virtual_environment.iter().cloned();
        let environments = environments.chain([self.root.join(".venv")]);
        environments
            .filter_map(|environment| in_environment(&environment))
            .chain(ON_PATH.iter().map(PathBuf::from))
            .collect()
    }
}

fn in_environment(environment: &Path) -> Option<PathBuf> {
    let places = IN_ENVIRONMENT.iter().map(|place| environment.join(place));
    let python = places.into_iter().find(|python| python.is_file())?;
    // A path with no folder would be looked up on the PATH.
    std::path::absolute(python).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn the_named_interpreter_is_the_only_one_and_environments_come_before_the_path() {
        let project = tempfile::tempdir().unwrap();
        let mut choice = InterpreterChoice {
            root: project.path().to_owned(),
            python: Some("mine".into()),
            virtual_environment: None,
        };
        assert_eq!(choice.candidates(), [PathBuf::from("mine")]);
        choice.python = None;
        assert_eq!(choice.candidates(), ["python3", "python"].map(PathBuf::from));
        let own = project.path().join(".venv/bin/python");
        std::fs::create_dir_all(own.parent().unwrap()).unwrap();
        std::fs::write(&own, "").unwrap();
        assert_eq!(choice.candidates(), [own, "python3".into(), "python".into()]);
    }
}
