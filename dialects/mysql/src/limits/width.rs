//! How many bytes a field's values take, at most.

use aksara_schema::{Field, StorageType, Table};

use crate::own_type::{OwnType, own_type};
use crate::types::enum_length;
use crate::types::in_our_words;

/// The bytes of a field's longest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// Every value takes as many.
    Fixed(u64),
    /// A value takes so many at most.
    Variable(u64),
    /// The value is kept outside the row.
    LargeObject,
}

/// The bytes that a decimal takes for the digits that are left over from groups of nine
/// (<https://dev.mysql.com/doc/refman/9.4/en/storage-requirements.html>).
const DECIMAL_REMAINDERS: [u64; 9] = [0, 1, 1, 2, 2, 3, 3, 4, 4];

impl Width {
    /// The width of a field. It is never more than the server's own for a type in the server's words.
    pub(super) fn of(field: &Field, table: &Table) -> Self {
        let text = |length: u32| Self::Variable(u64::from(length) * character_bytes(field, table));
        match in_our_words(&field.field_type.storage()) {
            StorageType::SmallInteger => Self::Fixed(2),
            StorageType::Integer => Self::Fixed(4),
            StorageType::Boolean => Self::Fixed(1),
            StorageType::BigInteger | StorageType::Duration | StorageType::Float | StorageType::DateTime => {
                Self::Fixed(8)
            }
            StorageType::Time => Self::Fixed(6),
            StorageType::Date => Self::Fixed(3),
            StorageType::Decimal { digits, scale } => Self::Fixed(decimal_bytes(digits, scale)),
            StorageType::Varchar(length) => text(length),
            StorageType::Enum { values, .. } => text(enum_length(&values)),
            StorageType::Uuid => Self::Fixed(36),
            StorageType::IpAddress => Self::Variable(45),
            StorageType::Text
            | StorageType::Binary
            | StorageType::Json
            | StorageType::Array(_)
            | StorageType::Vector(_) => Self::LargeObject,
            StorageType::Opaque { spelling, .. } => of_own_type(&OwnType::parse(&spelling), text),
        }
    }

    /// The bytes of the longest value; none of a large object.
    pub(super) fn bytes(self) -> u64 {
        match self {
            Self::Fixed(bytes) | Self::Variable(bytes) => bytes,
            Self::LargeObject => 0,
        }
    }
}

fn of_own_type(own: &OwnType, text: impl Fn(u32) -> Width) -> Width {
    if own.is_large_object() {
        return Width::LargeObject;
    }
    own.length().map_or(Width::Fixed(0), text)
}

fn decimal_bytes(digits: u32, scale: u32) -> u64 {
    let part = |digits: u32| {
        let rest = DECIMAL_REMAINDERS.get((digits % 9) as usize);
        u64::from(digits / 9) * 4 + rest.copied().unwrap_or(4)
    };
    part(digits.saturating_sub(scale)) + part(scale)
}

/// The bytes of the longest character in the field's character set; the name of a collation begins with it.
fn character_bytes(field: &Field, table: &Table) -> u64 {
    const CHARACTER_SETS: &[(&str, u64)] = &[
        ("ascii", 1),
        ("latin1", 1),
        ("latin2", 1),
        ("binary", 1),
        ("ucs2", 2),
        ("utf8mb3", 3),
        ("utf8_", 3),
    ];
    let own = own_type(&field.field_type.storage());
    let spelled = own.as_ref().and_then(|own| own.charset());
    let named = spelled
        .or(field.collation.as_deref())
        .or(table.options.collation.as_deref())
        .or(table.options.charset.as_deref());
    let known = named.and_then(|name| CHARACTER_SETS.iter().find(|(set, _)| name.starts_with(set)));
    known.map_or(4, |(_, bytes)| *bytes)
}
