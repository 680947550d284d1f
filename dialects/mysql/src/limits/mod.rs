//! Limits of a table on these servers: names, numbers of fields and indexes, lengths of keys and rows.
//!
//! All of it is checked when a step is lowered, before the first statement of a plan, since no statement that changes
//! the schema can be rolled back.

mod generated_counter;
mod key_length;
mod row_length;
mod spatial;
mod stored_generated;
mod visible;
mod width;

use aksara_dialect::{Feature, Unsupported};
use aksara_operations::AlterTable;
use aksara_schema::{FieldName, Table};

use self::generated_counter::check_generated_counter;
pub(crate) use self::key_length::check_key;
use self::row_length::check_row;
use self::spatial::check_spatial;
use self::stored_generated::check_stored_generated;
use self::visible::check_visible;
use crate::build::build;
use crate::flavour::Server;
use crate::name::check_names;
use crate::physical;
use crate::taken_names::check_object_names;

/// The most fields of a table (<https://dev.mysql.com/doc/refman/9.4/en/innodb-limits.html>).
const MOST_FIELDS: usize = 1017;

/// The most indexes of a table, its primary key left out (the same page; MySQL 1069 counts so as well).
const MOST_INDEXES: usize = 64;

/// Refuses a change that makes a table pass a limit.
///
/// A table that passes one already, by our count, was taken by its server: by another page size, say.
pub(crate) fn check_change(change: &AlterTable, server: Server) -> Result<(), Unsupported> {
    let check = |table: &Table| {
        check_table(table, server)?;
        check_indexes(table, &build(table, server)?, server)
    };
    match check(&change.after) {
        Err(_) if check(&change.before).is_err() => Ok(()),
        checked => checked,
    }
}

/// Refuses a table that the server would refuse for what its fields are.
pub(crate) fn check_table(table: &Table, server: Server) -> Result<(), Unsupported> {
    check_names(table, server)?;
    check_number(table, "fields", table.fields.len(), MOST_FIELDS, server)?;
    check_primary_key(table, server)?;
    check_row(table, server)
}

/// Refuses a new table that the server would refuse for what it has beside its fields.
pub(crate) fn check_new(table: &Table, built: &physical::Table, server: Server) -> Result<(), Unsupported> {
    check_built(table, built, server)?;
    check_indexes(table, built, server)
}

/// Refuses a table that the server would refuse, however many indexes it has.
pub(crate) fn check_built(table: &Table, built: &physical::Table, server: Server) -> Result<(), Unsupported> {
    check_visible(table, server)?;
    check_stored_generated(table, server)?;
    check_generated_counter(table, server)?;
    check_object_names(table, built, server)
}

/// Refuses a table that has too many indexes or one that cannot be, or lacks the one that it needs to count.
fn check_indexes(table: &Table, built: &physical::Table, server: Server) -> Result<(), Unsupported> {
    check_spatial(table, server)?;
    check_number(table, "indexes", built.indexes().count(), MOST_INDEXES, server)?;
    check_counted(table, built, server)
}

fn check_number(
    table: &Table,
    things: &str,
    number: usize,
    most: usize,
    server: Server,
) -> Result<(), Unsupported> {
    if number <= most || !is_innodb(table) {
        return Ok(());
    }
    Err(server.refuse(
        None,
        format!("the table `{}`", table.name),
        format!("it has {number} {things}, and {most} are the most"),
        "divide the table into two that share a key",
    ))
}

/// One field of a table counts at most, and it begins a key (MySQL 1075).
fn check_counted(table: &Table, built: &physical::Table, server: Server) -> Result<(), Unsupported> {
    let mut counted = table.fields.values().filter(|field| field.auto_increment);
    let (first, second) = (counted.next(), counted.next());
    let reason = match (first, second) {
        (Some(first), Some(_)) => format!("`{}` counts already, and one field of a table may", first.name),
        (Some(field), None) if !begins_key(built, &field.name) => {
            "a field that counts must be the first of a key or an index".to_owned()
        }
        (Some(_) | None, _) => return Ok(()),
    };
    let Some(field) = second.or(first) else {
        return Ok(());
    };
    Err(server.refuse(
        None,
        format!("the field `{}` of `{}`", field.name, table.name),
        reason,
        "take auto_increment from the field, or make it the primary key",
    ))
}

fn begins_key(built: &physical::Table, field: &FieldName) -> bool {
    let is_field = |first: Option<&String>| first.is_some_and(|name| name == field.as_str());
    let mut indexes = built.indexes();
    is_field(built.primary_key.first()) || indexes.any(|index| is_field(index.columns().first().copied()))
}

fn check_primary_key(table: &Table, server: Server) -> Result<(), Unsupported> {
    let key = table.primary_key();
    let fields = key.iter().filter_map(|name| table.fields.get(*name));
    let subject = format!("the primary key of `{}`", table.name);
    check_key(fields, table, Some(Feature::UniqueText), &subject, server)
}

/// Whether the limits are InnoDB's.
fn is_innodb(table: &Table) -> bool {
    let engine = table.options.engine.as_deref();
    engine.is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"))
}
