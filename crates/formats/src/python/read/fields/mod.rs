//! Field classes as data, and fields made from their calls.
//!
//! [`FIELD_CLASSES`] says which classes there are and what each accepts; [`read_field`] makes a [`Field`] of a call and
//! checks that its values are in range and fit each other. Models and migrations read their fields here.

mod classes;
mod defaults;
mod literals;
mod names;
mod properties;
mod references;
mod sql_literals;
mod types;

use aksara_schema::{Field, FieldName, FieldType, NotCompared};

pub(crate) use classes::is_older_form;
pub use classes::{FIELD_CLASSES, FieldClass, FieldKind, class_of, field_class, length};
pub(crate) use defaults::read_database_default;
pub(crate) use literals::{natural_literal, typed_literal};
pub(crate) use names::{column_name, object_name, table_name};
pub(crate) use references::{read_action, read_deferrable, target};
pub use sql_literals::{bytes_of_hex, fit_literal};

use crate::python::{ErrorKind, PythonError, Value};

/// The context of a field, which decides what its key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldContext {
    /// In a model: a foreign key's column is the attribute's name with `_id`.
    Model,
    /// In an operation: the key is the column.
    Operation,
}

/// The field that a call makes under a key (the model's attribute, or the column in an operation).
pub fn read_field(key: &Value, value: &Value, context: FieldContext) -> Result<Field, PythonError> {
    let call = value.call("a field", "a field such as `fields.String()`")?;
    let class = field_class(call)?;
    let arguments = class.signature.bind(call)?;
    let written = column_name(key, "a field's name")?;
    let mut field = Field::new(written.clone(), types::field_type(class, &arguments)?);
    field.reference = references::reference(class, &arguments)?;
    properties::read(&mut field, class, &arguments)?;
    let column = explicit_column(&arguments)?.unwrap_or_else(|| derived_column(&written, class, context));
    let is_foreign = matches!(field.field_type, FieldType::Foreign(_));
    field.attribute = NotCompared(attribute(&written, &column, is_foreign));
    field.name = column;
    defaults::read(&mut field, class, &arguments)?;
    check(&field, value)?;
    Ok(field)
}

/// The column that `db_column` (or `column_name` of a foreign key) names.
fn explicit_column(arguments: &crate::python::Arguments) -> Result<Option<FieldName>, PythonError> {
    let column = arguments.optional("db_column")?;
    column
        .map(|column| column_name(column, &arguments.what("db_column")))
        .transpose()
}

/// `author` is kept in the column `author_id` where a model says no other.
fn derived_column(written: &FieldName, class: &FieldClass, context: FieldContext) -> FieldName {
    match (context, class.kind.is_relation()) {
        (FieldContext::Model, true) => {
            FieldName::new(format!("{written}_id")).unwrap_or_else(|_| written.clone())
        }
        (FieldContext::Model, false) | (FieldContext::Operation, _) => written.clone(),
    }
}

/// The attribute's name where it is not the column's; that of a foreign key's column `author_id` is `author`.
fn attribute(written: &FieldName, column: &FieldName, is_foreign: bool) -> Option<FieldName> {
    if written != column {
        return Some(written.clone());
    }
    let stem = column.as_str().strip_suffix("_id").filter(|_| is_foreign)?;
    FieldName::new(stem).ok()
}

/// The values that exclude each other in fields of all classes.
fn check(field: &Field, value: &Value) -> Result<(), PythonError> {
    let contradiction = |message: &str, advice: &str| {
        let (message, advice) = (message.to_owned(), advice.to_owned());
        Err(value.place.error(ErrorKind::Contradiction { message, advice }))
    };
    // A foreign key's values are known with its target, where the operation is applied.
    let is_known_later = matches!(field.field_type, FieldType::Opaque { .. } | FieldType::Foreign(_));
    let may_count = field.field_type.is_integer() || is_known_later;
    if field.auto_increment && !may_count {
        return contradiction(
            "`auto_increment` counts whole numbers",
            "use it with an integer field",
        );
    }
    if field.auto_increment && field.default.is_some() {
        return contradiction(
            "`auto_increment` and a default exclude each other",
            "leave one of them out",
        );
    }
    if field.generated.is_some() && field.default.is_some() {
        return contradiction("a generated field has no default", "leave one of them out");
    }
    if !field.nullable && references::sets_null(field) {
        return contradiction("SET NULL needs a field that allows NULL", "add `nullable=True`");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
