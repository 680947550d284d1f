//! Scenarios of what PostgreSQL alone has (`tests/scenarios/`): on the real server, and their golden SQL.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use aksara_driver::{DatabaseUrl, Driver};
use aksara_postgres::{Postgres, PostgresDriver};
use aksara_suite::{check_golden, chosen_scenarios, read_scenarios, run_scenario, server_url, with_database};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

#[test]
fn golden_sql() {
    insta::with_settings!({
        snapshot_path => "golden_own",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        check_golden(&read_scenarios(&folder()).unwrap(), &Postgres, |name, text| {
            insta::assert_snapshot!(name, text);
        });
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_goes_there_and_back() {
    let Some(url) = server_url("AKSARA_TEST_POSTGRES_URL").unwrap() else {
        return;
    };
    let mut server = PostgresDriver
        .connect(&DatabaseUrl::parse(url.clone()).unwrap())
        .await
        .unwrap();
    let database = format!("aksara_own_scenarios_{}", std::process::id());
    let own = DatabaseUrl::parse(with_database(&url, &database)).unwrap();
    let mut failures = String::new();
    for scenario in &chosen_scenarios(&folder()).unwrap() {
        server
            .execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
            .await
            .unwrap();
        server
            .execute(&format!("CREATE DATABASE {database}"))
            .await
            .unwrap();
        let mut connection = PostgresDriver.connect(&own).await.unwrap();
        if let Err(failure) = run_scenario(&mut *connection, scenario).await {
            failures.push_str(&format!("== {}\n{failure}\n", scenario.name));
        }
        connection.close().await.unwrap();
    }
    server
        .execute(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
        .await
        .unwrap();
    assert!(failures.is_empty(), "{failures}");
}
