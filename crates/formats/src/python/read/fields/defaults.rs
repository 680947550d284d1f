//! A field's default: a literal, a callable that only the program knows, or what the database computes.

use aksara_schema::{Default, Expression, Field, FieldType, NotCompared, SqlExpression};

use super::classes::is_older_form;
use super::literals::{json_of_text, typed_literal};
use super::{FieldClass, FieldKind};
use crate::python::expressions::read_expression;
use crate::python::{Arguments, ErrorKind, PythonError, Value, ValueKind};

/// Library names that a model gives as a default to be called for each row.
const CALLABLES: &[&str] = &[
    "builtins.bool",
    "builtins.bytes",
    "builtins.dict",
    "builtins.float",
    "builtins.frozenset",
    "builtins.int",
    "builtins.list",
    "builtins.set",
    "builtins.str",
    "builtins.tuple",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "random.random",
    "secrets.token_bytes",
    "secrets.token_hex",
    "secrets.token_urlsafe",
];

/// Callables known by how their path ends, whatever library they come from.
const CALLABLE_ENDINGS: &[&str] = &[".timezone.now", ".timezone.localdate", ".utcnow"];

/// Markers for what databases compute.
const MARKERS: &[(&str, Option<Default>)] = &[
    ("aksara.fields.CurrentTimestamp", Some(Default::CurrentTimestamp)),
    ("aksara.fields.RandomUUID", Some(Default::RandomUuid)),
    ("aksara.fields.NoDefault", None),
];

/// Reads `default`, `db_default`, `auto_now` and `auto_now_add` into the field.
pub(super) fn read(field: &mut Field, class: &FieldClass, arguments: &Arguments) -> Result<(), PythonError> {
    if field.primary_key && field.field_type == FieldType::Uuid {
        field.default = Some(Default::RandomUuid);
    }
    if let FieldKind::DateTime = class.kind {
        field.auto_now = NotCompared(arguments.boolean("auto_now", false)?);
        if field.auto_now.0 || arguments.boolean("auto_now_add", false)? {
            field.default = Some(Default::CurrentTimestamp);
        }
    }
    let written = arguments.optional("default")?;
    match written {
        None => {}
        Some(value) => match callable(value)? {
            Some(callable) => field.callable = NotCompared(Some(callable)),
            None => set_literal(field, value, arguments)?,
        },
    }
    match arguments.optional("db_default")? {
        None => Ok(()),
        Some(value) => set_database_default(field, value, arguments),
    }
}

/// A literal default. In 0.7.2's operations a text for a JSON field is the document itself.
fn set_literal(field: &mut Field, value: &Value, arguments: &Arguments) -> Result<(), PythonError> {
    if matches!(field.default, Some(Default::CurrentTimestamp)) {
        return Err(value.place.error(ErrorKind::Contradiction {
            message: "`auto_now` and `auto_now_add` are the default already".to_owned(),
            advice: "leave `default` out".to_owned(),
        }));
    }
    let what = arguments.what("default");
    let literal = match (&field.field_type, &value.data().kind) {
        (FieldType::Json, ValueKind::Text(text)) if is_older_form(arguments.call()) => {
            json_of_text(value, text, &what)?
        }
        _ => typed_literal(value, &field.field_type, &what)?,
    };
    field.default = Some(Default::Literal(literal));
    Ok(())
}

fn set_database_default(field: &mut Field, value: &Value, arguments: &Arguments) -> Result<(), PythonError> {
    if let Some(Default::Literal(_)) = field.default {
        return Err(value.place.error(ErrorKind::Contradiction {
            message:
                "`default` and `db_default` exclude each other: a literal default is the database's as well"
                    .to_owned(),
            advice: "leave one of them out".to_owned(),
        }));
    }
    field.default = read_database_default(value, &arguments.what("db_default"))?;
    Ok(())
}

/// An SQL expression, or one of the markers of `aksara.fields`; `None` is `fields.NoDefault`.
pub(crate) fn read_database_default(value: &Value, what: &str) -> Result<Option<Default>, PythonError> {
    if let ValueKind::Symbol(path) = &value.kind {
        let known = MARKERS.iter().find(|(marker, _)| **marker == **path);
        let expected = "an SQL text, `fields.CurrentTimestamp`, `fields.RandomUUID` or `fields.NoDefault`";
        return known
            .map(|(_, default)| default.clone())
            .ok_or_else(|| value.wrong_type(what, expected));
    }
    Ok(Some(match read_expression(value, what)? {
        SqlExpression::Portable(Expression::CurrentTimestamp) => Default::CurrentTimestamp,
        expression => Default::Expression(expression),
    }))
}

/// The text of a default that only the program can call; `None` where the value is data.
fn callable(value: &Value) -> Result<Option<String>, PythonError> {
    match &value.kind {
        ValueKind::Callable(text) => Ok(Some(text.to_string())),
        ValueKind::Function(function) => Ok(Some(
            function
                .module
                .source()
                .module()
                .child(function.name())
                .to_string(),
        )),
        ValueKind::Class(class) => Ok(Some(class.path().to_string())),
        ValueKind::Symbol(path) if is_callable(path) => {
            Ok(Some(path.strip_prefix("builtins.").unwrap_or(path).to_owned()))
        }
        ValueKind::Symbol(path) => Err(value.place.error(ErrorKind::OutsideProject {
            path: path.to_string(),
        })),
        ValueKind::Call(call) => {
            let what = format!("this call of `{}`", call.path);
            Err(value.place.error(ErrorKind::NotData { what }))
        }
        _ => Ok(None),
    }
}

fn is_callable(path: &str) -> bool {
    CALLABLES.contains(&path) || CALLABLE_ENDINGS.iter().any(|ending| path.ends_with(ending))
}
