//! Databases of the tests' own.

use std::net::SocketAddr;

use aksara_driver::{Connection, DatabaseUrl, Driver, Value};
use aksara_postgres::PostgresDriver;
use aksara_suite::{server_urls, with_database};

const SERVERS: &[&str] = &["AKSARA_TEST_POSTGRES_URL", "AKSARA_TEST_POSTGRES18_URL"];

/// The servers that there are.
pub fn servers() -> Vec<String> {
    server_urls(SERVERS).unwrap()
}

async fn connect(url: &str) -> Box<dyn Connection> {
    PostgresDriver
        .connect(&DatabaseUrl::parse(url).unwrap())
        .await
        .unwrap()
}

/// A connection to a new database of the test's own.
pub async fn own(url: &str, test: &str) -> Box<dyn Connection> {
    let name = own_name(test);
    drop_own(url, test).await;
    let mut server = connect(url).await;
    server.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    connect(&with_database(url, &name)).await
}

/// Another connection to it, by way of another address. Counting needs messages that can be read: no TLS.
pub async fn own_through(url: &str, address: SocketAddr, test: &str) -> Box<dyn Connection> {
    let mut through = url::Url::parse(&with_database(url, &own_name(test))).unwrap();
    through.set_host(Some(&address.ip().to_string())).unwrap();
    through.set_port(Some(address.port())).unwrap();
    through.set_query(Some("sslmode=disable"));
    connect(through.as_str()).await
}

/// Drops it.
pub async fn drop_own(url: &str, test: &str) {
    let name = own_name(test);
    let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    connect(url).await.execute(&sql).await.unwrap();
}

fn own_name(test: &str) -> String {
    format!("aksara_inspect_{test}_{}", std::process::id())
}

/// Whether the server has what a case needs: a version or later, or an extension.
pub async fn has(connection: &mut dyn Connection, need: &str) -> bool {
    match need.parse::<u32>() {
        Ok(version) => connection.server_version().major >= version,
        Err(_) => {
            let available = "SELECT 1 FROM pg_available_extensions WHERE name = $1";
            let name = Value::Text(need.to_owned());
            !connection.query(available, &[name]).await.unwrap().is_empty()
        }
    }
}
