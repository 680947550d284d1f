//! Expressions that name a field: a change of its type must take them along.

use aksara_schema::{ConstraintKind, FieldName, IndexKey, Table};

/// Whether a check, an exclusion, a generated field, or the expression or condition of an index names the field.
pub(super) fn is_named(table: &Table, name: &FieldName) -> bool {
    let mut generated = table.fields.values().filter_map(|field| field.generated.as_ref());
    let mut constraints = table
        .constraints
        .values()
        .filter(|constraint| match constraint.kind {
            ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => true,
            ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => false,
        });
    let mut indexes = table.indexes.values().filter(|index| {
        let is_field = |key: &IndexKey| matches!(key, IndexKey::Field(_));
        index.condition.is_some() || !index.parts.iter().all(|part| is_field(&part.key))
    });
    generated.any(|generated| generated.expression.fields().contains(&name))
        || constraints.any(|constraint| constraint.fields().contains(&name))
        || indexes.any(|index| index.fields().contains(&name))
}
