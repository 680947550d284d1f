//! The journal: how far an unfinished migration got, where the database cannot roll it back as a whole.
//!
//! Before each such statement its number is written; the row goes away together with the entry in the history. So
//! an existing row shows where a run stopped, and the next run refuses to go on blindly.

use std::fmt;

use aksara_driver::{Connection, Row, Value};
use aksara_operations::MigrationName;
use aksara_schema::{Field, InvalidName};

use crate::system_table::{
    SystemTable, SystemTableError, counted_key, inserted_at, integer, nullable, text, unique, varchar,
};
use crate::{Checksum, Continuation, Direction};

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

impl Unfinished {
    /// The sentence about a runner that is at work on it.
    pub fn under_way(&self) -> String {
        let (name, statement, statements) = (&self.migration, self.statement, self.statements);
        let verb = self.verb();
        format!("another process is {verb} {name} now, at statement {statement} of {statements}")
    }

    /// Its state. Whether a run was killed before or after the statement that it was at, nobody knows.
    pub fn state(&self) -> String {
        match self.statement {
            0 | 1 => "That statement may be done.".to_owned(),
            number => {
                format!(
                    "The statements before it are done, since this database cannot roll them back; statement {number} \
                     may be done."
                )
            }
        }
    }

    /// The ways on from where it stopped.
    pub fn advice(&self, continuation: Continuation) -> Vec<String> {
        let name = &self.migration;
        match (continuation, self.direction) {
            (Continuation::Waiting, _) => vec!["try again when it is done".to_owned()],
            (Continuation::SameRun, Direction::Forward) => {
                vec![format!("`aksara migrate {name}` goes on from there")]
            }
            (Continuation::SameRun, Direction::Backward) => {
                vec!["run the command again that was reverting it; it goes on from there".to_owned()]
            }
            (Continuation::ByHand, direction) => ways_on(name, direction).into(),
        }
    }

    fn verb(&self) -> &'static str {
        match self.direction {
            Direction::Forward => "applying",
            Direction::Backward => "reverting",
        }
    }
}

/// The ways to continue after a part of a migration.
pub(crate) fn ways_on(name: &str, direction: Direction) -> [String; 2] {
    let (flag, ended, begun) = match direction {
        Direction::Forward => ("", "applied", "unapplied"),
        Direction::Backward => (" --reverse", "unapplied", "applied"),
    };
    [
        format!("`aksara sql {name}{flag}` shows its statements"),
        format!(
            "do the rest by hand and record it with `aksara migrate --mark-{ended} {name}`, or undo by hand what is done \
             and record that with `aksara migrate --mark-{begun} {name}`"
        ),
    ]
}

impl fmt::Display for Unfinished {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = self.verb();
        let (name, statement, statements) = (&self.migration, self.statement, self.statements);
        write!(
            formatter,
            "{verb} {name} stopped at statement {statement} of {statements}"
        )
    }
}

/// Reads what is unfinished. Without the table nothing is.
pub(crate) async fn read(connection: &mut dyn Connection) -> Result<Vec<Unfinished>, SystemTableError> {
    let sql = |table: &str| {
        format!("SELECT migration, direction, statement, statements, done FROM {table} ORDER BY id")
    };
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
    let direction: &'static str = direction.into();
    let columns = [
        ("migration", text(migration.as_str())),
        ("direction", text(direction)),
        ("statement", Value::Integer(0)),
        ("statements", integer_value(statements)),
    ];
    JOURNAL.insert(connection, &columns).await
}

/// Notes which statement comes next, counted from 1, and the checksum of those before it.
pub(crate) async fn advance(
    connection: &mut dyn Connection,
    migration: &MigrationName,
    statement: usize,
    done: &Checksum,
) -> Result<(), SystemTableError> {
    let table = JOURNAL.quoted(connection)?;
    let place = |position| connection.placeholder(position);
    let (first, second, third) = (place(1), place(2), place(3));
    let sql = format!("UPDATE {table} SET statement = {first}, done = {second} WHERE migration = {third}");
    let values = [
        integer_value(statement),
        text(done.as_str()),
        text(migration.as_str()),
    ];
    JOURNAL.execute(connection, &sql, &values).await
}

/// Forgets a migration that is finished, or whose end the user recorded.
pub(crate) async fn forget(
    connection: &mut dyn Connection,
    migration: &MigrationName,
) -> Result<(), SystemTableError> {
    let sql = format!(
        "DELETE FROM {} WHERE migration = {}",
        JOURNAL.quoted(connection)?,
        connection.placeholder(1)
    );
    JOURNAL
        .execute(connection, &sql, &[text(migration.as_str())])
        .await
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
