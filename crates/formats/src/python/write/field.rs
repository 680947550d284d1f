//! Fields: `fields.String(max_length=20, nullable=True)`.
//!
//! Only what differs from the class's defaults is printed. Names that replay derives are left out, since
//! replay derives them again.

use aksara_schema::{
    ArrayItem, Default, Deferrable, Field, FieldType, GeneratedStorage, NotCompared, Reference,
    ReferentialAction,
};

use super::code::{Argument, Code, Import};
use super::literal::literal;
use super::reference::ModelNames;
use super::sql;
use crate::python::read::fields::{FieldKind, class_of, length};

/// Callables that a migration can name; the others stay with the model, since no database sees them.
const CALLABLES: &[(&str, &str, Option<Import>)] = &[
    ("uuid.uuid4", "uuid.uuid4", Some(Import::Uuid)),
    ("uuid4", "uuid.uuid4", Some(Import::Uuid)),
    ("list", "list", None),
    ("builtins.list", "list", None),
    ("dict", "dict", None),
    ("builtins.dict", "dict", None),
];

/// The key of a field in an operation: the column's name, or the attribute's where
/// `db_column` says the column's.
pub(super) fn key(field: &Field) -> &str {
    match (&field.attribute, has_derived_column(field)) {
        (NotCompared(Some(attribute)), false) => attribute.as_str(),
        (NotCompared(_), _) => field.name.as_str(),
    }
}

/// The field's call.
pub(super) fn field(field: &Field, models: ModelNames<'_>) -> Code {
    let (class, mut arguments) = class(field, models);
    arguments.extend(properties(field));
    Code::call(
        Code::imported(Import::Fields, format!("fields.{class}")),
        arguments,
    )
}

/// A default that is not a literal: SQL text or a marker.
pub(super) fn database_default(default: &Default) -> Option<Code> {
    match default {
        Default::Literal(_) => None,
        Default::CurrentTimestamp => Some(marker("CurrentTimestamp")),
        Default::RandomUuid => Some(marker("RandomUUID")),
        Default::Expression(expression) => Some(sql::expression(expression)),
    }
}

/// `on_delete`, `on_update` and `deferrable`, where they are not the usual ones.
pub(super) fn actions(
    on_delete: ReferentialAction,
    on_update: ReferentialAction,
    deferrable: Deferrable,
) -> impl Iterator<Item = Argument> {
    let action = |keyword, action: ReferentialAction| {
        let is_usual = action == ReferentialAction::Cascade;
        (!is_usual).then(|| Argument::keyword(keyword, action.to_string().as_str()))
    };
    let actions = [
        action("on_delete", on_delete),
        action("on_update", on_update),
        self::deferrable(deferrable),
    ];
    actions.into_iter().flatten()
}

/// `deferrable="…"` where a constraint can be deferred.
pub(super) fn deferrable(deferrable: Deferrable) -> Option<Argument> {
    let mode = match deferrable {
        Deferrable::Never => return None,
        Deferrable::InitiallyImmediate => "immediate",
        Deferrable::InitiallyDeferred => "deferred",
    };
    Some(Argument::keyword("deferrable", mode))
}

/// The class's name and what it alone takes.
fn class(field: &Field, models: ModelNames<'_>) -> (&'static str, Vec<Argument>) {
    let foreign = matches!(field.field_type, FieldType::Foreign(_));
    match (&field.reference, foreign) {
        (Some(reference), true) => {
            let class = if field.unique.is_some() {
                "OneToOne"
            } else {
                "ForeignKey"
            };
            let mut arguments = vec![Argument::positional(target(reference, models).as_str())];
            arguments.extend(reference_properties(reference));
            (class, arguments)
        }
        (Some(reference), false) => {
            let (class, mut arguments) = type_class(&field.field_type);
            arguments.push(Argument::keyword(
                "references",
                target(reference, models).as_str(),
            ));
            arguments.extend(reference_properties(reference));
            (class, arguments)
        }
        (None, _) => type_class(&field.field_type),
    }
}

fn target(reference: &Reference, models: ModelNames<'_>) -> String {
    models.of(&reference.table.to_string())
}

fn reference_properties(reference: &Reference) -> impl Iterator<Item = Argument> {
    let to_field = reference
        .field
        .as_ref()
        .map(|field| Argument::keyword("to_field", field.as_str()));
    to_field.into_iter().chain(actions(
        reference.on_delete,
        reference.on_update,
        reference.deferrable,
    ))
}

/// A foreign key without a target is what it would be stored as.
fn type_class(field_type: &FieldType) -> (&'static str, Vec<Argument>) {
    let stored = field_type.resolved();
    match class_of(stored) {
        Some(class) => (class.signature.name, type_arguments(stored, &class.kind)),
        None => ("UUID", Vec::new()),
    }
}

fn type_arguments(field_type: &FieldType, kind: &FieldKind) -> Vec<Argument> {
    if let (FieldKind::Sized { max_length, .. }, Some(length)) = (kind, length(field_type)) {
        return number("max_length", length, *max_length);
    }
    match field_type {
        FieldType::Decimal {
            max_digits,
            decimal_places,
        } => {
            let places = number("decimal_places", *decimal_places, 2);
            number("max_digits", *max_digits, 10)
                .into_iter()
                .chain(places)
                .collect()
        }
        FieldType::Array(item) => item_type(*item),
        FieldType::Vector { dimensions } => dimensions
            .iter()
            .map(|count| Argument::keyword("dimensions", *count))
            .collect(),
        FieldType::Enum { values, native } => enumeration(values, native.as_ref()),
        FieldType::Opaque { dialect, spelling } => {
            let parts = [("dialect", dialect.as_str()), ("spelling", spelling)];
            parts
                .map(|(keyword, part)| Argument::keyword(keyword, part))
                .into()
        }
        _ => Vec::new(),
    }
}

