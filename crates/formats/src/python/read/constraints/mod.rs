//! Constraints: the keywords of `op.Constraint` and `op.AddConstraint`, and classes for each type.

mod sql;

use aksara_schema::{
    Check, Constraint, ConstraintKind, DerivedName, Exclusion, ExclusionElement, ExclusionExpression,
    ExistingRows, FieldName, ForeignKey, InvalidName, KeyDetails, KeyMatch, ObjectName, RawSql,
    ReferentialAction, TableName, Unique,
};

use crate::python::expressions::read_expression;
use crate::python::fields::{object_name, read_action, read_deferrable, target};
use crate::python::indexes::columns;
use crate::python::{Arguments, Call, ErrorKind, Parameter, PythonError, Signature, Value};

pub(crate) use sql::read_constraint_sql;

/// One type of constraint: under which names it is known and what it accepts in each place.
struct ConstraintForm {
    type_name: &'static str,
    class: Signature,
    constraint: Signature,
    operation: Signature,
    read: fn(&Arguments) -> Result<ConstraintKind, PythonError>,
}

const HEAD: &[Parameter] = &[Parameter::keyword("name")];
const TYPED_HEAD: &[Parameter] = &[Parameter::keyword("name"), Parameter::keyword("type")];
const OPERATION_HEAD: &[Parameter] = &[
    Parameter::required("model_name"),
    Parameter::alias("table", "model_name"),
    Parameter::required("name"),
    Parameter::required("type"),
];
const UNIQUE: &[Parameter] = &[
    Parameter::required("fields"),
    Parameter::keyword("deferrable"),
    Parameter::keyword("nulls_not_distinct"),
];
const CHECK: &[Parameter] = &[
    Parameter::required("expression"),
    Parameter::alias("check", "expression"),
];
const FOREIGN_KEY: &[Parameter] = &[
    Parameter::required("fields"),
    Parameter::required("to"),
    Parameter::keyword("to_fields"),
    Parameter::keyword("on_delete"),
    Parameter::keyword("on_update"),
    Parameter::keyword("deferrable"),
    Parameter::keyword("match"),
    Parameter::keyword("on_delete_fields"),
    Parameter::keyword("validated"),
];
const EXCLUSION: &[Parameter] = &[
    Parameter::required("elements"),
    Parameter::keyword("method"),
    Parameter::keyword("condition"),
    Parameter::keyword("deferrable"),
];

/// The parameters that constraints of all types accept.
pub(crate) const CONSTRAINT_DETAILS: &[Parameter] = &[
    Parameter::optional("fields"),
    Parameter::keyword("expression"),
    Parameter::alias("check", "expression"),
    Parameter::keyword("to"),
    Parameter::keyword("to_fields"),
    Parameter::keyword("on_delete"),
    Parameter::keyword("on_update"),
    Parameter::keyword("deferrable"),
    Parameter::keyword("match"),
    Parameter::keyword("on_delete_fields"),
    Parameter::keyword("validated"),
    Parameter::keyword("nulls_not_distinct"),
    Parameter::keyword("elements"),
    Parameter::keyword("method"),
    Parameter::keyword("condition"),
];

/// The index method of an exclusion constraint where none is given.
const USUAL_EXCLUSION_METHOD: &str = "gist";

const FORMS: &[ConstraintForm] = &[
    ConstraintForm {
        type_name: "unique",
        class: signature("UniqueConstraint", &[HEAD, UNIQUE]),
        constraint: signature("Constraint(type=\"unique\")", &[TYPED_HEAD, UNIQUE]),
        operation: signature("AddConstraint(type=\"unique\")", &[OPERATION_HEAD, UNIQUE]),
        read: unique,
    },
    ConstraintForm {
        type_name: "check",
        class: signature("CheckConstraint", &[HEAD, CHECK]),
        constraint: signature("Constraint(type=\"check\")", &[TYPED_HEAD, CHECK]),
        operation: signature("AddConstraint(type=\"check\")", &[OPERATION_HEAD, CHECK]),
        read: check,
    },
    ConstraintForm {
        type_name: "foreign_key",
        class: signature("ForeignKeyConstraint", &[HEAD, FOREIGN_KEY]),
        constraint: signature("Constraint(type=\"foreign_key\")", &[TYPED_HEAD, FOREIGN_KEY]),
        operation: signature(
            "AddConstraint(type=\"foreign_key\")",
            &[OPERATION_HEAD, FOREIGN_KEY],
        ),
        read: foreign_key,
    },
    ConstraintForm {
        type_name: "exclusion",
        class: signature("ExclusionConstraint", &[HEAD, EXCLUSION]),
        constraint: signature("Constraint(type=\"exclusion\")", &[TYPED_HEAD, EXCLUSION]),
        operation: signature("AddConstraint(type=\"exclusion\")", &[OPERATION_HEAD, EXCLUSION]),
        read: exclusion,
    },
];

