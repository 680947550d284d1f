//! Native enum types. They are shared by tables, so whether one is there or still in use is asked of the catalog, in
//! anonymous blocks: the SQL stays complete without a connection.

use aksara_dialect::{Statement, TransactionMode, Unsupported};
use aksara_schema::{Field, StorageType, Table};

use super::field_subject;
use crate::literal::quoted;
use crate::types::enum_type;

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
) -> Result<Vec<Statement>, Unsupported> {
    let (Some(old), Some(new)) = (native_enum(table, before)?, native_enum(table, after)?) else {
        return Ok(Vec::new());
    };
    if old.name != new.name || old.values == new.values || new.values.is_empty() {
        return Ok(Vec::new());
    }
    let kept: Vec<&String> = new
        .values
        .iter()
        .filter(|value| old.values.contains(value))
        .collect();
    match kept.iter().copied().eq(&old.values) {
        true => Ok(added_values(&old, &new)),
        false => Ok(vec![rebuild(&new)]),
    }
}

/// The beginning of the statement that adds a value to this type.
pub(crate) fn add_value_prefix(quoted_type: &str) -> String {
    format!("ALTER TYPE {quoted_type} ADD VALUE ")
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
    match field.field_type.storage() {
        StorageType::Enum {
            values,
            native: Some(name),
        } => Ok(Some(NativeEnum {
            name: enum_type(&name, &field_subject(table, field))?,
            values,
        })),
        _ => Ok(None),
    }
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
                "{}IF NOT EXISTS {}{place}",
                add_value_prefix(&new.name),
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

/// Makes the type anew and gives it to every column that has the old one. A row that holds a removed value fails.
fn rebuild(native: &NativeEnum) -> Statement {
    let NativeEnum { name, .. } = native;
    let (live, wanted, create) = (live_values(name), array(&native.values), create_type(native));
    let type_text = quoted(name);
    let body = format!(
        "DECLARE old oid := to_regtype({type_text}); used record; kept text; \
         BEGIN \
         IF {live} = {wanted} THEN RETURN; END IF; \
         ALTER TYPE {name} RENAME TO aksara_old_enum; \
         {create}; \
         FOR used IN SELECT format('%I.%I', n.nspname, c.relname) AS relation, quote_ident(a.attname) AS field, \
         pg_get_expr(d.adbin, d.adrelid) AS value \
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         WHERE a.atttypid = old AND NOT a.attisdropped AND c.relkind IN ('r', 'p') \
         LOOP \
         EXECUTE format('ALTER TABLE %1$s ALTER COLUMN %2$s DROP DEFAULT, \
         ALTER COLUMN %2$s TYPE %3$s USING %2$s::text::%3$s', used.relation, used.field, {type_text}); \
         IF used.value IS NOT NULL THEN \
         EXECUTE 'SELECT (' || used.value || ')::text' INTO kept; \
         EXECUTE format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %L', used.relation, used.field, kept); \
         END IF; \
         END LOOP; \
         EXECUTE 'DROP TYPE ' || old::regtype; \
         END"
    );
    block(&body).with_note(format!(
        "makes the enum type {name} anew; every table that uses it is rewritten"
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

/// The body is a text literal: no name or value in it can end a dollar quote.
fn block(body: &str) -> Statement {
    Statement::sql(format!("DO {}", quoted(body)))
}
