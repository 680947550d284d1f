//! Native enum types. They are shared by tables, so whether one is there or still in use is asked of the catalog, in
//! anonymous blocks: the SQL stays complete without a connection.

use aksara_dialect::{Statement, TransactionMode, Unsupported};
use aksara_schema::{Field, SqlExpression, StorageType, Table};

use super::block::{block, fill};
use super::enum_rename::{rename_values, renamed, value_renames};
use super::{ddl, field_subject};
use crate::literal::quoted;
use crate::types::enum_type;

const REBUILD: &str = include_str!("rebuild_enum.sql");

/// A native enum type as a field uses it.
struct NativeEnum {
    /// Quoted.
    name: String,
    values: Vec<String>,
}

/// CREATE TYPE for the types of these fields, where they are not there yet.
pub(super) fn create_missing<'a>(
    table: &Table,
    fields: impl IntoIterator<Item = &'a Field>,
) -> Result<Vec<Statement>, Unsupported> {
    let types = native_enums(table, fields)?;
    Ok(types
        .iter()
        .filter(|native| !native.values.is_empty())
        .map(create_missing_type)
        .collect())
}

/// DROP TYPE for the types of these fields, where nothing uses them any more.
pub(super) fn drop_unused<'a>(
    table: &Table,
    fields: impl IntoIterator<Item = &'a Field>,
) -> Result<Vec<Statement>, Unsupported> {
    let types = native_enums(table, fields)?;
    Ok(types.iter().map(drop_unused_type).collect())
}

/// What gives a type, which stays the type of a field, its new values.
pub(super) fn change_values(
    table: &Table,
    before: &Field,
    after: &Field,
    using: Option<&SqlExpression>,
) -> Result<Vec<Statement>, Unsupported> {
    let (Some(old), Some(new)) = (native_enum(table, before)?, native_enum(table, after)?) else {
        return Ok(Vec::new());
    };
    if old.name != new.name || old.values == new.values || new.values.is_empty() {
        return Ok(Vec::new());
    }
    let renames = value_renames(using, before, after).unwrap_or_default();
    let mut statements = rename_values(&old.name, &renames);
    let old = NativeEnum {
        values: renamed(&old.values, &renames),
        ..old
    };
    if old.values == new.values {
        return Ok(statements);
    }
    let kept: Vec<&String> = new
        .values
        .iter()
        .filter(|value| old.values.contains(value))
        .collect();
    if kept.iter().copied().eq(&old.values) {
        statements.extend(added_values(&old, &new));
    } else {
        statements.push(rebuild(&new, table, after));
    }
    Ok(statements)
}

fn native_enums<'a>(
    table: &Table,
    fields: impl IntoIterator<Item = &'a Field>,
) -> Result<Vec<NativeEnum>, Unsupported> {
    let mut types: Vec<NativeEnum> = Vec::new();
    for field in fields {
        if let Some(native) = native_enum(table, field)?
            && types.iter().all(|known| known.name != native.name)
        {
            types.push(native);
        }
    }
    Ok(types)
}

fn native_enum(table: &Table, field: &Field) -> Result<Option<NativeEnum>, Unsupported> {
    let StorageType::Enum {
        values,
        native: Some(name),
    } = field.field_type.storage()
    else {
        return Ok(None);
    };
    let name = enum_type(&name, &field_subject(table, field))?;
    Ok(Some(NativeEnum { name, values }))
}

fn create_missing_type(native: &NativeEnum) -> Statement {
    let NativeEnum { name, .. } = native;
    let create = create_type(native);
    let live = live_values(name);
    let wanted = array(&native.values);
    let body = format!("BEGIN IF {live} IS DISTINCT FROM {wanted} THEN {create}; END IF; END");
    block(&body).with_note(format!(
        "creates the enum type {name} unless it is there with the same values"
    ))
}

fn drop_unused_type(native: &NativeEnum) -> Statement {
    let NativeEnum { name, .. } = native;
    let body = format!(
        "BEGIN DROP TYPE IF EXISTS {name}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END"
    );
    block(&body).with_note(format!(
        "drops the enum type {name} unless something still uses it"
    ))
}

/// A value added within a transaction cannot be used before it commits, so it is added before it.
/// <https://www.postgresql.org/docs/current/sql-altertype.html>
fn added_values(old: &NativeEnum, new: &NativeEnum) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut previous: Option<&String> = None;
    for value in &new.values {
        if !old.values.contains(value) {
            let place = match (previous, old.values.first()) {
                (Some(previous), _) => format!(" AFTER {}", quoted(previous)),
                (None, Some(first)) => format!(" BEFORE {}", quoted(first)),
                (None, None) => String::new(),
            };
            let sql = format!(
                "ALTER TYPE {} ADD VALUE IF NOT EXISTS {}{place}",
                new.name,
                quoted(value)
            );
            statements.push(Statement {
                mode: TransactionMode::Outside,
                ..Statement::sql(sql)
            });
        }
        previous = Some(value);
    }
    statements
}

/// Makes the type anew and gives it to every column that has the old one. A row that holds a removed value fails, and
/// so does another field's default; the field's own gives way to the one that it has after the change.
fn rebuild(native: &NativeEnum, table: &Table, field: &Field) -> Statement {
    let body = fill(
        REBUILD,
        &[
            ("type", &native.name),
            ("type_text", &quoted(&native.name)),
            ("table_text", &quoted(&ddl().table(&table.name).finish())),
            ("field_text", &quoted(field.name.as_str())),
            ("live", &live_values(&native.name)),
            ("wanted", &array(&native.values)),
            ("create", &create_type(native)),
        ],
    );
    block(&body).with_note(format!(
        "makes the enum type {} anew; every table that uses it is rewritten",
        native.name
    ))
}

fn create_type(native: &NativeEnum) -> String {
    let values: Vec<String> = native.values.iter().map(|value| quoted(value)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", native.name, values.join(", "))
}

/// The values that the type has now, NULL where there is no such type.
fn live_values(name: &str) -> String {
    format!(
        "(SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = to_regtype({}))",
        quoted(name)
    )
}

fn array(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("ARRAY[{}]::text[]", values.join(", "))
}
