//! A database made of SQL, inspected.

use aksara_driver::{DatabaseUrl, Driver, Inspection};
use aksara_schema::{Table, TableName};
use aksara_sqlite::SqliteDriver;

pub async fn inspect(sql: &str) -> Inspection {
    let url = DatabaseUrl::parse("sqlite::memory:").unwrap();
    let mut connection = SqliteDriver.connect(&url).await.unwrap();
    connection.execute(sql).await.unwrap();
    connection.inspect().await.unwrap()
}

/// The table of this name in a database made of this SQL.
pub async fn table(sql: &str, name: &str) -> Table {
    let inspection = inspect(sql).await;
    let name = TableName::new(name).unwrap();
    Table::clone(inspection.schema.table(&name).unwrap())
}

/// The only table of a database made of this SQL, called `t`.
pub async fn only_table(sql: &str) -> Table {
    table(sql, "t").await
}
