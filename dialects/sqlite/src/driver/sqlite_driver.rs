//! The driver: opens connections by URL.

use std::path::Path;
use std::sync::Arc;

use aksara_dialect::Dialect;
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, ScratchName, ServerIdentity};
use futures::future::{BoxFuture, FutureExt};

use super::connection::SqliteConnection;
use super::location::below;
use super::open::{is_missing_file, is_same_file};
use super::worker::off_the_runtime;
use crate::Sqlite;

/// Opens SQLite databases: `sqlite:app.db`, `sqlite:///data/app.db`, `sqlite::memory:`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SqliteDriver;

impl Driver for SqliteDriver {
    fn dialects(&self) -> Vec<Arc<dyn Dialect>> {
        vec![Arc::new(Sqlite)]
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

    fn is_missing_file<'a>(&'a self, url: &'a DatabaseUrl) -> BoxFuture<'a, Result<bool, DriverError>> {
        let url = url.clone();
        off_the_runtime(move || is_missing_file(&url)).boxed()
    }

    fn server<'a>(
        &'a self,
        _: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Option<ServerIdentity>, DriverError>> {
        async { Ok(None) }.boxed()
    }

    fn below(&self, folder: &Path, url: &DatabaseUrl) -> DatabaseUrl {
        below(folder, url)
    }

    fn is_same_database(&self, left: &DatabaseUrl, right: &DatabaseUrl) -> Result<bool, DriverError> {
        is_same_file(left, right)
    }

    /// Each connection to memory is a database of its own, and needs no name.
    fn create_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        _name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>> {
        async move {
            let connection = SqliteConnection::open_scratch(server).await?;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }

    /// It ends with its connection.
    fn drop_scratch<'a>(
        &'a self,
        _server: &'a DatabaseUrl,
        _name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<(), DriverError>> {
        async { Ok(()) }.boxed()
    }
}
