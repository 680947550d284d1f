//! Scratch databases: made for one purpose, thrown away afterwards.
//!
//! The user's SQL and Python run here and never on the application's database (`crates/ARCHITECTURE.md`). A URL
//! says on which server; the database is always a new one.

use std::mem;

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, ScratchName};

/// The server of scratch databases.
#[derive(Debug, Clone)]
pub struct ScratchServer {
    /// Its driver.
    pub driver: &'static dyn Driver,
    /// Any database of the server, which is left alone.
    pub url: DatabaseUrl,
}

/// A scratch database, and the connection to it.
pub(crate) struct Scratch<'a> {
    server: &'a ScratchServer,
    name: ScratchName,
    connection: Box<dyn Connection>,
}

impl<'a> Scratch<'a> {
    /// Makes one.
    pub async fn create(server: &'a ScratchServer) -> Result<Self, DriverError> {
        let (name, connection) = create(server).await?;
        Ok(Self {
            server,
            name,
            connection,
        })
    }

    /// The server that it is on.
    pub fn server(&self) -> &'a ScratchServer {
        self.server
    }

    /// The connection to it.
    pub fn connection(&mut self) -> &mut dyn Connection {
        &mut *self.connection
    }

    /// An empty one in its place.
    pub async fn replace(&mut self) -> Result<(), DriverError> {
        let (name, connection) = create(self.server).await?;
        let old_name = mem::replace(&mut self.name, name);
        let old = mem::replace(&mut self.connection, connection);
        throw_away(self.server, &old_name, old).await
    }

    /// Drops it.
    pub async fn throw_away(self) -> Result<(), DriverError> {
        throw_away(self.server, &self.name, self.connection).await
    }
}

async fn create(server: &ScratchServer) -> Result<(ScratchName, Box<dyn Connection>), DriverError> {
    let name = ScratchName::unique();
    match server.driver.create_scratch(&server.url, &name).await {
        Ok(connection) => Ok((name, connection)),
        Err(error) => {
            // The database may exist although it could not be connected to. The first error is the one to report.
            let _ = server.driver.drop_scratch(&server.url, &name).await;
            Err(error)
        }
    }
}

async fn throw_away(
    server: &ScratchServer,
    name: &ScratchName,
    connection: Box<dyn Connection>,
) -> Result<(), DriverError> {
    // A connection that is lost already must not keep its database.
    let _ = connection.close().await;
    server.driver.drop_scratch(&server.url, name).await
}
