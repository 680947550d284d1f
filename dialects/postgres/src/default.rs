//! How defaults are spelled.

use aksara_dialect::{ServerVersion, Unsupported};
use aksara_schema::{Default, Literal, StorageType};

use crate::expression::spell_written;
use crate::literal::spell_typed;
use crate::types::told_storage;

/// A random UUID (version 4) for PostgreSQL 12, where gen_random_uuid() is an extension's.
const RANDOM_UUID_OF_12: &str = "CAST(overlay(overlay(md5(random()::text || clock_timestamp()::text) \
     PLACING '4' FROM 13) PLACING substr('89ab', 1 + floor(random() * 4)::integer, 1) FROM 17) AS uuid)";

const BUILT_IN_SINCE: ServerVersion = ServerVersion::new(13, 0, 0);

/// What stands after DEFAULT, where something does: a default of NULL is none.
pub(crate) fn spell_default(
    default: &Default,
    storage: &StorageType,
    subject: &str,
    version: &ServerVersion,
) -> Result<Option<String>, Unsupported> {
    Ok(match default {
        Default::Literal(Literal::Null) => None,
        Default::Literal(literal) => Some(spell_typed(literal, storage)),
        Default::CurrentTimestamp => Some(current(&told_storage(storage)).to_owned()),
        Default::RandomUuid if *version < BUILT_IN_SINCE => Some(RANDOM_UUID_OF_12.to_owned()),
        Default::RandomUuid => Some("gen_random_uuid()".to_owned()),
        Default::Expression(expression) => Some(format!(
            "({})",
            spell_written(expression, &format!("the default of {subject}"))?
        )),
    })
}

/// The moment of the statement in a field's own type.
fn current(storage: &StorageType) -> &'static str {
    if *storage == StorageType::Date {
        "CURRENT_DATE"
    } else if *storage == StorageType::Time {
        "LOCALTIME"
    } else {
        "CURRENT_TIMESTAMP"
    }
}
