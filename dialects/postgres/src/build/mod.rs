//! A table of the schema as PostgreSQL would have it; what PostgreSQL does not have is refused.

mod column;
mod constraint;
mod features;
mod index;

use aksara_dialect::{Unsupported, field_index};
use aksara_schema::{Constraint, Field, Index, ObjectName, Table};

use crate::flavour::{Flavour, Server};
use crate::limits::require_fitting_names;
use crate::own_objects::field_constraints;
use crate::physical::{self, Owned};

/// The physical table.
pub(crate) fn build(table: &Table, server: Server) -> Result<physical::Table, Unsupported> {
    check(table, None, server)?;
    Ok(build_known(table, server))
}

/// The physical table of the history. A part that PostgreSQL refuses is in it as far as it is known.
pub(crate) fn build_known(table: &Table, server: Server) -> physical::Table {
    let fields = || table.fields.values();
    physical::Table {
        name: table.name.clone(),
        columns: fields().map(|field| column::build(field, server)).collect(),
        constraints: constraints(table, server.flavour),
        indexes: indexes(table, server.flavour),
        comment: table.comment.clone().filter(|comment| !comment.is_empty()),
    }
}

/// The physical tables before and after a change. Parts that PostgreSQL refuses and the history has already are left as
/// they are: another tool made them, or their migration was marked as applied.
pub(crate) fn build_change(
    before: &Table,
    after: &Table,
    server: Server,
) -> Result<(physical::Table, physical::Table), Unsupported> {
    check(after, Some(before), server)?;
    Ok((build_known(before, server), build_known(after, server)))
}

/// A field as messages name it.
pub(crate) fn field_subject(table: &Table, field: &Field) -> String {
    format!("field `{}.{}`", table.name, field.name)
}

/// Refuses a table for its first part that PostgreSQL does not have; parts of the table that is there are not asked.
fn check(table: &Table, there: Option<&Table>, server: Server) -> Result<(), Unsupported> {
    require_fitting_names(table)?;
    let fields = || table.fields.values();
    let is_new = |field: &&Field| there.and_then(|there| there.fields.get(&field.name)) != Some(field);
    let mut new = fields().filter(is_new);
    new.try_for_each(|field| column::check(table, field, server))?;
    let own = fields().flat_map(|field| field_constraints(table, field));
    own.into_iter()
        .try_for_each(|constraint| constraint::check(&constraint, server))?;
    let is_new =
        |named: &&Constraint| there.and_then(|there| there.constraints.get(&named.name)) != Some(named);
    let mut new = table.constraints.values().filter(is_new);
    new.try_for_each(|constraint| constraint::check(constraint, server))?;
    let is_new = |named: &&Index| there.and_then(|there| there.indexes.get(&named.name)) != Some(named);
    let mut new = table.indexes.values().filter(is_new);
    new.try_for_each(|index| index::check(index, server))
}

/// The primary key, those of the fields, those of the table.
fn constraints(table: &Table, flavour: &Flavour) -> Vec<Owned<physical::Constraint>> {
    let key = constraint::primary_key(table).map(Owned::by_table);
    let own = table.fields.values().flat_map(|field| {
        let own = field_constraints(table, field).into_iter();
        own.map(|own| Owned::by_column(field.name.as_str(), constraint::build(&own, flavour)))
    });
    let named = table.constraints.values();
    let named = named.map(|named| Owned::by_table(constraint::build(named, flavour)));
    key.into_iter().chain(own).chain(named).collect()
}

fn indexes(table: &Table, flavour: &Flavour) -> Vec<Owned<physical::Index>> {
    let own = table.fields.values().filter_map(|field| {
        let own = field_index(table, field)?;
        Some(Owned::by_column(field.name.as_str(), index::build(&own, flavour)))
    });
    let named = table.indexes.values();
    own.chain(named.map(|named| Owned::by_table(index::build(named, flavour))))
        .collect()
}

/// The names that PostgreSQL has for fields.
fn names<'a>(fields: impl IntoIterator<Item = &'a aksara_schema::FieldName>) -> Vec<String> {
    fields.into_iter().map(ToString::to_string).collect()
}

/// The name of a constraint or index as messages name it.
fn object_subject(kind: &str, name: &ObjectName) -> String {
    format!("{kind} `{name}`")
}
