//! Index methods that have words of their own: the others are B-trees, whatever is written.

use aksara_schema::Index;

/// An index that is no B-tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexMethod {
    /// Words of texts.
    Fulltext,
    /// Places.
    Spatial,
}

impl IndexMethod {
    /// The method of this name, which is the catalog's type of the index as well.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let methods = [Self::Fulltext, Self::Spatial];
        methods
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(name))
    }

    /// An index's method; one that is unique is a B-tree.
    pub(crate) fn of(index: &Index) -> Option<Self> {
        let method = index.method.as_ref().filter(|_| !index.unique)?;
        Self::named(method)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fulltext => "fulltext",
            Self::Spatial => "spatial",
        }
    }

    /// What begins its definition.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Self::Fulltext => "FULLTEXT KEY",
            Self::Spatial => "SPATIAL KEY",
        }
    }
}
