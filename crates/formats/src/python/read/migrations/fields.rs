//! Operations on one field.

use aksara_operations::{
    AddField, AlterField, Alteration, Fill, Lookup, Operation, RemoveField, RenameField, TableReference,
    Using,
};
use aksara_schema::{Default, Field, FieldType, Literal};

use super::signatures::is_older;
use crate::python::expressions::read_expression;
use crate::python::fields::{
    FieldContext, column_name, natural_literal, read_database_default, read_field, table_name, typed_literal,
};
use crate::python::{Arguments, ErrorKind, Parameter, PythonError, Signature, Value, ValueKind};

pub(super) fn add_field(arguments: &Arguments) -> Result<Operation, PythonError> {
    let field = field(arguments, "field")?;
    Ok(AddField {
        table: table(arguments, "model_name")?,
        fill: fill(arguments, &field.field_type)?,
        field,
    }
    .into())
}

/// The value of existing rows: a constant, or SQL over the row.
fn fill(arguments: &Arguments, field_type: &FieldType) -> Result<Option<Fill>, PythonError> {
    match (arguments.optional("fill")?, arguments.optional("fill_sql")?) {
        (None, None) => Ok(None),
        (Some(constant), None) => {
            let constant = typed_literal(constant, field_type, &arguments.what("fill"))?;
            Ok(Some(Fill::Constant(constant)))
        }
        (None, Some(sql)) => {
            let expression = read_expression(sql, &arguments.what("fill_sql"))?;
            Ok(Some(Fill::Expression(expression)))
        }
        (Some(_), Some(_)) => Err(arguments.call().place.error(ErrorKind::Contradiction {
            message: "`fill` and `fill_sql` exclude each other".to_owned(),
            advice: "keep one of them".to_owned(),
        })),
    }
}

pub(super) fn remove_field(arguments: &Arguments) -> Result<Operation, PythonError> {
    let older = is_older(arguments.call());
    Ok(RemoveField {
        table: table(arguments, "model_name")?,
        name: arguments.text("name")?.to_owned(),
        if_exists: arguments.boolean("if_exists", older)?,
        cascade: arguments.boolean("cascade", older)?,
    }
    .into())
}

pub(super) fn rename_field(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(RenameField {
        table: table(arguments, "model_name")?,
        old_name: arguments.text("old_name")?.to_owned(),
        new_name: column_name(arguments.required("new_name")?, &arguments.what("new_name"))?,
    }
    .into())
}

pub(super) fn alter_field(arguments: &Arguments) -> Result<Operation, PythonError> {
    let field = field(arguments, "field")?;
    let fill = fill(arguments, &field.field_type)?;
    let altered = alter(arguments, "model_name", Alteration::Replace(Box::new(field)))?;
    Ok(AlterField { fill, ..altered }.into())
}

pub(super) fn alter_field_type(arguments: &Arguments) -> Result<Operation, PythonError> {
    let alteration = Alteration::Type(Box::new(field(arguments, "new_field")?));
    Ok(alter(arguments, "table", alteration)?.into())
}

pub(super) fn alter_field_null(arguments: &Arguments) -> Result<Operation, PythonError> {
    let nullable = arguments
        .required("nullable")?
        .boolean(&arguments.what("nullable"))?;
    Ok(alter(arguments, "table", Alteration::Nullable(nullable))?.into())
}

pub(super) fn alter_field_default(arguments: &Arguments) -> Result<Operation, PythonError> {
    let alteration = Alteration::Default(new_default(arguments)?);
    Ok(alter(arguments, "table", alteration)?.into())
}

fn alter(
    arguments: &Arguments,
    table_argument: &str,
    alteration: Alteration,
) -> Result<AlterField, PythonError> {
    let using = |name: &str| {
        let value = arguments.optional(name)?;
        value
            .map(|value| read_using(value, &arguments.what(name)))
            .transpose()
    };
    Ok(AlterField {
        table: table(arguments, table_argument)?,
        name: arguments.text("name")?.to_owned(),
        alteration,
        fill: None,
        using: using("using")?,
        reverse_using: using("reverse_using")?,
    })
}

const LOOKUP: Signature = Signature {
    name: "Lookup",
    groups: &[&[
        Parameter::required("table"),
        Parameter::keyword("key"),
        Parameter::keyword("value"),
    ]],
};

/// SQL over the row, or `op.Lookup(…)`.
fn read_using(value: &Value, what: &str) -> Result<Using, PythonError> {
    let ValueKind::Call(call) = &value.kind else {
        return read_expression(value, what).map(Using::Expression);
    };
    if call.name() != LOOKUP.name {
        return Err(value.wrong_type(what, "an SQL text or `op.Lookup(…)`"));
    }
    let arguments = LOOKUP.bind(call)?;
    let field = |name: &str| column_name(arguments.required(name)?, &arguments.what(name));
    Ok(Using::Lookup(Lookup {
        table: table_name(arguments.required("table")?, &arguments.what("table"))?,
        key: field("key")?,
        value: field("value")?,
    }))
}

fn table(arguments: &Arguments, name: &str) -> Result<TableReference, PythonError> {
    Ok(TableReference::new(arguments.text(name)?))
}

fn field(arguments: &Arguments, name: &str) -> Result<Field, PythonError> {
    read_field(
        arguments.required("name")?,
        arguments.required(name)?,
        FieldContext::Operation,
    )
}

/// The default that AlterFieldDefault sets: a literal, SQL, that of the field given, or none.
fn new_default(arguments: &Arguments) -> Result<Option<Default>, PythonError> {
    let typed_by = match arguments.optional("field")? {
        Some(_) => Some(field(arguments, "field")?),
        None => None,
    };
    let literal = arguments.optional("new_default")?;
    let database = arguments.optional("new_db_default")?;
    let drops = arguments.boolean("drop_default", false)?;
    if usize::from(literal.is_some()) + usize::from(database.is_some()) + usize::from(drops) > 1 {
        return Err(arguments.call().place.error(ErrorKind::Contradiction {
            message: "`new_default`, `new_db_default` and `drop_default` exclude each other".to_owned(),
            advice: "keep one of them".to_owned(),
        }));
    }
    match (literal, database) {
        (Some(value), _) => {
            let what = arguments.what("new_default");
            let literal = match &typed_by {
                Some(field) => typed_literal(value, &field.field_type, &what)?,
                None => natural_literal(value, &what)?,
            };
            Ok(Some(Default::Literal(literal)).filter(|default| *default != Default::Literal(Literal::Null)))
        }
        (None, Some(value)) => read_database_default(value, &arguments.what("new_db_default")),
        (None, None) if drops => Ok(None),
        (None, None) => Ok(typed_by.and_then(|field| field.default)),
    }
}