const fn signature(name: &'static str, groups: &'static [&'static [Parameter]]) -> Signature {
    Signature { name, groups }
}

/// A constraint from `op.Constraint(type=…, …)` or the class of its type; a name left out is derived.
pub fn read_constraint(value: &Value, table: &TableName) -> Result<Constraint, PythonError> {
    let expected = "a constraint such as `op.Constraint(name=…, type=\"unique\", fields=[…])`";
    let call = value.call("a constraint", expected)?;
    let (form, signature) = match call.name() {
        "Constraint" => {
            let form = form_of_type(call, None)?;
            (form, &form.constraint)
        }
        class => {
            let form = FORMS.iter().find(|form| form.class.name == class);
            let form = form.ok_or_else(|| value.wrong_type("a constraint", expected))?;
            (form, &form.class)
        }
    };
    let arguments = signature.bind(call)?;
    let kind = (form.read)(&arguments)?;
    let name = match arguments.optional("name")? {
        Some(name) => object_name(name, &arguments.what("name"))?,
        None => derived_name(&kind, table, &arguments)?,
    };
    Ok(Constraint { name, kind })
}

/// The model or table, and the constraint, of `AddConstraint(model_name, name, type, …)`.
pub(crate) fn read_add_constraint(call: &Call) -> Result<(&str, Constraint), PythonError> {
    let form = form_of_type(call, Some(2))?;
    let arguments = form.operation.bind(call)?;
    let name = object_name(arguments.required("name")?, &arguments.what("name"))?;
    Ok((
        arguments.text("model_name")?,
        Constraint {
            name,
            kind: (form.read)(&arguments)?,
        },
    ))
}

/// The form that a call's `type` names, which may be a positional argument.
fn form_of_type(call: &Call, position: Option<usize>) -> Result<&'static ConstraintForm, PythonError> {
    let by_name = call
        .keywords
        .iter()
        .find(|keyword| &*keyword.name == "type")
        .map(|keyword| &keyword.argument);
    let argument = by_name.or_else(|| call.positional.get(position?));
    let Some(argument) = argument else {
        let (callee, argument) = (call.name().to_owned(), "type".to_owned());
        return Err(call.place.error(ErrorKind::MissingArgument { callee, argument }));
    };
    let value = argument.value.as_ref().map_err(PythonError::clone)?;
    let what = format!("`type` of `{}`", call.name());
    let text = value.text(&what)?;
    FORMS.iter().find(|form| form.type_name == text).ok_or_else(|| {
        let types = FORMS
            .iter()
            .map(|form| form.type_name)
            .collect::<Vec<_>>()
            .join(", ");
        value.out_of_range(&what, format!("{text:?}"), format!("it must be one of {types}"))
    })
}

fn derived_name(
    kind: &ConstraintKind,
    table: &TableName,
    arguments: &Arguments,
) -> Result<ObjectName, PythonError> {
    let invalid = |error: InvalidName| {
        let (what, reason) = (arguments.what("name"), error.to_string());
        arguments
            .call()
            .place
            .error(ErrorKind::InvalidValue { what, reason })
    };
    let spell = |derived: DerivedName, fields: &[FieldName]| derived.spell(table, fields).map_err(invalid);
    match kind {
        ConstraintKind::Unique(unique) => spell(DerivedName::Unique, &unique.fields),
        ConstraintKind::ForeignKey(key) => spell(DerivedName::ForeignKey, &key.fields),
        ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => {
            let (callee, argument) = (arguments.call().name().to_owned(), "name".to_owned());
            Err(arguments
                .call()
                .place
                .error(ErrorKind::MissingArgument { callee, argument }))
        }
    }
}

