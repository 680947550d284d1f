//! Databases in temporary folders, and a runtime to wait on.

use std::path::PathBuf;

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use aksara_sqlite::SqliteDriver;
use tempfile::TempDir;

/// A temporary folder for databases.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn url(&self, name: &str) -> DatabaseUrl {
        url(&format!("sqlite:{}", self.path(name).display()))
    }

    /// The names of the files in the folder.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

pub fn url(text: &str) -> DatabaseUrl {
    DatabaseUrl::parse(text).unwrap()
}

pub async fn connect(url: &DatabaseUrl) -> Box<dyn Connection> {
    SqliteDriver.connect(url).await.unwrap()
}

pub async fn connect_error(url: &DatabaseUrl) -> DriverError {
    match SqliteDriver.connect(url).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

/// The one value of a query's one row, as an integer.
pub async fn integer(connection: &mut dyn Connection, sql: &str) -> i64 {
    let rows = connection.query(sql, &[]).await.unwrap();
    match rows[0].values[0] {
        aksara_driver::Value::Integer(number) => number,
        ref other => panic!("{sql}: {other:?}"),
    }
}
