//! Columns → fields.

use std::collections::BTreeMap;

use aksara_driver::{DriverError, Row};
use aksara_schema::{Field, FieldType, Generated, GeneratedStorage, Table};

use super::rows::{field_name, integer, is_true, text};
use super::{EnumType, Tables};
use crate::dialect::NAME;
use crate::read;
use crate::types::read_type;

/// Puts the columns into their tables.
pub(super) fn read(
    tables: &mut Tables,
    enums: &BTreeMap<i64, EnumType>,
    rows: &[Row],
) -> Result<(), DriverError> {
    for row in rows {
        if let Some(table) = tables.get_mut(&integer(row, "table_id")?) {
            let field = read_field(row, enums)?;
            table.fields.insert(field.name.clone(), field);
        }
    }
    // An expression may be over fields that stand after its own.
    for row in rows {
        if let Some(table) = tables.get_mut(&integer(row, "table_id")?) {
            let generated = read_generated(row, table);
            let name = field_name(text(row, "name")?)?;
            if let Some(field) = table.fields.get_mut(&name) {
                field.generated = generated;
            }
        }
    }
    Ok(())
}

fn read_field(row: &Row, enums: &BTreeMap<i64, EnumType>) -> Result<Field, DriverError> {
    let native = if is_true(row, "is_enum") {
        enums.get(&integer(row, "type_id")?)
    } else {
        None
    };
    let field_type = match native {
        Some(native) => FieldType::Enum {
            values: native.values.clone(),
            native: Some(native.name.clone()),
        },
        // A domain may have the name of a type that we know.
        None if is_true(row, "is_domain") => FieldType::Opaque {
            dialect: NAME.to_owned(),
            spelling: text(row, "type")?.to_owned(),
        },
        None => read_type(text(row, "type")?),
    };
    let mut field = Field::new(field_name(text(row, "name")?)?, field_type);
    field.nullable = !is_true(row, "required");
    field.auto_increment = is_true(row, "counts");
    field.collation = row.text("collation").map(str::to_owned);
    field.comment = row.text("comment").map(str::to_owned);
    if !is_generated(row) && !field.auto_increment {
        let storage = field.field_type.storage();
        field.default = row
            .text("expression")
            .and_then(|sql| read::read_default(sql, &storage));
    }
    Ok(field)
}

fn is_generated(row: &Row) -> bool {
    row.text("generated").is_some_and(|letter| !letter.is_empty())
}

fn read_generated(row: &Row, table: &Table) -> Option<Generated> {
    let storage = match row.text("generated") {
        Some("s") => GeneratedStorage::Stored,
        Some("v") => GeneratedStorage::Virtual,
        _ => return None,
    };
    let expression = read::expression(row.text("expression")?, table);
    Some(Generated { expression, storage })
}
