//! The driver: opens connections by URL.

use std::sync::Arc;

use aksara_dialect::Dialect;
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, ScratchName, ServerIdentity};
use futures::future::{BoxFuture, FutureExt};

use super::connection::MysqlConnection;
use super::location::Location;
use super::open::execute_on_server;
use crate::Mysql;

/// Opens MySQL and MariaDB databases: `mysql://user:password@host:3306/name?ssl-mode=required&ssl-ca=ca.pem`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MysqlDriver;

impl Driver for MysqlDriver {
    fn dialects(&self) -> Vec<Arc<dyn Dialect>> {
        Mysql::all()
            .map(|dialect| Arc::new(dialect) as Arc<dyn Dialect>)
            .collect()
    }

    fn connect<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            let connection = MysqlConnection::open(url).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }

    fn server<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Option<ServerIdentity>, DriverError>> {
        async move { super::open::server(url).await.map(Some) }.boxed()
    }

    fn is_same_database(&self, left: &DatabaseUrl, right: &DatabaseUrl) -> Result<bool, DriverError> {
        Ok(Location::read_server(left)?.is_same_database(&Location::read_server(right)?))
    }

    fn create_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            execute_on_server(server, &format!("CREATE DATABASE {name}")).await?;
            let connection = MysqlConnection::open_database(server, name).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }

    fn drop_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<(), DriverError>> {
        async move { execute_on_server(server, &format!("DROP DATABASE IF EXISTS {name}")).await }.boxed()
    }
}
