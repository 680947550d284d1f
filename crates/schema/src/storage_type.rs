//! The small closed set of types that dialects spell, and the facts about each that several parts ask for: one entry for
//! each type.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use strum::{Display, VariantArray};
use uuid::Uuid;

use crate::{ArrayItem, DecimalText, DialectName, FiniteFloat, Literal, ValueSort};

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
        use ValueFamily as Family;
        use ValueKind as Kind;
        use ValueSort as Sort;
        let known = TypeFacts::of;
        match self {
            Self::SmallInteger => {
                known(Kind::Integer, Family::Number, "a small integer").sorted(Sort::Number)
            }
            Self::Integer => known(Kind::Integer, Family::Number, "an integer").sorted(Sort::Number),
            Self::BigInteger => known(Kind::BigInteger, Family::Number, "a big integer").sorted(Sort::Number),
            Self::Boolean => known(Kind::Boolean, Family::Boolean, "a boolean").sorted(Sort::Boolean),
            Self::Float => known(Kind::Float, Family::Number, "a float").sorted(Sort::Number),
            Self::Decimal { .. } => known(Kind::Decimal, Family::Number, "a decimal").sorted(Sort::Number),
            Self::Varchar(_) | Self::Text => known(Kind::Text, Family::Text, "a text").sorted(Sort::Text),
            Self::Enum { .. } => known(Kind::Text, Family::Text, "one of the values").sorted(Sort::Text),
            Self::IpAddress => known(Kind::IpAddress, Family::Text, "an IP address").uncompared(),
            Self::Date => known(Kind::Date, Family::Moment, "a date").sorted(Sort::Date),
            Self::DateTime => known(Kind::DateTime, Family::Moment, "a date and time").sorted(Sort::Moment),
            Self::Time => known(Kind::Time, Family::Time, "a time"),
            Self::Duration => known(Kind::Duration, Family::Duration, "a duration"),
            Self::Uuid => known(Kind::Uuid, Family::Uuid, "a UUID"),
            Self::Json => known(Kind::Json, Family::Json, "a JSON document").uncompared(),
            Self::Array(_) => known(Kind::Array, Family::Array, "a list").uncompared(),
            Self::Vector(_) => known(Kind::Vector, Family::Vector, "a vector").uncompared(),
            Self::Binary => known(Kind::Binary, Family::Binary, "bytes").uncompared(),
            Self::Opaque { .. } => {
                known(Kind::Opaque, Family::Opaque, "a value of the new type").uncompared()
            }
        }
    }

    /// Whether a constant is a value of the type.
    pub fn takes(&self, literal: &Literal) -> bool {
        match self {
            Self::Varchar(length) => {
                text(literal).is_some_and(|text| text.chars().count() <= *length as usize)
            }
            Self::Text => text(literal).is_some(),
            Self::SmallInteger => is_within(literal, i16::MIN.into(), i16::MAX.into()),
            Self::Integer => is_within(literal, i32::MIN.into(), i32::MAX.into()),
            Self::BigInteger => matches!(literal, Literal::Integer(_)),
            Self::Boolean => matches!(literal, Literal::Boolean(_)),
            Self::Float => matches!(literal, Literal::Float(_)),
            Self::Decimal { digits, scale } => has_digits(literal, *digits, *scale),
            Self::Date => matches!(literal, Literal::Date(_)),
            Self::Time => matches!(literal, Literal::Time(_)),
            Self::DateTime => matches!(literal, Literal::DateTime(_)),
            Self::Duration => matches!(literal, Literal::Duration(_)),
            Self::Uuid => matches!(literal, Literal::Uuid(_)),
            // A model's None is no value.
            Self::Json => matches!(literal, Literal::Json(value) if !value.is_null()),
            Self::Array(_) => matches!(literal, Literal::Array(items) if items.iter().all(is_item)),
            Self::Vector(dimensions) => {
                let fits = |length: usize| dimensions.is_none_or(|dimensions| length == dimensions as usize);
                matches!(literal, Literal::Array(items) if fits(items.len()))
            }
            Self::Enum { values, .. } => text(literal)
                .is_some_and(|text| values.is_empty() || values.iter().any(|value| value == text)),
            Self::IpAddress => text(literal).is_some_and(|text| text.parse::<IpAddr>().is_ok()),
            Self::Binary => matches!(literal, Literal::Bytes(_)),
            Self::Opaque { .. } => true,
        }
    }

    /// A plain value, another one for every small number; `None` for types whose values are not known.
    pub fn sample(&self, number: u32) -> Option<Literal> {
        let signed = i64::from(number);
        match self {
            Self::SmallInteger | Self::Integer | Self::BigInteger => Some(Literal::Integer(signed)),
            Self::Boolean => Some(Literal::Boolean(number.is_multiple_of(2))),
            Self::Float => FiniteFloat::try_from(f64::from(number) + 0.5)
                .ok()
                .map(Literal::Float),
            Self::Decimal { digits, scale } => sample_decimal(number, *digits, *scale),
            Self::Varchar(length) => Some(Literal::String(sample_text(number, *length))),
            Self::Text => Some(Literal::String(sample_text(number, u32::MAX))),
            Self::Binary => Some(Literal::Bytes(u64::from(number).to_be_bytes().to_vec())),
            Self::Date => {
                let days = 738_000 + i32::try_from(number).ok()?;
                NaiveDate::from_num_days_from_ce_opt(days).map(Literal::Date)
            }
            Self::Time => NaiveTime::from_num_seconds_from_midnight_opt(number, 0).map(Literal::Time),
            Self::DateTime => DateTime::from_timestamp(1_700_000_000 + signed, 0).map(Literal::DateTime),
            Self::Duration => Some(Literal::Duration(signed * 1_000_000)),
            Self::Uuid => Some(Literal::Uuid(Uuid::from_u128(u128::from(number)))),
            Self::Json => Some(Literal::Json(serde_json::json!({ "number": number }))),
            Self::Array(item) => Some(Literal::Array(vec![item.storage().sample(number)?])),
            Self::IpAddress => Some(Literal::String(format!("10.0.0.{}", number % 250))),
            Self::Enum { values, .. } => {
                let position = (number as usize).checked_rem(values.len());
                let chosen = position.and_then(|position| values.get(position)).cloned();
                Some(Literal::String(
                    chosen.unwrap_or_else(|| sample_text(number, u32::MAX)),
                ))
            }
            Self::Vector(_) | Self::Opaque { .. } => None,
        }
    }
}

