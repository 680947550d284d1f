//! Values that are looked up in a table, for each row of another one or of the same.

use aksara_operations::Lookup;
use aksara_schema::{FieldName, TableName};

use crate::Dialect;

/// The name by which the table is known where values are looked up in it; it may be the changed table itself.
pub const REFERRED: &str = "referred";

/// The value for a row of a table, as a query for one value. The row's own field holds the key.
pub fn spell_lookup(
    lookup: &Lookup,
    (table, field): (&TableName, &FieldName),
    dialect: &dyn Dialect,
) -> String {
    let name = |name: &FieldName| dialect.quote_name(name.as_str());
    let (value, key) = (name(&lookup.value), name(&lookup.key));
    // The database gives a table that is made for one statement an index by itself, and lets the statement change the table
    // that it was made of.
    let rows = format!(
        "SELECT DISTINCT {key}, {value} FROM {}",
        dialect.quote_table(&lookup.table)
    );
    let held = format!("{}.{}", dialect.quote_table(table), name(field));
    format!("(SELECT {REFERRED}.{value} FROM ({rows}) AS {REFERRED} WHERE {REFERRED}.{key} = {held})")
}
