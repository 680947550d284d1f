//! How the values of each storage are kept: one row for each, from which the spelling of its column, its room in a row, its
//! characters and its check follow.
//!
//! | type | column | kept as |
//! |---|---|---|
//! | integers, double, decimal, date | the same | the same |
//! | Boolean | `tinyint(1)` | 0 and 1 |
//! | String, Email, Slug, File, … | `varchar(n)` | text in the table's collation |
//! | Text, URL | `longtext` | text in the table's collation |
//! | Time, DateTime | `time(6)`, `datetime(6)` | microseconds; a DateTime is UTC |
//! | Duration | `bigint` | microseconds, since `time` ends at 838 hours |
//! | UUID | `char(36)`, ASCII | lower case with hyphens, kept so by a CHECK |
//! | IPAddress | `varchar(45)`, ASCII | text, kept valid by a CHECK |
//! | JSON | `json` (MariaDB: `longtext` with `json_valid`) | |
//! | Array, Vector | `json` | a JSON array (of n items), kept so by a CHECK |
//! | Enum | `varchar(255)` | one of the values, kept so by a CHECK |
//! | Binary | `longblob` | bytes |
//!
//! A Duration is read back as a BigInteger: nothing in the database distinguishes them.

use std::borrow::Cow;

use aksara_schema::StorageType;

use crate::own_type::OwnType;

/// The column type of a UUID. Foreign keys need both sides in one character set and collation.
pub(crate) const UUID: &str = "char(36) CHARACTER SET ascii COLLATE ascii_bin";

/// The column type of an IP address, long enough for an IPv4-mapped IPv6 address.
const IP_ADDRESS: &str = "varchar(45) CHARACTER SET ascii COLLATE ascii_bin";

/// The column type of an Enum holds this many characters, so that another value seldom changes the type.
pub(crate) const ENUM_LENGTH: usize = 255;

/// How values are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept<'a> {
    /// The column type, without a collation.
    pub(crate) spelling: Cow<'a, str>,
    pub(crate) room: Room,
    /// Whether they are texts with the character set and collation of the table or of their field.
    pub(crate) is_text: bool,
    pub(crate) check: ValueCheck<'a>,
    /// The column type, taken apart, where it is in the servers' own words.
    pub(crate) own: Option<OwnType>,
}

/// The bytes of the longest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// Every value takes as many.
    Fixed(u64),
    /// A value takes so many at most.
    Variable(u64),
    /// A value has so many characters at most.
    Characters(u32),
    /// The value is outside the row, so that it has no plain DEFAULT and no place in an index.
    LargeObject,
}

/// The check that values pass beside their column's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueCheck<'a> {
    None,
    Uuid,
    IpAddress,
    /// A JSON array, of so many items.
    List(Option<u32>),
    OneOf(&'a [String]),
}

impl<'a> Kept<'a> {
    /// How the values of a storage are kept.
    pub(crate) fn of(storage: &'a StorageType) -> Self {
        match storage {
            StorageType::SmallInteger => Self::fixed("smallint", 2),
            StorageType::Integer => Self::fixed("int", 4),
            StorageType::BigInteger | StorageType::Duration => Self::fixed("bigint", 8),
            StorageType::Boolean => Self::fixed("tinyint(1)", 1),
            StorageType::Float => Self::fixed("double", 8),
            StorageType::Decimal { digits, scale } => Self::fixed(
                format!("decimal({digits},{scale})"),
                decimal_bytes(*digits, *scale),
            ),
            StorageType::Varchar(length) => Self::varchar(*length),
            StorageType::Text => Self {
                is_text: true,
                ..Self::large("longtext")
            },
            StorageType::Binary => Self::large("longblob"),
            StorageType::Date => Self::fixed("date", 3),
            StorageType::Time => Self::fixed("time(6)", 6),
            StorageType::DateTime => Self::fixed("datetime(6)", 8),
            StorageType::Uuid => Self::fixed(UUID, 36).checked(ValueCheck::Uuid),
            StorageType::Json => Self::large("json"),
            StorageType::Array(_) => Self::large("json").checked(ValueCheck::List(None)),
            StorageType::Vector(dimensions) => Self::large("json").checked(ValueCheck::List(*dimensions)),
            StorageType::IpAddress => {
                Self::new(IP_ADDRESS, Room::Variable(45)).checked(ValueCheck::IpAddress)
            }
            StorageType::Enum { values, .. } if values.is_empty() => Self::varchar(enum_length(values)),
            StorageType::Enum { values, .. } => {
                Self::varchar(enum_length(values)).checked(ValueCheck::OneOf(values))
            }
            StorageType::Opaque { spelling, .. } => Self::in_own_words(spelling),
        }
    }

