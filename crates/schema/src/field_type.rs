//! The logical types that models and migrations know.
//!
//! Several of them are stored alike: an email is a varchar, a slug too. [`FieldType::storage`] gives the small
//! closed set that dialects spell; the logical type is what the writer prints and what comparison sees.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantArray};

use crate::{DecimalText, DialectName, FiniteFloat, Literal, NotCompared, StorageType};

/// A field's type as models name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Text of at most `max_length` characters.
    String {
        /// Greatest number of characters.
        max_length: u32,
    },
    /// Text of any length.
    Text,
    /// 16-bit integer.
    SmallInteger,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInteger,
    /// 16-bit integer, not negative.
    PositiveSmallInteger,
    /// 32-bit integer, not negative.
    PositiveInteger,
    /// 64-bit integer, not negative.
    PositiveBigInteger,
    /// True or false.
    Boolean,
    /// IEEE 754 double.
    Float,
    /// Exact decimal number.
    Decimal {
        /// Digits in all.
        max_digits: u32,
        /// Digits after the point.
        decimal_places: u32,
    },
    /// Calendar date.
    Date,
    /// Time of day with microseconds.
    Time,
    /// Moment in UTC with microseconds.
    DateTime,
    /// Length of time with microseconds.
    Duration,
    /// 128-bit identifier.
    Uuid,
    /// JSON document.
    Json,
    /// List of values of one type.
    Array(ArrayItem),
    /// Embedding vector.
    Vector {
        /// Number of dimensions, where fixed.
        dimensions: Option<u32>,
    },
    /// Email address.
    Email {
        /// Greatest number of characters.
        max_length: u32,
    },
    /// URL of any length.
    Url,
    /// URL part of letters, digits, hyphens and underscores.
    Slug {
        /// Greatest number of characters.
        max_length: u32,
    },
    /// Path of an uploaded file.
    File {
        /// Greatest number of characters.
        max_length: u32,
    },
    /// Path of an uploaded image.
    Image {
        /// Greatest number of characters.
        max_length: u32,
    },
    /// Path on the server.
    FilePath {
        /// Greatest number of characters.
        max_length: u32,
    },
    /// One of a set of texts: text with a CHECK, or a native type where `native` names one.
    Enum {
        /// The values allowed, in order; empty means any text (the 0.7.2 form without values).
        values: Vec<String>,
        /// Name of a native PostgreSQL type, where the user asked for one.
        native: Option<String>,
    },
    /// IPv4 or IPv6 address.
    IpAddress,
    /// Bytes.
    Binary,
    /// The type of the field that a foreign key refers to; replay fills it in and keeps it up to date.
    Foreign(NotCompared<Option<Box<FieldType>>>),
    /// A type that the engine has no word for, kept as one dialect spells it.
    Opaque {
        /// The dialect that spells it.
        dialect: DialectName,
        /// The spelling.
        spelling: String,
    },
}

/// The type of an array's items.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ArrayItem {
    /// `str`
    Text,
    /// `int`
    Integer,
    /// `float`
    Float,
    /// `bool`
    Boolean,
    /// `uuid.UUID`
    Uuid,
}

impl ArrayItem {
    /// The type of one item.
    pub fn storage(self) -> StorageType {
        match self {
            Self::Text => StorageType::Text,
            Self::Integer => StorageType::BigInteger,
            Self::Float => StorageType::Float,
            Self::Boolean => StorageType::Boolean,
            Self::Uuid => StorageType::Uuid,
        }
    }
}

/// The type that says no more than how the values are stored.
impl From<StorageType> for FieldType {
    fn from(storage: StorageType) -> Self {
        match storage {
            StorageType::SmallInteger => Self::SmallInteger,
            StorageType::Integer => Self::Integer,
            StorageType::BigInteger => Self::BigInteger,
            StorageType::Boolean => Self::Boolean,
            StorageType::Float => Self::Float,
            StorageType::Decimal { digits, scale } => Self::Decimal {
                max_digits: digits,
                decimal_places: scale,
            },
            StorageType::Varchar(max_length) => Self::String { max_length },
            StorageType::Text => Self::Text,
            StorageType::Binary => Self::Binary,
            StorageType::Date => Self::Date,
            StorageType::Time => Self::Time,
            StorageType::DateTime => Self::DateTime,
            StorageType::Duration => Self::Duration,
            StorageType::Uuid => Self::Uuid,
            StorageType::Json => Self::Json,
            StorageType::Array(item) => Self::Array(item),
            StorageType::Vector(dimensions) => Self::Vector { dimensions },
            StorageType::IpAddress => Self::IpAddress,
            StorageType::Enum { values, native } => Self::Enum { values, native },
            StorageType::Opaque { dialect, spelling } => Self::Opaque { dialect, spelling },
        }
    }
}

impl FieldType {
    /// The type itself, or the type of a foreign key's field when replay knows its target.
    pub fn resolved(&self) -> &Self {
        match self {
            Self::Foreign(NotCompared(Some(target))) => target.resolved(),
            other => other,
        }
    }

