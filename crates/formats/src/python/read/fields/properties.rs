//! The properties of every field, beside its type and default.

use aksara_schema::{Field, FieldOptions, Generated, GeneratedStorage, NotCompared};

use super::{FieldClass, FieldKind};
use crate::python::expressions::read_expression;
use crate::python::{Arguments, ErrorKind, PythonError};

/// Reads the common keywords into the field.
pub(super) fn read(field: &mut Field, class: &FieldClass, arguments: &Arguments) -> Result<(), PythonError> {
    field.primary_key = arguments.boolean("primary_key", false)?;
    field.nullable = nullable(field.primary_key, class, arguments)?;
    field.auto_increment = arguments.boolean("auto_increment", false)?;
    let unique = arguments.boolean("unique", false)? || class.kind.is_unique();
    field.unique = unique.then_some(NotCompared(None));
    field.index = arguments.boolean("db_index", false)?.then_some(NotCompared(None));
    field.collation = arguments.optional_text("collation")?.map(str::to_owned);
    field.comment = arguments.optional_text("comment")?.map(str::to_owned);
    field.options = FieldOptions {
        on_update_now: arguments.boolean("on_update_now", false)?,
        invisible: arguments.boolean("invisible", false)?,
    };
    field.generated = generated(class, arguments)?;
    Ok(())
}

/// A primary key never allows NULL; JSON and arrays do unless they say otherwise.
fn nullable(primary_key: bool, class: &FieldClass, arguments: &Arguments) -> Result<bool, PythonError> {
    let nullable = arguments.boolean("nullable", class.kind.allows_null() && !primary_key)?;
    if nullable && primary_key {
        Err(arguments.call().place.error(ErrorKind::Contradiction {
            message: "a primary key cannot be nullable".to_owned(),
            advice: "leave `nullable` out".to_owned(),
        }))
    } else {
        Ok(nullable)
    }
}

fn generated(class: &FieldClass, arguments: &Arguments) -> Result<Option<Generated>, PythonError> {
    let Some(value) = arguments.optional("generated")? else {
        return check_storage_is_absent(class, arguments).map(|()| None);
    };
    let expression = read_expression(value, &arguments.what("generated"))?;
    Ok(Some(Generated {
        expression,
        storage: storage(arguments)?,
    }))
}

fn storage(arguments: &Arguments) -> Result<GeneratedStorage, PythonError> {
    let Some(value) = arguments.optional("storage")? else {
        return Ok(GeneratedStorage::Stored);
    };
    let what = arguments.what("storage");
    match value.text(&what)? {
        "stored" => Ok(GeneratedStorage::Stored),
        "virtual" => Ok(GeneratedStorage::Virtual),
        other => Err(value.out_of_range(
            &what,
            format!("{other:?}"),
            "it must be \"stored\" or \"virtual\"",
        )),
    }
}

/// Without `generated`, only files have a `storage`: where the program keeps them.
fn check_storage_is_absent(class: &FieldClass, arguments: &Arguments) -> Result<(), PythonError> {
    let is_file =
        matches!(class.kind, FieldKind::Sized { .. }) && ["File", "Image"].contains(&class.signature.name);
    if arguments.has("storage") && !is_file {
        Err(arguments.call().place.error(ErrorKind::Contradiction {
            message: "`storage` says how a generated field is kept, and this one is not generated".to_owned(),
            advice: "add `generated=\"expression\"` or leave `storage` out".to_owned(),
        }))
    } else {
        Ok(())
    }
}
