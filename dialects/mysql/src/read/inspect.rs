//! Reads a live database back into a schema.

use std::sync::Arc;

use aksara_dialect::ServerVersion;
use aksara_driver::{Connection, DriverError, Inspection};

use super::models::read_model;
use crate::catalog::{Catalog, unreadable};
use crate::flavour::{Flavour, Server};

/// Reads the connection's database.
pub(crate) async fn inspect(
    connection: &mut dyn Connection,
    flavour: &'static Flavour,
    version: &ServerVersion,
) -> Result<Inspection, DriverError> {
    let catalog = Catalog::read(connection, flavour).await?;
    let mut inspection = Inspection {
        default_namespace: catalog.name,
        opaque: catalog.beside,
        own_tables: catalog.own_tables,
        ..Inspection::default()
    };
    for physical in &catalog.tables {
        let table = read_model(physical, Server::new(flavour, version));
        let table = table.map_err(|error| unreadable(&error.to_string()))?;
        inspection.schema.insert(Arc::new(table));
    }
    Ok(inspection)
}
