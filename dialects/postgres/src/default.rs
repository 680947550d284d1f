//! How defaults are spelled.

use aksara_dialect::{Fragment, FragmentKind, fragments};
use aksara_schema::{Default, Literal, StorageType};

use crate::expression::spell;
use crate::flavour::Server;
use crate::lexis::LEXIS;
use crate::literal::spell_typed;
use crate::types::catalog_type;

/// A random UUID (version 4) where gen_random_uuid() is an extension's.
pub(crate) const RANDOM_UUID_OF_12: &str = "CAST(overlay(overlay(md5(random()::text || clock_timestamp()::text) \
     PLACING '4' FROM 13) PLACING substr('89ab', 1 + floor(random() * 4)::integer, 1) FROM 17) AS uuid)";

/// The text after DEFAULT, where there is one: a default of NULL is none.
pub(crate) fn spell_default(default: &Default, storage: &StorageType, server: Server) -> Option<String> {
    match default {
        Default::Literal(Literal::Null) => None,
        Default::Literal(literal) => Some(spell_typed(literal, storage)),
        Default::CurrentTimestamp => Some(current(&catalog_type(storage)).to_owned()),
        Default::RandomUuid if server.version < server.flavour.since.random_uuid => {
            Some(RANDOM_UUID_OF_12.to_owned())
        }
        Default::RandomUuid => Some("gen_random_uuid()".to_owned()),
        Default::Expression(expression) => Some(format!("({})", spell(expression, server.flavour))),
    }
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

/// Functions that give one value for a whole statement, and words before parentheses that are no functions.
const STABLE: &[&str] = &[
    "now",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "lower",
    "upper",
    "length",
    "abs",
    "round",
    "floor",
    "ceil",
    "in",
    "and",
    "or",
    "not",
    "as",
    "numeric",
    "varchar",
    "timestamp",
    "time",
    "interval",
    "cast",
    "date_trunc",
    "timezone",
    "to_jsonb",
    "jsonb_build_object",
    "jsonb_build_array",
    "current_setting",
    "concat",
    "array",
    "current_timestamp",
];

/// Whether a default may be another value for each row, so that a new column is written into all of them.
pub(crate) fn is_volatile(default: &str) -> bool {
    let words: Vec<Fragment<'_>> = fragments(default, LEXIS)
        .filter(Fragment::is_significant)
        .collect();
    let calls = words.windows(2).filter(|pair| pair[1].is_symbol("("));
    let mut names = calls
        .map(|pair| &pair[0])
        .filter(|name| name.kind != FragmentKind::Symbol);
    names.any(|name| STABLE.iter().all(|stable| !name.is_word(stable)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_default_is_volatile_where_it_calls_what_may_differ_for_each_row() {
        for (default, expected) in [
            ("'gen_random_uuid()'", false),
            ("CURRENT_TIMESTAMP", false),
            ("(coalesce(NULL, 3) + (2 * 4))", false),
            ("gen_random_uuid()", true),
            (RANDOM_UUID_OF_12, true),
            ("(nextval('counter'::regclass))", true),
        ] {
            assert_eq!(is_volatile(default), expected, "{default}");
        }
    }
}