fn unique(arguments: &Arguments) -> Result<ConstraintKind, PythonError> {
    Ok(ConstraintKind::Unique(Unique {
        fields: columns(arguments, "fields")?,
        deferrable: read_deferrable(arguments)?,
        nulls_not_distinct: arguments.boolean("nulls_not_distinct", false)?,
    }))
}

fn check(arguments: &Arguments) -> Result<ConstraintKind, PythonError> {
    let expression = read_expression(arguments.required("expression")?, &arguments.what("expression"))?;
    Ok(ConstraintKind::Check(Check { expression }))
}

fn foreign_key(arguments: &Arguments) -> Result<ConstraintKind, PythonError> {
    Ok(ConstraintKind::ForeignKey(ForeignKey {
        fields: columns(arguments, "fields")?,
        table: target(arguments.required("to")?, &arguments.what("to"))?,
        target_fields: columns(arguments, "to_fields")?,
        on_delete: read_action(arguments, "on_delete")?,
        on_update: read_action(arguments, "on_update")?,
        deferrable: read_deferrable(arguments)?,
        details: key_details(arguments)?,
    }))
}

fn key_details(arguments: &Arguments) -> Result<KeyDetails, PythonError> {
    let existing_rows = if arguments.boolean("validated", true)? {
        ExistingRows::Checked
    } else {
        ExistingRows::Unchecked
    };
    Ok(KeyDetails {
        matching: key_match(arguments)?,
        set_on_delete: fields_set_on_delete(arguments)?,
        existing_rows,
    })
}

fn key_match(arguments: &Arguments) -> Result<KeyMatch, PythonError> {
    let Some(value) = arguments.optional("match")? else {
        return Ok(KeyMatch::Simple);
    };
    let what = arguments.what("match");
    match value.text(&what)? {
        "simple" => Ok(KeyMatch::Simple),
        "full" => Ok(KeyMatch::Full),
        other => Err(value.out_of_range(&what, format!("{other:?}"), "it must be \"simple\" or \"full\"")),
    }
}

/// Some of the key's own fields, where the target's deletion sets fields at all.
fn fields_set_on_delete(arguments: &Arguments) -> Result<Vec<FieldName>, PythonError> {
    let Some(value) = arguments.optional("on_delete_fields")? else {
        return Ok(Vec::new());
    };
    let (what, key) = (arguments.what("on_delete_fields"), columns(arguments, "fields")?);
    let set = columns(arguments, "on_delete_fields")?;
    match read_action(arguments, "on_delete")? {
        ReferentialAction::SetNull | ReferentialAction::SetDefault => {}
        other => {
            let allowed = "`on_delete` must be \"SET NULL\" or \"SET DEFAULT\"";
            return Err(value.out_of_range(&what, format!("beside `on_delete={other}`"), allowed));
        }
    }
    match set.iter().find(|field| !key.contains(field)) {
        None => Ok(set),
        Some(other) => Err(value.out_of_range(&what, format!("`{other}`"), "it must be one of `fields`")),
    }
}

fn exclusion(arguments: &Arguments) -> Result<ConstraintKind, PythonError> {
    let what = format!("each item of {}", arguments.what("elements"));
    let element = |item: &Value| {
        let (expression, operator) = item.pair(&what, "an expression and an operator")?;
        let expression = ExclusionExpression::new(RawSql::new(expression.text(&what)?));
        Ok(ExclusionElement {
            expression,
            operator: operator.text(&what)?.to_owned(),
        })
    };
    let condition = arguments.optional("condition")?;
    Ok(ConstraintKind::Exclusion(Exclusion {
        method: arguments
            .optional_text("method")?
            .unwrap_or(USUAL_EXCLUSION_METHOD)
            .to_owned(),
        elements: arguments
            .list("elements")?
            .iter()
            .map(element)
            .collect::<Result<_, PythonError>>()?,
        condition: condition
            .map(|value| read_expression(value, &arguments.what("condition")))
            .transpose()?,
        deferrable: read_deferrable(arguments)?,
    }))
}
