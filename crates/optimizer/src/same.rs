//! Whether two schemas are the same to the last: also in what a comparison of models and history leaves out.

use std::sync::Arc;

use aksara_schema::{Field, Schema, Table};

use crate::DerivedNames;

/// Whether the two are the same for every later operation and for the writing of files.
pub(crate) fn is_same(one: &Schema, other: &Schema, names: DerivedNames) -> bool {
    let mut pairs = one.tables().zip(other.tables());
    one.tables().len() == other.tables().len()
        && pairs.all(|(one, other)| Arc::ptr_eq(one, other) || is_same_table(one, other, names))
}

fn is_same_table(one: &Table, other: &Table, names: DerivedNames) -> bool {
    let has_same_field = |field: &Field| {
        let other = other.fields.get(&field.name);
        other.is_some_and(|other| is_same_field(field, other, names))
    };
    one == other
        && (names == DerivedNames::Anew || one.primary_key_name.0 == other.primary_key_name.0)
        && one.fields.values().all(has_same_field)
}

/// Equal fields, also in what is carried along.
pub(crate) fn is_same_field(one: &Field, other: &Field, names: DerivedNames) -> bool {
    let carried = |field: &Field| {
        let callable = field.callable.0.clone();
        (field.attribute.0.clone(), callable, field.auto_now.0)
    };
    one == other
        && one.field_type.resolved() == other.field_type.resolved()
        && carried(one) == carried(other)
        && (names == DerivedNames::Anew || derived_names(one) == derived_names(other))
}

fn derived_names(field: &Field) -> [Option<&str>; 4] {
    let reference = field.reference.as_ref().map(|reference| &reference.constraint);
    let names = [
        field.unique.as_ref(),
        field.index.as_ref(),
        reference,
        Some(&field.type_check),
    ];
    names.map(|name| name.and_then(|name| Some(name.0.as_ref()?.as_str())))
}
