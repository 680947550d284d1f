//! Values of catalog rows, with an error that says which column is not what it should be.

use aksara_driver::{DriverError, Row, Value};
use aksara_schema::{FieldName, InvalidName, TableName};
use serde_json::from_str;

/// A text that must be there.
pub(super) fn text<'a>(row: &'a Row, column: &str) -> Result<&'a str, DriverError> {
    row.text(column).ok_or_else(|| unexpected(column, "is no text"))
}

/// A whole number that must be there.
pub(super) fn integer(row: &Row, column: &str) -> Result<i64, DriverError> {
    row.integer(column)
        .ok_or_else(|| unexpected(column, "is no whole number"))
}

/// Whether a column is true; NULL is not.
pub(super) fn is_true(row: &Row, column: &str) -> bool {
    row.get(column) == Some(&Value::Boolean(true))
}

/// A JSON document of the given form, where there is one.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: &str,
) -> Result<Option<T>, DriverError> {
    let document = row.text(column).map(from_str).transpose();
    document.map_err(|error| unexpected(column, &error.to_string()))
}

/// A table's name, without the namespace that the connection uses by itself.
pub(super) fn named_table(row: &Row, namespace: &str, name: &str) -> Result<TableName, DriverError> {
    let default = if namespace == "target_namespace" {
        "target_is_default"
    } else {
        "is_default"
    };
    let named = if is_true(row, default) {
        TableName::whole(text(row, name)?)
    } else {
        TableName::qualified(text(row, namespace)?, text(row, name)?)
    };
    named.map_err(|error| unexpected(name, &error.to_string()))
}

/// The fields listed in a JSON column.
pub(super) fn field_names(row: &Row, column: &str) -> Result<Vec<FieldName>, DriverError> {
    let names: Vec<String> = parsed(row, column)?.unwrap_or_default();
    let names: Result<_, InvalidName> = names.into_iter().map(FieldName::new).collect();
    names.map_err(|error| unexpected(column, &error.to_string()))
}

pub(super) fn unexpected(column: &str, problem: &str) -> DriverError {
    DriverError::Refused {
        message: format!("the catalog's answer is not understood: column `{column}` {problem}"),
    }
}