fn enumeration(values: &[String], native: Option<&String>) -> Vec<Argument> {
    let values = values.iter().map(|value| value.as_str().into()).collect();
    [Argument::list("values", values), Argument::text("native", native)]
        .into_iter()
        .flatten()
        .collect()
}

fn number(keyword: &'static str, value: u32, usual: u32) -> Vec<Argument> {
    (value != usual)
        .then(|| Argument::keyword(keyword, value))
        .into_iter()
        .collect()
}

fn item_type(item: ArrayItem) -> Vec<Argument> {
    let code = match item {
        ArrayItem::Text => return Vec::new(),
        ArrayItem::Integer => Code::token("int"),
        ArrayItem::Float => Code::token("float"),
        ArrayItem::Boolean => Code::token("bool"),
        ArrayItem::Uuid => Code::imported(Import::Uuid, "uuid.UUID"),
    };
    vec![Argument::keyword("item_type", code)]
}

/// The arguments that every class takes.
fn properties(field: &Field) -> impl Iterator<Item = Argument> {
    let foreign = matches!(field.field_type, FieldType::Foreign(_)) && field.reference.is_some();
    let leading = [
        nullable(field),
        Argument::flag("primary_key", field.primary_key),
        Argument::flag("auto_increment", field.auto_increment),
        Argument::flag("unique", field.unique.is_some() && !foreign),
        Argument::flag("db_index", field.index.is_some()),
    ];
    let column = || Argument::keyword("db_column", field.name.as_str());
    let trailing = [
        field
            .collation
            .as_ref()
            .map(|collation| Argument::keyword("collation", collation.as_str())),
        field
            .comment
            .as_ref()
            .map(|comment| Argument::keyword("comment", comment.as_str())),
        Argument::flag("on_update_now", field.options.on_update_now),
        Argument::flag("invisible", field.options.invisible),
        needs_column(field).then(column),
    ];
    let leading = leading
        .into_iter()
        .flatten()
        .chain(default(field))
        .chain(generated(field));
    leading.chain(trailing.into_iter().flatten())
}

/// JSON and arrays allow NULL unless they say otherwise, all others the other way round.
fn nullable(field: &Field) -> Option<Argument> {
    let usual = matches!(field.field_type, FieldType::Json | FieldType::Array(_));
    (field.nullable != usual).then(|| Argument::keyword("nullable", field.nullable))
}

fn default(field: &Field) -> Vec<Argument> {
    let is_key = field.primary_key && field.field_type == FieldType::Uuid;
    let is_date_time = field.field_type == FieldType::DateTime;
    let database = match &field.default {
        Some(Default::Literal(value)) => return vec![Argument::keyword("default", literal(value))],
        Some(Default::CurrentTimestamp) if is_date_time => {
            let keyword = if field.auto_now.0 {
                "auto_now"
            } else {
                "auto_now_add"
            };
            return vec![Argument::keyword(keyword, true)];
        }
        Some(Default::RandomUuid) if is_key => None,
        Some(other) => database_default(other),
        None => is_key.then(|| marker("NoDefault")),
    };
    let database = database.map(|code| Argument::keyword("db_default", code));
    callable(field).into_iter().chain(database).collect()
}

fn callable(field: &Field) -> Option<Argument> {
    let written = field.callable.0.as_deref()?;
    let (_, name, import) = CALLABLES.iter().find(|(known, ..)| *known == written)?;
    let code = match import {
        Some(import) => Code::imported(*import, *name),
        None => Code::token(*name),
    };
    Some(Argument::keyword("default", code))
}

fn generated(field: &Field) -> Vec<Argument> {
    let Some(generated) = &field.generated else {
        return Vec::new();
    };
    let mut arguments = vec![Argument::keyword(
        "generated",
        sql::expression(&generated.expression),
    )];
    match generated.storage {
        GeneratedStorage::Stored => {}
        GeneratedStorage::Virtual => arguments.push(Argument::keyword("storage", "virtual")),
    }
    arguments
}

fn marker(name: &str) -> Code {
    Code::imported(Import::Fields, format!("fields.{name}"))
}

/// Whether the column's name does not follow from the key.
fn needs_column(field: &Field) -> bool {
    let is_foreign = matches!(field.field_type, FieldType::Foreign(_)) && field.reference.is_some();
    let names_column = key(field) == field.name.as_str();
    !names_column || is_foreign && !field.name.as_str().ends_with("_id")
}

/// Whether the column is the one that a foreign key's attribute gets by itself.
fn has_derived_column(field: &Field) -> bool {
    let is_foreign = matches!(field.field_type, FieldType::Foreign(_)) && field.reference.is_some();
    let attribute = field.name.as_str().strip_suffix("_id");
    is_foreign && field.attribute.0.as_ref().map(|name| name.as_str()) == attribute
}