    /// How the type is stored. An unresolved foreign key is stored as a UUID, the primary key a model gets.
    pub fn storage(&self) -> StorageType {
        match self.resolved() {
            Self::String { max_length }
            | Self::Email { max_length }
            | Self::Slug { max_length }
            | Self::File { max_length }
            | Self::Image { max_length }
            | Self::FilePath { max_length } => StorageType::Varchar(*max_length),
            Self::Text | Self::Url => StorageType::Text,
            Self::SmallInteger | Self::PositiveSmallInteger => StorageType::SmallInteger,
            Self::Integer | Self::PositiveInteger => StorageType::Integer,
            Self::BigInteger | Self::PositiveBigInteger => StorageType::BigInteger,
            Self::Boolean => StorageType::Boolean,
            Self::Float => StorageType::Float,
            Self::Decimal {
                max_digits,
                decimal_places,
            } => StorageType::Decimal {
                digits: *max_digits,
                scale: *decimal_places,
            },
            Self::Date => StorageType::Date,
            Self::Time => StorageType::Time,
            Self::DateTime => StorageType::DateTime,
            Self::Duration => StorageType::Duration,
            Self::Uuid | Self::Foreign(_) => StorageType::Uuid,
            Self::Json => StorageType::Json,
            Self::Array(item) => StorageType::Array(*item),
            Self::Vector { dimensions } => StorageType::Vector(*dimensions),
            Self::Enum { values, native } => StorageType::Enum {
                values: values.clone(),
                native: native.clone(),
            },
            Self::IpAddress => StorageType::IpAddress,
            Self::Binary => StorageType::Binary,
            Self::Opaque { dialect, spelling } => StorageType::Opaque {
                dialect: *dialect,
                spelling: spelling.clone(),
            },
        }
    }

    /// The empty value: 0, an empty text, the nil UUID. Existing rows get it where a removed required field comes
    /// back. `None` where the type has no such value.
    pub fn zero(&self) -> Option<Literal> {
        match self.storage() {
            StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
                Some(Literal::Integer(0))
            }
            StorageType::Boolean => Some(Literal::Boolean(false)),
            StorageType::Float => FiniteFloat::try_from(0.0).ok().map(Literal::Float),
            StorageType::Decimal { .. } => DecimalText::parse("0").ok().map(Literal::Decimal),
            StorageType::Varchar(_) | StorageType::Text => Some(Literal::String(String::new())),
            StorageType::Binary => Some(Literal::Bytes(Vec::new())),
            StorageType::Date => Some(Literal::Date(chrono::NaiveDate::from_ymd_opt(1970, 1, 1)?)),
            StorageType::Time => Some(Literal::Time(chrono::NaiveTime::MIN)),
            StorageType::DateTime => Some(Literal::DateTime(chrono::DateTime::UNIX_EPOCH)),
            StorageType::Duration => Some(Literal::Duration(0)),
            StorageType::Uuid => Some(Literal::Uuid(uuid::Uuid::nil())),
            StorageType::Json => Some(Literal::Json(serde_json::Value::Object(serde_json::Map::new()))),
            StorageType::Array(_) => Some(Literal::Array(Vec::new())),
            StorageType::IpAddress => Some(Literal::String("0.0.0.0".to_owned())),
            StorageType::Enum { values, .. } => {
                Some(Literal::String(values.into_iter().next().unwrap_or_default()))
            }
            StorageType::Vector(_) | StorageType::Opaque { .. } => None,
        }
    }

    /// Whether a model may give a field of the type this constant.
    pub fn takes(&self, literal: &Literal) -> bool {
        let is_negative = matches!(literal, Literal::Integer(number) if *number < 0);
        match self.resolved() {
            Self::Foreign(_) => true,
            resolved => self.storage().takes(literal) && !(resolved.is_positive() && is_negative),
        }
    }

    /// Whether the values are integers, so that the field can count by itself.
    pub fn is_integer(&self) -> bool {
        self.storage().is_integer()
    }

    /// Whether the values are limited by a CHECK of the type's own. A foreign key's values have passed their target's.
    pub fn brings_check(&self) -> bool {
        match self {
            Self::Foreign(_) => false,
            Self::Enum { values, native } => native.is_none() && !values.is_empty(),
            other => other.is_positive(),
        }
    }

    /// Whether some database limits the values by a CHECK of the type's own.
    pub fn may_bring_check(&self) -> bool {
        match self.storage() {
            StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => self.is_positive(),
            StorageType::Uuid
            | StorageType::Json
            | StorageType::Array(_)
            | StorageType::Vector(_)
            | StorageType::IpAddress
            | StorageType::Enum { .. } => true,
            StorageType::Boolean
            | StorageType::Float
            | StorageType::Decimal { .. }
            | StorageType::Varchar(_)
            | StorageType::Text
            | StorageType::Binary
            | StorageType::Date
            | StorageType::Time
            | StorageType::DateTime
            | StorageType::Duration
            | StorageType::Opaque { .. } => false,
        }
    }

    /// The values that an enum lists.
    pub fn values(&self) -> Option<&[String]> {
        match self {
            Self::Enum { values, .. } => Some(values),
            _ => None,
        }
    }

    /// Whether negative values are kept out by a CHECK.
    pub fn is_positive(&self) -> bool {
        matches!(
            self.resolved(),
            Self::PositiveSmallInteger | Self::PositiveInteger | Self::PositiveBigInteger
        )
    }
}
