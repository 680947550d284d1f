//! How a join table and its columns are called after the models that they join.

use crate::{FieldName, InvalidName, TableName, singularize};

/// The join table of a many-to-many field: `{source}_{field}`.
pub fn join_table_name(source: &TableName, field: &str) -> Result<TableName, InvalidName> {
    source.with_name(format!("{}_{field}", source.name()))
}

/// The columns of a join table, for the model that has the field and for the one it refers to: `post_id` and `tag_id`,
/// or `from_person_id` and `to_person_id` where both are one model.
pub fn join_columns(source: &TableName, target: &TableName) -> Result<[FieldName; 2], InvalidName> {
    let [of_source, of_target] = if source == target {
        ["from_", "to_"]
    } else {
        ["", ""]
    };
    let column =
        |prefix: &str, table: &TableName| FieldName::new(format!("{prefix}{}_id", singularize(table.name())));
    Ok([column(of_source, source)?, column(of_target, target)?])
}
