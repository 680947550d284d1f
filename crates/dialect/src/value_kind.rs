//! Storage types by how their values are written, which decides how one converts to another.

use aksara_schema::StorageType;

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum ValueKind {
    /// A whole number of any size.
    Integer,
    /// True or false.
    Boolean,
    /// A double.
    Float,
    /// A number with exact digits.
    Decimal,
    /// A text, also one of an enum.
    Text,
    /// An IP address.
    IpAddress,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    DateTime,
    /// A span of time.
    Duration,
    /// A UUID.
    Uuid,
    /// A JSON document, also one that is a list.
    Json,
    /// Bytes.
    Binary,
    /// A value of a type in a database's own words.
    Opaque,
}

impl ValueKind {
    /// The kind of a storage type's values.
    pub fn of(storage: &StorageType) -> Self {
        match storage {
            StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => Self::Integer,
            StorageType::Boolean => Self::Boolean,
            StorageType::Float => Self::Float,
            StorageType::Decimal { .. } => Self::Decimal,
            StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { .. } => Self::Text,
            StorageType::IpAddress => Self::IpAddress,
            StorageType::Binary => Self::Binary,
            StorageType::Date => Self::Date,
            StorageType::Time => Self::Time,
            StorageType::DateTime => Self::DateTime,
            StorageType::Duration => Self::Duration,
            StorageType::Uuid => Self::Uuid,
            StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => Self::Json,
            StorageType::Opaque { .. } => Self::Opaque,
        }
    }
}
