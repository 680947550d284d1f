//! Reads a live database back into a schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_driver::{Connection, DriverError, Inspection};
use aksara_schema::InvalidName;

use super::domains;
use super::logical::fold_checks;
use super::table::{Form, read_table};
use crate::catalog::Catalog;

/// Reads the database that a connection is open to. Types, defaults and checks are in our words where those say the same;
/// what the schema has no word for is beside it by name.
pub(crate) async fn inspect(connection: &mut dyn Connection) -> Result<Inspection, DriverError> {
    let catalog = Catalog::read(connection).await?;
    let read = catalog
        .tables
        .iter()
        .map(|(id, table)| Ok((*id, read_table(table, Form::Models)?)));
    let read: Result<BTreeMap<_, _>, InvalidName> = read.collect();
    let tables = read.map_err(|error| DriverError::Refused {
        message: format!("the catalog has a name that is none: {error}"),
    })?;
    Ok(Inspection {
        domains: domains::read(&catalog, &tables),
        schema: tables
            .into_values()
            .map(|table| Arc::new(fold_checks(table)))
            .collect(),
        opaque: catalog.opaque,
        spellings: catalog.spellings,
        own_tables: Vec::new(),
        default_namespace: catalog.default_namespace,
    })
}
