//! The conformance suite on PostgreSQL: the shared scenarios on real servers, and their golden SQL.

use aksara_dialect::Dialect;
use aksara_driver::{DatabaseUrl, Driver, DriverError};
use aksara_postgres::{Postgres, PostgresDriver};
use aksara_suite::{check_scenarios, golden, read_scenarios, scenario_folder, server_url, with_database};

const DATABASE: &str = "aksara_conformance";

async fn scenarios(name: &str, variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let own = DatabaseUrl::parse(with_database(&url, DATABASE)).unwrap();
    let mut server = PostgresDriver
        .connect(&DatabaseUrl::parse(url).unwrap())
        .await
        .unwrap();
    for sql in [
        format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"),
        format!("CREATE DATABASE {DATABASE}"),
    ] {
        server.execute(&sql).await.unwrap();
    }
    let fresh = async || {
        let mut connection = PostgresDriver.connect(&own).await?;
        connection
            .execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            .await?;
        Ok::<_, DriverError>(connection)
    };
    let report = check_scenarios(fresh).await.unwrap();
    report.count(name).unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
    server
        .execute(&format!("DROP DATABASE {DATABASE} WITH (FORCE)"))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn scenarios_on_postgres() {
    scenarios("PostgreSQL 15", "AKSARA_TEST_POSTGRES_URL").await;
}

#[test]
fn golden_sql() {
    for scenario in read_scenarios(&scenario_folder()).unwrap() {
        let text = golden(&scenario, &Postgres, &Postgres.newest_version()).unwrap();
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(scenario.name.replace('/', "__"), text);
        });
    }
}
