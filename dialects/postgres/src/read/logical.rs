//! The checks that a type brings along, folded back into the type: `age >= 0` under its derived name is a positive
//! integer, `state IN ('a', 'b')` an enum.

use aksara_schema::{
    ConstraintKind, DerivedName, Expression, FieldName, FieldType, Literal, NotCompared, ObjectName,
    SqlExpression, Table,
};

use super::compared::simplify;
use crate::own_objects::checked_values;

/// The table with checks folded where their name is the one that would be derived.
pub(super) fn fold_checks(mut table: Table) -> Table {
    let names: Vec<FieldName> = table.fields.keys().cloned().collect();
    for field in names {
        let derived = DerivedName::Check.spell(&table.name, [&field]).ok();
        if let Some((name, folded)) =
            derived.and_then(|name| Some((name.clone(), fold(&table, &field, &name)?)))
        {
            table.constraints.shift_remove(&name);
            if let Some(field) = table.fields.get_mut(&field) {
                field.field_type = folded;
                field.type_check = NotCompared(Some(name));
            }
        }
    }
    table
}

/// The type that a field and the check of this name are together.
fn fold(table: &Table, field: &FieldName, name: &ObjectName) -> Option<FieldType> {
    let ConstraintKind::Check(check) = &table.constraints.get(name)?.kind else {
        return None;
    };
    let SqlExpression::Portable(expression) = &check.expression else {
        return None;
    };
    let candidate = checked_variant(&table.fields.get(field)?.field_type, expression)?;
    let own = checked_values(field, &candidate)?;
    (simplify(own) == simplify(expression.clone())).then_some(candidate)
}

/// The type that differs from the one that is there by a check alone.
fn checked_variant(field_type: &FieldType, check: &Expression) -> Option<FieldType> {
    Some(match field_type {
        FieldType::SmallInteger => FieldType::PositiveSmallInteger,
        FieldType::Integer => FieldType::PositiveInteger,
        FieldType::BigInteger => FieldType::PositiveBigInteger,
        FieldType::Text => FieldType::Enum {
            values: texts(check),
            native: None,
        },
        _ => return None,
    })
}

fn texts(expression: &Expression) -> Vec<String> {
    match expression {
        Expression::Literal(Literal::String(text)) => vec![text.clone()],
        other => other.operands().into_iter().flat_map(texts).collect(),
    }
}
