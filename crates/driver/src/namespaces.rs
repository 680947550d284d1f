//! The namespaces in which a connection looks up tables.

/// The namespaces in which a table without one is looked up, in order: a search path of schemas, or one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespaces {
    home: String,
    fallbacks: Vec<String>,
}

impl Namespaces {
    /// One namespace and no other.
    pub fn only(home: impl Into<String>) -> Self {
        Self {
            home: home.into(),
            fallbacks: Vec::new(),
        }
    }

    /// A search path; `None` where it leads nowhere.
    pub fn path(names: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut names = names.into_iter();
        Some(Self {
            home: names.next()?,
            fallbacks: names.collect(),
        })
    }

    /// The first one: new tables and the bookkeeping tables are in it.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// The others, where a table is found that the first one does not have.
    pub fn fallbacks(&self) -> &[String] {
        &self.fallbacks
    }
}
