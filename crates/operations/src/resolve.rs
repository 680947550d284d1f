//! Resolving: the schema that models describe, as replay would see it.
//!
//! References become canonical, exactly as an operation's do when it is applied. Names and types that were left
//! open stay open: they are frozen when their object is created.

use std::sync::Arc;

use aksara_schema::{Field, Management, Schema, Table};

use crate::OperationError;
use crate::freeze::freeze_table;

/// Resolves every reference of a schema as written.
pub fn resolve(written: &Schema) -> Result<Schema, OperationError> {
    let resolved = written.tables().map(|table| match table.management {
        Management::Managed => resolve_table(table, written),
        Management::External => Ok(Arc::clone(table)),
    });
    resolved.collect()
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
