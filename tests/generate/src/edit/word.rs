//! The words that an edit is made of: each is what somebody does to models in one go, as operations.

use std::sync::Arc;

use aksara_operations::Operation;
use aksara_schema::{Field, Schema, Table};

use super::{computed, enums, fields, names, objects, relations};
use crate::{Choices, Scope, operation};

/// What a word is chosen for.
pub(super) struct Place<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: Arc<Table>,
    pub(super) scope: Scope,
}

type Word = fn(&mut Choices, &Place) -> Option<Vec<Operation>>;

/// The words, by weight.
const WORDS: &[(usize, Word)] = &[
    (22, any_operation),
    (2, names::exchange_fields),
    (1, names::rotate_fields),
    (2, names::exchange_tables),
    (1, names::rotate_tables),
    (3, names::reuse_field_name),
    (2, names::reuse_table_name),
    (2, names::take_name_of_removed_field),
    (2, names::take_name_of_dropped_table),
    (1, names::change_case_of_field),
    (1, names::change_case_of_table),
    (3, names::rename_model),
    (3, fields::require_new),
    (3, fields::require),
    (1, fields::allow_null),
    (2, fields::comment),
    (2, fields::collate),
    (3, fields::retype_key),
    (2, fields::add_mixin),
    (1, fields::remove_mixin),
    (2, computed::other_expression),
    (1, computed::plain_from_computed),
    (1, computed::computed_from_plain),
    (1, computed::remove_with_source),
    (2, computed::retype_source),
    (2, relations::toggle_one_to_one),
    (2, relations::plain_from_key),
    (3, relations::key_from_plain),
    (2, relations::other_target),
    (1, relations::other_actions),
    (3, relations::add_many_to_many),
    (1, relations::remove_many_to_many),
    (2, relations::other_many_to_many),
    (1, relations::give_through),
    (2, enums::add_value),
    (1, enums::remove_value),
    (1, enums::reorder),
    (3, enums::rename_value),
    (2, objects::add_together),
    (2, objects::reverse_together),
    (1, objects::exchange_indexes),
    (1, objects::exchange_constraints),
    (1, objects::exchange_across_tables),
];

/// What a word does to the schema; it may still be refused.
pub(super) fn choose(choices: &mut Choices, schema: &Schema, scope: Scope) -> Option<Vec<Operation>> {
    let tables: Vec<&Arc<Table>> = schema.tables().collect();
    let Some(table) = choices.pick(&tables) else {
        return operation::choose(choices, schema, scope).map(|operation| vec![operation]);
    };
    let place = Place {
        schema,
        table: Arc::clone(table),
        scope,
    };
    weighted(choices)?(choices, &place)
}

fn weighted(choices: &mut Choices) -> Option<Word> {
    let total = WORDS.iter().map(|(weight, _)| weight).sum();
    let mut rest = choices.below(total);
    for (weight, word) in WORDS {
        match rest.checked_sub(*weight) {
            Some(less) => rest = less,
            None => return Some(*word),
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
            && !operation::excludes(&self.table)
            && !self.is_in_key(field)
    }
}
