//! A program that is killed at any moment: one more run leaves what an undisturbed one leaves, with nothing done by hand.
//!
//! The migrations of `tests/killed` run with rows, and die before, during and after each call of the database; or the call
//! fails, and nothing else. `AKSARA_KILL_POINTS` says how many of those points are tried, evenly over the run; `all` tries
//! each.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aksara_driver::Connection;
use aksara_executor::{
    Checksum, Event, Executor, FunctionCall, FunctionError, FunctionRunner, MigrationEntry, MigrationSource,
    NoSuchMigration, Plan, PrintSink, Request, SourceError,
};
use aksara_formats::python::{NoModules, PythonSource, migrations::read_migration};
use aksara_graph::{MigrationFile, Placement};
use aksara_verify::LiveComparison;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::Failure;
use crate::dying::{Accident, Dying};
use crate::failure::failed;
use crate::inspected::{inspect_managed, shown};
use crate::rooms::Room;

/// How many points are tried where nothing else is asked for.
const SAMPLE: usize = 8;

const ACCIDENTS: &[Accident] = &[
    Accident::Before,
    Accident::During,
    Accident::After,
    Accident::Refused,
];

/// Tries points of the run, and prints how many.
pub(crate) fn check_kills(label: &'static str, room: &Room) -> Result<(), Failure> {
    let history = KilledHistory::read(&folder())?;
    let (undisturbed, calls) = room.block_on(async {
        let mut dying = Dying::new(fresh(room).await?, usize::MAX, Accident::Before);
        migrate(room, &mut dying, &history).await?;
        let calls = dying.made;
        Ok::<_, Failure>((State::of(&mut dying).await?, calls))
    })?;
    let chosen = chosen(calls);
    let mut failures = Vec::new();
    for (call, accident) in &chosen {
        let outcome = room.block_on(killed_at(room, &history, (*call, *accident), &undisturbed));
        if let Err(failure) = outcome {
            failures.push(format!("{accident:?} call {call} of {calls}: {failure}"));
        }
    }
    let line = format!(
        "{label}: {} of {} points of a run of {} migrations: one more run ended it after {}\n",
        chosen.len(),
        calls * ACCIDENTS.len(),
        history.entries.len(),
        chosen.len() - failures.len()
    );
    // Not by a print macro: the line shows although the test passes.
    std::io::stderr()
        .write_all(line.as_bytes())
        .map_err(failed("printing"))?;
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(failures.join("\n")))
    }
}

/// Points evenly over the run, whose calls have every accident. The accidents take turns from point to point.
fn chosen(calls: usize) -> Vec<(usize, Accident)> {
    let points = calls * ACCIDENTS.len();
    let asked = std::env::var("AKSARA_KILL_POINTS").ok();
    let count = match asked.as_deref() {
        Some("all") => points,
        Some(number) => number.parse().unwrap_or(SAMPLE),
        None => SAMPLE,
    };
    let count = count.clamp(1, points);
    let accidents = ACCIDENTS.iter().copied().cycle();
    let calls = (0..count).map(|position| (position * points + points / 2) / count / ACCIDENTS.len());
    calls.zip(accidents).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../killed")
}

async fn fresh(room: &Room) -> Result<Box<dyn Connection>, Failure> {
    room.fresh().await.map_err(failed("connecting"))
}

/// One run that has an accident, and one that has none.
async fn killed_at(
    room: &Room,
    history: &KilledHistory,
    (call, accident): (usize, Accident),
    undisturbed: &State,
) -> Result<(), Failure> {
    let mut dying = Dying::new(fresh(room).await?, call, accident);
    if migrate(room, &mut dying, history).await.is_ok() && accident != Accident::Refused {
        return Err(Failure::new("the run did not die"));
    }
    drop(dying);
    let mut connection = room.again().await.map_err(failed("connecting again"))?;
    migrate(room, &mut *connection, history)
        .await
        .map_err(|failure| failure.during("the next run"))?;
    let state = State::of(&mut *connection).await?;
    connection.close().await.map_err(failed("closing"))?;
    state.demand(undisturbed)
}

