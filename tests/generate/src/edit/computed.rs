//! Generated fields, and what they are computed from.

use aksara_operations::{AddField, Operation, RemoveField};
use aksara_schema::{Field, FieldName, FieldType, Generated, GeneratedStorage, SqlExpression};

use super::word::Place;
use crate::operation::is_bound;
use crate::{Choices, field};

/// A computed field, with the fields that it reads.
fn computed(choices: &mut Choices, place: &Place) -> Option<(Field, Generated, FieldName)> {
    let field = place.field(choices, |field| field.generated.is_some())?;
    let generated = field.generated.clone()?;
    let source = FieldName::clone(generated.expression.fields().first()?);
    Some((field, generated, source))
}

pub(super) fn add_computed(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let name = place.scope.names.field(choices)?;
    let field = field::generated(choices, name, &place.table, place.scope)?;
    let table = (&place.table.name).into();
    let fill = None;
    Some(vec![AddField { table, field, fill }.into()])
}

pub(super) fn other_expression(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, generated, source) = computed(choices, place)?;
    let other = place.field(choices, field::is_computable).map(|field| field.name);
    let source = other.filter(|_| choices.percent(50)).unwrap_or(source);
    let factor = 3 + choices.below(3);
    let expression = times(&source, factor);
    let generated = Some(Generated {
        expression,
        ..generated
    });
    let is_free = !is_bound(&place.target(), &field);
    is_free.then(|| vec![place.alter(Field { generated, ..field })])
}

pub(super) fn plain_from_computed(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, ..) = computed(choices, place)?;
    let generated = None;
    Some(vec![place.alter(Field { generated, ..field })])
}

pub(super) fn computed_from_plain(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let source = place.field(choices, field::is_computable)?.name;
    let field = place.field(choices, |field| {
        let is_plain = field.generated.is_none() && field.default.is_none() && field.nullable;
        is_plain
            && field.field_type == FieldType::BigInteger
            && place.is_unused(field)
            && field.name != source
    })?;
    let generated = Some(Generated {
        expression: times(&source, 2),
        storage: GeneratedStorage::Stored,
    });
    Some(vec![place.alter(Field { generated, ..field })])
}

pub(super) fn remove_with_source(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, _, source) = computed(choices, place)?;
    let remove = |name: &FieldName| {
        let (table, name) = ((&place.table.name).into(), name.to_string());
        RemoveField {
            table,
            name,
            if_exists: false,
            cascade: true,
        }
        .into()
    };
    let is_key = place.table.primary_key().contains(&&source);
    (!is_key).then(|| vec![remove(&field.name), remove(&source)])
}

/// A computed field and the field that it reads, each with a greater type if there is one.
pub(super) fn retype_source(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (.., source) = computed(choices, place)?;
    let source = place.table.fields.get(&source)?;
    let wider = field::wider(source);
    (wider != *source && !is_bound(&place.target(), source)).then(|| vec![place.alter(wider)])
}

fn times(source: &FieldName, factor: usize) -> SqlExpression {
    let source = source.as_str().replace('"', "\"\"");
    SqlExpression::parse(&format!("\"{source}\" * {factor}"))
}
