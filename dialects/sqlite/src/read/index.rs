//! An index's statement as an index of the schema.

use aksara_schema::{FieldName, Index, IndexKey, IndexPart, ObjectName, SortOrder, Table};

use super::compared::DEFAULT_COLLATION;
use super::expression::read_expression;

use crate::build::column::is_built_in;
use crate::catalog::{CatalogObject, read_index};
use crate::physical;
use crate::token::tokens;

/// Reads an index of a table; `None` where its statement is not understood, or only a program knows its
/// collation.
pub(super) fn read_index_of(object: &CatalogObject, table: &Table) -> Option<Index> {
    let definition = read_index(&object.sql)?;
    let mut collations = definition
        .parts
        .iter()
        .filter_map(|part| part.collation.as_deref());
    if !collations.all(is_built_in) {
        return None;
    }
    Some(Index {
        name: ObjectName::new(&*object.name).ok()?,
        parts: definition
            .parts
            .iter()
            .map(|part| read_part(part, table))
            .collect(),
        unique: definition.is_unique,
        nulls_not_distinct: false,
        method: None,
        condition: definition
            .condition
            .as_deref()
            .map(|condition| read_expression(condition, table)),
        include: Vec::new(),
    })
}

fn read_part(part: &physical::IndexPart, table: &Table) -> IndexPart {
    let key = match field_of(&part.key, table) {
        Some(field) => IndexKey::Field(field),
        None => IndexKey::Expression(read_expression(without_parentheses(&part.key), table)),
    };
    let field = match &key {
        IndexKey::Field(name) => table.fields.get(name),
        IndexKey::Expression(_) => None,
    };
    let own_collation = field.map(|field| field.collation.as_deref().unwrap_or(DEFAULT_COLLATION));
    IndexPart {
        key,
        order: if part.is_descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        },
        nulls: None,
        collation: part
            .collation
            .as_ref()
            .map(|name| name.to_uppercase())
            .filter(|name| own_collation != Some(name.as_str())),
        operator_class: None,
    }
}

/// The field, where the key is a name and nothing else.
fn field_of(key: &str, table: &Table) -> Option<FieldName> {
    let mut parts = tokens(key);
    let first = parts.next().filter(|_| parts.next().is_none())?;
    // SQLite reads a text there as a name.
    let text = first
        .text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    let name = first
        .name()
        .or_else(|| text.map(|text| text.replace("''", "'")))?;
    table
        .fields
        .keys()
        .find(|field| field.as_str().eq_ignore_ascii_case(&name))
        .cloned()
}

/// The expression without parentheses that enclose all of it.
fn without_parentheses(key: &str) -> &str {
    let inner = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.filter(|inner| is_balanced(inner)).map_or(key, str::trim)
}

fn is_balanced(sql: &str) -> bool {
    let mut depth = 0_i32;
    let never_below = tokens(sql).all(|token| {
        depth += i32::from(token.is("(")) - i32::from(token.is(")"));
        depth >= 0
    });
    never_below && depth == 0
}
