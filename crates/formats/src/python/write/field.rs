//! Fields: `fields.String(max_length=20, nullable=True)`.
//!
//! Only what differs from the class's defaults is printed. Names that replay derives are left out, since replay
//! derives them again.

use aksara_schema::{
    ArrayItem, Carried, Default, Deferrable, Field, FieldType, GeneratedStorage, Reference, ReferentialAction,
};

use super::code::{Argument, Code, Import};
use super::literal::literal;
use super::reference::ModelNames;
use super::sql;

/// Callables that a migration can name; the others stay with the model, since no database sees them.
const CALLABLES: &[(&str, &str, Option<Import>)] = &[
    ("uuid.uuid4", "uuid.uuid4", Some(Import::Uuid)),
    ("uuid4", "uuid.uuid4", Some(Import::Uuid)),
    ("list", "list", None),
    ("builtins.list", "list", None),
    ("dict", "dict", None),
    ("builtins.dict", "dict", None),
];

/// The key under which a field stands in an operation: the column's name, or the attribute's where
/// `db_column` says the column's.
pub(super) fn key(field: &Field) -> &str {
    match (&field.attribute, has_derived_column(field)) {
        (Carried(Some(attribute)), false) => attribute.as_str(),
        (Carried(_), _) => field.name.as_str(),
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

/// A default that is no literal: SQL text or a marker.
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

fn type_class(field_type: &FieldType) -> (&'static str, Vec<Argument>) {
    match field_type {
        FieldType::String { max_length } => ("String", number("max_length", *max_length, 255)),
        FieldType::Text => ("Text", Vec::new()),
        FieldType::SmallInteger => ("SmallInteger", Vec::new()),
        FieldType::Integer => ("Integer", Vec::new()),
        FieldType::BigInteger => ("BigInteger", Vec::new()),
        FieldType::PositiveSmallInteger => ("PositiveSmallInteger", Vec::new()),
        FieldType::PositiveInteger => ("PositiveInteger", Vec::new()),
        FieldType::PositiveBigInteger => ("PositiveBigInteger", Vec::new()),
        FieldType::Boolean => ("Boolean", Vec::new()),
        FieldType::Float => ("Float", Vec::new()),
        FieldType::Decimal {
            max_digits,
            decimal_places,
        } => {
            let mut arguments = number("max_digits", *max_digits, 10);
            arguments.extend(number("decimal_places", *decimal_places, 2));
            ("Decimal", arguments)
        }
        FieldType::Date => ("Date", Vec::new()),
        FieldType::Time => ("Time", Vec::new()),
        FieldType::DateTime => ("DateTime", Vec::new()),
        FieldType::Duration => ("Duration", Vec::new()),
        FieldType::Uuid => ("UUID", Vec::new()),
        FieldType::Json => ("JSON", Vec::new()),
        FieldType::Array(item) => ("Array", item_type(*item)),
        FieldType::Vector { dimensions } => (
            "Vector",
            dimensions
                .map(|count| Argument::keyword("dimensions", count))
                .into_iter()
                .collect(),
        ),
        FieldType::Email { max_length } => ("Email", number("max_length", *max_length, 254)),
        FieldType::Url => ("URL", Vec::new()),
        FieldType::Slug { max_length } => ("Slug", number("max_length", *max_length, 50)),
        FieldType::File { max_length } => ("File", number("max_length", *max_length, 500)),
        FieldType::Image { max_length } => ("Image", number("max_length", *max_length, 500)),
        FieldType::FilePath { max_length } => ("FilePath", number("max_length", *max_length, 100)),
        FieldType::Enum { values, native } => {
            let values = values.iter().map(|value| value.as_str().into()).collect();
            let arguments = [
                Argument::list("values", values),
                Argument::text("native", native.as_ref()),
            ];
            ("Enum", arguments.into_iter().flatten().collect())
        }
        FieldType::IpAddress => ("IPAddress", Vec::new()),
        FieldType::Binary => ("Binary", Vec::new()),
        FieldType::Foreign(Carried(Some(target))) => type_class(target),
        FieldType::Foreign(Carried(None)) => ("UUID", Vec::new()),
        FieldType::Opaque { dialect, spelling } => {
            let dialect = Argument::keyword("dialect", dialect.as_str());
            (
                "Opaque",
                vec![dialect, Argument::keyword("spelling", spelling.as_str())],
            )
        }
    }
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

/// What every class takes.
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
