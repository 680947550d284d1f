//! New fields that are unique and get one value in every row.

use aksara_operations::{AlterTable, Fill};
use aksara_schema::{ConstraintKind, Default, Field, FieldName, Index, IndexKey, IndexPart, Table};

/// A new field that is unique, alone or with other new ones, and gets one value in every row that is there.
pub(super) fn repeated(change: &AlterTable) -> Option<&FieldName> {
    let table = &change.after;
    let gets_one_value = |name: &FieldName| {
        let is_constant = |field: &Field| {
            let has_default = matches!(field.default, Some(Default::Literal(_)));
            !field.nullable && (has_default || filled(change, name))
        };
        change.fields.old_name(name).is_none() && table.fields.get(name).is_some_and(is_constant)
    };
    let uniques = unique_sets(table);
    let repeated = uniques
        .into_iter()
        .find(|fields| !fields.is_empty() && fields.iter().all(|name| gets_one_value(name)));
    repeated.and_then(|fields| fields.first().copied())
}

fn filled(change: &AlterTable, name: &FieldName) -> bool {
    let fill = change.hints.fill.get(name);
    fill.and_then(Fill::constant).is_some()
}

/// The fields of each key and of each unique constraint and index of a table, but for those of some rows alone.
fn unique_sets(table: &Table) -> Vec<Vec<&FieldName>> {
    let own = table.fields.values().filter(|field| field.unique.is_some());
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => Some(unique.fields.iter().collect()),
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
        });
    let is_whole = |index: &&Index| index.unique && index.condition.is_none();
    let indexes = table
        .indexes
        .values()
        .filter(is_whole)
        .filter_map(|index| index.parts.iter().map(plain_field).collect());
    let own = own.map(|field| vec![&field.name]);
    own.chain(constraints)
        .chain(indexes)
        .chain([table.primary_key()])
        .collect()
}

fn plain_field(part: &IndexPart) -> Option<&FieldName> {
    match &part.key {
        IndexKey::Field(name) => Some(name),
        IndexKey::Expression(_) => None,
    }
}
