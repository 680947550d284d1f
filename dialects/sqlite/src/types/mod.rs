//! How SQLite spells every storage type, and how the spelling is read back.
//!
//! SQLite takes any words as a type and derives from them an affinity, which converts values on the way in: a name
//! that holds INT makes integers, one that holds CHAR, CLOB or TEXT keeps texts, BLOB keeps everything, REAL, FLOA
//! or DOUB makes doubles, anything else makes numbers of all that looks like one
//! (<https://sqlite.org/datatype3.html#determination_of_column_affinity>). So `uuid` would turn '000…123' into 123,
//! and `decimal(30, 10)` would keep 15 digits of 30. The names here keep every value as it is, and each says its
//! logical type. Users' files hold them: they never change. STRICT tables know only five names; there the
//! logical type is lost.

mod read;

use std::borrow::Cow;

use aksara_dialect::Unsupported;
use aksara_schema::{ArrayItem, Field, StorageType, Table};

use crate::refusal::refuse;

pub(crate) use read::read_declared_type;

/// The types of a STRICT table, and what every other type is kept as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub(crate) enum StorageClass {
    Integer,
    Real,
    Text,
    Blob,
}

/// Every type without parameters, to read its spelling back.
const PLAIN_TYPES: &[StorageType] = &[
    StorageType::SmallInteger,
    StorageType::Integer,
    StorageType::BigInteger,
    StorageType::Boolean,
    StorageType::Float,
    StorageType::Text,
    StorageType::Binary,
    StorageType::Date,
    StorageType::Time,
    StorageType::DateTime,
    StorageType::Duration,
    StorageType::Uuid,
    StorageType::Json,
    StorageType::Array(ArrayItem::Text),
    StorageType::Array(ArrayItem::Integer),
    StorageType::Array(ArrayItem::Float),
    StorageType::Array(ArrayItem::Boolean),
    StorageType::Array(ArrayItem::Uuid),
    StorageType::Vector(None),
    StorageType::IpAddress,
    StorageType::Enum {
        values: Vec::new(),
        native: None,
    },
];

/// The type as a CREATE TABLE declares it.
pub(crate) fn declared_type(
    storage: &StorageType,
    strict: bool,
    subject: &str,
) -> Result<String, Unsupported> {
    match (storage, strict) {
        (StorageType::Opaque { dialect, spelling }, true) if *dialect == crate::NAME => {
            strict_spelling(spelling, subject)
        }
        (StorageType::Opaque { dialect, spelling }, false) if *dialect == crate::NAME => Ok(spelling.clone()),
        (StorageType::Opaque { dialect, spelling }, _) => Err(refuse(
            subject,
            None,
            format!("the type `{spelling}` is {dialect}'s own"),
            "use a type that every database has, or keep this migration to that database",
        )),
        (storage, true) => Ok(<&str>::from(storage_class(storage)).to_owned()),
        (storage, false) => Ok(loose_spelling(storage)),
    }
}

/// A field's type as the catalog has it: one in SQLite's own words is a type of ours where there is a word for it.
pub(crate) fn catalog_type(field: &Field, table: &Table) -> StorageType {
    match field.field_type.storage() {
        StorageType::Opaque { dialect, spelling } if dialect == crate::NAME => {
            read_declared_type(&spelling, table.options.strict).storage()
        }
        known => known,
    }
}

/// A STRICT table knows six words alone (<https://sqlite.org/stricttables.html>).
fn strict_spelling(spelling: &str, subject: &str) -> Result<String, Unsupported> {
    const WORDS: &[&str] = &["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];
    if WORDS.iter().any(|word| word.eq_ignore_ascii_case(spelling)) {
        return Ok(spelling.to_owned());
    }
    Err(refuse(
        subject,
        None,
        format!("the type `{spelling}` has no place in a STRICT table"),
        "use one of INT, INTEGER, REAL, TEXT, BLOB and ANY, or a table that is not strict",
    ))
}

/// How the values of a type are kept. The words of an opaque type decide for themselves.
pub(crate) fn storage_class(storage: &StorageType) -> StorageClass {
    row(storage).0
}

/// The spelling in a table that is not STRICT.
fn loose_spelling(storage: &StorageType) -> String {
    row(storage).1.into_owned()
}

/// How the values of a type are kept, and its spelling in a table that is not STRICT: one row for each.
fn row(storage: &StorageType) -> (StorageClass, Cow<'_, str>) {
    use StorageClass::{Blob, Integer, Real, Text};
    let (class, spelling) = match storage {
        StorageType::Varchar(length) => return (Text, format!("varchar({length})").into()),
        StorageType::Decimal { digits, scale } => {
            return (Text, format!("decimal_text({digits}, {scale})").into());
        }
        StorageType::Vector(Some(dimensions)) => return (Text, format!("vector_text({dimensions})").into()),
        StorageType::Opaque { spelling, .. } => (Blob, spelling.as_str()),
        StorageType::SmallInteger => (Integer, "smallint"),
        StorageType::Integer => (Integer, "integer"),
        StorageType::BigInteger => (Integer, "bigint"),
        StorageType::Boolean => (Integer, "boolean"),
        StorageType::Float => (Real, "double"),
        StorageType::Text => (Text, "text"),
        StorageType::Binary => (Blob, "blob"),
        StorageType::Date => (Text, "date_text"),
        StorageType::Time => (Text, "time_text"),
        StorageType::DateTime => (Text, "datetime_text"),
        StorageType::Duration => (Integer, "duration_integer"),
        StorageType::Uuid => (Text, "uuid_text"),
        StorageType::Json => (Text, "json_text"),
        StorageType::Array(item) => (Text, array_spelling(*item)),
        StorageType::Vector(None) => (Text, "vector_text"),
        StorageType::IpAddress => (Text, "ipaddress_text"),
        StorageType::Enum { .. } => (Text, "enum_text"),
    };
    (class, spelling.into())
}

/// No item may be called by a name that holds INT: INT anywhere in a type makes its affinity INTEGER.
fn array_spelling(item: ArrayItem) -> &'static str {
    match item {
        ArrayItem::Text => "text_array_text",
        ArrayItem::Integer => "long_array_text",
        ArrayItem::Float => "double_array_text",
        ArrayItem::Boolean => "boolean_array_text",
        ArrayItem::Uuid => "uuid_array_text",
    }
}
