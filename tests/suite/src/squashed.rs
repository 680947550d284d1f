//! A generated history, its squash, and a squash of a squash: from every partly applied state a database gets where the
//! originals lead it.

use aksara_driver::{Connection, DriverError};
use aksara_executor::{Executor, ExecutorError, Goal, Request};
use aksara_generate::{GeneratedRow, History, rows};
use aksara_operations::{Dependency, Located, Migration, MigrationName, replay};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::Schema;

use crate::failure::failed;
use crate::generated_rows::{exchange, run};
use crate::generated_source::GeneratedHistory;
use crate::inspected::{compare, demand_schema};
use crate::rows::snapshot;
use crate::volatile::VolatileFields;
use crate::{Failure, Traversed};

/// How many migrations a history becomes: each state costs a database.
const MIGRATIONS: usize = 5;

/// The name of the squash.
const SQUASH: &str = "9999_squashed";

/// The name of a squash that the other one replaces with the rest.
const INNER: &str = "8888_squashed_before";

/// Squashes the later part of a history and tries every state: none of the originals applied, each number of them, all.
/// If nothing was applied, so that the squash ran, the database also goes back to the first original and on. Schema,
/// rows and history must be those that the originals give.
pub async fn compare_squash(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
    history: &History,
) -> Result<Traversed, Failure> {
    let Some(case) = Case::of(history)? else {
        return Ok(Traversed {
            skipped: history.operations.len(),
            ..Traversed::default()
        });
    };
    let mut traversed = Traversed {
        applied: history.operations.len(),
        ..Traversed::default()
    };
    let mut rows = case.rows.as_slice();
    let mut originals = case.end(&fresh, State::Originals, rows).await?;
    if let End::FailedForRows(_) = originals {
        (traversed.without_rows, rows) = (1, &[]);
        originals = case.end(&fresh, State::Originals, rows).await?;
    }
    traversed.rows = rows.len();
    let expected = match originals {
        End::Reached(expected) => expected,
        End::Refused => {
            return Ok(Traversed {
                applied: 0,
                skipped: history.operations.len(),
                ..traversed
            });
        }
        End::FailedForRows(error) => return Err(failed("the originals, without rows")(error)),
    };
    let applied = (case.first..=case.migrations.len()).map(State::Applied);
    let nested = case.inner.iter().flat_map(|_| [case.first, case.first + 1]);
    for state in applied.chain(nested.map(State::Nested)) {
        let of = case.migrations.len();
        let (state, described) = match state {
            State::Originals => continue,
            State::Applied(applied) => (state, format!("with {applied} of {of} migrations applied")),
            State::Nested(applied) => (
                state,
                format!(
                    "with {applied} of {of} migrations and then a squash applied that is squashed itself"
                ),
            ),
        };
        let state_end = case.end(&fresh, state, rows).await;
        let state = described;
        match state_end {
            Ok(End::Reached(found)) => compare(&state, &expected, &found)?,
            Ok(End::Refused) => return Err(Failure::new(format!("{state}: the squash alone is refused"))),
            Ok(End::FailedForRows(error)) => {
                return Err(Failure::new(format!(
                    "{state}: fails with the squash alone: {error}"
                )));
            }
            Err(failure) => return Err(failure.during(state)),
        }
    }
    Ok(traversed)
}

/// A history as several migrations, and the part of it that is squashed.
struct Case {
    migrations: Vec<Migration>,
    /// How many come before the squash.
    first: usize,
    before: Schema,
    after: Schema,
    rows: Vec<GeneratedRow>,
    squash: Migration,
    /// A squash of the first of what is squashed, and one of it with the rest.
    inner: Option<(Migration, Migration)>,
    volatile: VolatileFields,
}

/// How a database gets to the end.
#[derive(Clone, Copy)]
enum State {
    /// By the originals alone.
    Originals,
    /// By this number of originals, and then with the squash among the migrations.
    Applied(usize),
    /// By this number of originals, then with a squash of some, then with one of that and the rest.
    Nested(usize),
}

/// The squashes that are among the migrations.
#[derive(Clone, Copy)]
enum Squashes {
    None,
    One,
    Inner,
    Nested,
}

/// The final state of a database.
enum End {
    /// Schema and rows, as text.
    Reached(String),
    Refused,
    FailedForRows(ExecutorError),
}

