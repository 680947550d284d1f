//! Rows of pg_index → indexes.

use aksara_driver::{DriverError, Row};
use aksara_schema::{NullsOrder, SortOrder};
use serde::Deserialize;

use super::columns_of;
use super::rows::{is_true, parsed, text, unexpected};
use crate::physical::{Index, IndexKey, IndexPart};

/// One part of an index, as the query gives it.
#[derive(Deserialize)]
struct CatalogPart {
    field: Option<String>,
    expression: Option<String>,
    descending: bool,
    nulls_first: bool,
    collation: Option<String>,
    class: Option<String>,
}

pub(super) fn read(row: &Row) -> Result<Index, DriverError> {
    let parts: Vec<CatalogPart> = parsed(row, "parts")?.unwrap_or_default();
    let include: Vec<String> = parsed(row, "include")?.unwrap_or_default();
    let fields = parts.iter().filter_map(|part| part.field.clone());
    let expressions = parts.iter().filter_map(|part| part.expression.as_deref());
    let condition = row.text("condition");
    let computed = columns_of(expressions.chain(condition));
    Ok(Index {
        name: text(row, "name")?.to_owned(),
        is_unique: is_true(row, "is_unique"),
        method: Some(text(row, "method")?.to_owned()),
        columns: fields.chain(include.clone()).chain(computed).collect(),
        parts: parts.into_iter().map(read_part).collect::<Result<_, _>>()?,
        include,
        is_nulls_not_distinct: is_true(row, "nulls_not_distinct"),
        condition: condition.map(str::to_owned),
    })
}

fn read_part(part: CatalogPart) -> Result<IndexPart, DriverError> {
    let key = match (part.field, part.expression) {
        (Some(field), _) => IndexKey::Column(field),
        (None, Some(sql)) => IndexKey::Expression(sql),
        (None, None) => return Err(unexpected("parts", "has a part without field or expression")),
    };
    Ok(IndexPart {
        key,
        order: if part.descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        },
        nulls: Some(if part.nulls_first {
            NullsOrder::First
        } else {
            NullsOrder::Last
        }),
        collation: part.collation,
        operator_class: part.class,
    })
}
