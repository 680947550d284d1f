//! The checks that a type brings along, folded back into the type: `age >= 0` under its derived name is a positive
//! integer, `state IN ('a', 'b')` an enum.

use aksara_schema::{
    BinaryOperator, ConstraintKind, DerivedName, Expression, FieldName, FieldType, Literal, NotCompared,
    ObjectName, SqlExpression, Table,
};

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
    let is_field = |operand: &Expression| *operand == Expression::Field(field.clone());
    let field_type = &table.fields.get(field)?.field_type;
    match expression {
        Expression::Binary {
            left,
            operator: BinaryOperator::GreaterOrEqual,
            right,
        } if is_field(left) && **right == Expression::Literal(Literal::Integer(0)) => positive(field_type),
        Expression::In {
            operand,
            list,
            negated: false,
        } if is_field(operand) => enum_of(field_type, list),
        Expression::Binary {
            left,
            operator: BinaryOperator::Equal,
            right,
        } if is_field(left) => enum_of(field_type, std::slice::from_ref(&**right)),
        _ => None,
    }
}

fn positive(field_type: &FieldType) -> Option<FieldType> {
    const POSITIVE: &[(FieldType, FieldType)] = &[
        (FieldType::SmallInteger, FieldType::PositiveSmallInteger),
        (FieldType::Integer, FieldType::PositiveInteger),
        (FieldType::BigInteger, FieldType::PositiveBigInteger),
    ];
    POSITIVE
        .iter()
        .find(|(plain, _)| plain == field_type)
        .map(|(_, positive)| positive.clone())
}

fn enum_of(field_type: &FieldType, list: &[Expression]) -> Option<FieldType> {
    let text = |value: &Expression| {
        let Expression::Literal(Literal::String(text)) = value else {
            return None;
        };
        Some(text.clone())
    };
    let values = list.iter().map(text).collect::<Option<Vec<_>>>()?;
    (*field_type == FieldType::Text).then_some(FieldType::Enum { values, native: None })
}