impl Case {
    fn of(history: &History) -> Result<Option<Self>, Failure> {
        let mut source = GeneratedHistory::default();
        let mut schemas = vec![Schema::new()];
        let mut migrations = Vec::new();
        let size = history.operations.len().div_ceil(MIGRATIONS).max(1);
        for operations in history.operations.chunks(size) {
            let migration = source.migration_of(operations)?;
            let mut schema = schemas.last().cloned().unwrap_or_default();
            replay(&migration, &mut schema).map_err(failed("replaying"))?;
            schemas.push(schema);
            source.push(migration.clone());
            migrations.push(migration);
        }
        let first = migrations.len() / 3;
        let squashed = migrations.get(first..).unwrap_or_default();
        let (Some(before), Some(after)) = (schemas.get(first), schemas.last()) else {
            return Ok(None);
        };
        let (Some(next), true) = (history.operations.get(first * size), squashed.len() > 1) else {
            return Ok(None);
        };
        let decisions = history.decisions.get(first * size).cloned();
        let rows = decisions.map(|mut decisions| rows(&mut decisions, history.words, before, next));
        let originals = joined(squashed)?;
        let squash = optimized(&originals, before);
        let inner = nested(squashed, before)?;
        for squash in std::iter::once(&squash).chain(inner.iter().map(|(_, outer)| outer)) {
            let mut replayed = before.clone();
            replay(squash, &mut replayed).map_err(failed("replaying the squash"))?;
            if replayed != *after {
                return Err(Failure::new("the squash gives another schema than its originals"));
            }
        }
        Ok(Some(Self {
            volatile: VolatileFields::of(&originals, before)?,
            first,
            before: before.clone(),
            after: after.clone(),
            rows: rows.unwrap_or_default(),
            squash,
            inner,
            migrations,
        }))
    }

    async fn end(
        &self,
        fresh: &impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
        state: State,
        rows: &[GeneratedRow],
    ) -> Result<End, Failure> {
        let mut connection = fresh().await.map_err(failed("connecting"))?;
        let end = self.end_on(&mut *connection, state, rows).await;
        connection.close().await.map_err(failed("closing"))?;
        end
    }

    async fn end_on(
        &self,
        connection: &mut dyn Connection,
        state: State,
        rows: &[GeneratedRow],
    ) -> Result<End, Failure> {
        let originals = self.source(Squashes::None);
        match migrate(connection, &originals, Some(self.name(self.first))).await {
            Ok(()) => {}
            Err(ExecutorError::Compile { .. }) => return Ok(End::Refused),
            Err(error) => return Err(failed("before the squash")(error)),
        }
        let script = exchange(connection, &self.before, rows);
        run(connection, &script).await.map_err(failed(&script))?;
        let moved = match state {
            State::Originals => migrate(connection, &originals, None).await,
            State::Applied(applied) => self.with_squash(connection, applied).await,
            State::Nested(applied) => self.with_nested(connection, applied).await,
        };
        match moved {
            Ok(()) => {}
            Err(ExecutorError::Compile { .. }) => return Ok(End::Refused),
            Err(error @ (ExecutorError::Rows(_) | ExecutorError::Statement(_))) if !rows.is_empty() => {
                return Ok(End::FailedForRows(error));
            }
            Err(error) => return Err(failed("migrating")(error)),
        }
        match state {
            State::Originals => {}
            State::Applied(_) => self.demand_history(connection, Squashes::One).await?,
            State::Nested(_) => self.demand_history(connection, Squashes::Nested).await?,
        }
        let inspected = demand_schema(connection, &self.after).await?;
        let mut rows = snapshot(connection, &self.after).await?;
        self.volatile.mask(&mut rows);
        let mut rows: Vec<String> = rows.iter().map(|rows| format!("{rows:#?}")).collect();
        rows.sort();
        Ok(End::Reached(format!("{inspected}\n{}", rows.join("\n"))))
    }

