//! What a history may hold: names of a kind, and what one database can do.

use aksara_dialect::{Capabilities, Evidence, Feature, ServerVersion, Support};

use super::Names;

/// What a history may hold.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// How names are made.
    pub names: Names,
    /// The database that the history is for; `None` is any, which may refuse some of it.
    pub database: Option<Database>,
}

/// A database, by what it can do.
#[derive(Debug, Clone, Copy)]
pub struct Database {
    /// Its table of capabilities.
    pub capabilities: &'static Capabilities,
    /// The server's version.
    pub version: ServerVersion,
}

impl Scope {
    /// Whether the history may use a feature. What no test has tried needs more than a bare server.
    pub(crate) fn can(self, feature: Feature) -> bool {
        self.database.is_none_or(|database| {
            let capability = feature.find(database.capabilities, &database.version);
            capability.is_some_and(|capability| {
                capability.support != Support::Unsupported && capability.evidence == Evidence::Tested
            })
        })
    }
}

impl From<Names> for Scope {
    fn from(names: Names) -> Self {
        Self {
            names,
            database: None,
        }
    }
}
