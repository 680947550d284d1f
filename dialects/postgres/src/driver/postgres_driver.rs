//! The driver: opens connections by URL.

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::connect::connect;
use super::connection::PostgresConnection;
use super::error::is_missing_database;
use super::location::Location;

/// Opens connections to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PostgresDriver;

impl Driver for PostgresDriver {
    fn schemes(&self) -> &'static [&'static str] {
        &["postgres", "postgresql"]
    }

    fn connect<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            let connected = connect(&Location::parse(url)?, url).await?;
            let connection: Box<dyn Connection> = Box::new(PostgresConnection::open(connected).await?);
            Ok(connection)
        }
        .boxed()
    }

    fn exists<'a>(&'a self, url: &'a DatabaseUrl) -> BoxFuture<'a, Result<bool, DriverError>> {
        async move {
            match connect(&Location::parse(url)?, url).await {
                Ok(connected) => {
                    drop(connected);
                    Ok(true)
                }
                Err(error) if is_missing_database(&error) => Ok(false),
                Err(error) => Err(error),
            }
        }
        .boxed()
    }
}
