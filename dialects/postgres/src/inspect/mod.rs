//! Reads a live database back into a schema: one query for each kind of object, whatever the number of tables.
//!
//! What the schema has no word for stands beside it by name. Types, defaults and checks come back as the logical ones
//! wherever the database tells them; [`Dialect::normalize`](aksara_dialect::Dialect::normalize) takes both sides of
//! a comparison to one form.

mod constraints;
mod domains;
mod fields;
mod indexes;
mod logical;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_driver::{Connection, DriverError, Inspection, MakingStatement, OpaqueObject, Row};
use aksara_schema::Table;

use self::rows::{integer, named_table, parsed, text};

const TABLES: &str = include_str!("tables.sql");
const FIELDS: &str = concat!(include_str!("counting.sql"), include_str!("fields.sql"));
const DOMAINS: &str = include_str!("domains.sql");
const ENUMS: &str = include_str!("enums.sql");
const CONSTRAINTS: &str = include_str!("constraints.sql");
const INDEXES: &str = include_str!("indexes.sql");

/// An object that says the same as the schema in another way.
const SPELLINGS: &str = concat!(include_str!("counting.sql"), include_str!("spellings.sql"));
const COMMENTS: &str = include_str!("comments.sql");
const PREREQUISITES: &str = concat!(include_str!("counting.sql"), include_str!("prerequisites.sql"));
const DEFAULT_NAMESPACE: &str = "SELECT current_schema()::text AS name";

/// What the schema has no word for, by where it stands.
const OPAQUE: &[&str] = &[
    concat!(include_str!("counting.sql"), include_str!("opaque_relations.sql")),
    concat!(include_str!("counting.sql"), include_str!("opaque_tables.sql")),
    include_str!("opaque_attached.sql"),
    include_str!("opaque_programs.sql"),
];

/// The tables by their object identifiers.
type Tables = BTreeMap<i64, Table>;

/// Reads the database that a connection is open to.
pub(crate) async fn inspect(connection: &mut dyn Connection) -> Result<Inspection, DriverError> {
    let mut tables = Tables::new();
    for row in connection.query(TABLES, &[]).await? {
        let mut table = Table::new(named_table(&row, "namespace", "name")?);
        table.comment = row.text("comment").map(str::to_owned);
        tables.insert(integer(&row, "id")?, table);
    }
    let enums = read_enums(&connection.query(ENUMS, &[]).await?)?;
    let rows = connection.query(FIELDS, &[]).await?;
    fields::read(&mut tables, &enums, &rows)?;
    constraints::read(&mut tables, &connection.query(CONSTRAINTS, &[]).await?)?;
    indexes::read(&mut tables, &connection.query(INDEXES, &[]).await?)?;
    let domains = domains::read(&tables, &connection.query(DOMAINS, &[]).await?, &rows)?;
    let mut opaque = Vec::new();
    for query in OPAQUE {
        let rows = connection.query(query, &[]).await?;
        opaque.extend(rows.iter().map(read_opaque).collect::<Result<Vec<_>, _>>()?);
    }
    opaque.sort_by_key(making_order);
    let mut spellings = connection.query(SPELLINGS, &[]).await?;
    spellings.extend(connection.query(COMMENTS, &[]).await?);
    let tables = tables
        .into_values()
        .map(|table| Arc::new(logical::fold_checks(table)));
    Ok(Inspection {
        schema: tables.collect(),
        opaque,
        spellings: spellings.iter().map(read_opaque).collect::<Result<_, _>>()?,
        domains,
        own_tables: Vec::new(),
        default_namespace: default_namespace(connection).await?,
    })
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

/// The first schema of the search path, which may be none.
async fn default_namespace(connection: &mut dyn Connection) -> Result<Option<String>, DriverError> {
    let rows = connection.query(DEFAULT_NAMESPACE, &[]).await?;
    Ok(rows.first().and_then(|row| row.text("name")).map(str::to_owned))
}

/// A native enum type: its name and its values.
struct EnumType {
    name: String,
    values: Vec<String>,
}

fn read_enums(rows: &[Row]) -> Result<BTreeMap<i64, EnumType>, DriverError> {
    let read = |row: &Row| {
        let name = named_table(row, "namespace", "name")?.to_string();
        Ok((
            integer(row, "id")?,
            EnumType {
                name,
                values: parsed(row, "labels")?.unwrap_or_default(),
            },
        ))
    };
    rows.iter().map(read).collect()
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

/// What is made after everything else, in this order: it needs the constraints, or goes with those that are made anew.
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
