//! Names in Python values.

use aksara_schema::{FieldName, ObjectName, TableName};

use crate::python::{PythonError, Value};

/// A field's name.
pub(crate) fn column_name(value: &Value, what: &str) -> Result<FieldName, PythonError> {
    FieldName::new(value.text(what)?).map_err(|error| value.invalid(what, error))
}

/// An index's or constraint's name.
pub(crate) fn object_name(value: &Value, what: &str) -> Result<ObjectName, PythonError> {
    ObjectName::new(value.text(what)?).map_err(|error| value.invalid(what, error))
}

/// A table's name, with a namespace where it has one.
pub(crate) fn table_name(value: &Value, what: &str) -> Result<TableName, PythonError> {
    TableName::try_from(value.text(what)?.to_owned()).map_err(|error| value.invalid(what, error))
}
