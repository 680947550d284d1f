//! CREATE TABLE with its constraints, then indexes and comments.

use aksara_dialect::{ServerVersion, Statement, Unsupported};
use aksara_schema::Table;

use super::index::Building;
use super::name_length::require_fitting_names;
use super::{comment, constraint, ddl, enum_type, field, index};
use crate::own_objects::{field_constraints, field_index, primary_key_name};

/// The statements that make a table.
pub(super) fn create_table(table: &Table, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    require_fitting_names(table)?;
    let create = ddl()
        .word("CREATE TABLE")
        .table(&table.name)
        .list(definitions(table, version)?);
    let mut statements = enum_type::create_missing(table, table.fields.values())?;
    statements.push(Statement::sql(create.finish()));
    let own = table
        .fields
        .values()
        .filter_map(|field| field_index(table, field));
    for index in own.chain(table.indexes.values().cloned()) {
        statements.push(index::create(table, &index, Building::Plain, version)?);
    }
    statements.extend(comment::on_new_table(table));
    Ok(statements)
}

fn definitions(table: &Table, version: &ServerVersion) -> Result<Vec<String>, Unsupported> {
    let fields = table
        .fields
        .values()
        .map(|field| field::definition(table, field, None, version));
    let mut definitions = fields.collect::<Result<Vec<_>, _>>()?;
    let key = table.primary_key();
    if !key.is_empty() {
        definitions.push(constraint::primary_key(&primary_key_name(table), &key));
    }
    let own = table
        .fields
        .values()
        .flat_map(|field| field_constraints(table, field));
    for constraint in own.chain(table.constraints.values().cloned()) {
        definitions.push(constraint::definition(&constraint, version)?);
    }
    Ok(definitions)
}
