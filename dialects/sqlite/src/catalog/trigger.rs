//! CREATE TRIGGER, as far as its header.

use super::cursor::{Cursor, list_items};

/// A trigger's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TriggerDefinition {
    /// The columns of `UPDATE OF …`.
    pub(crate) update_of: Vec<String>,
}

/// Reads the header of a CREATE TRIGGER statement as SQLite keeps it.
pub(crate) fn read_trigger(sql: &str) -> Option<TriggerDefinition> {
    let mut cursor = Cursor::new(sql);
    while !cursor.eat(&["UPDATE", "OF"]) {
        if cursor.is("ON") {
            return Some(TriggerDefinition {
                update_of: Vec::new(),
            });
        }
        cursor.step()?;
    }
    let start = cursor.start();
    while !cursor.is("ON") {
        cursor.step()?;
    }
    let update_of = list_items(cursor.since(start))
        .into_iter()
        .map(|item| Cursor::new(item).name());
    Some(TriggerDefinition {
        update_of: update_of.collect::<Option<_>>()?,
    })
}
