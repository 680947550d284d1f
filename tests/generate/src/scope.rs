//! The contents of a history: names of a kind, and the capabilities of its databases.

use aksara_dialect::{Capabilities, Evidence, Feature, ServerVersion, Support};

use super::{Choices, Names, Words};

/// As many databases as there are kinds.
const DATABASES: usize = 4;

/// The possible contents of a history.
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
    /// Its own words.
    pub words: Words,
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

impl Scope {
    /// The words of the only database that the history is for.
    pub(crate) fn words(self) -> Words {
        let mut given = self.databases.iter().flatten();
        match (given.next(), given.next()) {
            (Some(only), None) => only.words,
            _ => Words::default(),
        }
    }

    /// A collation of the database's own, in so many cases out of a hundred.
    pub(crate) fn collation(self, choices: &mut Choices, chance: usize) -> Option<String> {
        let is_chosen = choices.percent(chance);
        let chosen = choices.pick(self.words().collations)?;
        is_chosen.then(|| (*chosen).to_owned())
    }
}

impl From<Names> for Scope {
    fn from(names: Names) -> Self {
        Self::of(names, [])
    }
}
