//! Inspection: a live database read back into a schema, in a number of queries that no number of tables changes.
//!
//! The logical type comes back wherever the column's type and its check tell it. What the schema has no word for
//! (prefix indexes, views, triggers, programs) stands beside it by name.

mod attributes;
mod catalog;
mod check;
mod column;
mod created;
mod default;
mod exact_default;
mod exact_values;
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
use created::after_word;
use exact_default::read_exact_defaults;
use exact_values::read_exact_values;

const SEQUENCE: &str = "sequence";
const OPAQUE_OBJECTS: &str = include_str!("opaque_objects.sql");

/// Reads the connection's database.
pub(crate) async fn inspect(
    connection: &mut dyn Connection,
    flavour: Flavour,
    version: &ServerVersion,
) -> Result<Inspection, DriverError> {
    let mut catalog = Catalog::read(connection, flavour).await?;
    let databases = connection.query("SELECT database() AS name", &[]).await?;
    let database = databases.first().and_then(|row| row.text("name"));
    let mut inspection = Inspection {
        default_namespace: database.map(str::to_owned),
        ..Inspection::default()
    };
    read_exact_defaults(connection, &mut catalog, flavour, &mut inspection).await?;
    read_exact_values(connection, &mut catalog, &mut inspection).await;
    for table in catalog.tables() {
        table::read_table(&table, Server::new(flavour, version), &mut inspection)?;
    }
    for row in connection.query(OPAQUE_OBJECTS, &[]).await? {
        let mut object = read_opaque(&row);
        let is_unescaped = row.integer("is_unescaped") == Some(1);
        match object.as_mut() {
            Some(trigger) if is_unescaped => read_original(connection, trigger).await?,
            Some(sequence) if sequence.kind == SEQUENCE => read_sequence(connection, sequence).await?,
            Some(_) | None => {}
        }
        inspection.opaque.extend(object);
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
    match written.and_then(|written| after_word(written, "TRIGGER")) {
        Some(text) => {
            let sql = format!("CREATE TRIGGER {}", without_end(text.trim_start()));
            trigger
                .making
                .iter_mut()
                .for_each(|statement| statement.sql.clone_from(&sql));
        }
        None => trigger.making.clear(),
    }
    Ok(())
}

/// Puts the statement that makes a sequence of MariaDB beside it.
async fn read_sequence(
    connection: &mut dyn Connection,
    sequence: &mut OpaqueObject,
) -> Result<(), DriverError> {
    let name = quoted(&sequence.name);
    let rows = connection
        .query(&format!("SHOW CREATE TABLE {name}"), &[])
        .await?;
    let written = rows.first().and_then(|row| row.text("Create Table"));
    sequence.making = written
        .map(|written| MakingStatement {
            sql: written.to_owned(),
            reverse_sql: Some(format!("DROP SEQUENCE {name}")),
        })
        .into_iter()
        .collect();
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
