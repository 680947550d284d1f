//! Resolving: the schema that models describe, as replay would see it.
//!
//! References become canonical, exactly as an operation's do when it is applied. Names and types that were left
//! open stay open: they are frozen when their object is created.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_schema::{Field, FieldType, Management, Schema, Table};

use crate::OperationError;
use crate::freeze::freeze_table;

/// Resolves every reference of a schema as written.
pub fn resolve(written: &Schema) -> Result<Schema, OperationError> {
    let resolved = written.tables().map(|table| match table.management {
        Management::Managed => resolve_table(table, written),
        Management::External => Ok(Arc::clone(table)),
    });
    let resolved: Schema = resolved.collect::<Result<_, _>>()?;
    demand_equal_enums(&resolved)?;
    Ok(resolved)
}

/// Fields that share a native type have its values, all of them in its order.
fn demand_equal_enums(schema: &Schema) -> Result<(), OperationError> {
    let tables = schema
        .tables()
        .filter(|table| table.management == Management::Managed);
    let fields = tables.flat_map(|table| table.fields.values().map(move |field| (table, field)));
    let mut known: BTreeMap<&str, (&Table, &Field, &[String])> = BTreeMap::new();
    for (table, field) in fields {
        let FieldType::Enum {
            values,
            native: Some(native),
        } = &field.field_type
        else {
            continue;
        };
        let (other_table, other_field, expected) = *known.entry(native).or_insert((table, field, values));
        if expected != values.as_slice() {
            return Err(OperationError::UnequalEnums {
                native: native.clone(),
                table: table.name.clone(),
                field: field.name.clone(),
                other: format!("{}.{}", other_table.name, other_field.name),
                expected: expected.to_vec(),
            });
        }
    }
    Ok(())
}

fn resolve_table(written: &Table, schema: &Schema) -> Result<Arc<Table>, OperationError> {
    let mut table = Arc::unwrap_or_clone(freeze_table(written.clone(), schema)?);
    table.primary_key_name = written.primary_key_name.clone();
    for field in table.fields.values_mut() {
        if let Some(written) = written.fields.get(&field.name) {
            open_names(field, written);
        }
    }
    Ok(Arc::new(table))
}

/// Gives a field's constraints and indexes the names that were written, if any.
fn open_names(field: &mut Field, written: &Field) {
    field.unique = written.unique.clone();
    field.index = written.index.clone();
    field.type_check = written.type_check.clone();
    if let (Some(reference), Some(written)) = (&mut field.reference, &written.reference) {
        reference.constraint = written.constraint.clone();
    }
}
