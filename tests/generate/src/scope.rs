//! What a history may hold: names of a kind, and what the databases that it is for can do.

use aksara_dialect::{Capabilities, Evidence, Feature, ServerVersion, Support};

use super::Names;

/// As many databases as there are kinds.
const DATABASES: usize = 4;

/// What a history may hold.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// How names are made.
    pub(crate) names: Names,
    /// The databases that the history is for; none is any, which may refuse some of it.
    databases: [Option<Database>; DATABASES],
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
    /// Histories that each of these databases takes, of which the first few count.
    pub fn of(names: Names, databases: impl IntoIterator<Item = Database>) -> Self {
        let mut given = databases.into_iter();
        let databases = std::array::from_fn(|_| given.next());
        Self { names, databases }
    }

    /// Whether the history is for certain databases.
    pub(crate) fn is_given(self) -> bool {
        self.databases.iter().any(Option::is_some)
    }

    /// Whether the history may use a feature. What no test has tried needs more than a bare server.
    pub(crate) fn can(self, feature: Feature) -> bool {
        self.databases.iter().flatten().all(|database| {
            let capability = feature.find(database.capabilities, &database.version);
            capability.is_some_and(|capability| {
                capability.support != Support::Unsupported && capability.evidence == Evidence::Tested
            })
        })
    }
}

impl From<Names> for Scope {
    fn from(names: Names) -> Self {
        Self::of(names, [])
    }
}
