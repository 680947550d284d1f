//! Operations on whole tables.

use aksara_operations::{
    AlterPrimaryKey, AlterTableOptions, CreateManyToManyTable, CreateTable, DropTable, Operation,
    RenameTable, TableReference,
};
use aksara_schema::{Management, NotCompared, Table, TableOptions};

use super::signatures::is_older;
use crate::python::fields::{FieldContext, is_older_form, object_name, read_field, table_name};
use crate::python::indexes::columns;
use crate::python::{Arguments, ErrorKind, PythonError, Value, ValueKind, read_constraint, read_index};

/// The key of a joined table where none is given.
const USUAL_KEY: &str = "id";

pub(super) fn create_table(arguments: &Arguments) -> Result<Operation, PythonError> {
    let mut table = Table::new(table_name(arguments.required("name")?, &arguments.what("name"))?);
    read_fields(&mut table, arguments)?;
    for value in arguments.list("indexes")? {
        let index = read_index(value, &table.name)?;
        unique_name(
            value,
            "the index",
            index.name.as_str(),
            table.indexes.insert(index.name.clone(), index.clone()),
        )?;
    }
    for value in arguments.list("constraints")? {
        let constraint = read_constraint(value, &table.name)?;
        let previous = table
            .constraints
            .insert(constraint.name.clone(), constraint.clone());
        unique_name(value, "the constraint", constraint.name.as_str(), previous)?;
    }
    set_primary_key(&mut table, arguments)?;
    table.management = management(arguments)?;
    table.comment = arguments.optional_text("comment")?.map(str::to_owned);
    table.options = options(arguments)?;
    let if_not_exists = arguments.boolean("if_not_exists", is_older_table(arguments)?)?;
    Ok(CreateTable { table, if_not_exists }.into())
}

fn read_fields(table: &mut Table, arguments: &Arguments) -> Result<(), PythonError> {
    let what = format!("each item of {}", arguments.what("fields"));
    for item in arguments.list("fields")? {
        let (key, value) = item.pair(&what, "a tuple of a name and a field")?;
        let field = read_field(key, value, FieldContext::Operation)?;
        let name = field.name.clone();
        unique_name(
            item,
            "the field",
            name.as_str(),
            table.fields.insert(field.name.clone(), field),
        )?;
    }
    Ok(())
}

/// An error where something of this name was there before.
fn unique_name<T>(
    value: &Value,
    what: &'static str,
    name: &str,
    previous: Option<T>,
) -> Result<(), PythonError> {
    match previous {
        None => Ok(()),
        Some(_) => Err(value.place.error(ErrorKind::Duplicate {
            what,
            name: name.to_owned(),
        })),
    }
}

/// `primary_key=["a", "b"]` makes these fields the key, in this order; `primary_key_name` is its constraint's.
fn set_primary_key(table: &mut Table, arguments: &Arguments) -> Result<(), PythonError> {
    let name = arguments.optional("primary_key_name")?;
    let name = name.map(|value| object_name(value, "`primary_key_name`"));
    table.primary_key_name = NotCompared(name.transpose()?);
    let order = columns(arguments, "primary_key")?;
    for name in &order {
        let Some(field) = table.fields.get_mut(name) else {
            let value = arguments.required("primary_key")?;
            let known = table.fields.keys().map(|field| field.as_str());
            return Err(value.place.error(ErrorKind::UnknownMember {
                owner: format!("the table {}", table.name),
                name: name.to_string(),
                suggestion: aksara_schema::nearest(name.as_str(), known).map(str::to_owned),
            }));
        };
        field.primary_key = true;
        field.nullable = false;
    }
    let is_field_order = || {
        table
            .fields
            .values()
            .filter(|field| field.primary_key)
            .map(|field| &field.name)
    };
    if !is_field_order().eq(&order) {
        table.primary_key_order = order;
    }
    Ok(())
}

/// Whether the call is in 0.7.2's form: its name is positional, or a field is `op.XField(…)`.
fn is_older_table(arguments: &Arguments) -> Result<bool, PythonError> {
    let is_older_field = |item: &Value| match item.items("a field").ok() {
        Some(
            [
                _,
                Value {
                    kind: ValueKind::Call(call),
                    ..
                },
            ],
        ) => is_older_form(call),
        Some(_) | None => false,
    };
    Ok(is_older(arguments.call()) || arguments.list("fields")?.iter().any(is_older_field))
}

fn options(arguments: &Arguments) -> Result<TableOptions, PythonError> {
    let text = |name: &str| Ok::<_, PythonError>(arguments.optional_text(name)?.map(str::to_owned));
    Ok(TableOptions {
        strict: arguments.boolean("strict", false)?,
        without_rowid: arguments.boolean("without_rowid", false)?,
        autoincrement: arguments.boolean("autoincrement", false)?,
        engine: text("engine")?,
        charset: text("charset")?,
        collation: text("collation")?,
    })
}

pub(super) fn drop_table(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(DropTable {
        table: TableReference::new(arguments.text("name")?),
        if_exists: arguments.boolean("if_exists", is_older(arguments.call()))?,
        cascade: arguments.boolean("cascade", false)?,
        management: management(arguments)?,
    }
    .into())
}

/// `managed=False` marks a table that something else makes.
fn management(arguments: &Arguments) -> Result<Management, PythonError> {
    Ok(if arguments.boolean("managed", true)? {
        Management::Managed
    } else {
        Management::External
    })
}

pub(super) fn rename_table(arguments: &Arguments) -> Result<Operation, PythonError> {
    let new_name = table_name(arguments.required("new_name")?, &arguments.what("new_name"))?;
    Ok(RenameTable {
        table: TableReference::new(arguments.text("old_name")?),
        new_name,
    }
    .into())
}

pub(super) fn alter_table_options(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(AlterTableOptions {
        table: TableReference::new(arguments.text("model_name")?),
        comment: arguments.optional_text("comment")?.map(str::to_owned),
        options: options(arguments)?,
    }
    .into())
}

pub(super) fn alter_primary_key(arguments: &Arguments) -> Result<Operation, PythonError> {
    let order = columns(arguments, "primary_key")?;
    let name = arguments.optional("primary_key_name")?;
    let name = name.map(|value| object_name(value, "`primary_key_name`"));
    let table = TableReference::new(arguments.text("model_name")?);
    Ok(AlterPrimaryKey {
        name: name.transpose()?,
        ..AlterPrimaryKey::ordered(table, &order)
    }
    .into())
}

pub(super) fn create_many_to_many_table(arguments: &Arguments) -> Result<Operation, PythonError> {
    let key =
        |name: &str| Ok::<_, PythonError>(arguments.optional_text(name)?.unwrap_or(USUAL_KEY).to_owned());
    Ok(CreateManyToManyTable {
        source: TableReference::new(arguments.text("source_table")?),
        target: TableReference::new(arguments.text("target_table")?),
        field_name: arguments.text("field_name")?.to_owned(),
        source_column: key("source_column")?,
        target_column: key("target_column")?,
    }
    .into())
}
