//! The journal: how far an unfinished migration got, where the database cannot roll it back as a whole.
//!
//! Before each such statement its number is written; the row goes away together with the entry in the history. So
//! an existing row shows where a run stopped, and the next run refuses to go on blindly.

use std::fmt;

use aksara_driver::{Connection, Row, Value};
use aksara_operations::MigrationName;
use aksara_schema::{Field, InvalidName};
use strum::{EnumString, IntoStaticStr};

use crate::system_table::{
    SystemTable, SystemTableError, counted_key, inserted_at, integer, nullable, text, unique, varchar,
};
use crate::{Checksum, Continuation, Direction, MigrationEntry, PlannedMigration};

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
        nullable(varchar("stage", 8)?),
        nullable(varchar("file", 64)?),
        nullable(integer("part")?),
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
    /// Whether that statement had begun; `None` where an older version wrote no such thing.
    pub stage: Option<Stage>,
    /// The checksum of the migration's file then, where one was written.
    pub file: Option<Checksum>,
    /// How many of its operations this run undoes, where it is the way back from a part of it.
    pub part: Option<usize>,
}

/// The stage of the statement that the journal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum Stage {
    /// Nothing of it is done.
    Ready,
    /// It began, and may be done.
    Begun,
    /// It ended the transaction that was to show whether it is done.
    Doubtful,
}

impl Unfinished {
    /// The sentence about a runner that is at work on it.
    pub fn under_way(&self) -> String {
        let (name, statement, statements) = (&self.migration, self.statement, self.statements);
        let verb = self.verb();
        format!("another process is {verb} {name} now, at statement {statement} of {statements}")
    }

    /// Its state. Whether a run was killed before or after the statement that it was at, the journal does not tell.
    pub fn state(&self) -> String {
        let number = self.statement;
        match (number, self.stage) {
            (_, Some(Stage::Ready)) if number > self.statements => {
                "All its statements are done; the history does not say so yet.".to_owned()
            }
            (0 | 1, Some(Stage::Ready)) => "Nothing of it is done.".to_owned(),
            (0 | 1, _) => "That statement may be done.".to_owned(),
            (_, Some(Stage::Ready)) => {
                format!("The statements before it are done, and statement {number} is not.")
            }
            (_, _) => {
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
                vec![format!("to go on from there:\n  aksara migrate {name}")]
            }
            (Continuation::SameRun, Direction::Backward) => {
                vec!["run the command again that was reverting it; it goes on from there".to_owned()]
            }
            (Continuation::ByHand, direction) => ways_on(name, direction).into(),
        }
    }

    /// Whether the run that stopped had begun a statement.
    pub(crate) fn may_have_done(&self, number: usize) -> bool {
        let is_this = usize::try_from(self.statement) == Ok(number);
        is_this && self.stage != Some(Stage::Ready)
    }

    fn verb(&self) -> &'static str {
        match self.direction {
            Direction::Forward => "applying",
            Direction::Backward => "reverting",
        }
    }
}

/// The way on where the next run goes on by itself.
pub(crate) fn go_on(name: &str, direction: Direction) -> String {
    match direction {
        Direction::Forward => format!("mend the cause, then run the rest:\n  aksara migrate {name}"),
        Direction::Backward => "mend the cause, and run the command again that was reverting it".to_owned(),
    }
}

/// The ways to continue after a part of a migration.
pub(crate) fn ways_on(name: &str, direction: Direction) -> [String; 5] {
    let (flag, ended, begun) = match direction {
        Direction::Forward => ("", "applied", "unapplied"),
        Direction::Backward => (" --reverse", "unapplied", "applied"),
    };
    [
        format!("mend the cause, then run the rest:\n  aksara resolve {name} --forward"),
        format!("or undo what is done:\n  aksara resolve {name} --back"),
        format!("its statements:\n  aksara sql {name}{flag}"),
        format!("after the rest was done by hand:\n  aksara migrate --mark-{ended} {name}"),
        format!("after it was undone by hand:\n  aksara migrate --mark-{begun} {name}"),
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
    let sql = |table: &str| format!("SELECT * FROM {table} ORDER BY id");
    JOURNAL
        .rows(connection, sql)
        .await?
        .iter()
        .map(unfinished)
        .collect()
}

/// Makes the table where it is missing, and completes one of an older version.
pub(crate) async fn prepare(connection: &mut dyn Connection) -> Result<(), SystemTableError> {
    if JOURNAL.exists(connection).await? {
        JOURNAL.complete(connection, &["stage", "file", "part"]).await
    } else {
        JOURNAL.ensure(connection).await
    }
}

/// Notes that a migration begins.
pub(crate) async fn begin(
    connection: &mut dyn Connection,
    entry: &MigrationEntry,
    direction: Direction,
    statements: usize,
) -> Result<(), SystemTableError> {
    prepare(connection).await?;
    let (direction, stage): (&'static str, &'static str) = (direction.into(), Stage::Ready.into());
    let columns = [
        ("migration", text(entry.name.as_str())),
        ("direction", text(direction)),
        ("statement", Value::Integer(0)),
        ("statements", integer_value(statements)),
        ("stage", text(stage)),
        ("file", text(entry.checksum.as_str())),
    ];
    JOURNAL.insert(connection, &columns).await
}

/// The statement that comes next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position<'a> {
    /// Its number, counted from 1.
    pub statement: usize,
    /// How many there are.
    pub statements: usize,
    /// Its stage.
    pub stage: Stage,
    /// The checksum of those before it.
    pub done: &'a Checksum,
}

/// Notes which statement comes next.
pub(crate) async fn advance(
    connection: &mut dyn Connection,
    migration: &MigrationName,
    position: &Position<'_>,
) -> Result<(), SystemTableError> {
    let table = JOURNAL.quoted(connection)?;
    let [statement, statements, done, stage, name] =
        [1, 2, 3, 4, 5].map(|position| connection.placeholder(position));
    let sql = format!(
        "UPDATE {table} SET statement = {statement}, statements = {statements}, done = {done}, stage = {stage} \
         WHERE migration = {name}"
    );
    let word: &'static str = position.stage.into();
    let values = [
        integer_value(position.statement),
        integer_value(position.statements),
        text(position.done.as_str()),
        text(word),
        text(migration.as_str()),
    ];
    JOURNAL.execute(connection, &sql, &values).await
}

/// Notes that a part of a migration is undone from now on.
pub(crate) async fn turn(
    connection: &mut dyn Connection,
    planned: &PlannedMigration,
    part: usize,
) -> Result<(), SystemTableError> {
    prepare(connection).await?;
    let table = JOURNAL.quoted(connection)?;
    let [direction, statement, statements, stage, part_of_it, name] =
        [1, 2, 3, 4, 5, 6].map(|position| connection.placeholder(position));
    let sql = format!(
        "UPDATE {table} SET direction = {direction}, statement = {statement}, statements = {statements}, \
         stage = {stage}, done = NULL, part = {part_of_it} WHERE migration = {name}"
    );
    let (direction, stage): (&'static str, &'static str) = (planned.direction.into(), Stage::Ready.into());
    let values = [
        text(direction),
        Value::Integer(0),
        integer_value(planned.transaction.statements().count()),
        text(stage),
        integer_value(part),
        text(planned.entry.name.as_str()),
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
        stage: row.text("stage").and_then(|text| text.parse().ok()),
        file: row.text("file").map(Checksum::recorded),
        part: row.integer("part").and_then(|part| usize::try_from(part).ok()),
    })
}

fn integer_value(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
