//! The constraints and indexes of fields, as constraints and indexes of the table.
//!
//! A field's UNIQUE, index, foreign key and the CHECK of its type are objects of the database like the named ones;
//! lowering and comparison treat them alike.

pub(crate) use aksara_dialect::field_index;
use aksara_dialect::{field_foreign_key, field_object_name, field_unique};
use aksara_schema::{
    BinaryOperator, Check, Constraint, ConstraintKind, DerivedName, Expression, Field, FieldName, FieldType,
    Literal, ObjectName, SqlExpression, Table, shorten,
};

/// PostgreSQL cuts longer names off without a word (NAMEDATALEN).
pub(crate) const GREATEST_NAME: usize = 63;

/// The name as the database can have it.
pub(crate) fn fitting(name: &ObjectName) -> String {
    shorten(name.as_str(), GREATEST_NAME)
}

/// The name of a column that holds the values for another one for a while.
pub(crate) fn passing_name(column: &str) -> String {
    shorten(&format!("aksara_new_{column}"), GREATEST_NAME)
}

/// The constraints of a field: UNIQUE, foreign key, CHECK of its type.
pub(crate) fn field_constraints(table: &Table, field: &Field) -> Vec<Constraint> {
    [
        field_unique(table, field),
        type_check(table, field),
        field_foreign_key(table, field),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The primary key's name.
pub(crate) fn primary_key_name(table: &Table) -> String {
    let derived = || format!("{}_pkey", table.name.name());
    let name = table
        .primary_key_name
        .0
        .as_ref()
        .map_or_else(derived, ObjectName::to_string);
    shorten(&name, GREATEST_NAME)
}

/// The names of the indexes, and of the constraints that are kept as indexes.
pub(crate) fn index_names(table: &Table) -> Vec<ObjectName> {
    let fields = || table.fields.values();
    let key = (!table.primary_key().is_empty()).then(|| primary_key_name(table));
    let uniques = fields().filter_map(|field| field_unique(table, field).map(|unique| unique.name));
    let indexes = fields().filter_map(|field| field_index(table, field).map(|index| index.name));
    let is_index = |kind: &ConstraintKind| match kind {
        ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_) => true,
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => false,
    };
    let constraints = table.constraints.values();
    let constraints = constraints
        .filter(|constraint| is_index(&constraint.kind))
        .map(|constraint| constraint.name.clone());
    let named = table.indexes.keys().cloned().chain(constraints);
    key.and_then(|key| ObjectName::new(key).ok())
        .into_iter()
        .chain(uniques)
        .chain(indexes)
        .chain(named)
        .collect()
}

fn type_check(table: &Table, field: &Field) -> Option<Constraint> {
    // A foreign key takes its target's type without its check: the target's values passed it already.
    let FieldType::Foreign(_) = field.field_type else {
        let expression = SqlExpression::Portable(checked_values(&field.name, field.field_type.resolved())?);
        let name = field_object_name(&field.type_check, DerivedName::Check, table, field)?;
        return Some(Constraint {
            name,
            kind: ConstraintKind::Check(Check { expression }),
        });
    };
    None
}

/// The demand of a type's CHECK, where it has one.
pub(crate) fn checked_values(field: &FieldName, field_type: &FieldType) -> Option<Expression> {
    let operand = || Box::new(Expression::Field(field.clone()));
    match field_type {
        FieldType::PositiveSmallInteger | FieldType::PositiveInteger | FieldType::PositiveBigInteger => {
            let zero = Box::new(Expression::Literal(Literal::Integer(0)));
            Some(Expression::Binary {
                left: operand(),
                operator: BinaryOperator::GreaterOrEqual,
                right: zero,
            })
        }
        FieldType::Enum { values, native: None } if !values.is_empty() => {
            let text = |value: &String| Expression::Literal(Literal::String(value.clone()));
            let list = values.iter().map(text).collect();
            Some(Expression::In {
                operand: operand(),
                list,
                negated: false,
            })
        }
        _ => None,
    }
}
