//! Objects that are no tables: views, triggers, programs, events, sequences.

use aksara_driver::{Connection, DriverError, MakingStatement, OpaqueObject, Row};
use aksara_schema::TableName;

use super::created::after_word;
use crate::name::quoted;

const SEQUENCE: &str = "sequence";
const OPAQUE_OBJECTS: &str = include_str!("opaque_objects.sql");

/// Reads them all.
pub(super) async fn read_objects(
    connection: &mut dyn Connection,
    beside: &mut Vec<OpaqueObject>,
) -> Result<(), DriverError> {
    for row in connection.query(OPAQUE_OBJECTS, &[]).await? {
        let mut object = read_opaque(&row);
        let is_unescaped = row.integer("is_unescaped") == Some(1);
        match object.as_mut() {
            Some(trigger) if is_unescaped => read_original(connection, trigger).await?,
            Some(sequence) if sequence.kind == SEQUENCE => read_sequence(connection, sequence).await?,
            Some(_) | None => {}
        }
        beside.extend(object);
    }
    Ok(())
}

fn read_opaque(row: &Row) -> Option<OpaqueObject> {
    Some(OpaqueObject {
        kind: row.text("kind")?.to_owned(),
        name: row.text("name")?.to_owned(),
        table: row
            .text("table_name")
            .and_then(|name| TableName::whole(name).ok()),
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
    // The trigger's owner belongs to the installation: DEFINER comes before the word.
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
