//! `op.Backfill(model_name=…, set={…}, where=…, batch_size=…)`.

use std::num::NonZeroU32;

use aksara_operations::{Backfill, DEFAULT_BATCH_SIZE, Operation, ReverseUpdate, RowUpdate, TableReference};
use aksara_schema::SqlExpression;
use indexmap::IndexMap;

use super::run::is_noop;
use crate::python::expressions::read_expression;
use crate::python::{Arguments, ErrorKind, Integer, PythonError, Value, ValueKind};

pub(super) fn backfill(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(Backfill {
        table: TableReference::new(arguments.text("model_name")?),
        update: update(
            arguments.required("set")?,
            &arguments.what("set"),
            condition(arguments, "where")?,
        )?,
        reverse: reverse(arguments)?,
        batch_size: batch_size(arguments)?,
    }
    .into())
}

fn reverse(arguments: &Arguments) -> Result<ReverseUpdate, PythonError> {
    let condition = condition(arguments, "reverse_where")?;
    let set = arguments.optional("reverse_set")?;
    let is_noop_set =
        |value: &Value| matches!(&value.kind, ValueKind::Symbol(path) if is_noop(path, "Backfill"));
    match (set, condition) {
        (None, None) => Ok(ReverseUpdate::Missing),
        (Some(value), None) if is_noop_set(value) => Ok(ReverseUpdate::Noop),
        (Some(value), condition) if !is_noop_set(value) => {
            let what = arguments.what("reverse_set");
            update(value, &what, condition).map(ReverseUpdate::Update)
        }
        (_, _) => Err(arguments.call().place.error(ErrorKind::Contradiction {
            message: "`reverse_where` is given without `reverse_set`".to_owned(),
            advice: "give `reverse_set`, or leave `reverse_where` out".to_owned(),
        })),
    }
}

/// A dict from fields to what they become, or to what says that this is still to be filled in.
fn update(value: &Value, what: &str, condition: Option<SqlExpression>) -> Result<RowUpdate, PythonError> {
    let expected = "a dict from fields to their new values, with at least one field";
    let ValueKind::Dictionary(items) = &value.data().kind else {
        return Err(value.wrong_type(what, expected));
    };
    let mut update = RowUpdate {
        set: IndexMap::with_capacity(items.len()),
        open: Vec::new(),
        condition,
    };
    for (key, expression) in items {
        let field = key.text(&format!("each key of {what}"))?;
        if is_to_be_filled_in(expression) {
            update.open.push(field.to_owned());
            continue;
        }
        let expression = read_expression(expression, &format!("`{field}` of {what}"))?;
        update.set.insert(field.to_owned(), expression);
    }
    if items.is_empty() {
        return Err(value.wrong_type(what, expected));
    }
    Ok(update)
}

/// `op.Backfill.fill_in`
fn is_to_be_filled_in(value: &Value) -> bool {
    matches!(&value.kind, ValueKind::Symbol(path)
        if path.starts_with("aksara.") && path.ends_with(".Backfill.fill_in"))
}

fn condition(arguments: &Arguments, name: &str) -> Result<Option<SqlExpression>, PythonError> {
    let written = arguments.optional(name)?;
    written
        .map(|value| read_expression(value, &arguments.what(name)))
        .transpose()
}

fn batch_size(arguments: &Arguments) -> Result<NonZeroU32, PythonError> {
    let Some(value) = arguments.optional("batch_size")? else {
        return Ok(DEFAULT_BATCH_SIZE);
    };
    let rows = match &value.data().kind {
        ValueKind::Integer(Integer::Small(number)) => u32::try_from(*number).ok().and_then(NonZeroU32::new),
        _ => None,
    };
    rows.ok_or_else(|| value.wrong_type(&arguments.what("batch_size"), "a number of rows from 1 on"))
}
