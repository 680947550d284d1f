//! Native enum types. They are shared by tables, so whether one is there or still in use is asked of the catalog, in
//! anonymous blocks: the SQL stays complete without a connection.

use aksara_dialect::{Statement, TransactionMode};
use aksara_schema::TableName;

use super::block::{block, fill};
use super::ddl;
use crate::literal::quoted;
use crate::physical::NativeEnum;

const REBUILD: &str = include_str!("rebuild_enum.sql");

/// CREATE TYPE, where it is not there yet.
pub(super) fn create(native: &NativeEnum) -> Statement {
    let name = &native.name;
    let create = create_type(native);
    let live = live_values(name);
    let wanted = array(&native.values);
    let body = format!("BEGIN IF {live} IS DISTINCT FROM {wanted} THEN {create}; END IF; END");
    block(&body).with_note(format!(
        "creates the enum type {name} unless it is there with the same values"
    ))
}

/// DROP TYPE, where nothing uses it any more.
pub(super) fn drop(native: &NativeEnum) -> Statement {
    let NativeEnum { name, .. } = native;
    let body = format!(
        "BEGIN DROP TYPE IF EXISTS {name}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END"
    );
    block(&body).with_note(format!(
        "drops the enum type {name} unless something still uses it"
    ))
}

/// ALTER TYPE … RENAME VALUE, unless another table that shares the type has done it.
pub(super) fn rename_values(type_name: &str, renames: &[(String, String)]) -> Vec<Statement> {
    let chained: Vec<&String> = renames.iter().map(|(_, new)| new).collect();
    let statements = renames.iter().map(|(from, to)| {
        let (old, new) = (quoted(from), quoted(to));
        let label = quoted(type_name);
        // In a chain of renames, an old name may be there again as a new one.
        let unless = if chained.contains(&from) {
            format!(" AND NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype({label}) AND enumlabel = {new})")
        } else {
            String::new()
        };
        block(&format!(
            "BEGIN IF EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype({label}) AND enumlabel = {old}){unless} \
             THEN ALTER TYPE {type_name} RENAME VALUE {old} TO {new}; END IF; END"
        ))
        .with_note(format!(
            "renames a value of the enum type {type_name}, unless that is done"
        ))
    });
    statements.collect()
}

/// A value added within a transaction cannot be used before it commits, so it is added before it.
/// <https://www.postgresql.org/docs/current/sql-altertype.html>
pub(super) fn add_values(values_before: &[String], new: &NativeEnum) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut previous: Option<&String> = None;
    for value in &new.values {
        if !values_before.contains(value) {
            let place = match (previous, values_before.first()) {
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
pub(super) fn rebuild(native: &NativeEnum, table: &TableName, column: &str) -> Statement {
    let body = fill(
        REBUILD,
        &[
            ("type", &native.name),
            ("type_text", &quoted(&native.name)),
            ("table_text", &quoted(&ddl().table(table).finish())),
            ("field_text", &quoted(column)),
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
