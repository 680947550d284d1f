//! The conformance suite on MySQL and MariaDB: the shared scenarios and generated histories on real servers.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use aksara_mysql::MysqlDriver;
use aksara_suite::{
    check_generated, check_generated_rows, check_scenarios, prove_history, run_history, server_url,
    untrue_expressions, with_database,
};
use aksara_verify::ScratchServer;
use tokio::runtime::Runtime;

/// A server, and the name of a database of our own there.
struct Database {
    server: String,
    name: &'static str,
}

impl Database {
    /// `None` where there is no such server.
    fn on(variable: &str, name: &'static str) -> Option<Self> {
        let server = server_url(variable).unwrap()?;
        Some(Self { server, name })
    }

    /// A connection to the database, made anew.
    async fn fresh(&self) -> Result<Box<dyn Connection>, DriverError> {
        let name = self.name;
        let mut server = connect(&self.server).await?;
        server
            .execute(&format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}"))
            .await?;
        server.close().await?;
        connect(&with_database(&self.server, name)).await
    }
}

async fn connect(url: &str) -> Result<Box<dyn Connection>, DriverError> {
    MysqlDriver.connect(&DatabaseUrl::parse(url).unwrap()).await
}

fn scenarios(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_scenarios") else {
        return;
    };
    let check = check_scenarios(async || database.fresh().await);
    let report = Runtime::new().unwrap().block_on(check).unwrap();
    report.count(name).unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

fn generated_histories(name: &str, variable: &str) {
    let Some(database) = Database::on(variable, "aksara_generated") else {
        return;
    };
    let runtime = Runtime::new().unwrap();
    let checked = check_generated(name, |operations| {
        runtime.block_on(async { run_history(&mut *database.fresh().await.unwrap(), operations).await })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn scenarios_on_mysql() {
    scenarios("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn scenarios_on_mariadb() {
    scenarios("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

#[test]
fn generated_histories_on_mysql() {
    generated_histories("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn generated_histories_on_mariadb() {
    generated_histories("MariaDB", "AKSARA_TEST_MARIADB_URL");
}

fn expressions_mean_the_same(variable: &str) {
    let Some(database) = Database::on(variable, "aksara_truth") else {
        return;
    };
    let untrue = untrue_expressions(async || database.fresh().await);
    let untrue = Runtime::new().unwrap().block_on(untrue).unwrap();
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

#[test]
fn expressions_mean_the_same_on_mysql() {
    expressions_mean_the_same("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn expressions_mean_the_same_on_mariadb() {
    expressions_mean_the_same("AKSARA_TEST_MARIADB_URL");
}

fn generated_histories_keep_rows(name: &str, variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let server = ScratchServer {
        driver: &MysqlDriver,
        url: DatabaseUrl::parse(url).unwrap(),
    };
    let runtime = Runtime::new().unwrap();
    let checked = check_generated_rows(name, |operations| {
        runtime.block_on(prove_history(&server, operations))
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn generated_histories_keep_rows_on_mysql() {
    generated_histories_keep_rows("MySQL", "AKSARA_TEST_MYSQL_URL");
}

#[test]
fn generated_histories_keep_rows_on_mariadb() {
    generated_histories_keep_rows("MariaDB", "AKSARA_TEST_MARIADB_URL");
}
