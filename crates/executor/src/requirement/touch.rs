//! The changes of a table by the steps of a plan before a given one.

use std::collections::BTreeSet;

use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName};

/// The change of a table by earlier steps of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touch {
    /// Changed its fields, except for these.
    Altered(BTreeSet<FieldName>),
    /// Made it, so that it has no rows.
    Created,
    /// Dropped it or gave it another name.
    Gone,
}

/// The fields that a change leaves with their names, types and values.
pub(super) fn unchanged_fields(change: &AlterTable) -> BTreeSet<FieldName> {
    let is_unchanged = |before: &&Field| {
        let name = &before.name;
        let after = change.after.fields.get(name);
        let is_same =
            |after: &Field| after == *before && after.field_type.storage() == before.field_type.storage();
        change.fields.new_name(name) == Some(name)
            && after.is_some_and(is_same)
            && !change.hints.using.contains_key(name)
    };
    let unchanged = change.before.fields.values().filter(is_unchanged);
    unchanged.map(|field| field.name.clone()).collect()
}
