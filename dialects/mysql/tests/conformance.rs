//! The conformance suite on MySQL and MariaDB: the shared scenarios on real servers, and their golden SQL.

use aksara_dialect::Dialect;
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError};
use aksara_mysql::{Flavour, MARIADB, MYSQL, MysqlDriver};
use aksara_suite::{check_scenarios, golden, read_scenarios, scenario_folder};

/// A new, empty database beside the one that the URL names; one that a run before left is dropped.
async fn fresh(url: &str, name: &str) -> Result<Box<dyn Connection>, DriverError> {
    let parsed = DatabaseUrl::parse(url).unwrap();
    let mut connection = MysqlDriver.connect(&parsed).await?;
    connection
        .execute(&format!("DROP DATABASE IF EXISTS {name}"))
        .await?;
    connection.execute(&format!("CREATE DATABASE {name}")).await?;
    connection.close().await?;
    let (base, _) = url.rsplit_once('/').unwrap();
    MysqlDriver
        .connect(&DatabaseUrl::parse(format!("{base}/{name}")).unwrap())
        .await
}

async fn check(flavour: Flavour, variable: &str) {
    let Ok(url) = std::env::var(variable) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "{variable} is not set, and CI needs the server"
        );
        println!("skipped: {variable} names no server");
        return;
    };
    let name = format!("aksara_conformance_{}", std::process::id());
    let report = check_scenarios(async || fresh(&url, &name).await).await.unwrap();
    fresh(&url, &name)
        .await
        .unwrap()
        .execute(&format!("DROP DATABASE {name}"))
        .await
        .unwrap();
    report.count(flavour.name()).unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

#[tokio::test]
async fn scenarios_on_mysql() {
    check(MYSQL, "AKSARA_TEST_MYSQL_URL").await;
}

#[tokio::test]
async fn scenarios_on_mariadb() {
    check(MARIADB, "AKSARA_TEST_MARIADB_URL").await;
}

fn check_golden(flavour: Flavour, folder: &str) {
    for scenario in read_scenarios(&scenario_folder()).unwrap() {
        let text = golden(&scenario, &flavour, &flavour.newest_version()).unwrap();
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(scenario.name.replace('/', "__"), text);
        });
    }
}

#[test]
fn golden_sql_of_mysql() {
    check_golden(MYSQL, "golden/mysql");
}

#[test]
fn golden_sql_of_mariadb() {
    check_golden(MARIADB, "golden/mariadb");
}
