//! CREATE TABLE with its constraints, then indexes and comments.

use aksara_dialect::{ServerVersion, Statement, Unsupported};
use aksara_schema::{Constraint, ConstraintKind, ExistingRows, FieldName, Table, TableOptions};

use super::index::Building;
use super::name_length::require_fitting_names;
use super::{comment, constraint, ddl, enum_type, field, index};
use crate::own_objects::{field_constraints, field_index, primary_key_name};

/// The statements that make a table.
pub(super) fn create_table(table: &Table, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    require_fitting_names(table)?;
    let (constraints, later) = constraints(table);
    let create =
        ddl()
            .word("CREATE TABLE")
            .table(&table.name)
            .list(definitions(table, &constraints, version)?);
    let mut statements = enum_type::create_missing(table, table.fields.values())?;
    statements.push(with_ignored_options(table, Statement::sql(create.finish())));
    for constraint in &later {
        let add = ddl().word("ALTER TABLE").table(&table.name).word("ADD");
        let definition = constraint::definition(constraint, version)?;
        statements.push(Statement::sql(add.fragment(&definition).finish()));
    }
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

/// Says that options of other databases have no effect.
fn with_ignored_options(table: &Table, create: Statement) -> Statement {
    if table.options == TableOptions::default() {
        create
    } else {
        create.with_note("the table's options are other databases' and have no effect here")
    }
}

/// The constraints, and apart from them those that ALTER TABLE adds: the unique ones over the same fields as the primary
/// key or an earlier one, and exclusions but the first, since CREATE TABLE would leave out what is equal without a word;
/// foreign keys that are NOT VALID, which CREATE TABLE would make valid.
fn constraints(table: &Table) -> (Vec<Constraint>, Vec<Constraint>) {
    let own = table
        .fields
        .values()
        .flat_map(|field| field_constraints(table, field));
    let key: Vec<FieldName> = table.primary_key().into_iter().cloned().collect();
    let mut unique_over: Vec<Vec<FieldName>> = vec![key];
    let mut has_exclusion = false;
    own.chain(table.constraints.values().cloned())
        .partition(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => {
                let is_first = !unique_over.contains(&unique.fields);
                unique_over.push(unique.fields.clone());
                is_first
            }
            ConstraintKind::Exclusion(_) => !std::mem::replace(&mut has_exclusion, true),
            ConstraintKind::ForeignKey(key) => key.details.existing_rows == ExistingRows::Checked,
            ConstraintKind::Check(_) => true,
        })
}

fn definitions(
    table: &Table,
    constraints: &[Constraint],
    version: &ServerVersion,
) -> Result<Vec<String>, Unsupported> {
    let fields = table
        .fields
        .values()
        .map(|field| field::definition(table, field, None, version));
    let mut definitions = fields.collect::<Result<Vec<_>, _>>()?;
    let key = table.primary_key();
    if !key.is_empty() {
        definitions.push(constraint::primary_key(&primary_key_name(table), &key));
    }
    for constraint in constraints {
        definitions.push(constraint::definition(constraint, version)?);
    }
    Ok(definitions)
}
