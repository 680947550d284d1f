//! How the storage types are spelled.

use aksara_dialect::{Unsupported, quote_table};
use aksara_schema::{ArrayItem, InvalidName, StorageType, TableName};
use sea_query::PostgresQueryBuilder;

use crate::dialect::NAME;

/// A type's spelling; `subject` is the field, for the message where there is none.
pub(crate) fn spell_type(storage: &StorageType, subject: &str) -> Result<String, Unsupported> {
    Ok(match storage {
        StorageType::SmallInteger => "smallint".to_owned(),
        StorageType::Integer => "integer".to_owned(),
        StorageType::BigInteger => "bigint".to_owned(),
        StorageType::Boolean => "boolean".to_owned(),
        StorageType::Float => "double precision".to_owned(),
        StorageType::Decimal { digits, scale } => format!("numeric({digits}, {scale})"),
        StorageType::Varchar(length) => format!("varchar({length})"),
        StorageType::Text => "text".to_owned(),
        StorageType::Binary => "bytea".to_owned(),
        StorageType::Date => "date".to_owned(),
        StorageType::Time => "time".to_owned(),
        StorageType::DateTime => "timestamptz".to_owned(),
        StorageType::Duration => "interval".to_owned(),
        StorageType::Uuid => "uuid".to_owned(),
        StorageType::Json => "jsonb".to_owned(),
        StorageType::Array(item) => format!("{}[]", item_type(*item)),
        StorageType::Vector(None) => "vector".to_owned(),
        StorageType::Vector(Some(dimensions)) => format!("vector({dimensions})"),
        StorageType::IpAddress => "inet".to_owned(),
        StorageType::Enum { native: None, .. } => "text".to_owned(),
        StorageType::Enum {
            native: Some(name), ..
        } => enum_type(name, subject)?,
        StorageType::Opaque { dialect, spelling } if dialect == NAME => spelling.clone(),
        StorageType::Opaque { dialect, spelling } => {
            return Err(unknown_type(
                subject,
                format!("the type {spelling} is {dialect}'s own"),
            ));
        }
    })
}

/// An array item's type.
pub(crate) fn item_type(item: ArrayItem) -> &'static str {
    match item {
        ArrayItem::Text => "text",
        ArrayItem::Integer => "integer",
        ArrayItem::Float => "double precision",
        ArrayItem::Boolean => "boolean",
        ArrayItem::Uuid => "uuid",
    }
}

/// The quoted name of a native enum type; `namespace.name` is qualified.
pub(crate) fn enum_type(name: &str, subject: &str) -> Result<String, Unsupported> {
    enum_type_name(name)
        .map(|name| quote_table(&PostgresQueryBuilder, &name))
        .map_err(|error| unknown_type(subject, format!("the enum type's name is invalid: {error}")))
}

pub(crate) fn enum_type_name(name: &str) -> Result<TableName, InvalidName> {
    TableName::try_from(name.to_owned())
}

fn unknown_type(subject: &str, reason: String) -> Unsupported {
    Unsupported {
        subject: subject.to_owned(),
        dialect: NAME,
        feature: None,
        reason,
        alternative: "use a type that every database has, or keep the field out of this database".to_owned(),
        origin: None,
    }
}
