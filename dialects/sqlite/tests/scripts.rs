//! The offline scripts of every shared scenario, fed to `sqlite3`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::Command;

use aksara_dialect::ServerVersion;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_sqlite::SqliteDriver;
use aksara_suite::{Client, check_scripts};
use futures::executor::block_on;

#[test]
fn sqlite3_does_what_migrate_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = RefCell::new(PathBuf::new());
    let command = || {
        let mut command = Command::new("sqlite3");
        command.arg("-bail").arg(&*file.borrow());
        command
    };
    let client = Client {
        command: &command,
        version: version(),
    };
    let fresh = async || {
        let path = tempfile::tempdir_in(folder.path()).unwrap().keep().join("app.db");
        let url = DatabaseUrl::parse(format!("sqlite:{}", path.display())).unwrap();
        file.replace(path);
        SqliteDriver.connect(&url).await
    };
    let report = block_on(check_scripts(fresh, &client)).unwrap();
    report.count("sqlite3, from scripts").unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

/// The version of the client, which is not that of the driver.
fn version() -> ServerVersion {
    let output = Command::new("sqlite3").arg("--version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}
