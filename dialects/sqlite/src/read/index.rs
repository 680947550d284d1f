//! A physical index as an index of the schema.

use aksara_schema::{FieldName, Index, IndexKey, IndexPart, ObjectName, SortOrder, SqlExpression, Table};

use crate::physical;
use crate::text::without_parentheses;
use crate::token::tokens;

/// The collation of every column that has none.
pub(super) const DEFAULT_COLLATION: &str = "BINARY";

/// Reads an expression of an index.
type ReadExpression<'a> = &'a dyn Fn(&str) -> SqlExpression;

/// Reads an index of a table; `None` where its name is none.
pub(super) fn read_index(index: &physical::Index, table: &Table, read: ReadExpression<'_>) -> Option<Index> {
    let parts = index.parts.iter().map(|part| read_part(part, table, read));
    Some(Index {
        name: ObjectName::new(&*index.name).ok()?,
        parts: parts.collect(),
        unique: index.is_unique,
        nulls_not_distinct: false,
        method: None,
        condition: index.condition.as_deref().map(read),
        include: Vec::new(),
    })
}

fn read_part(part: &physical::IndexPart, table: &Table, read: ReadExpression<'_>) -> IndexPart {
    let field = field_of(&part.key, table);
    let collation = |name: &FieldName| table.fields.get(name)?.collation.as_deref();
    let own = field
        .as_ref()
        .map(|name| collation(name).unwrap_or(DEFAULT_COLLATION));
    let given = part.collation.as_ref().map(|name| name.to_uppercase());
    let is_own = |name: &String| own.is_some_and(|own| own.eq_ignore_ascii_case(name));
    IndexPart {
        collation: given.filter(|name| !is_own(name)),
        key: match field {
            Some(field) => IndexKey::Field(field),
            None => IndexKey::Expression(read(without_parentheses(&part.key))),
        },
        order: if part.is_descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        },
        nulls: None,
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
