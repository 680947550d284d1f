//! Generated histories on every database at once: they all get the same schema, except for what one cannot keep.

use aksara::{DatabaseUrl, registry};
use aksara_driver::Connection;
use aksara_suite::{Words, check_across, compare_databases, database_of};

use crate::servers::empty_database;

async fn connect(url: &str) -> Box<dyn Connection> {
    let url = DatabaseUrl::parse(url).unwrap();
    registry::driver_of(&url).unwrap().connect(&url).await.unwrap()
}

/// Connections to an empty database on every server of this machine, and to one in memory. SQLite comes last: its form
/// of an expression is SQLite's own text, of which the others make nothing.
async fn empty_databases() -> Vec<Box<dyn Connection>> {
    let mut connections = Vec::new();
    for variable in ["POSTGRES", "MYSQL", "MARIADB"] {
        let variable = format!("AKSARA_TEST_{variable}_URL");
        if let Some(url) = empty_database(&variable, "several").await {
            connections.push(connect(&url).await);
        }
    }
    connections.push(connect("sqlite::memory:").await);
    connections
}

#[test]
fn one_history_gives_every_database_the_same_schema() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let databases: Vec<_> = runtime
        .block_on(empty_databases())
        .iter()
        .map(|connection| database_of(&**connection, Words::default()))
        .collect();
    let checked = check_across("every database at once", databases, |history| {
        runtime.block_on(async {
            let mut connections = empty_databases().await;
            let compared = compare_databases(&mut connections, history).await;
            for connection in connections {
                connection.close().await.unwrap();
            }
            compared
        })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}