    fn new(spelling: impl Into<Cow<'a, str>>, room: Room) -> Self {
        Self {
            spelling: spelling.into(),
            room,
            is_text: false,
            check: ValueCheck::None,
            own: None,
        }
    }

    fn fixed(spelling: impl Into<Cow<'a, str>>, bytes: u64) -> Self {
        Self::new(spelling, Room::Fixed(bytes))
    }

    fn large(spelling: &'static str) -> Self {
        Self::new(spelling, Room::LargeObject)
    }

    /// How long it may be depends on the whole row (`limits`).
    fn varchar(length: u32) -> Self {
        Self {
            is_text: true,
            ..Self::new(format!("varchar({length})"), Room::Characters(length))
        }
    }

    /// A type in the servers' own words may be one of ours after all. The room is never more than the server's own.
    fn in_own_words(spelling: &'a str) -> Self {
        let own = OwnType::parse(spelling);
        let known = known_storage(&own, None).map(|known| Kept::of(&known).room);
        let room = match own.length() {
            _ if own.is_large_object() => Room::LargeObject,
            Some(length) => Room::Characters(length),
            None => Room::Fixed(0),
        };
        Self {
            own: Some(own),
            ..Self::new(spelling, known.unwrap_or(room))
        }
    }

    fn checked(self, check: ValueCheck<'a>) -> Self {
        Self { check, ..self }
    }

    pub(crate) fn is_large_object(&self) -> bool {
        self.room == Room::LargeObject
    }

    /// Whether the values are geometries, which have no plain DEFAULT either, but a place in an index.
    pub(crate) fn is_geometry(&self) -> bool {
        self.own.as_ref().is_some_and(OwnType::is_geometry)
    }

    /// Whether the values are compared as the table says, where the field has no collation.
    pub(crate) fn inherits_collation(&self) -> bool {
        let inherits = |own: &OwnType| own.is_text() && !own.has_charset();
        self.is_text || self.own.as_ref().is_some_and(inherits)
    }

    /// The digits of a second's fraction, where the column takes the moment of the session's clock.
    pub(crate) fn session_precision(&self, on_update_now: bool) -> Option<usize> {
        match &self.own {
            Some(own) if own.is_timestamp() || on_update_now => Some(own.precision().unwrap_or(0)),
            None if on_update_now => Some(OUR_PRECISION),
            Some(_) | None => None,
        }
    }
}

/// The storage with a word of ours, where there is one.
pub(crate) fn known_storage(own: &OwnType, collation: Option<&str>) -> Option<StorageType> {
    let is_ascii = collation == Some("ascii_bin");
    let (name, numbers) = own.name_and_numbers()?;
    Some(match (name, numbers.as_slice()) {
        ("smallint", []) => StorageType::SmallInteger,
        ("int", []) => StorageType::Integer,
        ("bigint", []) => StorageType::BigInteger,
        ("tinyint", [1]) => StorageType::Boolean,
        ("double", []) => StorageType::Float,
        // More than that the servers refuse.
        ("decimal", [digits @ ..=65, scale @ ..=38]) => StorageType::Decimal {
            digits: *digits,
            scale: *scale,
        },
        ("varchar", [45]) if is_ascii => StorageType::IpAddress,
        ("char", [36]) if is_ascii => StorageType::Uuid,
        ("varchar", [length]) if *length > 0 => StorageType::Varchar(*length),
        ("longtext", []) => StorageType::Text,
        ("longblob", []) => StorageType::Binary,
        ("date", []) => StorageType::Date,
        ("time", [6]) => StorageType::Time,
        ("datetime", [6]) => StorageType::DateTime,
        ("json", []) => StorageType::Json,
        _ => return None,
    })
}

/// The characters that an Enum's column holds.
pub(crate) fn enum_length(values: &[String]) -> u32 {
    let longest = values
        .iter()
        .map(|value| value.chars().count())
        .max()
        .unwrap_or(0);
    u32::try_from(longest.max(ENUM_LENGTH)).unwrap_or(u32::MAX)
}

/// The digits of a second that our DateTime keeps.
const OUR_PRECISION: usize = 6;

/// The bytes that a decimal takes for the digits that are left over from groups of nine
/// (<https://dev.mysql.com/doc/refman/9.4/en/storage-requirements.html>).
const DECIMAL_REMAINDERS: [u64; 9] = [0, 1, 1, 2, 2, 3, 3, 4, 4];

fn decimal_bytes(digits: u32, scale: u32) -> u64 {
    let part = |digits: u32| {
        let rest = DECIMAL_REMAINDERS.get((digits % 9) as usize);
        u64::from(digits / 9) * 4 + rest.copied().unwrap_or(4)
    };
    part(digits.saturating_sub(scale)) + part(scale)
}
