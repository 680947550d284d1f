//! The logical types that checks tell.

use aksara_schema::{
    ArrayItem, BinaryOperator, Constraint, Default, Expression, Field, FieldName, FieldType, Literal,
    NotCompared, StorageType, Table,
};

use super::expression::{one_form, read_expression};
#[cfg(feature = "driver")]
use super::field::uncheck;
use crate::build::type_check::{positive_condition, storage_condition};
use crate::flavour::Flavour;
use crate::name::quoted;
use crate::physical;
use crate::server_text::portable;
use crate::token::{Token, tokens};
use crate::types::enum_length;

/// Gives fields the types that their checks mean, and takes these checks out of the constraints. A UUID or address
/// without its check is none, unless a foreign key keeps its values.
#[cfg(feature = "driver")]
pub(super) fn read_checked_types(physical: &physical::Table, table: &mut Table, flavour: &'static Flavour) {
    take_type_checks(physical, table, flavour);
    for field in table.fields.values_mut() {
        if field.type_check.0.is_none() && !physical.is_in_key(field.name.as_str()) {
            uncheck(field, flavour);
        }
    }
}

/// Gives fields the types that their checks mean. Such a check is the field's then, under the name that it has.
pub(super) fn take_type_checks(physical: &physical::Table, table: &mut Table, flavour: &'static Flavour) {
    for check in physical.checks() {
        let clause = &check.expression.sql;
        let unchecked = table
            .fields
            .values_mut()
            .filter(|field| field.type_check.0.is_none());
        let mut found = unchecked.filter_map(|field| Some((type_of_check(field, clause, flavour)?, field)));
        if let Some((field_type, field)) = found.next()
            && let Some(Constraint { name, .. }) = table.constraints.shift_remove(check.name.as_str())
        {
            field.field_type = field_type;
            field.type_check = NotCompared(Some(name));
        }
    }
}

/// The logical type that a check of this text makes of the field's column type.
fn type_of_check(field: &Field, clause: &str, flavour: &'static Flavour) -> Option<FieldType> {
    let given = one_form(&read_expression(clause));
    candidates(field, clause)
        .into_iter()
        .filter(|candidate| takes_default(field, candidate))
        .find(|candidate| {
            let written = condition_of(field, candidate, flavour);
            written.is_some_and(|written| one_form(&read_expression(&written)) == given)
        })
}

/// Whether the default is a value of the type: neither server asks a check of it before there is a row.
fn takes_default(field: &Field, field_type: &FieldType) -> bool {
    let Some(Default::Literal(literal)) = &field.default else {
        return true;
    };
    match (field_type, literal) {
        (FieldType::Enum { values, .. }, Literal::String(text)) => values.contains(text),
        (FieldType::Array(_), Literal::Json(document)) => document
            .as_array()
            .is_some_and(|items| items.iter().all(serde_json::Value::is_string)),
        (FieldType::Vector { .. }, Literal::Json(document)) => document
            .as_array()
            .is_some_and(|items| items.iter().all(serde_json::Value::is_number)),
        (field_type, Literal::Integer(number)) => !field_type.is_positive() || *number >= 0,
        (_, _) => true,
    }
}

/// The types that the field's column type could be, with a check.
fn candidates(field: &Field, clause: &str) -> Vec<FieldType> {
    match field.field_type.storage() {
        StorageType::SmallInteger => vec![FieldType::PositiveSmallInteger],
        StorageType::Integer => vec![FieldType::PositiveInteger],
        StorageType::BigInteger => vec![FieldType::PositiveBigInteger],
        StorageType::Uuid | StorageType::IpAddress => vec![field.field_type.clone()],
        StorageType::Json => {
            let vector = FieldType::Vector {
                dimensions: last_number(clause),
            };
            vec![FieldType::Array(ArrayItem::Text), vector]
        }
        StorageType::Varchar(length) => enum_values(&field.name, clause)
            .filter(|values| enum_length(values) == length)
            .map(|values| FieldType::Enum { values, native: None })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn condition_of(field: &Field, field_type: &FieldType, flavour: &'static Flavour) -> Option<String> {
    let name = quoted(field.name.as_str());
    if field_type.is_positive() {
        Some(positive_condition(&name))
    } else {
        storage_condition(&name, &field_type.storage(), flavour)
    }
}

fn last_number(clause: &str) -> Option<u32> {
    tokens(clause).into_iter().rev().find_map(|token| match token {
        Token::Number(digits) => digits.parse().ok(),
        Token::Word(_) | Token::Name(_) | Token::Text(_) | Token::Symbol(_) => None,
    })
}

/// The texts of `field IN (…)`; of one value the servers make a comparison.
fn enum_values(field: &FieldName, clause: &str) -> Option<Vec<String>> {
    let names_field = |operand: &Expression| *operand == Expression::Field(field.clone());
    let text = |item: &Expression| match item {
        Expression::Literal(Literal::String(text)) => Some(text.clone()),
        _ => None,
    };
    match portable(clause)? {
        Expression::In {
            operand,
            list,
            negated: false,
        } if names_field(&operand) => list.iter().map(text).collect(),
        Expression::Binary {
            left,
            operator: BinaryOperator::Equal,
            right,
        } if names_field(&left) => Some(vec![text(&right)?]),
        _ => None,
    }
}
