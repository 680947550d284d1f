//! The small closed set of types that dialects spell.

use serde::{Deserialize, Serialize};

use crate::{ArrayItem, DialectName};

/// How a field is stored. Every dialect spells every one of these, or says that it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageType {
    /// 16-bit integer.
    SmallInteger,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInteger,
    /// True or false.
    Boolean,
    /// IEEE 754 double.
    Float,
    /// Exact decimal number.
    Decimal {
        /// Digits in all.
        digits: u32,
        /// Digits after the point.
        scale: u32,
    },
    /// Text of at most so many characters.
    Varchar(u32),
    /// Text of any length.
    Text,
    /// Bytes.
    Binary,
    /// Calendar date.
    Date,
    /// Time of day.
    Time,
    /// Moment in UTC.
    DateTime,
    /// Length of time.
    Duration,
    /// 128-bit identifier.
    Uuid,
    /// JSON document.
    Json,
    /// List of values.
    Array(ArrayItem),
    /// Embedding vector of so many dimensions.
    Vector(Option<u32>),
    /// IPv4 or IPv6 address.
    IpAddress,
    /// One of a set of texts.
    Enum {
        /// The values allowed; empty means any text.
        values: Vec<String>,
        /// Name of a native type, where the user asked for one.
        native: Option<String>,
    },
    /// A type of one dialect, as it spells it.
    Opaque {
        /// The dialect.
        dialect: DialectName,
        /// The spelling.
        spelling: String,
    },
}
