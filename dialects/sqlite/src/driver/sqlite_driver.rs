//! The driver: opens connections by URL.

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use futures::future::{BoxFuture, FutureExt};

use super::connection::SqliteConnection;
use super::open::exists;
use super::worker::off_the_runtime;

/// Opens SQLite databases: `sqlite:app.db`, `sqlite:///data/app.db`, `sqlite::memory:`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SqliteDriver;

impl Driver for SqliteDriver {
    fn schemes(&self) -> &'static [&'static str] {
        &["sqlite", "sqlite3"]
    }

    fn connect<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            let connection = SqliteConnection::open(url).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }

    fn exists<'a>(&'a self, url: &'a DatabaseUrl) -> BoxFuture<'a, Result<bool, DriverError>> {
        let url = url.clone();
        off_the_runtime(move || exists(&url)).boxed()
    }
}
