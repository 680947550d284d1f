//! Databases of the tests' own.

use aksara_driver::{Connection, DatabaseUrl, Driver};
use aksara_mysql::MysqlDriver;
use aksara_suite::{server_urls, with_database};

const SERVERS: &[&str] = &[
    "AKSARA_TEST_MYSQL_URL",
    "AKSARA_TEST_MARIADB_URL",
    "AKSARA_TEST_MARIADB118_URL",
];

/// The servers that there are.
pub fn servers() -> Vec<String> {
    server_urls(SERVERS).unwrap()
}

async fn connect(url: &str) -> Box<dyn Connection> {
    MysqlDriver
        .connect(&DatabaseUrl::parse(url).unwrap())
        .await
        .unwrap()
}

/// A connection to a new database of the test's own.
pub async fn own(url: &str, test: &str) -> Box<dyn Connection> {
    let name = own_name(test);
    let mut server = connect(url).await;
    let made = format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} COLLATE utf8mb4_bin");
    server.execute(&made).await.unwrap();
    connect(&with_database(url, &name)).await
}

/// Runs statements in the test's database in any order, over several connections: the servers wait for the disk after
/// each change of a table, and wait for several at once.
pub async fn run_at_once(url: &str, test: &str, statements: Vec<String>) {
    const CONNECTIONS: usize = 8;
    let url = with_database(url, &own_name(test));
    let parts = statements.chunks(statements.len().div_ceil(CONNECTIONS));
    let tasks: Vec<_> = parts
        .map(|part| {
            let (url, sql) = (url.clone(), part.join(";"));
            tokio::spawn(async move { connect(&url).await.execute(&sql).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Drops it.
pub async fn drop_own(url: &str, test: &str) {
    let sql = format!("DROP DATABASE IF EXISTS {}", own_name(test));
    connect(url).await.execute(&sql).await.unwrap();
}

fn own_name(test: &str) -> String {
    format!("aksara_inspect_{test}_{}", std::process::id())
}

/// Whether the server is what a case needs: `mysql`, or a version or later of it as `mariadb 11.7`.
pub fn is_server(connection: &dyn Connection, need: &str) -> bool {
    let (name, version) = need.split_once(' ').unwrap_or((need, "0.0"));
    assert!(
        ["mysql", "mariadb"].contains(&name),
        "no server is called so: {need}"
    );
    let (major, minor) = version.split_once('.').unwrap();
    let needed: (u32, u32) = (major.parse().unwrap(), minor.parse().unwrap());
    let server = connection.server_version();
    connection.dialect().name() == name && (server.major, server.minor) >= needed
}
