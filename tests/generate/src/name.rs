//! Names: plain ones, and ones that break whoever does not quote.

use aksara_schema::{FieldName, ObjectName, TableName};

use super::Choices;

/// Which names a history uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Letters, digits and underscores.
    Plain,
    /// Reserved words, quotes, mixed case, spaces, other scripts and SQL as well.
    Hostile,
}

const HOSTILE: &[&str] = &[
    "select",
    "Order",
    "group by",
    "quo\"te",
    "back`tick",
    "apo'strophe",
    "semi;colon",
    "x\"; DROP TABLE users; --",
    "naïve",
    "表",
    "percent%s",
    "back\\slash",
    "dollar$1",
    "brack]et",
    "UPPER",
    "[x]",
    "comma,paren)",
];

impl Names {
    /// A table's name.
    pub fn table(self, choices: &mut Choices) -> Option<TableName> {
        TableName::new(self.text(choices, "table", 8)).ok()
    }

    /// A field's name.
    pub fn field(self, choices: &mut Choices) -> Option<FieldName> {
        FieldName::new(self.text(choices, "field", 10)).ok()
    }

    /// The name of an index or constraint.
    pub fn object(self, choices: &mut Choices) -> Option<ObjectName> {
        ObjectName::new(self.text(choices, "object", 30)).ok()
    }

    fn text(self, choices: &mut Choices, stem: &str, count: usize) -> String {
        let number = choices.below(count);
        match self {
            Self::Hostile if choices.percent(50) => {
                let hostile = choices.pick(HOSTILE).copied().unwrap_or(stem);
                format!("{hostile}{number}")
            }
            Self::Hostile | Self::Plain => format!("{stem}{number}"),
        }
    }
}
