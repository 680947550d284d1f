//! Values of enums.

use aksara_operations::{AddField, Operation};
use aksara_schema::{Default, Field, FieldType, FrozenName, Literal};

use super::word::Place;
use crate::Choices;
use crate::operation::is_bound;

pub(super) fn add_enum(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let name = place.scope.names.field(choices)?;
    let values = ["draft", "it's", "naïve \"x\""].map(str::to_owned).to_vec();
    let field_type = FieldType::Enum { values, native: None };
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

/// The enum of a field with other values; a default that is gone goes with its value.
fn change(
    choices: &mut Choices,
    place: &Place,
    edit: impl Fn(&mut Choices, &mut Vec<String>) -> Option<()>,
) -> Option<Vec<Operation>> {
    let mut field = place.field(choices, |field| {
        matches!(field.field_type, FieldType::Enum { .. }) && !is_bound(&place.target(), field)
    })?;
    let FieldType::Enum { values, .. } = &mut field.field_type else {
        return None;
    };
    edit(choices, values)?;
    let values = values.clone();
    field.default = field.default.filter(|default| match default {
        Default::Literal(Literal::String(text)) => values.contains(text),
        _ => true,
    });
    field.type_check = FrozenName::default();
    Some(vec![place.alter(field)])
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
