//! What these databases can tell back of a schema: the same for a replayed and an inspected one.
//!
//! Everything that has a name becomes a named object, since names are what later statements need: a field's own
//! UNIQUE, index and foreign key join the table's. Types that are stored alike become one of them, expressions
//! become what the servers make of them, and what has no effect here goes.

mod expression;
mod field;
mod object;
mod own_constant;
mod text;

use std::sync::Arc;

use aksara_schema::{Management, Schema, Table, TableOptions};

use crate::flavour::Server;

#[cfg(feature = "driver")]
pub(crate) use expression::normal;
pub(crate) use text::tellable;

/// The normal form of a schema. Idempotent.
pub(crate) fn normalize(schema: &Schema, server: Server) -> Schema {
    schema
        .tables()
        .map(|table| Arc::new(normal_table(table, server)))
        .collect()
}

fn normal_table(table: &Table, server: Server) -> Table {
    let mut normal = Table::new(table.name.clone());
    normal.fields = table
        .fields
        .values()
        .map(|field| (field.name.clone(), field::normal_field(field, table, server)))
        .collect();
    object::normal_objects(table, &mut normal, server);
    normal.primary_key_order = table.primary_key().into_iter().cloned().collect();
    normal.comment = table
        .comment
        .as_deref()
        .filter(|comment| !comment.is_empty())
        .map(tellable);
    normal.options = normal_options(&table.options, server);
    normal.management = Management::Managed;
    normal
}

/// The engine and the collation, where they are not what a table gets without saying. A collation tells its
/// character set.
fn normal_options(options: &TableOptions, server: Server) -> TableOptions {
    let engine = options.engine.as_ref().map(|engine| engine.to_lowercase());
    let collation = options
        .collation
        .as_ref()
        .map(|collation| collation.to_lowercase());
    let is_default = collation.as_deref() == Some(crate::build::options::default_collation(server));
    TableOptions {
        engine: engine.filter(|engine| engine != "innodb"),
        collation: collation.filter(|_| !is_default),
        charset: match options.collation {
            Some(_) => None,
            None => options.charset.as_ref().map(|charset| charset.to_lowercase()),
        },
        ..TableOptions::default()
    }
}
