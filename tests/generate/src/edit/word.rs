//! The words that an edit is made of: each is what somebody does to models in one go, as operations.

use std::sync::Arc;

use aksara_operations::Operation;
use aksara_schema::{Field, Schema, Table, TableName};

use super::{computed, enums, fields, names, objects, relations};
use crate::{Choices, Scope, operation};

/// The place that a word is about.
pub(super) struct Place<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: Arc<Table>,
    pub(super) scope: Scope,
}

/// A word, and what it does.
type Said = (&'static str, Vec<Operation>);

type Word = fn(&mut Choices, &Place) -> Option<Vec<Operation>>;

/// The words by weight, each with what it is called.
const WORDS: &[(usize, &str, Word)] = &[
    (22, "any operation", any_operation),
    (2, "exchange fields", names::exchange_fields),
    (1, "rotate fields", names::rotate_fields),
    (2, "exchange tables", names::exchange_tables),
    (1, "rotate tables", names::rotate_tables),
    (3, "reuse field name", names::reuse_field_name),
    (2, "reuse table name", names::reuse_table_name),
    (2, "take name of removed field", names::take_name_of_removed_field),
    (2, "take name of dropped table", names::take_name_of_dropped_table),
    (1, "change case of field", names::change_case_of_field),
    (1, "change case of table", names::change_case_of_table),
    (3, "rename model", names::rename_model),
    (3, "require new", fields::require_new),
    (3, "require", fields::require),
    (1, "allow null", fields::allow_null),
    (2, "comment", fields::comment),
    (2, "collate", fields::collate),
    (3, "retype key", fields::retype_key),
    (2, "add mixin", fields::add_mixin),
    (1, "remove mixin", fields::remove_mixin),
    (1, "add computed", computed::add_computed),
    (1, "add enum", enums::add_enum),
    (2, "other expression", computed::other_expression),
    (1, "plain from computed", computed::plain_from_computed),
    (1, "computed from plain", computed::computed_from_plain),
    (1, "remove with source", computed::remove_with_source),
    (2, "retype source", computed::retype_source),
    (2, "toggle one to one", relations::toggle_one_to_one),
    (2, "plain from key", relations::plain_from_key),
    (3, "key from plain", relations::key_from_plain),
    (2, "other target", relations::other_target),
    (1, "other actions", relations::other_actions),
    (3, "add many to many", relations::add_many_to_many),
    (1, "remove many to many", relations::remove_many_to_many),
    (2, "other many to many", relations::other_many_to_many),
    (1, "give through", relations::give_through),
    (2, "add value", enums::add_value),
    (1, "remove value", enums::remove_value),
    (1, "reorder", enums::reorder),
    (3, "rename value", enums::rename_value),
    (2, "add together", objects::add_together),
    (2, "reverse together", objects::reverse_together),
    (1, "exchange indexes", objects::exchange_indexes),
    (1, "exchange constraints", objects::exchange_constraints),
    (1, "exchange across tables", objects::exchange_across_tables),
];

/// The words that give models what others change.
const RICHER: &[(usize, &str, Word)] = &[
    (2, "add many to many", relations::add_many_to_many),
    (3, "add together", objects::add_together),
    (4, "add computed", computed::add_computed),
    (4, "add enum", enums::add_enum),
    (3, "key from plain", relations::key_from_plain),
];

/// How many words are tried where no table has what one needs.
const TRIES: usize = 4;

/// The names of the words.
pub fn edit_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(_, name, _)| *name)
}

/// A word, and what it does to a table of the schema that has what it needs; that may still be refused.
pub(super) fn choose(choices: &mut Choices, schema: &Schema, scope: Scope) -> Option<Said> {
    choose_of(WORDS, choices, schema, scope)
}

/// The same of the words that give models what others change.
pub(super) fn enrich(choices: &mut Choices, schema: &Schema, scope: Scope) -> Option<Said> {
    choose_of(RICHER, choices, schema, scope)
}

fn choose_of(
    words: &[(usize, &'static str, Word)],
    choices: &mut Choices,
    schema: &Schema,
    scope: Scope,
) -> Option<Said> {
    let mut tables: Vec<&Arc<Table>> = schema.tables().collect();
    if tables.is_empty() {
        return operation::choose(choices, schema, scope).map(|operation| ("any operation", vec![operation]));
    }
    let first = choices.below(tables.len());
    tables.rotate_left(first);
    (0..TRIES).find_map(|_| {
        let (name, word) = weighted(choices, words)?;
        let places = tables.iter().map(|table| Place {
            schema,
            table: Arc::clone(table),
            scope,
        });
        let operations = places
            .into_iter()
            .find_map(|place| word(&mut choices.clone(), &place))?;
        Some((name, operations))
    })
}

fn weighted(choices: &mut Choices, words: &[(usize, &'static str, Word)]) -> Option<(&'static str, Word)> {
    let total = words.iter().map(|(weight, ..)| weight).sum();
    let mut rest = choices.below(total);
    for (weight, name, word) in words {
        match rest.checked_sub(*weight) {
            Some(less) => rest = less,
            None => return Some((name, *word)),
        }
    }
    None
}

fn any_operation(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    operation::choose(choices, place.schema, place.scope).map(|operation| vec![operation])
}

impl Place<'_> {
    /// One of the table's fields that this is true of.
    pub(super) fn field(&self, choices: &mut Choices, fits: impl Fn(&Field) -> bool) -> Option<Field> {
        let fields: Vec<&Field> = self.table.fields.values().filter(|field| fits(field)).collect();
        choices.pick(&fields).map(|field| Field::clone(field))
    }

    /// The same at another table.
    pub(super) fn at(&self, table: &TableName) -> Option<Place<'_>> {
        let table = self.schema.table(table).cloned()?;
        Some(Place { table, ..*self })
    }

    /// Whether a foreign key, also one over several fields, has the field or refers to it.
    pub(super) fn is_in_key(&self, field: &Field) -> bool {
        let refers = |other: &Arc<Table>| {
            let keys = other.foreign_keys();
            keys.iter()
                .any(|(_, key)| key.table == self.table.name && key.target_fields.contains(&field.name))
        };
        let own = self.table.foreign_keys();
        let has = own.iter().any(|(_, key)| key.fields.contains(&field.name));
        has || self.schema.referrers(&self.table.name).any(refers)
    }

    /// Whether nothing names the field: no index, constraint, key or computed field.
    pub(super) fn is_unused(&self, field: &Field) -> bool {
        !field.primary_key
            && field.unique.is_none()
            && field.index.is_none()
            && !operation::is_used(&self.table, field)
            && !self.is_in_key(field)
    }
}
