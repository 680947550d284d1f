//! Checks from the catalog: those that tell a field's logical type, and the others.

use aksara_driver::{DriverError, Row};
use aksara_schema::{
    ArrayItem, BinaryOperator, Carried, Check, Constraint, ConstraintKind, Expression, Field, FieldName,
    FieldType, ForeignKey, Literal, ObjectName, StorageType, Table,
};

use super::default::as_document;
use super::table::object_name;
use crate::flavour::{Flavour, Server};
use crate::name::quoted;
use crate::server_text::{canonical, from_mysql_catalog, portable, read_expression};
use crate::token::{Token, tokens};
use crate::type_check::storage_condition;
use crate::types::enum_length;

/// Reads the checks into a table: into a field's type where one tells it, else into the constraints.
pub(super) fn read_checks(
    rows: &[Row],
    keys: &[(ObjectName, ForeignKey)],
    table: &mut Table,
    server: Server,
) -> Result<(), DriverError> {
    for row in rows {
        let name = row.text("constraint_name").unwrap_or_default();
        let clause = row.text("check_clause").unwrap_or_default();
        let clause = match server.flavour {
            Flavour::Mysql => from_mysql_catalog(clause),
            Flavour::Mariadb => clause.to_owned(),
        };
        if makes_json(name, &clause, table) {
            continue;
        }
        let name = object_name(name)?;
        if !tells_type(&name, &clause, table, server.flavour) {
            let kind = ConstraintKind::Check(Check {
                expression: read_expression(&clause),
            });
            table.constraints.insert(name.clone(), Constraint { name, kind });
        }
    }
    unname_unchecked_types(keys, table, server.flavour);
    Ok(())
}

/// MariaDB's JSON: a `longtext` with a check under the column's own name.
fn makes_json(name: &str, clause: &str, table: &mut Table) -> bool {
    let Some(field) = table.fields.get_mut(name) else {
        return false;
    };
    let is_json = field.field_type == FieldType::Text
        && canonical(clause) == canonical(&format!("json_valid({})", quoted(name)));
    if is_json {
        field.field_type = FieldType::Json;
        field.collation = None;
        field.default = field.default.take().map(as_document);
    }
    is_json
}

/// Gives the field whose type the check tells that type.
fn tells_type(name: &ObjectName, clause: &str, table: &mut Table, flavour: Flavour) -> bool {
    let told = table
        .fields
        .values()
        .filter(|field| field.type_check.0.is_none())
        .find_map(|field| {
            told_type(field, clause, flavour).map(|field_type| (field.name.clone(), field_type))
        });
    let Some((field, field_type)) = told else {
        return false;
    };
    if let Some(field) = table.fields.get_mut(&field) {
        field.field_type = field_type;
        field.type_check = Carried(Some(name.clone()));
    }
    true
}

/// The logical type that a check of this text makes of the field's column type.
fn told_type(field: &Field, clause: &str, flavour: Flavour) -> Option<FieldType> {
    let name = quoted(field.name.as_str());
    let is_condition_of = |storage: &StorageType| {
        storage_condition(&name, storage, flavour)
            .is_some_and(|condition| canonical(&condition) == canonical(clause))
    };
    match &field.field_type {
        FieldType::Uuid | FieldType::IpAddress => {
            is_condition_of(&field.field_type.storage()).then(|| field.field_type.clone())
        }
        FieldType::Json => {
            let dimensions = last_number(clause);
            let candidates = [
                FieldType::Array(ArrayItem::Text),
                FieldType::Vector { dimensions },
            ];
            candidates
                .into_iter()
                .find(|candidate| is_condition_of(&candidate.storage()))
        }
        FieldType::SmallInteger => is_not_negative(field, clause).then_some(FieldType::PositiveSmallInteger),
        FieldType::Integer => is_not_negative(field, clause).then_some(FieldType::PositiveInteger),
        FieldType::BigInteger => is_not_negative(field, clause).then_some(FieldType::PositiveBigInteger),
        FieldType::String { max_length } => enum_values(&field.name, clause)
            .filter(|values| enum_length(values) == *max_length)
            .map(|values| FieldType::Enum { values, native: None }),
        _ => None,
    }
}

fn last_number(clause: &str) -> Option<u32> {
    tokens(clause).into_iter().rev().find_map(|token| match token {
        Token::Number(digits) => digits.parse().ok(),
        Token::Word(_) | Token::Name(_) | Token::Text(_) | Token::Symbol(_) => None,
    })
}

fn is_not_negative(field: &Field, clause: &str) -> bool {
    let zero = Expression::Literal(Literal::Integer(0));
    let expected = Expression::Binary {
        left: Box::new(Expression::Field(field.name.clone())),
        operator: BinaryOperator::GreaterOrEqual,
        right: Box::new(zero),
    };
    portable(clause) == Some(expected)
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

/// A UUID or address without its check is none, unless a foreign key keeps its values.
fn unname_unchecked_types(keys: &[(ObjectName, ForeignKey)], table: &mut Table, flavour: Flavour) {
    let unchecked = table.fields.values_mut().filter(|field| {
        field.type_check.0.is_none() && !keys.iter().any(|(_, key)| key.fields.contains(&field.name))
    });
    for field in unchecked {
        match field.field_type {
            FieldType::Uuid => {
                field.field_type = FieldType::Opaque {
                    dialect: flavour.name().to_owned(),
                    spelling: crate::types::UUID.to_owned(),
                }
            }
            FieldType::IpAddress => {
                field.field_type = FieldType::String { max_length: 45 };
                field.collation = Some("ascii_bin".to_owned());
            }
            _ => {}
        }
    }
}
