//! A model before its fields are read: its class, its lineage, its options, its table's name.

use aksara_schema::{TableName, pluralize, snake_case};

use super::body;
use super::hints;
use super::lineage::Lineage;
use super::meta::{self, Meta};
use crate::python::evaluate::{Evaluator, Scope};
use crate::python::{ClassReference, PythonError, Value, ValueKind};

/// A class that has a table.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    pub(super) class: ClassReference,
    pub(super) lineage: Lineage,
    pub(super) meta: Meta,
    pub(super) table: TableName,
}

impl Definition {
    /// The model that a class is; `None` where it is abstract, a mixin or no model at all.
    pub(super) fn of(class: ClassReference, evaluator: &Evaluator<'_>) -> Result<Option<Self>, PythonError> {
        let lineage = Lineage::of(&class, evaluator)?;
        if let Some(error) = lineage.unknown_base()
            && (lineage.is_model() || body::has_fields(&class, evaluator))
        {
            return Err(error.clone());
        }
        if !lineage.is_model() {
            return Ok(None);
        }
        let meta = Meta::of(&lineage, evaluator)?;
        if is_abstract(&class, &meta, evaluator)? {
            hints::refuse_for_abstract(&meta)?;
            return Ok(None);
        }
        let table = table_name(&class, &meta, evaluator)?;
        Ok(Some(Self {
            class,
            lineage,
            meta,
            table,
        }))
    }

    /// The class with its module, for messages.
    pub(super) fn describe(&self) -> String {
        let place = self.class.place().origin();
        format!("the model `{}` at {place}", self.class.name())
    }
}

/// `__abstract__ = True` in the class's own body, or `abstract = True` in its own `Meta`.
fn is_abstract(class: &ClassReference, meta: &Meta, evaluator: &Evaluator<'_>) -> Result<bool, PythonError> {
    match own_attribute(class, "__abstract__", evaluator)? {
        Some(value) => value.boolean("`__abstract__`"),
        None => meta.flag("abstract", false),
    }
}

/// `__tablename__`, else `Meta.table_name`, else the plural of the class's name.
fn table_name(
    class: &ClassReference,
    meta: &Meta,
    evaluator: &Evaluator<'_>,
) -> Result<TableName, PythonError> {
    const NAMES: &[&str] = &["table_name", "db_table"];
    let own = own_attribute(class, "__tablename__", evaluator)?;
    let written = own.as_ref().map(|value| (value, "`__tablename__`".to_owned()));
    match written.or_else(|| Some((meta.option(NAMES)?, meta::what(NAMES)))) {
        Some((value, what)) => crate::python::fields::table_name(value, &what),
        None => {
            let name = Value::new(
                ValueKind::Text(pluralize(&snake_case(class.name())).into()),
                class.place(),
            );
            crate::python::fields::table_name(&name, "the table's name")
        }
    }
}

/// The value that a class's own body assigns to one of Python's own names.
fn own_attribute(
    class: &ClassReference,
    name: &str,
    evaluator: &Evaluator<'_>,
) -> Result<Option<Value>, PythonError> {
    let body = class.statement().map_or(&[][..], |statement| &statement.body);
    let mut value = None;
    for (position, line) in body.iter().enumerate() {
        if let Some(expression) = body::assigned_to(line, name) {
            value = Some(evaluator.evaluate(expression, &Scope::in_class(class, position))?);
        }
    }
    Ok(value)
}