impl TypeFacts {
    const fn of(kind: ValueKind, family: ValueFamily, value: &'static str) -> Self {
        Self {
            kind,
            family,
            sort: None,
            comparison: Comparison::AsInIndex,
            value,
        }
    }

    const fn sorted(self, sort: ValueSort) -> Self {
        Self {
            sort: Some(sort),
            ..self
        }
    }

    const fn uncompared(self) -> Self {
        Self {
            comparison: Comparison::Unknown,
            ..self
        }
    }
}

fn text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::String(text) => Some(text),
        _ => None,
    }
}

fn is_within(literal: &Literal, least: i64, greatest: i64) -> bool {
    matches!(literal, Literal::Integer(number) if (least..=greatest).contains(number))
}

/// The items of a list of integers are those of [`StorageType::Integer`].
fn is_item(item: &Literal) -> bool {
    match item {
        Literal::Integer(_) => is_within(item, i32::MIN.into(), i32::MAX.into()),
        _ => true,
    }
}

fn has_digits(literal: &Literal, digits: u32, scale: u32) -> bool {
    let Literal::Decimal(number) = literal else {
        return false;
    };
    let (whole, fraction) = number.precision();
    whole <= digits.saturating_sub(scale) as usize && fraction <= scale as usize
}

/// Digits on both sides of the point, as far as there is room.
fn sample_decimal(number: u32, digits: u32, scale: u32) -> Option<Literal> {
    let text = match (digits > scale, scale) {
        (true, 0) => number.to_string(),
        (true, _) => format!("{number}.5"),
        (false, _) => format!("0.{number}"),
    };
    DecimalText::parse(&text).ok().map(Literal::Decimal)
}

/// A text that fits.
fn sample_text(number: u32, length: u32) -> String {
    let long = format!("sample {number}");
    match usize::try_from(length) {
        Ok(length) if long.len() > length => number.to_string().chars().take(length).collect(),
        _ => long,
    }
}
