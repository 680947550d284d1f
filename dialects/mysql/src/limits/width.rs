//! How many bytes a field's values take, at most.

use aksara_schema::{Field, Table};

use crate::types::{Kept, Room};

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

impl Width {
    /// The width of a field.
    pub(super) fn of(field: &Field, table: &Table) -> Self {
        let storage = field.field_type.storage();
        let kept = Kept::of(&storage);
        match kept.room {
            Room::Fixed(bytes) => Self::Fixed(bytes),
            Room::Variable(bytes) => Self::Variable(bytes),
            Room::Characters(length) => {
                Self::Variable(u64::from(length) * character_bytes(field, &kept, table))
            }
            Room::LargeObject => Self::LargeObject,
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

/// The bytes of the longest character in the field's character set; the name of a collation begins with it.
fn character_bytes(field: &Field, kept: &Kept<'_>, table: &Table) -> u64 {
    const CHARACTER_SETS: &[(&str, u64)] = &[
        ("ascii", 1),
        ("latin1", 1),
        ("latin2", 1),
        ("binary", 1),
        ("ucs2", 2),
        ("utf8mb3", 3),
        ("utf8_", 3),
    ];
    let spelled = kept.own.as_ref().and_then(|own| own.charset());
    let named = spelled
        .or(field.collation.as_deref())
        .or(table.options.collation.as_deref())
        .or(table.options.charset.as_deref());
    let known = named.and_then(|name| CHARACTER_SETS.iter().find(|(set, _)| name.starts_with(set)));
    known.map_or(4, |(_, bytes)| *bytes)
}
