//! The length of a key: MariaDB would silently index a prefix of what is too long.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Field, Table};

use super::width::Width;
use crate::flavour::Server;
use crate::types::Kept;

/// The greatest length of a key in bytes
/// (<https://dev.mysql.com/doc/refman/9.4/en/innodb-limits.html>, for pages of 16 KB and the default row format).
const GREATEST_BYTES: u64 = 3072;

/// Refuses a key over these fields that is too long, or that holds large objects; the feature is what such a key would be.
pub(crate) fn check_key<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    table: &Table,
    feature: Option<Feature>,
    subject: &str,
    server: Server,
) -> Result<(), Unsupported> {
    let fields: Vec<&Field> = fields.into_iter().collect();
    if let Some(field) = fields
        .iter()
        .find(|field| Kept::of(&field.field_type.storage()).is_large_object())
    {
        return Err(server.refuse(
            feature,
            subject,
            format!(
                "`{}` has a type without limit of length, which no index key can hold",
                field.name
            ),
            "use a String with max_length of at most 768",
        ));
    }
    check_parts(fields.len(), subject, server)?;
    let bytes: u64 = fields.iter().map(|field| Width::of(field, table).bytes()).sum();
    if bytes <= GREATEST_BYTES {
        Ok(())
    } else {
        Err(server.refuse(
            None,
            subject,
            format!("the key has up to {bytes} bytes, and {GREATEST_BYTES} are the most"),
            "use shorter fields (a character takes up to 4 bytes), or fewer of them",
        ))
    }
}

fn check_parts(parts: usize, subject: &str, server: Server) -> Result<(), Unsupported> {
    let greatest = server.flavour.limits.key_parts;
    if parts <= greatest {
        Ok(())
    } else {
        Err(server.refuse(
            None,
            subject,
            format!("an index has at most {greatest} fields"),
            "use fewer fields",
        ))
    }
}
