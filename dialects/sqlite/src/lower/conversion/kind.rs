//! Storage types by how their values are written.

use aksara_schema::StorageType;

/// What a value is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Kind {
    Integer,
    Boolean,
    Float,
    Decimal,
    Text,
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Json,
    Binary,
    Opaque,
}

impl Kind {
    /// The kind of a storage type.
    pub(crate) fn of(storage: &StorageType) -> Self {
        match storage {
            StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => Self::Integer,
            StorageType::Boolean => Self::Boolean,
            StorageType::Float => Self::Float,
            StorageType::Decimal { .. } => Self::Decimal,
            StorageType::Varchar(_)
            | StorageType::Text
            | StorageType::Enum { .. }
            | StorageType::IpAddress => Self::Text,
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
