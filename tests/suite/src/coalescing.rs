//! Coalescing changes no result: the later half of a generated history, as one migration over existing rows, gives
//! the same schema and the same rows with it and without.

use aksara_driver::{Connection, DriverError};
use aksara_executor::{Coalescing, Executor, ExecutorError, Goal, Request};
use aksara_generate::{GeneratedRow, History, rows};
use aksara_operations::{Migration, Operation, replay};
use aksara_schema::Schema;

use crate::failure::failed;
use crate::generated_rows::{exchange, run};
use crate::generated_source::GeneratedHistory;
use crate::inspected::{compare, demand_schema};
use crate::rows::snapshot;
use crate::volatile::VolatileFields;
use crate::{Failure, Traversed};

/// How the two compilations of a history could be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// With rows in the tables.
    WithRows,
    /// With empty tables: the rows prevent the later half, which both ways refuse.
    WithoutRows,
    /// The dialect refuses a half, or there is only one.
    Refused,
}

impl Compared {
    /// As a history that was traversed.
    pub(crate) fn counted(self, history: &History) -> Traversed {
        let mut traversed = Traversed::default();
        match self {
            Self::WithRows => traversed.applied = history.operations.len(),
            Self::WithoutRows => {
                traversed.applied = history.operations.len();
                traversed.without_rows = 1;
            }
            Self::Refused => traversed.skipped = history.operations.len(),
        }
        traversed
    }
}

/// Compares the two compilations on fresh databases.
pub async fn compare_coalescing(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
    history: &History,
) -> Result<Compared, Failure> {
    let Some(halves) = Halves::of(history)? else {
        return Ok(Compared::Refused);
    };
    let mut compared = Compared::WithRows;
    let mut apart = halves.end(&fresh, Coalescing::Off, &halves.rows).await?;
    if let End::FailedForRows(_) = apart {
        compared = Compared::WithoutRows;
        apart = halves.end(&fresh, Coalescing::Off, &[]).await?;
    }
    let rows = match compared {
        Compared::WithRows => halves.rows.as_slice(),
        Compared::WithoutRows | Compared::Refused => &[],
    };
    let together = halves.end(&fresh, Coalescing::On, rows).await?;
    match (apart, together) {
        (End::Refused, _) => Ok(Compared::Refused),
        (End::Reached(apart), End::Reached(together)) => {
            compare("coalesced", &apart, &together)?;
            Ok(compared)
        }
        (End::FailedForRows(error), _) => Err(Failure::new(format!(
            "fails without coalescing and without rows: {error}"
        ))),
        (End::Reached(_), End::Refused) => Err(Failure::new("is refused by coalescing alone")),
        (End::Reached(_), End::FailedForRows(error)) => {
            Err(Failure::new(format!("fails by coalescing alone: {error}")))
        }
    }
}

/// A history as two migrations, with rows for the moment between them.
pub(crate) struct Halves {
    source: GeneratedHistory,
    first: String,
    middle: Schema,
    last: Schema,
    pub(crate) rows: Vec<GeneratedRow>,
    volatile: VolatileFields,
}

/// The result of the second migration.
pub(crate) enum End {
    /// Schema and rows, as text.
    Reached(String),
    Refused,
    FailedForRows(ExecutorError),
}

impl Halves {
    pub(crate) fn of(history: &History) -> Result<Option<Self>, Failure> {
        Self::with_later(history, |later, _| later.to_vec())
    }

    /// The same, with other operations for the later half, which meets the schema between the two.
    pub(crate) fn with_later(
        history: &History,
        changed: impl Fn(&[Operation], &Schema) -> Vec<Operation>,
    ) -> Result<Option<Self>, Failure> {
        let middle_of = history.operations.len() / 2;
        let (first, second) = history.operations.split_at(middle_of);
        let (Some(next), false) = (second.first(), first.is_empty()) else {
            return Ok(None);
        };
        let mut source = GeneratedHistory::default();
        let mut schemas = vec![Schema::new()];
        let mut names = Vec::new();
        let mut volatile = VolatileFields::default();
        for half in [first, second] {
            let mut schema = schemas.last().cloned().unwrap_or_default();
            let is_first = names.is_empty();
            let operations = if is_first {
                half.to_vec()
            } else {
                changed(half, &schema)
            };
            let migration: Migration = source.migration_of(&operations)?;
            volatile = VolatileFields::of(&migration, &schema)?;
            replay(&migration, &mut schema).map_err(failed("replaying"))?;
            schemas.push(schema);
            names.push(migration.name.to_string());
            source.push(migration);
        }
        let (last, middle) = (
            schemas.pop().unwrap_or_default(),
            schemas.pop().unwrap_or_default(),
        );
        let decisions = history.decisions.get(middle_of).cloned();
        let rows = decisions.map(|mut decisions| rows(&mut decisions, history.words, &middle, next));
        Ok(Some(Self {
            source,
            first: names.swap_remove(0),
            middle,
            last,
            rows: rows.unwrap_or_default(),
            volatile,
        }))
    }

    pub(crate) async fn end(
        &self,
        fresh: &impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
        coalescing: Coalescing,
        rows: &[GeneratedRow],
    ) -> Result<End, Failure> {
        let mut connection = fresh().await.map_err(failed("connecting"))?;
        let end = self.end_on(&mut *connection, coalescing, rows).await;
        connection.close().await.map_err(failed("closing"))?;
        end.map_err(|failure| failure.during(format!("with coalescing {coalescing:?}")))
    }

    async fn end_on(
        &self,
        connection: &mut dyn Connection,
        coalescing: Coalescing,
        rows: &[GeneratedRow],
    ) -> Result<End, Failure> {
        match self
            .migrate(connection, Some(self.first.clone()), coalescing)
            .await
        {
            Ok(()) => {}
            Err(ExecutorError::Compile { .. }) => return Ok(End::Refused),
            Err(error) => return Err(failed("the first half")(error)),
        }
        let script = exchange(connection, &self.middle, rows);
        run(connection, &script).await.map_err(failed(&script))?;
        match self.migrate(connection, None, coalescing).await {
            Ok(()) => {}
            Err(ExecutorError::Compile { .. }) => return Ok(End::Refused),
            Err(error @ (ExecutorError::Rows(_) | ExecutorError::Statement(_))) if !rows.is_empty() => {
                return Ok(End::FailedForRows(error));
            }
            Err(error) => return Err(failed("the second half")(error)),
        }
        let inspected = demand_schema(connection, &self.last).await?;
        let mut rows = snapshot(connection, &self.last).await?;
        self.volatile.mask(&mut rows);
        let mut rows: Vec<String> = rows.iter().map(|rows| format!("{rows:#?}")).collect();
        rows.sort();
        Ok(End::Reached(format!("{}\n{}", inspected, rows.join("\n"))))
    }

    async fn migrate(
        &self,
        connection: &mut dyn Connection,
        target: Option<String>,
        coalescing: Coalescing,
    ) -> Result<(), ExecutorError> {
        let request = Request {
            target: Goal::of_name(target),
            allow_data_loss: true,
            coalescing,
            ..Request::default()
        };
        let mut executor = Executor::new(connection, &self.source);
        executor.migrate(&request, &mut |_| ()).await.map(|_| ())
    }
}
