//! How every storage type is spelled.
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

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{DialectName, Field, StorageType};

use crate::flavour::{Flavour, Server};
use crate::own_type::{OwnType, own_type};

/// The column type of a UUID. Foreign keys need both sides in one character set and collation.
pub(crate) const UUID: &str = "char(36) CHARACTER SET ascii COLLATE ascii_bin";

/// The column type of an IP address, long enough for an IPv4-mapped IPv6 address.
pub(crate) const IP_ADDRESS: &str = "varchar(45) CHARACTER SET ascii COLLATE ascii_bin";

/// The column type of an Enum holds this many characters, so that another value seldom changes the type.
pub(crate) const ENUM_LENGTH: usize = 255;

/// The greatest number of digits of a decimal, on both.
const GREATEST_DIGITS: u32 = 65;

/// The column type of a field, without its collation.
pub(crate) fn spell_type(
    storage: &StorageType,
    subject: &str,
    server: Server,
) -> Result<String, Unsupported> {
    let spelling = match storage {
        StorageType::SmallInteger => "smallint",
        StorageType::Integer => "int",
        StorageType::BigInteger | StorageType::Duration => "bigint",
        StorageType::Boolean => "tinyint(1)",
        StorageType::Float => "double",
        StorageType::Decimal { digits, scale } => return decimal(*digits, *scale, subject, server),
        StorageType::Varchar(length) => return Ok(varchar(*length)),
        StorageType::Text => "longtext",
        StorageType::Binary => "longblob",
        StorageType::Date => "date",
        StorageType::Time => "time(6)",
        StorageType::DateTime => "datetime(6)",
        StorageType::Uuid => UUID,
        StorageType::Json | StorageType::Array(_) | StorageType::Vector(_) => "json",
        StorageType::IpAddress => IP_ADDRESS,
        StorageType::Enum { values, .. } => return Ok(varchar(enum_length(values))),
        StorageType::Opaque { dialect, spelling } => return opaque(*dialect, spelling, subject, server),
    };
    Ok(spelling.to_owned())
}

/// The storage that a column's type and its collation say; what is none of ours is opaque.
pub(crate) fn read_storage(
    column_type: &str,
    collation: Option<&str>,
    flavour: &'static Flavour,
) -> StorageType {
    let known = known_storage(&OwnType::parse(column_type), collation);
    known.unwrap_or_else(|| StorageType::Opaque {
        dialect: flavour.own_name(),
        spelling: column_type.to_owned(),
    })
}

/// The storage with a word of ours for a type that is spelled in the servers' own, where there is one after all.
pub(crate) fn in_our_words(storage: &StorageType) -> StorageType {
    let known = own_type(storage).and_then(|own| known_storage(&own, None));
    known.unwrap_or_else(|| storage.clone())
}

fn known_storage(own: &OwnType, collation: Option<&str>) -> Option<StorageType> {
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

/// Whether the type has the table's character set and collation.
pub(crate) fn is_text(storage: &StorageType) -> bool {
    match storage {
        StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { .. } => true,
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Binary
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Duration
        | StorageType::Uuid
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::IpAddress
        | StorageType::Opaque { .. } => false,
    }
}

/// Whether the values are outside the row, so that they have no plain DEFAULT and no place in an index.
pub(crate) fn is_large_object(storage: &StorageType) -> bool {
    match storage {
        StorageType::Text
        | StorageType::Binary
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_) => true,
        StorageType::Opaque { spelling, .. } => OwnType::parse(spelling).is_large_object(),
        StorageType::Varchar(_)
        | StorageType::Enum { .. }
        | StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Duration
        | StorageType::Uuid
        | StorageType::IpAddress => false,
    }
}

/// Whether the values are geometries, which have no plain DEFAULT either, but a place in an index.
pub(crate) fn is_geometry(storage: &StorageType) -> bool {
    own_type(storage).is_some_and(|own| own.is_geometry())
}

/// Whether the field's values are texts that are compared as the table says.
pub(crate) fn inherits_collation(field: &Field) -> bool {
    let storage = field.field_type.storage();
    let inherits = |own: &OwnType| own.is_text() && !own.has_charset();
    field.collation.is_none() && (is_text(&storage) || own_type(&storage).is_some_and(|own| inherits(&own)))
}

