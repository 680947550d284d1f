//! The CHECK that a type brings along, where the column's type alone would let other values in.
//!
//! A field of a foreign key brings none: the target's values have passed theirs, and both databases forbid a CHECK
//! on a field that a referential action sets (MySQL 3823, MariaDB 1901).

use aksara_dialect::field_object_name;
use aksara_schema::{DerivedName, Field, FieldType, ForeignKey, StorageType, Table};

use crate::flavour::{Flavour, PatternMatch, Quirk, Server};
use crate::literal::quote_text;
use crate::name::{limited, object_name, quoted};
use crate::types::{Kept, ValueCheck};

/// Lower case with hyphens: the one spelling in which equal UUIDs are equal texts.
const UUID_PATTERN: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

/// A CHECK that comes with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeCheck {
    pub(crate) name: String,
    pub(crate) expression: String,
}

/// The CHECK of a field, where its type brings one.
pub(crate) fn type_check(field: &Field, table: &Table, server: Server) -> Option<TypeCheck> {
    let conditions: Vec<String> = [
        value_condition(field, table, server),
        presence_condition(field, server),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name = field_object_name(&field.type_check, DerivedName::Check, table, field);
    (!conditions.is_empty()).then(|| TypeCheck {
        name: name.map_or_else(|| limited(field.name.as_str()), |name| object_name(&name)),
        expression: all_of(&conditions),
    })
}

fn all_of(conditions: &[String]) -> String {
    match conditions {
        [condition] => condition.clone(),
        several => several
            .iter()
            .map(|condition| format!("({condition})"))
            .collect::<Vec<_>>()
            .join(" AND "),
    }
}

/// Whether the field is part of a foreign key of its table, also where that is away for a while.
pub(crate) fn is_foreign(field: &Field, table: &Table) -> bool {
    let is_in = |key: &ForeignKey| key.fields.contains(&field.name);
    matches!(field.field_type, FieldType::Foreign(_))
        || table.foreign_keys().iter().any(|(_, key)| is_in(key))
}

/// The condition that values of the field satisfy.
fn value_condition(field: &Field, table: &Table, server: Server) -> Option<String> {
    if is_foreign(field, table) {
        return None;
    }
    let name = quoted(field.name.as_str());
    if field.field_type.is_positive() {
        return Some(positive_condition(&name));
    }
    storage_condition(&name, &field.field_type.storage(), server.flavour)
}

/// The check in place of NOT NULL, which a generated column may not take.
fn presence_condition(field: &Field, server: Server) -> Option<String> {
    let takes_none = server.flavour.has(Quirk::GeneratedTakesNoNotNull);
    let needs = takes_none && field.generated.is_some() && field.is_required();
    needs.then(|| format!("{} IS NOT NULL", quoted(field.name.as_str())))
}

/// The condition that values of a positive integer satisfy.
pub(crate) fn positive_condition(name: &str) -> String {
    format!("{name} >= 0")
}

/// The condition that values of a storage type satisfy; NULL always does.
pub(crate) fn storage_condition(
    name: &str,
    storage: &StorageType,
    flavour: &'static Flavour,
) -> Option<String> {
    match Kept::of(storage).check {
        ValueCheck::None => None,
        ValueCheck::Uuid => Some(uuid_condition(name, flavour)),
        // MariaDB's is_ipv4(NULL) is 0, not NULL.
        ValueCheck::IpAddress => Some(format!("{name} IS NULL OR is_ipv4({name}) OR is_ipv6({name})")),
        ValueCheck::List(None) => Some(format!("json_type({name}) = 'ARRAY'")),
        ValueCheck::List(Some(items)) => Some(format!(
            "json_type({name}) = 'ARRAY' AND json_length({name}) = {items}"
        )),
        ValueCheck::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|value| quote_text(value)).collect();
            Some(format!("{name} IN ({})", values.join(", ")))
        }
    }
}

fn uuid_condition(name: &str, flavour: &'static Flavour) -> String {
    match flavour.words.pattern_match {
        PatternMatch::Function => format!("regexp_like({name}, '{UUID_PATTERN}')"),
        PatternMatch::Operator => format!("{name} REGEXP '{UUID_PATTERN}'"),
    }
}
