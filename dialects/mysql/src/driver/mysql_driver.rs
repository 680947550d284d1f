//! The driver: opens connections by URL.

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use futures::future::{BoxFuture, FutureExt};

use super::connection::MysqlConnection;
use super::open;

/// Opens MySQL and MariaDB databases: `mysql://user:password@host:3306/name?ssl-mode=required&ssl-ca=ca.pem`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MysqlDriver;

impl Driver for MysqlDriver {
    fn schemes(&self) -> &'static [&'static str] {
        &["mysql", "mariadb"]
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

    fn exists<'a>(&'a self, url: &'a DatabaseUrl) -> BoxFuture<'a, Result<bool, DriverError>> {
        open::exists(url).boxed()
    }
}
