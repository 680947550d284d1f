//! Values of a native enum type that get other names: PostgreSQL renames them in the type, and rewrites no row.

use aksara_schema::{Field, FieldType, SqlExpression};

/// Old values and new ones.
pub(crate) type ValueRenames = Vec<(String, String)>;

/// The renames that a conversion between two versions of a native enum consists of; `None` where it is anything else.
/// Values that only get other names get them in their type, where that stays.
pub(crate) fn value_renames(using: &SqlExpression, before: &Field, after: &Field) -> Option<ValueRenames> {
    let ((name, old), (other, new)) = (native_values(before)?, native_values(after)?);
    if name != other {
        return None;
    }
    let renames: ValueRenames = using.replaced_texts(&[&before.name, &after.name])?;
    let is_rename = |(from, to): &(String, String)| old.contains(from) && new.contains(to);
    let renames = Some(renames).filter(|renames| renames.iter().all(is_rename));
    in_order(renames?, old)
}

/// Each after the one that gives its new name up; `None` where names go round in a ring, which the type cannot do twice
/// for two tables that share it.
fn in_order(mut renames: ValueRenames, labels: &[String]) -> Option<ValueRenames> {
    let mut taken: Vec<String> = labels.to_vec();
    let mut ordered = ValueRenames::new();
    while !renames.is_empty() {
        let next = renames.iter().position(|(_, to)| !taken.contains(to))?;
        let (from, to) = renames.remove(next);
        taken.retain(|label| *label != from);
        taken.push(to.clone());
        ordered.push((from, to));
    }
    Some(ordered)
}

/// The values after the renames.
pub(crate) fn renamed(values: &[String], renames: &[(String, String)]) -> Vec<String> {
    let now = |value: &String| {
        let rename = renames.iter().find(|(old, _)| old == value);
        rename.map_or(value, |(_, new)| new).clone()
    };
    values.iter().map(now).collect()
}

/// Whether the whole has these values, in the same order.
pub(crate) fn is_subsequence(part: &[String], whole: &[String]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|value| rest.any(|other| other == value))
}

/// The name of a field's native enum type, and its values.
pub(crate) fn native_values(field: &Field) -> Option<(&str, &[String])> {
    match field.field_type.resolved() {
        FieldType::Enum {
            values,
            native: Some(name),
        } => Some((name, values)),
        _ => None,
    }
}
