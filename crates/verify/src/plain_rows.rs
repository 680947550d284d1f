//! Plain rows for a table: every value another one, keys that refer to the rows of the same number.

use aksara_schema::{Field, FieldName, Literal, Schema, StorageType, Table};

/// How many rows a table gets.
const ROWS: u32 = 3;

/// A row: values by field.
pub(crate) type PlainRow = Vec<(FieldName, Literal)>;

/// The rows of a table. Numbers of rows are the same in every table, so that foreign keys meet.
pub(crate) fn plain_rows(table: &Table, schema: &Schema, seed: u64) -> Vec<PlainRow> {
    let row = |number| plain_row(table, schema, seed, number);
    (1..=ROWS).map(row).collect()
}

fn plain_row(table: &Table, schema: &Schema, seed: u64, number: u32) -> PlainRow {
    let keys = table.foreign_keys();
    let refers = |field: &Field| keys.iter().any(|(_, key)| key.fields.contains(&field.name));
    let given = table.fields.values().filter(|field| field.generated.is_none());
    given
        .filter_map(|field| {
            // The last row holds NULL wherever it may.
            let is_null = field.nullable && !field.primary_key && number == ROWS;
            let is_free = field.unique.is_some() || field.primary_key || refers(field);
            let salt = if is_free {
                0
            } else {
                u32::try_from(seed % 5).unwrap_or_default()
            };
            let value = if is_null {
                Some(Literal::Null)
            } else {
                storage(table, field, schema).sample(number + salt)
            };
            Some((field.name.clone(), value?))
        })
        .collect()
}

/// A foreign key's own type is that of what it refers to.
fn storage(table: &Table, field: &Field, schema: &Schema) -> StorageType {
    let target = || {
        let reference = field.reference.as_ref()?;
        let target = schema.table(&reference.table)?;
        let name = reference
            .field
            .as_ref()
            .or_else(|| target.primary_key().first().copied())?;
        let target_field = target
            .fields
            .get(name)
            .filter(|found| target.name != table.name || found.name != field.name)?;
        Some(target_field.field_type.storage())
    };
    target().unwrap_or_else(|| field.field_type.storage())
}
