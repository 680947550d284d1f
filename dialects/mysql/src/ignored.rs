//! Options of tables and indexes that have no effect here, as notes of statements.

use aksara_dialect::{Feature, Statement};
use aksara_schema::{Index, IndexPart, SortOrder, Table, TableOptions};

use crate::flavour::Server;
use crate::index_method::IndexMethod;

/// The notes of a new table.
pub(crate) fn table_notes(table: &Table, server: Server) -> Vec<&'static str> {
    let indexes = table.indexes.values();
    let notes = indexes.flat_map(|index| index_notes(index, server));
    notes.chain(option_note(&table.options, server)).collect()
}

/// The note of a table's options.
pub(crate) fn option_note(options: &TableOptions, server: Server) -> Option<&'static str> {
    let is_asked = options.strict || options.without_rowid || options.autoincrement;
    let note = is_asked.then(|| server.ignored(Feature::SqliteTableOptions));
    note.flatten()
}

/// The notes of a new index.
pub(crate) fn index_notes(index: &Index, server: Server) -> Vec<&'static str> {
    let any = |has: fn(&IndexPart) -> bool| index.parts.iter().any(has);
    let is_ignored_method = index.method.is_some() && IndexMethod::of(index).is_none();
    let asked = [
        (is_ignored_method, Feature::IndexMethod),
        (!index.include.is_empty(), Feature::CoveringIndex),
        (any(|part| part.nulls.is_some()), Feature::IndexNullsOrder),
        (any(|part| part.operator_class.is_some()), Feature::OperatorClass),
        (
            any(|part| part.order == SortOrder::Descending),
            Feature::DescendingIndex,
        ),
    ];
    let asked = asked.into_iter().filter(|(asked, _)| *asked);
    asked.filter_map(|(_, feature)| server.ignored(feature)).collect()
}

/// A statement with notes, each once.
pub(crate) fn with_notes(statement: Statement, notes: &[&str]) -> Statement {
    let mut all: Vec<&str> = Vec::new();
    for note in notes {
        if !all.contains(note) {
            all.push(note);
        }
    }
    if all.is_empty() {
        statement
    } else {
        statement.with_note(all.join("; "))
    }
}
