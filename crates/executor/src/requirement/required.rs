//! Fields that must have a value, and a change gives them none.

use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName};

use super::Rows;

/// The fields that a change can fill for no row, or not for a row that holds NULL.
pub(super) fn required(change: &AlterTable) -> impl Iterator<Item = (&FieldName, Rows)> {
    let hints = &change.hints;
    let has_no_value = |field: &&Field| {
        field.needs_value() && !hints.fill.contains_key(&field.name) && !hints.using.contains_key(&field.name)
    };
    let fields = change.after.fields.values().filter(has_no_value);
    fields.filter_map(|field| match change.fields.old_name(&field.name) {
        None => Some((&field.name, Rows::None)),
        Some(old) => {
            let was_nullable = change.before.fields.get(old)?.nullable;
            was_nullable.then_some((old, Rows::NotNull))
        }
    })
}
