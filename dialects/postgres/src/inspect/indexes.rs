//! Rows of pg_index → indexes.

use aksara_driver::{DriverError, Row};
use aksara_schema::{Index, IndexKey, IndexPart, NullsOrder, SortOrder, Table};
use serde::Deserialize;

use super::Tables;
use super::rows::{field_name, field_names, integer, is_true, object_name, parsed, text, unexpected};
use crate::read;

/// The method of an index that names none.
const USUAL_METHOD: &str = "btree";

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

/// Puts the indexes into their tables.
pub(super) fn read(tables: &mut Tables, rows: &[Row]) -> Result<(), DriverError> {
    for row in rows {
        if let Some(table) = tables.get_mut(&integer(row, "table_id")?) {
            let index = read_index(row, table)?;
            table.indexes.insert(index.name.clone(), index);
        }
    }
    Ok(())
}

fn read_index(row: &Row, table: &Table) -> Result<Index, DriverError> {
    let parts: Vec<CatalogPart> = parsed(row, "parts")?.unwrap_or_default();
    Ok(Index {
        name: object_name(row)?,
        parts: parts
            .into_iter()
            .map(|part| read_part(part, table))
            .collect::<Result<_, _>>()?,
        unique: is_true(row, "is_unique"),
        nulls_not_distinct: is_true(row, "nulls_not_distinct"),
        method: Some(text(row, "method")?.to_owned()).filter(|method| method != USUAL_METHOD),
        condition: row.text("condition").map(|sql| read::expression(sql, table)),
        include: field_names(row, "include")?,
    })
}

fn read_part(part: CatalogPart, table: &Table) -> Result<IndexPart, DriverError> {
    let key = match (part.field, part.expression) {
        (Some(field), _) => IndexKey::Field(field_name(&field)?),
        (None, Some(sql)) => IndexKey::Expression(read::expression(&sql, table)),
        (None, None) => return Err(unexpected("parts", "has a part without field or expression")),
    };
    Ok(IndexPart {
        key,
        order: if part.descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        },
        nulls: match (part.descending, part.nulls_first) {
            (true, false) => Some(NullsOrder::Last),
            (false, true) => Some(NullsOrder::First),
            (true, true) | (false, false) => None,
        },
        collation: part.collation,
        operator_class: part.class,
    })
}
