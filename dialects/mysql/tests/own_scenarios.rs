//! Scenarios of what MySQL and MariaDB have in their own way (`tests/scenarios/`): on the real servers, and their golden
//! SQL.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::path::{Path, PathBuf};

use aksara_driver::{DatabaseUrl, Driver};
use aksara_mysql::{Flavour, MARIADB, MYSQL, MysqlDriver};
use aksara_suite::{check_golden, chosen_scenarios, read_scenarios, run_scenario, server_url, with_database};

const DATABASE: &str = "aksara_own_scenarios";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn golden_sql(flavour: Flavour, folder_of_snapshots: &str) {
    insta::with_settings!({
        snapshot_path => folder_of_snapshots,
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        check_golden(&read_scenarios(&folder()).unwrap(), &flavour, |name, text| {
            insta::assert_snapshot!(name, text);
        });
    });
}

async fn check(variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let connect = async |url: &str| {
        MysqlDriver
            .connect(&DatabaseUrl::parse(url).unwrap())
            .await
            .unwrap()
    };
    let mut server = connect(&url).await;
    let mut failures = String::new();
    for scenario in &chosen_scenarios(&folder()).unwrap() {
        server
            .execute(&format!(
                "DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE}"
            ))
            .await
            .unwrap();
        let mut connection = connect(&with_database(&url, DATABASE)).await;
        if let Err(failure) = run_scenario(&mut *connection, scenario).await {
            failures.push_str(&format!("== {}\n{failure}\n", scenario.name));
        }
        connection.close().await.unwrap();
    }
    server
        .execute(&format!("DROP DATABASE IF EXISTS {DATABASE}"))
        .await
        .unwrap();
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn golden_sql_of_mysql() {
    golden_sql(MYSQL, "golden_own/mysql");
}

#[test]
fn golden_sql_of_mariadb() {
    golden_sql(MARIADB, "golden_own/mariadb");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_goes_there_and_back_on_mysql() {
    check("AKSARA_TEST_MYSQL_URL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_goes_there_and_back_on_mariadb() {
    check("AKSARA_TEST_MARIADB_URL").await;
}
