//! Why models cannot be loaded. Nothing is left out in silence: one unreadable model stops everything.

use std::io;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use thiserror::Error;

use crate::python::{ModulePath, PythonError};

/// Models that cannot be loaded.
#[derive(Debug, Error)]
pub enum ModelsError {
    /// No such module in the project.
    #[error("the project has no module `{module}`{}", suggest(suggestion.as_ref()))]
    UnknownModule {
        /// As the user gave it.
        module: ModulePath,
        /// The nearest module.
        suggestion: Option<ModulePath>,
        /// The modules that there are.
        known: Vec<ModulePath>,
    },
    /// The module's file cannot be read.
    #[error("the module `{module}` cannot be read")]
    Unreadable {
        /// The module.
        module: ModulePath,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The module is there and has no models.
    #[error("the module `{module}` defines no models and imports none{}", suggest(suggestion.as_ref()))]
    NoModels {
        /// The module.
        module: ModulePath,
        /// A module that may have been meant.
        suggestion: Option<ModulePath>,
    },
    /// The module has models of another library.
    #[error("`{module}` has models of {library}, which are read by {library} alone")]
    OtherLibrary {
        /// The module.
        module: ModulePath,
        /// The library.
        library: &'static str,
    },
    /// A file that cannot be read as models.
    #[error(transparent)]
    Python(#[from] PythonError),
}

impl Diagnose for ModelsError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::UnknownModule {
                module,
                suggestion,
                known,
            } => {
                let unknown = Diagnosis::new(Code::ModelsUnknownModule);
                let unknown = match suggestion {
                    Some(_) => unknown,
                    None => unknown.advise(format!(
                        "write the models in {}, or name another module",
                        file(module)
                    )),
                };
                unknown.advise(advice(known))
            }
            Self::Unreadable { .. } => Diagnosis::new(Code::ModelsUnreadableModule),
            Self::NoModels { .. } => Diagnosis::new(Code::ModelsNoModels)
                .advise("name the module with the models; going on would drop every table"),
            Self::OtherLibrary { .. } => Diagnosis::new(Code::ModelsNoModels).advise(
                "write them with `from aksara_engine import Model, fields`; or take the tables of the database:\n  \
                 aksara inspect --baseline --output tables.py",
            ),
            Self::Python(error) => error.diagnosis(),
        }
    }
}

/// How many modules an error lists.
const MOST_LISTED: usize = 20;

fn suggest(suggestion: Option<&ModulePath>) -> String {
    suggestion
        .map(|module| format!("; did you mean `{module}`?"))
        .unwrap_or_default()
}

/// The file that the module would be.
fn file(module: &ModulePath) -> String {
    format!("{}.py", module.as_str().replace('.', "/"))
}

fn advice(known: &[ModulePath]) -> String {
    let listed: Vec<&str> = known.iter().take(MOST_LISTED).map(ModulePath::as_str).collect();
    let more = known.len().saturating_sub(MOST_LISTED);
    match (listed.is_empty(), more) {
        (true, _) => "the project's directory has no Python modules".to_owned(),
        (false, 0) => format!("modules: {}", listed.join(", ")),
        (false, more) => format!("modules: {} and {more} more", listed.join(", ")),
    }
}