    /// Applies some originals, and then all with the squash among the migrations.
    async fn with_squash(
        &self,
        connection: &mut dyn Connection,
        applied: usize,
    ) -> Result<(), ExecutorError> {
        migrate(connection, &self.source(Squashes::None), Some(self.name(applied))).await?;
        let squashed = self.source(Squashes::One);
        migrate(connection, &squashed, None).await?;
        let has_run = applied == self.first;
        let is_empty = self.rows.is_empty();
        if has_run && is_empty {
            match migrate(connection, &squashed, Some(self.name(self.first + 1))).await {
                Ok(()) => migrate(connection, &squashed, None).await?,
                Err(ExecutorError::Irreversible(_) | ExecutorError::Compile { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Applies some originals, then a squash of those and more, and then all with the squash of that one.
    async fn with_nested(
        &self,
        connection: &mut dyn Connection,
        applied: usize,
    ) -> Result<(), ExecutorError> {
        migrate(connection, &self.source(Squashes::None), Some(self.name(applied))).await?;
        let inner = self.source(Squashes::Inner);
        migrate(connection, &inner, Some(INNER.to_owned())).await?;
        migrate(connection, &self.source(Squashes::Nested), None).await
    }

    /// The name of the migration of this number, counted from 1.
    fn name(&self, number: usize) -> String {
        let migration = number
            .checked_sub(1)
            .and_then(|number| self.migrations.get(number));
        migration.map_or_else(|| "zero".to_owned(), |migration| migration.name.to_string())
    }

    /// The history must hold every original and the squashes.
    async fn demand_history(
        &self,
        connection: &mut dyn Connection,
        squashes: Squashes,
    ) -> Result<(), Failure> {
        let source = self.source(squashes);
        let history = Executor::new(connection, &source).history().await;
        let history = history.map_err(failed("reading the history"))?;
        let mut recorded: Vec<String> = history.into_iter().map(|row| row.name).collect();
        recorded.sort();
        let migrations = self.migrations.iter().chain(self.squashes(squashes));
        let mut expected: Vec<String> = migrations.map(|migration| migration.name.to_string()).collect();
        expected.sort();
        if recorded == expected {
            Ok(())
        } else {
            Err(Failure::new(format!("the history holds {}", recorded.join(", "))))
        }
    }

    fn squashes(&self, squashes: Squashes) -> Vec<&Migration> {
        let nested = self.inner.as_ref();
        match squashes {
            Squashes::None => Vec::new(),
            Squashes::One => vec![&self.squash],
            Squashes::Inner => nested.map(|(inner, _)| inner).into_iter().collect(),
            Squashes::Nested => nested.map_or_else(Vec::new, |(inner, outer)| vec![inner, outer]),
        }
    }

    fn source(&self, squashes: Squashes) -> GeneratedHistory {
        let mut source = GeneratedHistory::default();
        for migration in self.migrations.iter().chain(self.squashes(squashes)) {
            source.push(migration.clone());
        }
        source
    }
}

/// A squash of the first half, and one of that and the rest, which replaces what that one replaces as well; `None` of
/// too few migrations.
fn nested(migrations: &[Migration], before: &Schema) -> Result<Option<(Migration, Migration)>, Failure> {
    let (first, rest) = migrations.split_at(migrations.len() / 2);
    if first.len() < 2 {
        return Ok(None);
    }
    let inner = optimized(&joined_as(INNER, first)?, before);
    let parts: Vec<Migration> = std::iter::once(&inner).chain(rest).cloned().collect();
    let mut outer = joined_as(SQUASH, &parts)?;
    outer.replaces.extend(inner.replaces.iter().cloned());
    let outer = optimized(&outer, before);
    Ok(Some((inner, outer)))
}

/// The migrations as one, which replaces them.
fn joined(migrations: &[Migration]) -> Result<Migration, Failure> {
    joined_as(SQUASH, migrations)
}

fn joined_as(name: &str, migrations: &[Migration]) -> Result<Migration, Failure> {
    let name = MigrationName::new(name).map_err(failed("naming"))?;
    let replaced = |migration: &Migration| Located::generated(Dependency::from(migration.name.clone()));
    Ok(Migration {
        dependencies: migrations
            .first()
            .map_or_else(Vec::new, |first| first.dependencies.clone()),
        replaces: migrations.iter().map(replaced).collect(),
        operations: migrations
            .iter()
            .flat_map(|migration| migration.operations.clone())
            .collect(),
        ..Migration::new(name)
    })
}

/// The squash as `aksara squash` writes it.
fn optimized(joined: &Migration, schema: &Schema) -> Migration {
    Migration {
        operations: optimize(joined.operations.clone(), schema, DerivedNames::Kept),
        ..joined.clone()
    }
}

async fn migrate(
    connection: &mut dyn Connection,
    source: &GeneratedHistory,
    target: Option<String>,
) -> Result<(), ExecutorError> {
    let request = Request {
        target: Goal::of_name(target),
        allow_data_loss: true,
        ..Request::default()
    };
    let mut executor = Executor::new(connection, source);
    executor.migrate(&request, &mut |_| ()).await.map(|_| ())
}
