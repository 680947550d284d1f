//! Objects that the schema has no word for, and the statements that make them.

use aksara_driver::{Connection, DriverError, MakingStatement, OpaqueObject, Row};

use super::rows::{named_table, text};

const PREREQUISITES: &str = concat!(include_str!("counting.sql"), include_str!("prerequisites.sql"));

/// An object that says the same as the schema in another way.
const SPELLINGS: &[&str] = &[
    concat!(include_str!("counting.sql"), include_str!("spellings.sql")),
    include_str!("comments.sql"),
];

/// The objects that the schema has no word for, by their place.
const OPAQUE: &[&str] = &[
    concat!(include_str!("counting.sql"), include_str!("opaque_relations.sql")),
    concat!(include_str!("counting.sql"), include_str!("opaque_tables.sql")),
    include_str!("opaque_attached.sql"),
    include_str!("opaque_programs.sql"),
];

/// The objects beside the tables, in the order in which they can be made.
pub(super) async fn opaque(connection: &mut dyn Connection) -> Result<Vec<OpaqueObject>, DriverError> {
    let mut opaque = read(connection, OPAQUE).await?;
    opaque.sort_by_key(making_order);
    Ok(opaque)
}

pub(super) async fn spellings(connection: &mut dyn Connection) -> Result<Vec<OpaqueObject>, DriverError> {
    read(connection, SPELLINGS).await
}

async fn read(connection: &mut dyn Connection, queries: &[&str]) -> Result<Vec<OpaqueObject>, DriverError> {
    let mut objects = Vec::new();
    for query in queries {
        let rows = connection.query(query, &[]).await?;
        objects.extend(rows.iter().map(read_opaque).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(objects)
}

/// The statements that must run before the tables can be made, in order.
pub(crate) async fn prerequisites(
    connection: &mut dyn Connection,
) -> Result<Vec<MakingStatement>, DriverError> {
    let mut statements = Vec::new();
    for row in connection.query(PREREQUISITES, &[]).await? {
        let sql = text(&row, "sql")?;
        if sql.starts_with("CREATE OR REPLACE FUNCTION") {
            statements.push(without_checked_bodies());
        }
        statements.push(MakingStatement {
            sql: sql.to_owned(),
            reverse_sql: row.text("reverse_sql").map(str::to_owned),
        });
    }
    Ok(statements)
}

fn read_opaque(row: &Row) -> Result<OpaqueObject, DriverError> {
    let table = row
        .text("table_name")
        .map(|_| named_table(row, "namespace", "table_name"))
        .transpose()?;
    Ok(OpaqueObject {
        kind: text(row, "kind")?.to_owned(),
        name: text(row, "name")?.to_owned(),
        table,
        definition: row.text("definition").map(str::to_owned),
        making: making(row),
    })
}

/// A body may name what the baseline makes later, or does not make.
fn without_checked_bodies() -> MakingStatement {
    MakingStatement {
        sql: "SET LOCAL check_function_bodies = off".to_owned(),
        reverse_sql: None,
    }
}

/// How it comes to be: what it needs first, then itself.
fn making(row: &Row) -> Vec<MakingStatement> {
    let statement = |sql: &str, reverse_sql: &str| {
        Some(MakingStatement {
            sql: row.text(sql)?.to_owned(),
            reverse_sql: row.text(reverse_sql).map(str::to_owned),
        })
    };
    let Some(own) = statement("sql", "reverse_sql") else {
        return Vec::new();
    };
    let needed = statement("needed_sql", "needed_reverse_sql");
    let unchecked = needed.is_some().then(without_checked_bodies);
    unchecked.into_iter().chain(needed).chain([own]).collect()
}

/// The objects that are made after everything else, in this order: they need the constraints, or go with those that are
/// made anew.
const AFTERWARDS: &[&str] = &[
    "inheritance",
    "clustering",
    "constraint comment",
    "index comment",
    "statistics",
    "rule",
    "policy",
    "trigger",
];

/// The place of an object among those that are made. Foreign keys need the keys that they refer to.
fn making_order(object: &OpaqueObject) -> (usize, usize) {
    let is_foreign = |definition: &String| definition.starts_with("FOREIGN KEY");
    match AFTERWARDS.iter().position(|kind| *kind == object.kind) {
        Some(place) => (2, place),
        None => (usize::from(object.definition.as_ref().is_some_and(is_foreign)), 0),
    }
}
