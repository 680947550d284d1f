//! The foreign key of a field.

use aksara_schema::{Deferrable, Field, FieldName, NotCompared, Reference, ReferentialAction, TableName};

use super::names::{column_name, table_name};
use super::{FieldClass, FieldKind};
use crate::python::{Arguments, ErrorKind, PythonError, Value, ValueKind};

/// The spellings of actions, in upper case and with spaces.
const ACTIONS: &[(&str, ReferentialAction)] = &[
    ("CASCADE", ReferentialAction::Cascade),
    ("SET NULL", ReferentialAction::SetNull),
    ("SET DEFAULT", ReferentialAction::SetDefault),
    ("RESTRICT", ReferentialAction::Restrict),
    ("PROTECT", ReferentialAction::Restrict),
    ("NO ACTION", ReferentialAction::NoAction),
    ("DO NOTHING", ReferentialAction::NoAction),
];

/// The package's own models that a key can refer to, and their tables.
const PACKAGE_MODELS: &[(&str, &str)] = &[("User", "aksara_users"), ("ContentType", "aksara_content_types")];

/// The keywords that say more about a foreign key.
const DETAILS: &[&str] = &["to_field", "on_delete", "on_update", "deferrable"];

/// The reference that a field's class and arguments make.
pub(super) fn reference(class: &FieldClass, arguments: &Arguments) -> Result<Option<Reference>, PythonError> {
    let (to, field) = match class.kind {
        FieldKind::ForeignKey | FieldKind::OneToOne => ("to", optional_name(arguments, "to_field")?),
        FieldKind::ForeignKeyOfColumn | FieldKind::OneToOneOfColumn => {
            ("to_table", Some(target_column(arguments)?))
        }
        _ if arguments.has("references") => ("references", optional_name(arguments, "to_field")?),
        _ => return no_reference(arguments),
    };
    Ok(Some(Reference {
        table: target(arguments.required(to)?, &arguments.what(to))?,
        field,
        on_delete: read_action(arguments, "on_delete")?,
        on_update: read_action(arguments, "on_update")?,
        deferrable: read_deferrable(arguments)?,
        constraint: NotCompared(None),
    }))
}

/// A field that refers to nothing takes none of the keywords of a foreign key.
fn no_reference(arguments: &Arguments) -> Result<Option<Reference>, PythonError> {
    match DETAILS.iter().find(|name| arguments.has(name)) {
        None => Ok(None),
        Some(name) => Err(arguments.call().place.error(ErrorKind::Contradiction {
            message: format!("{} needs a foreign key", arguments.what(name)),
            advice: "use `fields.ForeignKey(…)`, or add `references=\"Model\"`".to_owned(),
        })),
    }
}

fn optional_name(arguments: &Arguments, name: &str) -> Result<Option<FieldName>, PythonError> {
    arguments
        .optional(name)?
        .map(|value| column_name(value, &arguments.what(name)))
        .transpose()
}

/// 0.7.2 refers to the column `id` where none is given.
fn target_column(arguments: &Arguments) -> Result<FieldName, PythonError> {
    match optional_name(arguments, "to_column")? {
        Some(name) => Ok(name),
        None => FieldName::new("id").map_err(|error| {
            let (what, reason) = (arguments.what("to_column"), error.to_string());
            arguments
                .call()
                .place
                .error(ErrorKind::InvalidValue { what, reason })
        }),
    }
}

/// The table that a foreign key refers to, as written: a class, its name, a table or `"self"`.
pub(crate) fn target(value: &Value, what: &str) -> Result<TableName, PythonError> {
    let invalid = |error| value.invalid(what, error);
    match &value.data().kind {
        ValueKind::Text(_) => table_name(value, what),
        ValueKind::Class(class) => TableName::try_from(class.path().to_string()).map_err(invalid),
        ValueKind::Symbol(path) => match package_table(path) {
            Some(table) => TableName::whole(table).map_err(invalid),
            None => Err(value.place.error(ErrorKind::OutsideProject {
                path: path.to_string(),
            })),
        },
        _ => Err(value.wrong_type(what, "a model's class, its name, a table or \"self\"")),
    }
}

fn package_table(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix("aksara.")?.rsplit('.').next()?;
    PACKAGE_MODELS
        .iter()
        .find(|(model, _)| *model == name)
        .map(|(_, table)| *table)
}

/// A referential action, CASCADE where none is given.
pub(crate) fn read_action(arguments: &Arguments, name: &str) -> Result<ReferentialAction, PythonError> {
    let Some(value) = arguments.optional(name)? else {
        return Ok(ReferentialAction::Cascade);
    };
    let what = arguments.what(name);
    let text = value.text(&what)?;
    let canonical = text.to_uppercase().replace('_', " ");
    let known = ACTIONS.iter().find(|(spelling, _)| *spelling == canonical);
    known.map(|(_, action)| *action).ok_or_else(|| {
        let spellings = ACTIONS
            .iter()
            .map(|(spelling, _)| *spelling)
            .collect::<Vec<_>>()
            .join(", ");
        value.out_of_range(
            &what,
            format!("{text:?}"),
            format!("it must be one of {spellings}"),
        )
    })
}

/// `"immediate"`, `"deferred"`, or never where nothing is given.
pub(crate) fn read_deferrable(arguments: &Arguments) -> Result<Deferrable, PythonError> {
    let Some(value) = arguments.optional("deferrable")? else {
        return Ok(Deferrable::Never);
    };
    let what = arguments.what("deferrable");
    match value.text(&what)? {
        "immediate" => Ok(Deferrable::InitiallyImmediate),
        "deferred" => Ok(Deferrable::InitiallyDeferred),
        other => Err(value.out_of_range(
            &what,
            format!("{other:?}"),
            "it must be \"immediate\" or \"deferred\"",
        )),
    }
}

/// Whether the field's foreign key may set it to NULL.
pub(super) fn sets_null(field: &Field) -> bool {
    field.reference.as_ref().is_some_and(|reference| {
        [reference.on_delete, reference.on_update].contains(&ReferentialAction::SetNull)
    })
}
