//! Relations that are more than one column: many-to-many, and to any model at all.

use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, DerivedName, Field, FieldName, FieldType, InvalidName,
    NotCompared, Reference, ReferentialAction, Table, TableName, Unique, join_columns, join_table_name,
};

use super::attributes::invalid;
use super::bases::primary_key;
use super::definition::Definition;
use super::registry::Registry;
use crate::python::fields::{field_class, target};
use crate::python::{PythonError, Value};

/// The default fields in which a generic foreign key keeps the model's and the row's key.
const CONTENT_TYPE_COLUMN: &str = "content_type_id";
const OBJECT_ID_COLUMN: &str = "object_id";

/// The greatest length of a row's key as text, unless the field says otherwise.
const OBJECT_ID_LENGTH: u32 = 255;

/// The table that a relation refers to.
pub(super) fn resolve(
    value: &Value,
    what: &str,
    own: &Definition,
    registry: &Registry<'_>,
) -> Result<TableName, PythonError> {
    registry.resolve(&target(value, what)?.to_string(), own, &value.place)
}

/// The join table behind a many-to-many field; none where the field names a model of its own for it.
pub(super) fn join_table(
    key: &Value,
    value: &Value,
    own: &Definition,
    registry: &Registry<'_>,
) -> Result<Option<Table>, PythonError> {
    let call = value.call("a relation", "`fields.ManyToMany(…)`")?;
    let arguments = field_class(call)?.signature.bind(call)?;
    let other = resolve(arguments.required("to")?, &arguments.what("to"), own, registry)?;
    if let Some(through) = arguments.optional("through")? {
        resolve(through, &arguments.what("through"), own, registry)?;
        return Ok(None);
    }
    let field = key.text("a field's name")?;
    build_join_table(&own.table, &other, field)
        .map(Some)
        .map_err(|error| invalid(&key.place, &error))
}

fn build_join_table(source: &TableName, target: &TableName, field: &str) -> Result<Table, InvalidName> {
    let name = join_table_name(source, field)?;
    let [of_source, of_target] = join_columns(source, target)?;
    let fields = vec![of_source.clone(), of_target.clone()];
    let keys = [join_key(of_source, source), join_key(of_target, target)];
    let unique = Constraint {
        name: DerivedName::Unique.spell(&name, &fields)?,
        kind: ConstraintKind::Unique(Unique {
            fields,
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        }),
    };
    let mut table = Table::new(name).with_fields([primary_key()?]).with_fields(keys);
    table.constraints.insert(unique.name.clone(), unique);
    Ok(table)
}

/// A column that follows its table's key.
fn join_key(name: FieldName, table: &TableName) -> Field {
    let reference = Reference {
        table: table.clone(),
        field: None,
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        constraint: NotCompared(None),
    };
    Field {
        reference: Some(reference),
        ..Field::new(name, FieldType::Foreign(NotCompared(None)))
    }
}

/// The two columns of a generic foreign key.
pub(super) fn generic_key(value: &Value) -> Result<[Field; 2], PythonError> {
    let call = value.call("a relation", "`fields.GenericForeignKey(…)`")?;
    let arguments = field_class(call)?.signature.bind(call)?;
    let nullable = arguments.boolean("nullable", false)?;
    let column = |argument: &str, usual: &str, field_type: FieldType| {
        let name = arguments.optional_text(argument)?.unwrap_or(usual);
        let name = FieldName::new(name).map_err(|error| invalid(&value.place, &error))?;
        Ok(Field {
            nullable,
            ..Field::new(name, field_type)
        })
    };
    let length = arguments.optional("object_id_max_length")?;
    let length = length.map(|length| length.number(&arguments.what("object_id_max_length"), 1..=65_535));
    let max_length = length.transpose()?.unwrap_or(OBJECT_ID_LENGTH);
    Ok([
        column("content_type_field", CONTENT_TYPE_COLUMN, FieldType::Uuid)?,
        column(
            "object_id_field",
            OBJECT_ID_COLUMN,
            FieldType::String { max_length },
        )?,
    ])
}
