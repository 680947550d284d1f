//! Fields in their normal form: no objects of their own, and the types that the columns tell.

use aksara_schema::{
    DecimalText, Default, Expression, Field, FieldType, Generated, Literal, NotCompared, ObjectName,
    SqlExpression, StorageType, Table,
};

use super::expression::{normal_expression, own_text};
use super::own_constant::normal_own_constant;
use super::tellable;
use crate::build::default::is_our_moment;
use crate::build::type_check::type_check;
use crate::flavour::{Flavour, Server};
use crate::literal::{document, is_document};
use crate::own_type::own_type;
use crate::told::{exact_literal, told_storage};
use crate::types::{enum_length, is_text};

/// A field's normal form.
pub(super) fn normal_field(field: &Field, table: &Table, server: Server) -> Field {
    let options = &table.options;
    let ours = options
        .charset
        .is_none()
        .then(|| crate::build::options::default_collation(server));
    let inherited = options.collation.as_deref().or(ours).map(str::to_lowercase);
    let written = field.field_type.storage();
    let (storage, spelled) = told_type(&written, inherited.as_deref());
    let own = field.collation.as_ref().map(|collation| collation.to_lowercase());
    let own = own.or(spelled);
    Field {
        field_type: normal_type(&storage),
        // MariaDB takes no NOT NULL there, and gets a check instead.
        nullable: !field.is_required() || (field.generated.is_some() && server.flavour == Flavour::Mariadb),
        type_check: NotCompared(
            type_check(field, table, server).and_then(|check| ObjectName::new(check.name).ok()),
        ),
        primary_key: field.primary_key,
        auto_increment: field.auto_increment,
        default: match field.generated {
            Some(_) => None,
            None => field
                .default
                .as_ref()
                .map(|default| told_moment(default, field, server))
                .and_then(|default| normal_default(&default, &written, &storage, server.flavour)),
        },
        generated: field.generated.as_ref().map(|generated| Generated {
            expression: normal_expression(&generated.expression, server.flavour),
            storage: generated.storage,
        }),
        collation: own.filter(|collation| is_text(&storage) && Some(collation) != inherited.as_ref()),
        comment: field
            .comment
            .as_deref()
            .filter(|comment| !comment.is_empty())
            .map(tellable),
        ..Field::new(field.name.clone(), FieldType::Text)
    }
}

/// What is told back of a type, and the collation that its spelling names: a type that has a word of ours is told as
/// that, and a collation apart from it.
fn told_type(storage: &StorageType, inherited: Option<&str>) -> (StorageType, Option<String>) {
    let Some(own) = own_type(storage) else {
        return (storage.clone(), None);
    };
    let collation = own
        .collation()
        .filter(|collation| Some(*collation) != inherited)
        .map(str::to_owned);
    match (told_storage(storage), collation) {
        // It is part of what has no word of ours.
        (StorageType::Opaque { dialect, .. }, Some(_)) => {
            let spelling = own.spelling();
            (StorageType::Opaque { dialect, spelling }, None)
        }
        (told, collation) => (told, collation),
    }
}

/// The type that the column tells; the check that a type brings is a constraint of the table.
fn normal_type(storage: &StorageType) -> FieldType {
    match storage {
        StorageType::SmallInteger => FieldType::SmallInteger,
        StorageType::Integer => FieldType::Integer,
        StorageType::BigInteger | StorageType::Duration => FieldType::BigInteger,
        StorageType::Boolean => FieldType::Boolean,
        StorageType::Float => FieldType::Float,
        StorageType::Decimal { digits, scale } => FieldType::Decimal {
            max_digits: *digits,
            decimal_places: *scale,
        },
        StorageType::Varchar(max_length) => FieldType::String {
            max_length: *max_length,
        },
        StorageType::Text => FieldType::Text,
        StorageType::Binary => FieldType::Binary,
        StorageType::Date => FieldType::Date,
        StorageType::Time => FieldType::Time,
        StorageType::DateTime => FieldType::DateTime,
        StorageType::Uuid => FieldType::Uuid,
        StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => FieldType::Json,
        StorageType::IpAddress => FieldType::IpAddress,
        StorageType::Enum { values, .. } => FieldType::String {
            max_length: enum_length(values),
        },
        StorageType::Opaque { dialect, spelling } => FieldType::Opaque {
            dialect: dialect.clone(),
            spelling: spelling.clone(),
        },
    }
}

