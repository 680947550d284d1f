//! The type of a column, with the characters of its texts.

use super::Characters;
use crate::own_type::OwnType;

/// The type of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnType {
    spelling: String,
    own: OwnType,
    inherited: Option<Characters>,
}

impl ColumnType {
    /// A type as it is spelled, with a collation of its own. The characters are those of the table, for a text that has
    /// none of its own.
    pub(crate) fn new(spelling: String, inherited: Option<Characters>) -> Self {
        Self {
            own: OwnType::parse(&spelling),
            spelling,
            inherited,
        }
    }

    pub(crate) fn spelling(&self) -> &str {
        &self.spelling
    }

    /// The spelling, taken apart.
    pub(crate) fn own(&self) -> &OwnType {
        &self.own
    }

    /// The type in the one form that the catalog has, without its collation.
    pub(crate) fn base(&self) -> String {
        self.own.clone().without_collation().spelling()
    }

    /// The collation, its own or that of the table, in lower case.
    pub(crate) fn collation(&self) -> Option<String> {
        let own = self.own.collation().map(str::to_lowercase);
        own.or_else(|| self.inherited.as_ref()?.collation.clone())
    }

    /// The character set; the name of a collation begins with it.
    pub(crate) fn charset(&self) -> Option<String> {
        let of_collation = self
            .collation()
            .and_then(|name| Some(name.split_once('_')?.0.to_owned()));
        of_collation.or_else(|| self.inherited.as_ref()?.charset.clone())
    }

    /// Whether both have the same characters from their tables.
    pub(crate) fn inherits_like(&self, other: &Self) -> bool {
        self.inherited == other.inherited
    }
}
