//! The driver: opens connections by URL.

use std::sync::Arc;

use aksara_dialect::Dialect;
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, ScratchName, ServerIdentity};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::connection::PostgresConnection;
use super::location::Location;
use crate::Postgres;

/// The schema of every new database.
const EVERY_DATABASE_HAS: &str = "public";

/// Opens connections to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PostgresDriver;

impl Driver for PostgresDriver {
    fn dialects(&self) -> Vec<Arc<dyn Dialect>> {
        Postgres::all()
            .map(|dialect| Arc::new(dialect) as Arc<dyn Dialect>)
            .collect()
    }

    fn connect<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            let connection = PostgresConnection::open(&Location::parse(url)?, url).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }

    fn server<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Option<ServerIdentity>, DriverError>> {
        async move {
            let connection = self.connect(url).await?;
            let identity = ServerIdentity {
                dialect: connection.dialect(),
                version: connection.server_version(),
            };
            connection.close().await?;
            Ok(Some(identity))
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
            // The schemas of the application's database are not in this one.
            location.set_search_path(EVERY_DATABASE_HAS);
            let connection = PostgresConnection::open(&location, server).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
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
    let mut connection = PostgresConnection::open(location, url).await?;
    connection.execute(sql).await?;
    Box::new(connection).close().await
}
