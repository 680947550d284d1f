//! Operations on indexes and constraints.

use aksara_operations::{
    AddConstraint, AddIndex, Operation, RemoveConstraint, RemoveIndex, RenameConstraint, RenameIndex,
    TableReference,
};
use aksara_schema::{Constraint, ObjectName};

use super::signatures::is_older;
use crate::python::constraints::{read_add_constraint, read_constraint_sql};
use crate::python::fields::object_name;
use crate::python::indexes::{index_of, read_index_op};
use crate::python::{Arguments, Call, PythonError, Value, ValueKind};

/// 0.7.2's text of a constraint is in the place of the type. It has parentheses, which a type has not.
pub(super) fn takes_constraint_sql(call: &Call) -> bool {
    let third = call
        .positional
        .get(2)
        .and_then(|argument| argument.value.as_ref().ok());
    let is_sql =
        third.is_some_and(|value| matches!(&value.kind, ValueKind::Text(text) if text.contains('(')));
    call.has_keyword("constraint_sql") || is_sql
}

/// `AddIndex(index=…)` and `AddIndex(op.IndexOp(…))`
pub(super) fn takes_index(call: &Call) -> bool {
    let first = call
        .positional
        .first()
        .and_then(|argument| argument.value.as_ref().ok());
    call.has_keyword("index")
        || matches!(
            first,
            Some(Value {
                kind: ValueKind::Call(_),
                ..
            })
        )
}

pub(super) fn add_index(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(AddIndex {
        table: TableReference::new(arguments.text("model_name")?),
        index: index_of(arguments, None)?,
        if_not_exists: arguments.boolean("if_not_exists", is_older(arguments.call()))?,
        concurrently: arguments.boolean("concurrently", false)?,
    }
    .into())
}

pub(super) fn add_index_op(arguments: &Arguments) -> Result<Operation, PythonError> {
    let value = arguments.required("index")?;
    let (table, index) = read_index_op(value.call(&arguments.what("index"), "`op.IndexOp(…)`")?)?;
    Ok(AddIndex {
        table: TableReference::new(table),
        index,
        if_not_exists: arguments.boolean("if_not_exists", true)?,
        concurrently: arguments.boolean("concurrently", false)?,
    }
    .into())
}

pub(super) fn remove_index(arguments: &Arguments) -> Result<Operation, PythonError> {
    remove(arguments, "model_name", false)
}

/// 0.7.2's form: the index's name comes first, and an index that is not there is no error.
pub(super) fn remove_index_of_table(arguments: &Arguments) -> Result<Operation, PythonError> {
    remove(arguments, "table", true)
}

fn remove(arguments: &Arguments, table: &str, if_exists: bool) -> Result<Operation, PythonError> {
    Ok(RemoveIndex {
        table: TableReference::new(arguments.text(table)?),
        name: name(arguments, "name")?,
        if_exists: arguments.boolean("if_exists", if_exists)?,
        concurrently: arguments.boolean("concurrently", false)?,
    }
    .into())
}

pub(super) fn rename_index(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(RenameIndex {
        table: TableReference::new(arguments.text("model_name")?),
        old_name: name(arguments, "old_name")?,
        new_name: name(arguments, "new_name")?,
    }
    .into())
}

pub(super) fn rename_constraint(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(RenameConstraint {
        table: TableReference::new(arguments.text("model_name")?),
        old_name: name(arguments, "old_name")?,
        new_name: name(arguments, "new_name")?,
    }
    .into())
}

pub(super) fn add_constraint(arguments: &Arguments) -> Result<Operation, PythonError> {
    let (table, constraint) = read_add_constraint(arguments.call())?;
    Ok(AddConstraint {
        table: TableReference::new(table),
        constraint,
    }
    .into())
}

/// 0.7.2's form: the constraint is a text in PostgreSQL's SQL.
pub(super) fn add_constraint_sql(arguments: &Arguments) -> Result<Operation, PythonError> {
    let kind = read_constraint_sql(
        arguments.required("constraint_sql")?,
        &arguments.what("constraint_sql"),
    )?;
    let constraint = Constraint {
        name: name(arguments, "name")?,
        kind,
    };
    Ok(AddConstraint {
        table: TableReference::new(arguments.text("table")?),
        constraint,
    }
    .into())
}

pub(super) fn remove_constraint(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(RemoveConstraint {
        table: TableReference::new(arguments.text("model_name")?),
        name: name(arguments, "name")?,
        if_exists: arguments.boolean("if_exists", is_older(arguments.call()))?,
    }
    .into())
}

fn name(arguments: &Arguments, argument: &str) -> Result<ObjectName, PythonError> {
    object_name(arguments.required(argument)?, &arguments.what(argument))
}