/// The column type of a field with its collation.
pub(crate) fn spell_field_type(field: &Field, subject: &str, server: Server) -> Result<String, Unsupported> {
    let storage = field.field_type.storage();
    let spelling = spell_type(&storage, subject, server)?;
    match &field.collation {
        None => Ok(spelling),
        Some(collation) if is_text(&storage) => {
            let collation = known_collation(collation, subject, server)?;
            Ok(format!("{spelling} COLLATE {collation}"))
        }
        Some(_) => Err(server.refuse(
            Some(Feature::FieldCollation),
            subject,
            "only texts have a collation of their own",
            "leave the collation out",
        )),
    }
}

/// A collation that this server may have.
pub(crate) fn known_collation<'a>(
    name: &'a str,
    subject: &str,
    server: Server,
) -> Result<&'a str, Unsupported> {
    match server.flavour.owner_of_collation(name) {
        None => collation_name(name, subject, server),
        Some(owner) => Err(server.refuse(
            Some(Feature::FieldCollation),
            subject,
            format!("the collation `{name}` is {}'s own", owner.name()),
            "take one that both have, as utf8mb4_unicode_ci, or leave it out: the default is binary on both",
        )),
    }
}

/// A collation's, character set's or engine's name: a bare word, which cannot be quoted everywhere.
pub(crate) fn collation_name<'a>(
    name: &'a str,
    subject: &str,
    server: Server,
) -> Result<&'a str, Unsupported> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    if !name.is_empty() && name.chars().all(is_word) {
        Ok(name)
    } else {
        Err(server.refuse(
            None,
            subject,
            format!("`{name}` is no name of a collation, character set or storage engine"),
            "take one that `SHOW COLLATION` or `SHOW ENGINES` lists",
        ))
    }
}

fn decimal(digits: u32, scale: u32, subject: &str, server: Server) -> Result<String, Unsupported> {
    let greatest_scale = server.flavour.limits.scale;
    if digits <= GREATEST_DIGITS && scale <= greatest_scale {
        Ok(format!("decimal({digits},{scale})"))
    } else {
        Err(server.refuse(
            Some(Feature::DecimalType),
            subject,
            format!(
                "a decimal has at most {GREATEST_DIGITS} digits, {greatest_scale} of them after the point"
            ),
            "use fewer digits, or Text",
        ))
    }
}

/// How long it may be depends on the whole row (`limits`).
fn varchar(length: u32) -> String {
    format!("varchar({length})")
}

fn opaque(
    dialect: DialectName,
    spelling: &str,
    subject: &str,
    server: Server,
) -> Result<String, Unsupported> {
    if let Some(collation) = OwnType::parse(spelling).collation() {
        known_collation(collation, subject, server)?;
    }
    if server.flavour.names.contains(&dialect) {
        Ok(spelling.to_owned())
    } else {
        Err(server.refuse(
            None,
            subject,
            format!("the type `{spelling}` is {dialect}'s own"),
            "use a type that every database has, or keep this migration to that database",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavours::MYSQL;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_spelling_is_read_back_as_its_type() {
        for (column_type, collation, expected) in [
            ("int", None, StorageType::Integer),
            ("int(11)", None, StorageType::Integer),
            ("bigint(20)", None, StorageType::BigInteger),
            ("tinyint(1)", None, StorageType::Boolean),
            (
                "decimal(10,3)",
                None,
                StorageType::Decimal { digits: 10, scale: 3 },
            ),
            ("varchar(45)", Some("ascii_bin"), StorageType::IpAddress),
            ("varchar(45)", Some("utf8mb4_bin"), StorageType::Varchar(45)),
            ("char(36)", Some("ascii_bin"), StorageType::Uuid),
            ("datetime(6)", None, StorageType::DateTime),
        ] {
            assert_eq!(
                read_storage(column_type, collation, &MYSQL),
                expected,
                "{column_type}"
            );
        }
    }

    #[test]
    fn what_is_none_of_ours_is_opaque() {
        for column_type in [
            "int unsigned",
            "int(10) unsigned",
            "datetime",
            "enum('a','b')",
            "tinyint",
            "varchar(200) /*M!100301 COMPRESSED*/",
            "varchar(4294967295) x",
        ] {
            let read = read_storage(column_type, None, &MYSQL);
            let opaque = StorageType::Opaque {
                dialect: crate::flavour::FAMILY,
                spelling: column_type.to_owned(),
            };
            assert_eq!(read, opaque);
        }
    }
}
