//! The offline scripts of every shared scenario, fed to the client `mariadb`, which speaks with both servers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use aksara_driver::{DatabaseUrl, Driver};
use aksara_mysql::MysqlDriver;
use aksara_suite::{Client, check_scripts, server_url, with_database};
use tokio::runtime::Runtime;

const DATABASE: &str = "aksara_scripts";

fn scripts(name: &str, url: &str, socket: &str) {
    let (Some(server), Ok(socket)) = (server_url(url).unwrap(), std::env::var(socket)) else {
        return;
    };
    let password = password(&server);
    let command = || {
        let mut command = Command::new("mariadb");
        command
            .args(["--no-defaults", "--binary-mode", "--user=root", DATABASE])
            .arg(format!("--socket={socket}"))
            .env("MYSQL_PWD", &password);
        command
    };
    Runtime::new().unwrap().block_on(async {
        let connect = async |url: &str| MysqlDriver.connect(&DatabaseUrl::parse(url).unwrap()).await;
        let client = Client {
            command: &command,
            version: connect(&server).await.unwrap().server_version(),
        };
        let fresh = async || {
            let mut administrator = connect(&server).await?;
            administrator
                .execute(&format!(
                    "DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE}"
                ))
                .await?;
            administrator.close().await?;
            connect(&with_database(&server, DATABASE)).await
        };
        let report = check_scripts(fresh, &client).await.unwrap();
        report.count(name).unwrap();
        assert!(report.failures.is_empty(), "{}", report.failures());
    });
}

/// The password of `mysql://user:password@host`.
fn password(url: &str) -> String {
    let (user, _) = url.split_once('@').unwrap_or_default();
    let (_, password) = user.rsplit_once(':').unwrap_or_default();
    DatabaseUrl::decode(password)
}

#[test]
fn the_client_does_on_mysql_what_migrate_does() {
    scripts(
        "mariadb on MySQL, from scripts",
        "AKSARA_TEST_MYSQL_URL",
        "AKSARA_TEST_MYSQL_SOCKET",
    );
}

#[test]
fn the_client_does_on_mariadb_what_migrate_does() {
    scripts(
        "mariadb, from scripts",
        "AKSARA_TEST_MARIADB_URL",
        "AKSARA_TEST_MARIADB_SOCKET",
    );
}
