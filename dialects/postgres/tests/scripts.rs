//! The offline scripts of every shared scenario, fed to `psql`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use aksara_driver::{DatabaseUrl, Driver};
use aksara_postgres::PostgresDriver;
use aksara_suite::{Client, check_scripts, server_url, with_database};
use tokio::runtime::Runtime;

#[test]
fn psql_does_what_migrate_does() {
    let Some(server) = server_url("AKSARA_TEST_POSTGRES_URL").unwrap() else {
        return;
    };
    let name = format!("aksara_scripts_{}", std::process::id());
    let url = with_database(&server, &name);
    let command = || {
        let mut command = Command::new("psql");
        command.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-f", "-", &url]);
        command
    };
    Runtime::new().unwrap().block_on(async {
        let connect = async |url: &str| PostgresDriver.connect(&DatabaseUrl::parse(url).unwrap()).await;
        let mut administrator = connect(&server).await.unwrap();
        let version = administrator.server_version();
        administrator
            .execute(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        let client = Client {
            command: &command,
            version,
        };
        let fresh = async || {
            let mut connection = connect(&url).await?;
            connection
                .execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                .await?;
            Ok(connection)
        };
        let report = check_scripts(fresh, &client).await.unwrap();
        administrator
            .execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
            .await
            .unwrap();
        report.count("psql, from scripts").unwrap();
        assert!(report.failures.is_empty(), "{}", report.failures());
    });
}
