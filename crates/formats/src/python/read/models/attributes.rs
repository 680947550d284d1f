//! The attributes of a model that concern its table: those of its own body and of everything that it derives
//! from.

use aksara_schema::{Field, InvalidName};
use indexmap::IndexMap;

use super::bases;
use super::body::{self, Member};
use super::definition::Definition;
use crate::python::evaluate::Evaluator;
use crate::python::fields::{FieldKind, field_class};
use crate::python::{Call, ErrorKind, Place, PythonError, Value, ValueKind};

/// An attribute of a model.
#[derive(Debug, Clone)]
pub(super) enum Attribute {
    /// A field that a known base or the model itself brings.
    Brought(Box<Field>),
    /// A field as written: its name and its call.
    Written { key: Value, value: Value },
}

/// The attributes by name, in the order of their columns.
pub(super) type Attributes = IndexMap<String, Attribute>;

/// The attributes of a model: what its bases bring, what its classes declare, and what every model has.
pub(super) fn attributes(
    definition: &Definition,
    evaluator: &Evaluator<'_>,
) -> Result<Attributes, PythonError> {
    let place = definition.class.place();
    let brought = |fields: Result<Vec<Field>, InvalidName>| fields.map_err(|error| invalid(&place, &error));
    let mut attributes = Attributes::new();
    let bases: Vec<_> = definition.lineage.known().collect();
    for base in bases.iter().rev() {
        add(&mut attributes, brought(base.leading())?);
    }
    for class in definition.lineage.classes().rev() {
        for (name, member) in body::members(class, evaluator)? {
            declare(&mut attributes, name, member)?;
        }
    }
    let has_implicit = definition.meta.flag("implicit_fields", true)?;
    if has_implicit && needs_primary_key(&attributes, definition)? {
        add(
            &mut attributes,
            brought(bases::primary_key().map(|field| vec![field]))?,
        );
    }
    if has_implicit {
        add(&mut attributes, brought(bases::moments().map(Vec::from))?);
    }
    for base in bases.iter().rev() {
        add(&mut attributes, brought(base.trailing())?);
    }
    Ok(attributes)
}

/// Adds fields that no attribute replaces.
fn add(attributes: &mut Attributes, fields: Vec<Field>) {
    for field in fields {
        if !declares_column(attributes, field.name.as_str()) {
            attributes.insert(field.name.to_string(), Attribute::Brought(Box::new(field)));
        }
    }
}

/// Whether an attribute has this name, or says that its column has.
fn declares_column(attributes: &Attributes, column: &str) -> bool {
    let names_column = |attribute: &Attribute| {
        let written = attribute.call().and_then(|call| {
            let is_column = |name: &str| ["db_column", "column_name"].contains(&name);
            let keyword = call.keywords.iter().find(|keyword| is_column(&keyword.name))?;
            keyword.argument.value.as_ref().ok()
        });
        written.is_some_and(|value| matches!(&value.kind, ValueKind::Text(text) if **text == *column))
    };
    attributes.contains_key(column) || attributes.values().any(names_column)
}

/// Takes up what a class body says of a name, over what was inherited.
fn declare(attributes: &mut Attributes, name: String, member: Member) -> Result<(), PythonError> {
    match member {
        Member::Field { key, value } => {
            attributes.insert(name, Attribute::Written { key, value });
        }
        Member::Nothing => {
            attributes.shift_remove(&name);
        }
        Member::Other(place) if attributes.contains_key(&name) => {
            let message = format!("`{name}` hides an inherited field, whose column would stay");
            let advice = format!("rename it, or write `{name} = None` to take the field away");
            return Err(place.error(ErrorKind::Contradiction { message, advice }));
        }
        Member::Other(_) => {}
    }
    Ok(())
}

/// Whether nothing of the model is its primary key.
fn needs_primary_key(attributes: &Attributes, definition: &Definition) -> Result<bool, PythonError> {
    let is_key = |call: &Call| {
        let keyword = call
            .keywords
            .iter()
            .find(|keyword| &*keyword.name == "primary_key");
        let value = keyword.and_then(|keyword| keyword.argument.value.as_ref().ok());
        value.is_some_and(|value| matches!(value.kind, ValueKind::Boolean(true)))
    };
    let has_key = attributes.values().filter_map(Attribute::call).any(is_key);
    Ok(!has_key && definition.meta.list("primary_key")?.is_empty())
}

/// The error of a name that no database could quote.
pub(super) fn invalid(place: &Place, error: &InvalidName) -> PythonError {
    place.error(ErrorKind::InvalidValue {
        what: "a name".to_owned(),
        reason: error.to_string(),
    })
}

impl Attribute {
    /// The call of a field as written.
    fn call(&self) -> Option<&Call> {
        match self {
            Self::Written {
                value:
                    Value {
                        kind: ValueKind::Call(call),
                        ..
                    },
                ..
            } => Some(call),
            Self::Written { .. } | Self::Brought(_) => None,
        }
    }

    /// The result of the field's class, at its place.
    pub(super) fn kind(&self) -> Result<Option<&'static FieldKind>, PythonError> {
        self.call().map(|call| Ok(&field_class(call)?.kind)).transpose()
    }
}
