//! Index methods that have words of their own: all others are B-trees.

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
        let (name, _) = parts(method);
        Self::named(name)
    }

    /// The parser that a full-text index names: `fulltext with parser ngram`.
    pub(crate) fn parser(index: &Index) -> Option<&str> {
        let (_, parser) = parts(index.method.as_ref()?);
        parser.filter(|_| Self::of(index) == Some(Self::Fulltext))
    }

    /// The words for the method, with the parser where it has one.
    pub(crate) fn spelled(self, parser: Option<&str>) -> String {
        match parser {
            Some(parser) => format!("{}{WITH_PARSER}{parser}", self.name()),
            None => self.name().to_owned(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Fulltext => "fulltext",
            Self::Spatial => "spatial",
        }
    }
}

/// The words between a method and its parser.
const WITH_PARSER: &str = " with parser ";

/// A method and its parser.
fn parts(method: &str) -> (&str, Option<&str>) {
    let start = method.to_ascii_lowercase().find(WITH_PARSER);
    let split = start.and_then(|start| {
        let name = method.get(..start)?;
        Some((name.trim(), method.get(start + WITH_PARSER.len()..)?.trim()))
    });
    split.map_or((method, None), |(name, parser)| (name, Some(parser)))
}
