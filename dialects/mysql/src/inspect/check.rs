//! Checks from the catalog: those that tell a field's logical type, and the others.

use aksara_driver::{DriverError, MakingStatement, OpaqueObject, Row};
use aksara_schema::{
    ArrayItem, BinaryOperator, Check, Constraint, ConstraintKind, Default, Expression, Field, FieldName,
    FieldType, ForeignKey, Literal, NotCompared, ObjectName, StorageType, Table, TableName,
};

use super::default::as_document;
use super::period::Period;
use super::table::{altering, object_name};
use super::text::{from_mysql_catalog, read_expression};
use crate::build::type_check::{positive_condition, storage_condition};
use crate::flavour::{Flavour, Server};
use crate::name::quoted;
use crate::normalize::normal;
use crate::server_text::{canonical, portable};
use crate::token::{Token, tokens};
use crate::types::{UUID, enum_length};

/// Reads the checks into a table: into a field's type where one tells it, else into the constraints. Gives those that
/// refuse no row. The check of a period is none of the table's.
pub(super) fn read_checks(
    rows: &[Row],
    keys: &[(ObjectName, ForeignKey)],
    periods: &[Period],
    table: &mut Table,
    server: Server,
) -> Result<Vec<OpaqueObject>, DriverError> {
    let mut opaque = Vec::new();
    // Which columns are JSON comes first: the checks of arrays are read by it, and may have names before theirs.
    let (_, others): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .partition(|row| makes_json(row, &clause(row, server.flavour), table));
    for row in others {
        let name = row.text("constraint_name").unwrap_or_default();
        let clause = clause(row, server.flavour);
        if periods.iter().any(|period| period.name == name) {
            continue;
        }
        let is_enforced = row.text("enforced") != Some("NO");
        // A table has one constraint of a name here, but MySQL one of each kind.
        let is_second = keys.iter().any(|(key, _)| key.as_str() == name);
        if !is_enforced || is_second {
            opaque.push(OpaqueObject {
                kind: if is_enforced {
                    "check"
                } else {
                    "check that is not enforced"
                }
                .to_owned(),
                name: name.to_owned(),
                table: Some(table.name.clone()),
                making: making(name, &clause, is_enforced, &table.name, server.flavour),
                definition: Some(clause),
            });
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
    Ok(opaque)
}

/// What makes a check beside the schema.
fn making(
    name: &str,
    clause: &str,
    is_enforced: bool,
    table: &TableName,
    flavour: Flavour,
) -> Vec<MakingStatement> {
    let name = quoted(name);
    let state = if is_enforced { "" } else { " NOT ENFORCED" };
    let drop = match flavour {
        Flavour::Mysql => "DROP CHECK",
        Flavour::Mariadb => "DROP CONSTRAINT",
    };
    altering(
        table,
        &format!("ADD CONSTRAINT {name} CHECK ({clause}){state}"),
        &format!("{drop} {name}"),
    )
}

/// The condition of a check.
fn clause(row: &Row, flavour: Flavour) -> String {
    let clause = row.text("check_clause").unwrap_or_default();
    match flavour {
        Flavour::Mysql => from_mysql_catalog(clause),
        Flavour::Mariadb => clause.to_owned(),
    }
}

/// MariaDB's JSON: a `longtext` whose definition holds this check. It is named after the column as it once was.
fn makes_json(row: &Row, clause: &str, table: &mut Table) -> bool {
    let given = canonical(clause);
    let is_own = |field: &&mut Field| {
        row.text("level") == Some("Column")
            && field.field_type == FieldType::Text
            && canonical(&format!("json_valid({})", quoted(field.name.as_str()))) == given
    };
    let Some(field) = table.fields.values_mut().find(is_own) else {
        return false;
    };
    field.field_type = FieldType::Json;
    field.collation = None;
    field.default = field.default.take().map(as_document);
    true
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
        field.type_check = NotCompared(Some(name.clone()));
    }
    true
}

/// The logical type that a check of this text makes of the field's column type.
fn told_type(field: &Field, clause: &str, flavour: Flavour) -> Option<FieldType> {
    candidates(field, clause)
        .into_iter()
        .filter(|candidate| takes_default(field, candidate))
        .find(|candidate| condition_of(field, candidate, flavour).is_some_and(|told| is_same(&told, clause)))
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
        StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Text
        | StorageType::Binary
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Duration
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::Enum { .. }
        | StorageType::Opaque { .. } => Vec::new(),
    }
}

fn condition_of(field: &Field, field_type: &FieldType, flavour: Flavour) -> Option<String> {
    let name = quoted(field.name.as_str());
    if field_type.is_positive() {
        Some(positive_condition(&name))
    } else {
        storage_condition(&name, &field_type.storage(), flavour)
    }
}

/// Whether a condition that we write is the one that the server gives back.
fn is_same(written: &str, given_back: &str) -> bool {
    match (portable(written), portable(given_back)) {
        (Some(written), Some(given_back)) => normal(&written) == normal(&given_back),
        _ => canonical(written) == canonical(given_back),
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

/// A UUID or address without its check is none, unless a foreign key keeps its values.
fn unname_unchecked_types(keys: &[(ObjectName, ForeignKey)], table: &mut Table, flavour: Flavour) {
    let unchecked = table.fields.values_mut().filter(|field| {
        field.type_check.0.is_none() && !keys.iter().any(|(_, key)| key.fields.contains(&field.name))
    });
    for field in unchecked {
        if field.field_type == FieldType::Uuid {
            let (dialect, spelling) = (flavour.name().to_owned(), UUID.to_owned());
            field.field_type = FieldType::Opaque { dialect, spelling };
        } else if field.field_type == FieldType::IpAddress {
            field.field_type = FieldType::String { max_length: 45 };
            field.collation = Some("ascii_bin".to_owned());
        }
    }
}
