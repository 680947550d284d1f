//! Notes about what has no effect on SQLite. None of it changes which rows are accepted.

use aksara_operations::AlterTable;
use aksara_schema::{FieldType, Table};

/// A note about what a table asks for and SQLite does not have.
pub(crate) fn table_note(table: &Table) -> Option<String> {
    let has_comments = table.comment.is_some() || table.fields.values().any(|field| field.comment.is_some());
    let native_enums = table.fields.values().any(|field| {
        matches!(
            field.field_type.resolved(),
            FieldType::Enum { native: Some(_), .. }
        )
    });
    let options = &table.options;
    let mysql_options = options.engine.is_some() || options.charset.is_some() || options.collation.is_some();
    let methods = table.indexes.values().any(|index| index.method.is_some());
    let included = table.indexes.values().any(|index| !index.include.is_empty());
    note(&[
        (has_comments, "comments"),
        (native_enums, "native enum types (the values are checked)"),
        (mysql_options, "storage engines and character sets"),
        (methods, "index methods"),
        (included, "INCLUDE"),
    ])
}

/// The same about a new index of a table.
pub(crate) fn index_note(change: &AlterTable, name: &str) -> Option<String> {
    let index = change.after.indexes.get(name)?;
    note(&[
        (change.hints.concurrently.contains(&index.name), "CONCURRENTLY"),
        (index.method.is_some(), "index methods"),
        (!index.include.is_empty(), "INCLUDE"),
    ])
}

/// A note that names what is ignored; none where nothing is.
fn note(asked_for: &[(bool, &str)]) -> Option<String> {
    let names: Vec<&str> = asked_for
        .iter()
        .filter(|(is_asked_for, _)| *is_asked_for)
        .map(|(_, name)| *name)
        .collect();
    (!names.is_empty()).then(|| format!("without effect on SQLite: {}", names.join(", ")))
}