async fn migrate(
    room: &Room,
    connection: &mut dyn Connection,
    history: &KilledHistory,
) -> Result<Plan, Failure> {
    let comparison = LiveComparison {
        server: Some(room.scratch()),
    };
    let mut functions = CountUp;
    Executor::new(connection, history)
        .with_comparison(&comparison)
        .with_functions(&mut functions)
        .migrate(&Request::default(), &mut |_: Event<'_>| {})
        .await
        .map_err(failed("migrating"))
}

/// Everything that a run leaves.
struct State {
    schema: String,
    rows: Vec<String>,
    history: Vec<String>,
}

impl State {
    async fn of(connection: &mut dyn Connection) -> Result<Self, Failure> {
        let schema = inspect_managed(connection).await?;
        let dialect = connection.dialect();
        let mut rows = Vec::new();
        for table in schema.tables() {
            let sql = format!("SELECT * FROM {} ORDER BY 1", dialect.quote_table(&table.name));
            for row in query(connection, &sql).await? {
                rows.push(format!("{}: {row}", table.name));
            }
        }
        let mut history = Vec::new();
        for sql in [
            "SELECT name FROM aksara_migrations ORDER BY id",
            "SELECT migration FROM aksara_journal",
        ] {
            history.extend(query(connection, sql).await?);
        }
        history.extend(leftovers(connection).await?);
        Ok(Self {
            schema: shown(&schema)?,
            rows,
            history,
        })
    }

    fn demand(&self, expected: &Self) -> Result<(), Failure> {
        let same = |what: &str, found: &str, expected: &str| {
            if found == expected {
                Ok(())
            } else {
                Err(Failure::new(format!(
                    "{what} is\n{found}\nand was to be\n{expected}"
                )))
            }
        };
        same("the schema", &self.schema, &expected.schema)?;
        same(
            "the history",
            &self.history.join("\n"),
            &expected.history.join("\n"),
        )?;
        same("the rows", &self.rows.join("\n"), &expected.rows.join("\n"))
    }
}

async fn query(connection: &mut dyn Connection, sql: &str) -> Result<Vec<String>, Failure> {
    let rows = connection.query(sql, &[]).await.map_err(failed(sql))?;
    Ok(rows.iter().map(|row| format!("{:?}", row.values)).collect())
}

/// The record of a backfill, which ends with its migration.
async fn leftovers(connection: &mut dyn Connection) -> Result<Option<String>, Failure> {
    let table = aksara_schema::TableName::new("aksara_backfill").map_err(failed("naming"))?;
    let is_there = connection.has_table(&table).await.map_err(failed("looking"))?;
    Ok(is_there.then(|| table.to_string()))
}

/// Runs the one function that the migrations have. Doing it twice shows.
struct CountUp;

impl FunctionRunner for CountUp {
    fn prepare(&mut self) -> BoxFuture<'_, Result<(), FunctionError>> {
        async { Ok(()) }.boxed()
    }

    fn run<'a>(
        &'a mut self,
        _call: FunctionCall<'a>,
        connection: &'a mut dyn Connection,
        _prints: PrintSink<'a>,
    ) -> BoxFuture<'a, Result<(), FunctionError>> {
        async move {
            let updated = connection.execute("UPDATE people SET age = age + 1").await;
            updated.map_err(|error| FunctionError::Failed {
                report: error.to_string(),
            })
        }
        .boxed()
    }
}

/// The migrations of a folder.
struct KilledHistory {
    entries: Vec<MigrationEntry>,
    files: Vec<MigrationFile>,
}

impl KilledHistory {
    fn read(folder: &Path) -> Result<Self, Failure> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(failed("reading the migrations"))? {
            let path = entry.map_err(failed("reading the migrations"))?.path();
            if path.extension().is_some_and(|extension| extension == "py") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut history = Self {
            entries: Vec::new(),
            files: Vec::new(),
        };
        for path in paths {
            history.add(&path)?;
        }
        Ok(history)
    }

    fn add(&mut self, path: &Path) -> Result<(), Failure> {
        let text = std::fs::read_to_string(path).map_err(failed(path.display()))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let file: Arc<str> = name.unwrap_or_default().into();
        let checksum = Checksum::of(&text);
        let source = PythonSource::new(file.to_string(), text);
        let migration = read_migration(source, &NoModules).map_err(failed(path.display()))?;
        self.entries.push(MigrationEntry {
            name: migration.name.clone(),
            checksum,
            file: Arc::clone(&file),
        });
        self.files.push(MigrationFile {
            file,
            migration: Arc::new(migration),
            placement: Placement::Dependencies,
        });
        Ok(())
    }
}

impl MigrationSource for KilledHistory {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let found = self.files.iter().find(|file| file.migration.name == entry.name);
        found.cloned().ok_or_else(|| NoSuchMigration::of(entry))
    }
}
