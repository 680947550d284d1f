//! CREATE INDEX.

use super::cursor::{Cursor, list_items};
use crate::physical::{Index, IndexPart};

/// Reads a CREATE INDEX statement as SQLite keeps it.
pub(crate) fn read_index(sql: &str) -> Option<Index> {
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
    Some(Index {
        name,
        is_unique,
        parts,
        condition,
        written: Some(sql.to_owned()),
    })
}

/// Takes `COLLATE name` and `ASC` or `DESC` off a part's end.
fn read_part(part: &str) -> IndexPart {
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
    IndexPart {
        key: key.to_owned(),
        collation,
        is_descending,
    }
}
