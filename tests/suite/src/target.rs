//! A kind of database that the suite runs on, and how its databases are come by.

use std::path::Path;
use std::process::Command;

use aksara_dialect::ServerVersion;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_generate::Words;

/// A kind of database.
pub struct Target {
    /// The beginning of its tests' names.
    pub name: &'static str,
    /// Its name in the counts.
    pub label: &'static str,
    /// Its driver.
    pub driver: &'static dyn Driver,
    /// Its databases.
    pub place: Place,
    /// Its own words for what generated histories may have.
    pub words: Words,
    /// Its command line client.
    pub client: TargetClient,
}

/// How an empty database is come by.
#[derive(Clone, Copy)]
pub enum Place {
    /// Each is a file.
    Files {
        /// The URL of a file.
        url: fn(&Path) -> DatabaseUrl,
        /// The URL that scratch databases are made by.
        scratch: fn() -> DatabaseUrl,
    },
    /// Each is made on a server.
    Server(Server),
}

/// A server of databases.
#[derive(Clone, Copy)]
pub struct Server {
    /// The variable that has its URL.
    pub variable: &'static str,
    /// The statements that make an empty database of this name, instead of one that may be there.
    pub make: fn(&str) -> Vec<String>,
    /// The statements that make the connected database empty, where that is faster.
    pub clear: Option<&'static str>,
    /// The statement that drops a database.
    pub drop: fn(&str) -> String,
}

/// A database's command line client, which offline scripts are fed to.
pub struct TargetClient {
    /// Its name in the counts.
    pub label: &'static str,
    /// The variable that the command needs, if any.
    pub needs: Option<&'static str>,
    /// The command for the database of this URL.
    pub command: fn(&DatabaseUrl) -> Command,
    /// The version of what runs the statements, where it is not that of the driver's server.
    pub version: Option<fn() -> ServerVersion>,
}
