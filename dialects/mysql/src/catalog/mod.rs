//! The live catalog: physical tables, read in a number of queries that no number of tables changes.
//!
//! A table's texts are SQL here, as a statement would write them. The objects that a physical table has no place for
//! (prefix indexes, checks that refuse no row, views, triggers, programs) are listed beside it by name.

mod check;
mod column;
mod created;
mod exact_default;
mod exact_values;
mod foreign_key;
mod index;
mod objects;
mod partitioning;
mod period;
mod rows;
mod table;
mod text;

use aksara_driver::{Connection, DriverError, OpaqueObject, OwnTable};

use crate::flavour::Flavour;
use crate::physical::Table;
use exact_default::read_exact_defaults;
use exact_values::read_exact_values;
use rows::Rows;

/// The connection's database.
#[derive(Default)]
pub(crate) struct Catalog {
    pub(crate) name: Option<String>,
    pub(crate) tables: Vec<Table>,
    /// The statements of tables that no other statement makes so.
    pub(crate) own_tables: Vec<OwnTable>,
    pub(crate) beside: Vec<OpaqueObject>,
}

impl Catalog {
    pub(crate) async fn read(
        connection: &mut dyn Connection,
        flavour: &'static Flavour,
    ) -> Result<Self, DriverError> {
        let mut rows = Rows::read(connection, flavour).await?;
        let databases = connection.query("SELECT database() AS name", &[]).await?;
        let database = databases.first().and_then(|row| row.text("name"));
        let mut catalog = Self {
            name: database.map(str::to_owned),
            ..Self::default()
        };
        read_exact_defaults(connection, &mut rows, flavour, &mut catalog.beside).await?;
        read_exact_values(connection, &mut rows, &mut catalog.beside).await;
        for table in rows.tables() {
            catalog.read_table(&table, flavour)?;
        }
        objects::read_objects(connection, &mut catalog.beside).await?;
        Ok(catalog)
    }
}

/// A catalog row that does not hold what it must.
pub(crate) fn unreadable(what: &str) -> DriverError {
    DriverError::Refused {
        message: format!(
            "the catalog of this server cannot be read: {what}; please report it with the server's version"
        ),
    }
}
