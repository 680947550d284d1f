//! Types of columns: how they are spelled (`kept` has the table), and what is read from a spelling.

mod kept;

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{DialectName, Field, StorageType};

use crate::flavour::{Flavour, Server};
use crate::own_type::OwnType;
use crate::physical::ColumnType;

pub(crate) use kept::{Kept, Room, UUID, ValueCheck, enum_length, known_storage};

/// The greatest number of digits of a decimal, on both.
const GREATEST_DIGITS: u32 = 65;

/// The column type of a field, without its collation.
pub(crate) fn spell_type(
    storage: &StorageType,
    subject: &str,
    server: Server,
) -> Result<String, Unsupported> {
    match storage {
        StorageType::Decimal { digits, scale } => demand_digits(*digits, *scale, subject, server)?,
        StorageType::Opaque { dialect, .. } => demand_own(*dialect, &Kept::of(storage), subject, server)?,
        _ => {}
    }
    Ok(Kept::of(storage).spelling.into_owned())
}

/// The storage that a column's type and its collation say; what is none of ours is opaque.
pub(crate) fn read_storage(
    column_type: &ColumnType,
    collation: Option<&str>,
    flavour: &'static Flavour,
) -> StorageType {
    let known = known_storage(column_type.own(), collation);
    known.unwrap_or_else(|| StorageType::Opaque {
        dialect: flavour.product.name,
        spelling: column_type.spelling().to_owned(),
    })
}

/// The column type of a field with its collation.
pub(crate) fn spell_field_type(field: &Field, subject: &str, server: Server) -> Result<String, Unsupported> {
    let storage = field.field_type.storage();
    let spelling = spell_type(&storage, subject, server)?;
    match &field.collation {
        None => Ok(spelling),
        Some(collation) if Kept::of(&storage).is_text => {
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

fn demand_digits(digits: u32, scale: u32, subject: &str, server: Server) -> Result<(), Unsupported> {
    let greatest_scale = server.flavour.limits.scale;
    if digits <= GREATEST_DIGITS && scale <= greatest_scale {
        return Ok(());
    }
    Err(server.refuse(
        Some(Feature::DecimalType),
        subject,
        format!("a decimal has at most {GREATEST_DIGITS} digits, {greatest_scale} of them after the point"),
        "use fewer digits, or Text",
    ))
}

/// Refuses a type that is another database's own, or has a collation that is.
fn demand_own(
    dialect: DialectName,
    kept: &Kept<'_>,
    subject: &str,
    server: Server,
) -> Result<(), Unsupported> {
    if let Some(collation) = kept.own.as_ref().and_then(OwnType::collation) {
        known_collation(collation, subject, server)?;
    }
    if server.flavour.product.sql_names.contains(&dialect) {
        return Ok(());
    }
    Err(server.refuse(
        None,
        subject,
        format!("the type `{}` is {dialect}'s own", kept.spelling),
        "use a type that every database has, or keep this migration to that database",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavours::MYSQL;
    use pretty_assertions::assert_eq;

    fn column(spelling: &str) -> ColumnType {
        ColumnType::new(spelling.to_owned(), None)
    }

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
                read_storage(&column(column_type), collation, &MYSQL),
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
            let read = read_storage(&column(column_type), None, &MYSQL);
            let opaque = StorageType::Opaque {
                dialect: crate::flavour::FAMILY,
                spelling: column_type.to_owned(),
            };
            assert_eq!(read, opaque);
        }
    }
}
