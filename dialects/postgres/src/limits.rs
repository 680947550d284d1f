//! Names of tables and fields that PostgreSQL would cut off.

use aksara_dialect::Unsupported;
use aksara_schema::{Table, TableName};

use crate::own_objects::GREATEST_NAME;
use crate::refusal::refuse;

/// Refuses a table whose name, or a field's, is too long. Names of indexes and constraints are shortened instead.
pub(crate) fn require_fitting_names(table: &Table) -> Result<(), Unsupported> {
    require_fitting_table_name(&table.name)?;
    table
        .fields
        .keys()
        .try_for_each(|field| require_fitting(field.as_str(), || format!("field `{}.{field}`", table.name)))
}

/// Refuses a table's name that is too long.
pub(crate) fn require_fitting_table_name(name: &TableName) -> Result<(), Unsupported> {
    let parts = name.namespace().into_iter().chain([name.name()]);
    parts
        .into_iter()
        .try_for_each(|part| require_fitting(part, || format!("table `{name}`")))
}

fn require_fitting(name: &str, subject: impl FnOnce() -> String) -> Result<(), Unsupported> {
    if name.len() <= GREATEST_NAME {
        return Ok(());
    }
    Err(refuse(
        subject(),
        None,
        format!(
            "the name has {} bytes, and {GREATEST_NAME} are the most",
            name.len()
        ),
        "choose a shorter name; db_column and db_table give one without renaming the model's",
    ))
}
