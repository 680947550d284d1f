//! The facts about each kind of type that several parts ask for: one entry for each type.

use strum::{Display, VariantArray};

use crate::{StorageType, ValueSort};

/// The form of a value, which decides how it converts to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum ValueKind {
    /// A whole number of up to 32 bits.
    Integer,
    /// A whole number of 64 bits.
    BigInteger,
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
    /// A JSON document.
    Json,
    /// A list.
    Array,
    /// A vector.
    Vector,
    /// Bytes.
    Binary,
    /// A value of a type in a database's own words.
    Opaque,
}

/// Kinds whose values may be each other's: a field of one may become a field of another without a new meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueFamily {
    /// Texts and what is written as one.
    Text,
    /// Numbers of every kind.
    Number,
    /// True or false.
    Boolean,
    /// Days and moments.
    Moment,
    /// Times of day.
    Time,
    /// Spans of time.
    Duration,
    /// UUIDs.
    Uuid,
    /// JSON documents.
    Json,
    /// Lists.
    Array,
    /// Vectors.
    Vector,
    /// Bytes.
    Binary,
    /// Values in a database's own words.
    Opaque,
}

/// Whether a query finds values equal exactly where an index does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// It does.
    AsInIndex,
    /// It may not, or it cannot compare them.
    Unknown,
}

/// The facts about a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeFacts {
    /// The form of its values.
    pub kind: ValueKind,
    /// The kinds that they may become.
    pub family: ValueFamily,
    /// Their sort in expressions; `None` where it is of no sort that expressions give.
    pub sort: Option<ValueSort>,
    /// How a query compares them.
    pub comparison: Comparison,
    /// One of them, in a sentence: `an integer`.
    pub value: &'static str,
}

impl StorageType {
    /// Whether the values are integers.
    pub fn is_integer(&self) -> bool {
        matches!(self.facts().kind, ValueKind::Integer | ValueKind::BigInteger)
    }

    /// The facts about the type.
    ///
    /// ```
    /// use aksara_schema::{StorageType, ValueFamily};
    ///
    /// assert_eq!(StorageType::Integer.facts().value, "an integer");
    /// assert_eq!(StorageType::Varchar(20).facts().family, ValueFamily::Text);
    /// ```
    pub fn facts(&self) -> TypeFacts {
        use Comparison::{AsInIndex, Unknown};
        use ValueFamily as Family;
        use ValueKind as Kind;
        let (kind, family, sort, comparison, value) = match self {
            Self::SmallInteger => (
                Kind::Integer,
                Family::Number,
                Some(ValueSort::Number),
                AsInIndex,
                "a small integer",
            ),
            Self::Integer => (
                Kind::Integer,
                Family::Number,
                Some(ValueSort::Number),
                AsInIndex,
                "an integer",
            ),
            Self::BigInteger => (
                Kind::BigInteger,
                Family::Number,
                Some(ValueSort::Number),
                AsInIndex,
                "a big integer",
            ),
            Self::Boolean => (
                Kind::Boolean,
                Family::Boolean,
                Some(ValueSort::Boolean),
                AsInIndex,
                "a boolean",
            ),
            Self::Float => (
                Kind::Float,
                Family::Number,
                Some(ValueSort::Number),
                AsInIndex,
                "a float",
            ),
            Self::Decimal { .. } => (
                Kind::Decimal,
                Family::Number,
                Some(ValueSort::Number),
                AsInIndex,
                "a decimal",
            ),
            Self::Varchar(_) | Self::Text => (
                Kind::Text,
                Family::Text,
                Some(ValueSort::Text),
                AsInIndex,
                "a text",
            ),
            Self::Enum { .. } => (
                Kind::Text,
                Family::Text,
                Some(ValueSort::Text),
                AsInIndex,
                "one of the values",
            ),
            Self::IpAddress => (Kind::IpAddress, Family::Text, None, Unknown, "an IP address"),
            Self::Date => (
                Kind::Date,
                Family::Moment,
                Some(ValueSort::Date),
                AsInIndex,
                "a date",
            ),
            Self::DateTime => (
                Kind::DateTime,
                Family::Moment,
                Some(ValueSort::Moment),
                AsInIndex,
                "a date and time",
            ),
            Self::Time => (Kind::Time, Family::Time, None, AsInIndex, "a time"),
            Self::Duration => (Kind::Duration, Family::Duration, None, AsInIndex, "a duration"),
            Self::Uuid => (Kind::Uuid, Family::Uuid, None, AsInIndex, "a UUID"),
            Self::Json => (Kind::Json, Family::Json, None, Unknown, "a JSON document"),
            Self::Array(_) => (Kind::Array, Family::Array, None, Unknown, "a list"),
            Self::Vector(_) => (Kind::Vector, Family::Vector, None, Unknown, "a vector"),
            Self::Binary => (Kind::Binary, Family::Binary, None, Unknown, "bytes"),
            Self::Opaque { .. } => (
                Kind::Opaque,
                Family::Opaque,
                None,
                Unknown,
                "a value of the new type",
            ),
        };
        TypeFacts {
            kind,
            family,
            sort,
            comparison,
            value,
        }
    }
}
