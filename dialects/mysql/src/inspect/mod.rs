//! Inspection: a live database read back into a schema, in a number of queries that no number of tables changes.
//!
//! The logical type comes back wherever the column's type and its check tell it. What the schema has no word for
//! (prefix indexes, views, triggers, programs) stands beside it by name.

mod attributes;
mod catalog;
mod check;
mod column;
mod default;
mod index;
mod partitioning;
mod period;
mod table;
mod text;

use aksara_dialect::ServerVersion;
use aksara_driver::{Connection, DriverError, Inspection, MakingStatement, OpaqueObject, Row};
use aksara_schema::TableName;

use crate::flavour::{Flavour, Server};
use crate::name::quoted;
use catalog::Catalog;
use partitioning::read_partitioning;

const OPAQUE_OBJECTS: &str = include_str!("opaque_objects.sql");
const PARTITIONS: &str = include_str!("partitions_mysql.sql");

/// Reads the connection's database.
pub(crate) async fn inspect(
    connection: &mut dyn Connection,
    flavour: Flavour,
    version: &ServerVersion,
) -> Result<Inspection, DriverError> {
    let catalog = Catalog::read(connection, flavour).await?;
    let mut inspection = Inspection::default();
    for table in catalog.tables() {
        table::read_table(&table, Server::new(flavour, version), &mut inspection)?;
    }
    for row in connection.query(OPAQUE_OBJECTS, &[]).await? {
        let mut object = read_opaque(&row);
        let is_unescaped = row.integer("is_unescaped") == Some(1);
        if let Some(trigger) = object.as_mut().filter(|_| is_unescaped) {
            read_original(connection, trigger).await?;
        }
        inspection.opaque.extend(object);
    }
    if flavour == Flavour::Mysql {
        let partitions = connection.query(PARTITIONS, &[]).await?;
        inspection.opaque.extend(read_partitioning(&partitions));
    }
    Ok(inspection)
}

fn read_opaque(row: &Row) -> Option<OpaqueObject> {
    Some(OpaqueObject {
        kind: row.text("kind")?.to_owned(),
        name: row.text("name")?.to_owned(),
        table: row.text("table_name").and_then(|name| TableName::new(name).ok()),
        definition: row.text("definition").map(without_end),
        making: making(row),
    })
}

/// Puts the text of a trigger as it was written into the statement that makes it.
async fn read_original(
    connection: &mut dyn Connection,
    trigger: &mut OpaqueObject,
) -> Result<(), DriverError> {
    let show = format!("SHOW CREATE TRIGGER {}", quoted(&trigger.name));
    let rows = connection.query(&show, &[]).await?;
    let written = rows.first().and_then(|row| row.text("SQL Original Statement"));
    // Whose trigger it is belongs to the installation: DEFINER stands before the word.
    match written.and_then(|written| written.split_once(" TRIGGER ")) {
        Some((_, text)) => {
            let sql = format!("CREATE TRIGGER {}", without_end(text));
            trigger
                .making
                .iter_mut()
                .for_each(|statement| statement.sql.clone_from(&sql));
        }
        None => trigger.making.clear(),
    }
    Ok(())
}

/// A definition without the semicolon that MySQL keeps where the client sent one.
fn without_end(definition: &str) -> String {
    let is_end = |character: char| character == ';' || character.is_whitespace();
    definition.trim_end_matches(is_end).to_owned()
}

fn making(row: &Row) -> Vec<MakingStatement> {
    match row.text("sql") {
        Some(sql) => vec![MakingStatement {
            sql: sql.to_owned(),
            reverse_sql: row.text("reverse_sql").map(str::to_owned),
        }],
        None => Vec::new(),
    }
}

/// A catalog row that does not hold what it must.
fn unreadable(what: &str) -> DriverError {
    DriverError::Refused {
        message: format!(
            "the catalog of this server cannot be read: {what}; please report it with the server's version"
        ),
    }
}
