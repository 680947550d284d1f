//! Values of enums.

use std::sync::Arc;

use aksara_dialect::Feature;
use aksara_operations::{AddField, Operation};
use aksara_schema::{Default, Field, FieldType, FrozenName, Literal, Table, TableName};

use super::word::Place;
use crate::Choices;
use crate::operation::is_bound;

/// The native type that several fields share.
const SHARED_TYPE: &str = "level";

pub(super) fn add_enum(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let name = place.scope.names.field(choices)?;
    let is_shared = choices.percent(50) && place.scope.can(Feature::NativeEnumType);
    let native = is_shared.then(|| SHARED_TYPE.to_owned());
    let known =
        shared_fields(place).find_map(|(_, field)| Some(values(&field).to_vec()).filter(|_| is_shared));
    let values = known.unwrap_or_else(|| ["draft", "it's", "naïve \"x\""].map(str::to_owned).to_vec());
    let field_type = FieldType::Enum { values, native };
    let nullable = choices.percent(50);
    let field = Field {
        nullable,
        ..Field::new(name, field_type)
    };
    let table = (&place.table.name).into();
    let fill = None;
    Some(vec![AddField { table, field, fill }.into()])
}

pub(super) fn add_value(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    change(choices, place, |choices, values| {
        let position = choices.below(values.len() + 1);
        let new = new_value(choices);
        let is_new = !values.contains(&new);
        is_new.then(|| values.insert(position, new))
    })
}

pub(super) fn remove_value(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    change(choices, place, |choices, values| {
        let position = choices.below(values.len());
        (values.len() > 1).then(|| drop(values.remove(position)))
    })
}

pub(super) fn reorder(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    change(choices, place, |choices, values| {
        let count = values.len();
        let by = (1 + choices.below(count)).checked_rem(count)?;
        (count > 1).then(|| values.rotate_left(by))
    })
}

pub(super) fn rename_value(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    change(choices, place, |choices, values| {
        let position = choices.below(values.len());
        let new = new_value(choices);
        let is_new = !values.contains(&new);
        let value = values.get_mut(position).filter(|_| is_new)?;
        *value = new;
        Some(())
    })
}

/// The enum of a field with other values, and every other field of its native type.
fn change(
    choices: &mut Choices,
    place: &Place,
    edit: impl Fn(&mut Choices, &mut Vec<String>) -> Option<()>,
) -> Option<Vec<Operation>> {
    let field = place.field(choices, |field| {
        matches!(field.field_type, FieldType::Enum { .. })
    })?;
    let mut changed = values(&field).to_vec();
    edit(choices, &mut changed)?;
    let own = (place.table.name.clone(), field.clone());
    let is_shared = is_of_shared_type(&field);
    let others = shared_fields(place).filter(|other| is_shared && *other != own);
    let all: Vec<(TableName, Field)> = std::iter::once(own.clone()).chain(others).collect();
    all.into_iter()
        .map(|(table, field)| {
            let place = place.at(&table)?;
            let is_free = !is_bound(&place.target(), &field);
            is_free.then(|| place.alter(with_values(field, &changed)))
        })
        .collect()
}

/// The field with other values; a default that is gone goes with its value.
fn with_values(mut field: Field, changed: &[String]) -> Field {
    if let FieldType::Enum { values, .. } = &mut field.field_type {
        *values = changed.to_vec();
    }
    field.default = field.default.filter(|default| match default {
        Default::Literal(Literal::String(text)) => changed.contains(text),
        _ => true,
    });
    field.type_check = FrozenName::default();
    field
}

/// The fields of the native type that several share.
fn shared_fields(place: &Place) -> impl Iterator<Item = (TableName, Field)> {
    let fields = |table: &Arc<Table>| {
        let own = table.fields.values().filter(|field| is_of_shared_type(field));
        own.map(|field| (table.name.clone(), field.clone()))
            .collect::<Vec<_>>()
    };
    place.schema.tables().flat_map(fields)
}

fn is_of_shared_type(field: &Field) -> bool {
    let FieldType::Enum { native, .. } = &field.field_type else {
        return false;
    };
    native.as_deref() == Some(SHARED_TYPE)
}

fn new_value(choices: &mut Choices) -> String {
    let words = ["sent", "Draft", "it's \\ over", "é", "100%"];
    let word = choices.pick(&words).copied().unwrap_or("sent");
    word.to_owned()
}

/// The values of an enum.
pub(super) fn values(field: &Field) -> &[String] {
    match &field.field_type {
        FieldType::Enum { values, .. } => values,
        _ => &[],
    }
}
