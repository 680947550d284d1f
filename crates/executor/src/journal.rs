//! The journal: how far an unfinished migration got, where the database cannot roll it back as a whole.
//!
//! Before each such statement its number is written; the row goes away together with the entry in the history. So
//! a row that stands tells where a run stopped, and the next run refuses to go on blindly.

use std::fmt;

use aksara_driver::{Connection, Row, Value};
use aksara_operations::MigrationName;
use aksara_schema::{Field, InvalidName};

use crate::system_table::{
    SystemTable, SystemTableError, counted_key, insert_sql, inserted_at, integer, nullable, unique, varchar,
};
use crate::{Checksum, Direction};

/// The journal's table.
pub(crate) const JOURNAL: SystemTable = SystemTable {
    name: "aksara_journal",
    fields: journal_fields,
};

fn journal_fields() -> Result<Vec<Field>, InvalidName> {
    Ok(vec![
        counted_key("id")?,
        unique(varchar("migration", 255)?),
        varchar("direction", 8)?,
        integer("statement")?,
        integer("statements")?,
        nullable(varchar("done", 64)?),
        inserted_at("started_at")?,
    ])
}

/// A migration that began and did not end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The migration's name.
    pub migration: String,
    /// Which way it went.
    pub direction: Direction,
    /// The statement it stopped at, counted from 1; the ones before it are done.
    pub statement: i64,
    /// How many there are.
    pub statements: i64,
    /// The checksum of the statements before the one it stopped at, where one was written.
    pub done: Option<Checksum>,
}

impl fmt::Display for Unfinished {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.direction {
            Direction::Forward => "applying",
            Direction::Backward => "reverting",
        };
        let (name, statement, statements) = (&self.migration, self.statement, self.statements);
        write!(
            formatter,
            "{verb} {name} stopped at statement {statement} of {statements}"
        )
    }
}

/// Reads what is unfinished. Without the table nothing is.
pub(crate) async fn read(connection: &mut dyn Connection) -> Result<Vec<Unfinished>, SystemTableError> {
    let sql = "SELECT migration, direction, statement, statements, done FROM aksara_journal ORDER BY id";
    JOURNAL
        .rows(connection, sql)
        .await?
        .iter()
        .map(unfinished)
        .collect()
}

/// Notes that a migration begins.
pub(crate) async fn begin(
    connection: &mut dyn Connection,
    migration: &MigrationName,
    direction: Direction,
    statements: usize,
) -> Result<(), SystemTableError> {
    JOURNAL.ensure(connection).await?;
    let sql = insert_sql(
        connection,
        JOURNAL.name,
        &["migration", "direction", "statement", "statements"],
    );
    let direction: &'static str = direction.into();
    let values = [
        text(migration.as_str()),
        text(direction),
        Value::Integer(0),
        integer_value(statements),
    ];
    execute(connection, &sql, &values).await
}

/// Notes which statement comes next, counted from 1, and the checksum of those before it.
pub(crate) async fn advance(
    connection: &mut dyn Connection,
    migration: &MigrationName,
    statement: usize,
    done: &Checksum,
) -> Result<(), SystemTableError> {
    let place = |position| connection.placeholder(position);
    let (first, second, third) = (place(1), place(2), place(3));
    let sql =
        format!("UPDATE aksara_journal SET statement = {first}, done = {second} WHERE migration = {third}");
    execute(
        connection,
        &sql,
        &[
            integer_value(statement),
            text(done.as_str()),
            text(migration.as_str()),
        ],
    )
    .await
}

/// Forgets a migration that is finished, or whose end the user recorded.
pub(crate) async fn forget(
    connection: &mut dyn Connection,
    migration: &MigrationName,
) -> Result<(), SystemTableError> {
    let sql = format!(
        "DELETE FROM aksara_journal WHERE migration = {}",
        connection.placeholder(1)
    );
    execute(connection, &sql, &[text(migration.as_str())]).await
}

async fn execute(
    connection: &mut dyn Connection,
    sql: &str,
    values: &[Value],
) -> Result<(), SystemTableError> {
    connection
        .execute_with(sql, values)
        .await
        .map(|_| ())
        .map_err(|source| JOURNAL.driver_error(source))
}

fn unfinished(row: &Row) -> Result<Unfinished, SystemTableError> {
    let direction = row.text("direction").and_then(|text| text.parse().ok());
    Ok(Unfinished {
        migration: row
            .text("migration")
            .ok_or_else(|| JOURNAL.foreign("migration"))?
            .to_owned(),
        direction: direction.ok_or_else(|| JOURNAL.foreign("direction"))?,
        statement: row
            .integer("statement")
            .ok_or_else(|| JOURNAL.foreign("statement"))?,
        statements: row
            .integer("statements")
            .ok_or_else(|| JOURNAL.foreign("statements"))?,
        done: row.text("done").map(Checksum::recorded),
    })
}

fn integer_value(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}
