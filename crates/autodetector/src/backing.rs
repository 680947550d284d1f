//! The things that make a table's fields unique, so that foreign keys can refer to them.
//!
//! A database refuses to remove the uniqueness that a foreign key needs, and to make a foreign key before
//! there is any. So where it changes, foreign keys are detached before and attached after.

use aksara_schema::{ConstraintKind, FieldName, Index, Table, Unique};

/// One reason why no two rows are equal in some fields.
#[derive(Debug, PartialEq, Eq)]
enum Backing<'a> {
    PrimaryKey(Vec<&'a FieldName>),
    Field,
    Constraint(&'a str, &'a Unique),
    Index(&'a Index),
}

/// Whether `next` lacks the uniqueness that a foreign key to these fields needs.
pub(crate) fn loses_backing(previous: &Table, next: &Table, fields: &[FieldName]) -> bool {
    let (before, after) = (backings(previous, fields), backings(next, fields));
    let is_removed = fields.iter().any(|field| !next.fields.contains_key(field));
    // A field's own uniqueness goes with the field, when nothing refers to it any more.
    let stays = |backing: &Backing| after.contains(backing) || (is_removed && *backing == Backing::Field);
    !before.is_empty() && !before.iter().any(stays)
}

/// Whether the uniqueness that a foreign key to these fields will need exists only at the very end.
pub(crate) fn gains_backing_late(previous: &Table, next: &Table, fields: &[FieldName]) -> bool {
    let (before, after) = (backings(previous, fields), backings(next, fields));
    let is_there = |backing: &Backing| before.contains(backing) || *backing == Backing::Field;
    !after.is_empty() && !after.iter().any(is_there)
}

/// Whether a foreign key can refer to these fields of the table as it is, or never could of the one to be.
pub(crate) fn can_be_referred_to(table: &Table, next: &Table, fields: &[FieldName]) -> bool {
    !backings(table, fields).is_empty() || backings(next, fields).is_empty()
}

/// Whether no two rows are equal in a field.
pub(crate) fn is_unique(table: &Table, field: &FieldName) -> bool {
    !backings(table, std::slice::from_ref(field)).is_empty()
}

fn backings<'a>(table: &'a Table, fields: &[FieldName]) -> Vec<Backing<'a>> {
    let is_same = |other: &[&FieldName]| {
        other.len() == fields.len() && fields.iter().all(|field| other.contains(&field))
    };
    let own = |field: &FieldName| {
        table
            .fields
            .get(field)
            .is_some_and(|field| field.unique.is_some())
    };
    let key = Some(table.primary_key()).filter(|key| is_same(key));
    let key = key.map(Backing::PrimaryKey);
    let unique = matches!(fields, [field] if own(field)).then_some(Backing::Field);
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) if is_same(&unique.fields.iter().collect::<Vec<_>>()) => {
                Some(Backing::Constraint(constraint.name.as_str(), unique))
            }
            ConstraintKind::Unique(_)
            | ConstraintKind::Check(_)
            | ConstraintKind::ForeignKey(_)
            | ConstraintKind::Exclusion(_) => None,
        });
    let whole = table
        .indexes
        .values()
        .filter(|index| index.unique && index.condition.is_none());
    let indexes = whole.filter(|index| plain_fields(index).is_some_and(|fields| is_same(&fields)));
    key.into_iter()
        .chain(unique)
        .chain(constraints)
        .chain(indexes.map(Backing::Index))
        .collect()
}

/// The fields that an index covers, where it covers nothing else.
fn plain_fields(index: &Index) -> Option<Vec<&FieldName>> {
    index.parts.iter().map(|part| part.key.as_field()).collect()
}