/// The moment in the database's own words is ours where ours is spelled so.
fn told_moment(default: &Default, field: &Field, server: Server) -> Default {
    let Default::Expression(SqlExpression::PerDialect(texts)) = default else {
        return default.clone();
    };
    let text = own_text(texts, server.flavour);
    if text.is_some_and(|text| is_our_moment(text.as_str(), field, server)) {
        Default::CurrentTimestamp
    } else {
        default.clone()
    }
}

/// The default that the column tells; constants as the type keeps them.
fn normal_default(
    default: &Default,
    written: &StorageType,
    storage: &StorageType,
    flavour: Flavour,
) -> Option<Default> {
    let constant = |literal: &Literal| {
        let told = normal_own_constant(literal, written, storage);
        Some(Default::Literal(normal_constant(&told, storage)))
    };
    match default {
        Default::Literal(Literal::Null) => None,
        Default::Literal(literal) => constant(literal),
        Default::CurrentTimestamp => Some(Default::CurrentTimestamp),
        Default::RandomUuid => Some(Default::RandomUuid),
        Default::Expression(expression) => match normal_expression(expression, flavour) {
            SqlExpression::Portable(Expression::CurrentTimestamp | Expression::CurrentDate) => {
                Some(Default::CurrentTimestamp)
            }
            SqlExpression::Portable(Expression::Literal(literal)) => constant(&typed(literal, storage)),
            other => Some(Default::Expression(other)),
        },
    }
}

/// A constant that stands in an expression, as the column takes it.
fn typed(literal: Literal, storage: &StorageType) -> Literal {
    match literal {
        Literal::String(text) => {
            exact_literal(&text, storage).unwrap_or_else(|| Literal::String(text.clone()))
        }
        other => other,
    }
}

/// A constant in the one form that its storage type has: what was written 1.5 for decimal(10, 3) is 1.500.
fn normal_constant(literal: &Literal, storage: &StorageType) -> Literal {
    match (storage, literal) {
        (storage, _) if is_document(storage) => normal_document(literal),
        (StorageType::Boolean, Literal::Integer(number @ (0 | 1))) => Literal::Boolean(*number == 1),
        (StorageType::Decimal { scale, .. }, Literal::Integer(number)) => {
            normal_decimal(&number.to_string(), *scale).unwrap_or_else(|| literal.clone())
        }
        (StorageType::Decimal { scale, .. }, Literal::Decimal(decimal)) => {
            normal_decimal(decimal.as_str(), *scale).unwrap_or_else(|| literal.clone())
        }
        (StorageType::Decimal { scale, .. }, Literal::Float(number)) => {
            normal_decimal(&number.get().to_string(), *scale).unwrap_or_else(|| literal.clone())
        }
        (StorageType::Float, Literal::Integer(number)) => {
            float(&number.to_string()).unwrap_or_else(|| literal.clone())
        }
        (StorageType::Float, Literal::Decimal(decimal)) => {
            float(decimal.as_str()).unwrap_or_else(|| literal.clone())
        }
        (_, Literal::Duration(microseconds)) => Literal::Integer(*microseconds),
        (_, Literal::String(text)) => Literal::String(tellable(text)),
        (_, other) => other.clone(),
    }
}

/// Question marks change nothing in the structure of a document.
fn normal_document(literal: &Literal) -> Literal {
    let document = document(literal);
    match serde_json::from_str(&tellable(&document.to_string())) {
        Ok(told) => Literal::Json(told),
        Err(_) => Literal::Json(document),
    }
}

fn float(text: &str) -> Option<Literal> {
    let number: f64 = text.parse().ok()?;
    number.try_into().ok().map(Literal::Float)
}

fn normal_decimal(text: &str, scale: u32) -> Option<Literal> {
    let padded = with_scale(text, scale)?;
    DecimalText::parse(&padded).ok().map(Literal::Decimal)
}

/// The number with exactly `scale` digits after the point, where it has no more.
pub(super) fn with_scale(text: &str, scale: u32) -> Option<String> {
    let scale = usize::try_from(scale).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let trimmed = fraction.trim_end_matches('0');
    if trimmed.len() > scale {
        return None;
    }
    Some(match scale {
        0 => whole.to_owned(),
        _ => format!("{whole}.{trimmed:0<scale$}"),
    })
}

/// The normal form of a check's expression, which is a condition.
pub(super) fn normal_check(expression: &SqlExpression, flavour: Flavour) -> SqlExpression {
    normal_expression(&crate::expression::as_condition(expression), flavour)
}
