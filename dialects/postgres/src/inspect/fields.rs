//! Columns → fields.

use std::collections::BTreeMap;

use aksara_driver::{DriverError, Row};
use aksara_schema::{Field, FieldType, Generated, GeneratedStorage};

use super::rows::{field_name, integer, is_true, text};
use super::{EnumType, Tables, defaults};
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
    Ok(())
}

fn read_field(row: &Row, enums: &BTreeMap<i64, EnumType>) -> Result<Field, DriverError> {
    let native = match is_true(row, "is_enum") {
        true => enums.get(&integer(row, "type_id")?),
        false => None,
    };
    let field_type = match native {
        Some(native) => FieldType::Enum {
            values: native.values.clone(),
            native: Some(native.name.clone()),
        },
        None => read_type(text(row, "type")?),
    };
    let mut field = Field::new(field_name(text(row, "name")?)?, field_type);
    field.nullable = !is_true(row, "required");
    field.auto_increment = is_true(row, "counts");
    field.collation = row.text("collation").map(str::to_owned);
    field.comment = row.text("comment").map(str::to_owned);
    let storage = match row.text("generated") {
        Some("s") => Some(GeneratedStorage::Stored),
        Some("v") => Some(GeneratedStorage::Virtual),
        _ => None,
    };
    match (storage, row.text("expression")) {
        (Some(storage), Some(sql)) => {
            field.generated = Some(Generated {
                expression: defaults::expression(sql),
                storage,
            });
        }
        (None, Some(sql)) if !field.auto_increment => {
            field.default = defaults::read_default(sql, &field.field_type.storage());
        }
        _ => {}
    }
    Ok(field)
}
