//! CREATE INDEX.

use super::cursor::{Cursor, list_items};

/// An index as its statement defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexDefinition {
    /// The name without quotes.
    pub(crate) name: String,
    /// UNIQUE
    pub(crate) is_unique: bool,
    /// What it covers, in order.
    pub(crate) parts: Vec<IndexPartDefinition>,
    /// The predicate of a partial index.
    pub(crate) condition: Option<String>,
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexPartDefinition {
    /// A column's name or an expression, as it was written.
    pub(crate) key: String,
    /// COLLATE
    pub(crate) collation: Option<String>,
    /// DESC
    pub(crate) is_descending: bool,
}

/// Reads a CREATE INDEX statement as SQLite keeps it.
pub(crate) fn read_index(sql: &str) -> Option<IndexDefinition> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["CREATE"])?;
    let is_unique = cursor.eat(&["UNIQUE"]);
    cursor.expect(&["INDEX"])?;
    let name = cursor.object_name()?;
    cursor.expect(&["ON"])?;
    cursor.name()?;
    let parts = list_items(cursor.parenthesis()?)
        .into_iter()
        .map(read_part)
        .collect();
    let condition = cursor.eat(&["WHERE"]).then(|| cursor.rest().to_owned());
    Some(IndexDefinition {
        name,
        is_unique,
        parts,
        condition,
    })
}

/// Takes `COLLATE name` and `ASC` or `DESC` off a part's end.
fn read_part(part: &str) -> IndexPartDefinition {
    let cursor = Cursor::new(part);
    let is_descending = cursor.ends_with("DESC");
    let part = if is_descending || cursor.ends_with("ASC") {
        cursor.without_last(1)
    } else {
        part
    };
    let cursor = Cursor::new(part);
    let collation = cursor
        .is_before_last("COLLATE")
        .then(|| cursor.last_name())
        .flatten();
    let key = if collation.is_some() {
        cursor.without_last(2)
    } else {
        part
    };
    IndexPartDefinition {
        key: key.to_owned(),
        collation,
        is_descending,
    }
}
