//! The driver: opens connections by URL.

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, ScratchName};
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

    fn is_same_database(&self, left: &DatabaseUrl, right: &DatabaseUrl) -> Result<bool, DriverError> {
        Ok(Location::parse(left)?.is_same_database(&Location::parse(right)?))
    }

    fn create_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            let mut location = Location::parse(server)?;
            execute(&location, server, &format!("CREATE DATABASE {name}")).await?;
            location.config.dbname(name.as_str());
            let connected = connect(&location, server).await?;
            let connection: Box<dyn Connection> = Box::new(PostgresConnection::open(connected).await?);
            Ok(connection)
        }
        .boxed()
    }

    fn drop_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<(), DriverError>> {
        async move {
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            execute(&Location::parse(server)?, server, &sql).await
        }
        .boxed()
    }
}

/// Runs one statement on a connection of its own.
async fn execute(location: &Location, url: &DatabaseUrl, sql: &str) -> Result<(), DriverError> {
    let mut connection = PostgresConnection::open(connect(location, url).await?).await?;
    connection.execute(sql).await?;
    Box::new(connection).close().await
}
