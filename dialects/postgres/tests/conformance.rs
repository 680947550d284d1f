//! The conformance suite on PostgreSQL: the shared scenarios on real servers.

use aksara_driver::{DatabaseUrl, Driver, DriverError};
use aksara_postgres::PostgresDriver;
use aksara_suite::{check_scenarios, server_url, with_database};

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
