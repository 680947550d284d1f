//! Columns.

use std::collections::BTreeMap;

use aksara_driver::{DriverError, Row};
use aksara_schema::StorageType;

use super::rows::{integer, is_true, text};
use super::{EnumType, columns_of};
use crate::flavour::FAMILY;
use crate::physical::{Column, DataType, Generated};
use crate::types::{enum_type, read_type};

pub(super) fn read(row: &Row, enums: &BTreeMap<i64, EnumType>) -> Result<Column, DriverError> {
    let owned = |column: &str| row.text(column).map(str::to_owned);
    let is_identity = is_true(row, "counts");
    let is_stored = match row.text("generated") {
        Some("s") => Some(true),
        Some("v") => Some(false),
        _ => None,
    };
    let expression = owned("expression");
    let generated = is_stored.zip(expression.clone());
    Ok(Column {
        name: text(row, "name")?.to_owned(),
        data_type: data_type(row, enums)?,
        collation: owned("collation"),
        generated: generated.map(|(is_stored, expression)| Generated {
            columns: columns_of([expression.as_str()]),
            expression,
            is_stored,
        }),
        is_identity,
        default: expression.filter(|_| is_stored.is_none() && !is_identity),
        is_required: is_true(row, "required"),
        comment: owned("comment"),
    })
}

fn data_type(row: &Row, enums: &BTreeMap<i64, EnumType>) -> Result<DataType, DriverError> {
    let spelling = text(row, "type")?.to_owned();
    if let Some(native) = enums.get(&integer(row, "type_id")?) {
        return Ok(DataType {
            written: enum_type(&native.name, "").unwrap_or(spelling),
            storage: StorageType::Enum {
                values: native.values.clone(),
                native: Some(native.name.clone()),
            },
        });
    }
    // A domain may have the name of a type that we know.
    let storage = if is_true(row, "is_domain") {
        StorageType::Opaque {
            dialect: FAMILY,
            spelling: spelling.clone(),
        }
    } else {
        read_type(&spelling).storage()
    };
    Ok(DataType {
        storage,
        written: spelling,
    })
}
