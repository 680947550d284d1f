//! The length of index keys and rows: what is too long is refused, before MariaDB silently indexes a prefix and
//! before a statement fails in the middle of a migration.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Field, StorageType, Table};

use crate::flavour::{Flavour, Server};
use crate::own_type::{OwnType, own_type};
use crate::told::told_storage;
use crate::types::{enum_length, is_large_object, is_text};

/// The greatest length of a key in bytes
/// (<https://dev.mysql.com/doc/refman/9.4/en/innodb-limits.html>, for pages of 16 KB and the default row format).
const GREATEST_BYTES: u64 = 3072;

/// The greatest length of a row in bytes, large objects left out
/// (<https://dev.mysql.com/doc/refman/9.4/en/column-count-limit.html>).
const GREATEST_ROW: u64 = 65_535;

/// Refuses a table whose texts alone make its rows too long.
pub(crate) fn check_row(table: &Table, server: Server) -> Result<(), Unsupported> {
    let texts = table
        .fields
        .values()
        .filter(|field| is_text(&told_storage(&field.field_type.storage())));
    let bytes: u64 = texts.map(|field| key_bytes(field, table) + LENGTH_BYTES).sum();
    match bytes <= GREATEST_ROW {
        true => Ok(()),
        false => Err(server.refuse(
            None,
            format!("the table `{}`", table.name),
            format!("its texts have up to {bytes} bytes in a row, and {GREATEST_ROW} are the most"),
            "use Text for the longest ones, or a smaller max_length (a character takes up to 4 bytes)",
        )),
    }
}

/// What the length of a text takes.
const LENGTH_BYTES: u64 = 2;

/// Refuses a key over these fields that is too long, or that holds large objects.
pub(crate) fn check_key<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    table: &Table,
    unique: bool,
    subject: &str,
    server: Server,
) -> Result<(), Unsupported> {
    let fields: Vec<&Field> = fields.into_iter().collect();
    if let Some(field) = fields
        .iter()
        .find(|field| is_large_object(&told_storage(&field.field_type.storage())))
    {
        return Err(server.refuse(
            unique.then_some(Feature::UniqueText),
            subject,
            format!(
                "`{}` has a type without limit of length, which no index key can hold",
                field.name
            ),
            "use a String with max_length of at most 768",
        ));
    }
    check_parts(fields.len(), subject, server)?;
    let bytes: u64 = fields.iter().map(|field| key_bytes(field, table)).sum();
    match bytes <= GREATEST_BYTES {
        true => Ok(()),
        false => Err(server.refuse(
            None,
            subject,
            format!("the key has up to {bytes} bytes, and {GREATEST_BYTES} are the most"),
            "use shorter fields (a character takes up to 4 bytes), or fewer of them",
        )),
    }
}

fn check_parts(parts: usize, subject: &str, server: Server) -> Result<(), Unsupported> {
    let greatest = match server.flavour {
        Flavour::Mysql => 16,
        Flavour::Mariadb => 32,
    };
    match parts <= greatest {
        true => Ok(()),
        false => Err(server.refuse(
            None,
            subject,
            format!("an index has at most {greatest} fields"),
            "use fewer fields",
        )),
    }
}

fn key_bytes(field: &Field, table: &Table) -> u64 {
    let text = |length: u32| u64::from(length) * character_bytes(field, table);
    match told_storage(&field.field_type.storage()) {
        StorageType::SmallInteger => 2,
        StorageType::Integer => 4,
        StorageType::Boolean => 1,
        StorageType::BigInteger
        | StorageType::Duration
        | StorageType::Float
        | StorageType::DateTime
        | StorageType::Time
        | StorageType::Date => 8,
        StorageType::Decimal { digits, .. } => u64::from(digits) / 2 + 1,
        StorageType::Varchar(length) => text(length),
        StorageType::Enum { values, .. } => text(enum_length(&values)),
        StorageType::Uuid => 36,
        StorageType::IpAddress => 45,
        StorageType::Text
        | StorageType::Binary
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_) => 0,
        StorageType::Opaque { spelling, .. } => OwnType::parse(&spelling).length().map_or(0, text),
    }
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
