//! CREATE TABLE with everything in it.

use aksara_dialect::{Statement, Unsupported};
use aksara_schema::Table;

use super::stored_generated::check_stored_generated;
use super::table_options::{comment_clause, ignored_options, options_clause};
use super::visible::check_visible;
use super::{ddl, with_notes};
use crate::column::column_definition;
use crate::flavour::Server;
use crate::limits::{check_indexes, check_table};
use crate::name::{quoted_list, quoted_table};
use crate::table_object::table_objects;
use crate::taken_names::check_object_names;

/// The statement that makes a table.
pub(super) fn create_table(table: &Table, server: Server) -> Result<Vec<Statement>, Unsupported> {
    check_table(table, server)?;
    let mut lines = table
        .fields
        .values()
        .map(|field| column_definition(field, table, server))
        .collect::<Result<Vec<_>, _>>()?;
    check_visible(table, server)?;
    check_stored_generated(table, server)?;
    let key = table.primary_key();
    if !key.is_empty() {
        lines.push(format!("PRIMARY KEY {}", quoted_list(key)));
    }
    let objects = table_objects(table, server)?;
    check_indexes(table, &objects, server)?;
    check_object_names(table, &objects, server)?;
    lines.extend(objects.iter().map(|object| object.definition()));
    let mut sql = format!(
        "CREATE TABLE {} (\n  {}\n) {}",
        quoted_table(&table.name),
        lines.join(",\n  "),
        options_clause(table, server)?
    );
    if table.comment.is_some() {
        sql = format!("{sql} {}", comment_clause(table, server)?);
    }
    let notes: Vec<&str> = objects
        .iter()
        .flat_map(|object| object.notes.iter().copied())
        .chain(ignored_options(&table.options, server))
        .collect();
    Ok(vec![with_notes(ddl(sql), &notes)])
}
