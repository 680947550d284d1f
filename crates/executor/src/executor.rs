//! The executor: one database, one source of migrations, and what can be asked of the two.

use std::time::Duration;

use aksara_dialect::Dialect;
use aksara_driver::{Connection, DriverError};

use crate::continuation::{Stopped, continuation};
use crate::history::HISTORY;
use crate::initial::existing_initials;
use crate::lock::{Locked, keep_out, let_in};
use crate::lock_state::{lock_state, release_lock};
use crate::meaning;
use crate::run::{Run, Tools};
use crate::{
    AppliedMigration, Cancellation, Continuation, Event, EventSink, ExecutorError, FunctionRunner,
    LockHolder, LockState, LockWaits, Mark, Marked, MigrationSource, Plan, PlanContext, Request, Resolution,
    Resolve, Stage, Status, TableComparison, Unfinished, history, journal, marking,
};

/// Carries out the migrations of one source on one database.
pub struct Executor<'a> {
    connection: &'a mut dyn Connection,
    source: &'a dyn MigrationSource,
    cancellation: Cancellation,
    waiting: LockWaits,
    functions: Option<&'a mut dyn FunctionRunner>,
    comparison: Option<&'a dyn TableComparison>,
}

/// A plan, and the obstacles to it.
#[derive(Debug)]
pub struct Rehearsal {
    /// The plan.
    pub plan: Plan,
    /// Why a run would refuse it: everything that can be known before anything runs, in the plan's order.
    pub refusals: Vec<ExecutorError>,
    /// The protection of the database from being written, which would keep a run from beginning.
    pub protection: Option<ExecutorError>,
}

impl Rehearsal {
    /// Makes every check of a run that needs no lock. A database that is not there yet has no rows to ask.
    pub async fn of(
        plan: Plan,
        connection: Option<&mut (dyn Connection + '_)>,
        functions: Option<&mut (dyn FunctionRunner + '_)>,
        comparison: Option<&dyn TableComparison>,
    ) -> Self {
        if let Err(refusal) = plan.check() {
            return Self {
                plan,
                refusals: vec![refusal],
                protection: None,
            };
        }
        let mut plan = plan;
        let mut refusals = Vec::new();
        let mut protection = None;
        if let Some(connection) = connection {
            protection = connection.demand_writable().await.err();
            refusals.extend(plan.check_sessions(connection).err());
            refusals.extend(plan.find_resume_point(connection, comparison).await.err());
            refusals.extend(plan.refusals_of_tables(connection, comparison).await);
        }
        refusals.extend(plan.prepare_functions(functions).await.err());
        Self {
            plan,
            refusals,
            protection: protection.map(|source| ExecutorError::Protected { source }),
        }
    }
}

/// Whether another runner is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OtherRunner {
    None,
    AtWork,
}

/// The runs that a database has recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RecordedRuns {
    history: Vec<AppliedMigration>,
    unfinished: Vec<Unfinished>,
}

impl<'a> Executor<'a> {
    /// Brings a database and a source together.
    pub fn new(connection: &'a mut dyn Connection, source: &'a dyn MigrationSource) -> Self {
        Self {
            connection,
            source,
            cancellation: Cancellation::new(),
            waiting: LockWaits::default(),
            functions: None,
            comparison: None,
        }
    }

    /// With a token that can stop a run.
    #[must_use]
    pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }

    /// With what runs the functions of migrations.
    #[must_use]
    pub fn with_functions(mut self, functions: &'a mut dyn FunctionRunner) -> Self {
        self.functions = Some(functions);
        self
    }

    /// With a comparison for tables that are taken over. Without it, an existing table is refused.
    #[must_use]
    pub fn with_comparison(mut self, comparison: &'a dyn TableComparison) -> Self {
        self.comparison = Some(comparison);
        self
    }

    /// With another time to wait for a run that is going on already, and for locks of other sessions in all.
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.waiting.total = timeout;
        self
    }

    /// With other times to wait for others.
    #[must_use]
    pub fn with_lock_waits(mut self, waits: LockWaits) -> Self {
        self.waiting = waits;
        self
    }

    /// Who holds the lock that keeps other runners out.
    pub async fn lock_state(&mut self) -> Result<LockState, ExecutorError> {
        lock_state(self.connection).await
    }

    /// Ends the session that holds this lock or takes its lease away, and says who holds it then.
    pub async fn release_lock(&mut self, holder: &LockHolder) -> Result<LockState, ExecutorError> {
        release_lock(self.connection, holder).await
    }

    /// The history, in the order of execution. Writes nothing.
    pub async fn history(&mut self) -> Result<Vec<AppliedMigration>, ExecutorError> {
        Ok(RecordedRuns::read(self.connection).await?.history)
    }

    /// The applied and the pending migrations. Writes nothing.
    pub async fn status(&mut self) -> Result<Status, ExecutorError> {
        let (mut past, runner) = RecordedRuns::read_beside_others(self.connection).await?;
        let continuation = match runner {
            OtherRunner::AtWork => Continuation::Waiting,
            OtherRunner::None => self.look_at(&mut past).await,
        };
        let status = Status::new(self.source, &past.history, past.unfinished)?;
        Ok(Status {
            continuation,
            ..status
        })
    }

    /// The way on from what is unfinished, whose tables are looked at: then it is known which statement comes next.
    async fn look_at(&mut self, past: &mut RecordedRuns) -> Continuation {
        let continuation = past.continuation(self.source, self.connection);
        let stopped = past.stopped(self.source, self.connection);
        let (Continuation::SameRun, Some(Stopped { planned, .. }), [unfinished]) =
            (continuation, stopped, past.unfinished.as_mut_slice())
        else {
            return continuation;
        };
        let looked = planned
            .resume_point(unfinished, self.connection, self.comparison)
            .await;
        match looked {
            Ok(Some(from)) => {
                unfinished.statement = i64::try_from(from).unwrap_or(i64::MAX);
                unfinished.stage = Some(Stage::Ready);
                continuation
            }
            Ok(None) | Err(ExecutorError::InDoubt(_)) => Continuation::ByHand,
            // Whoever may not look may still run it.
            Err(_) => continuation,
        }
    }

    /// The plan of [`migrate`](Self::migrate). Writes nothing. While another runner is within a migration that
    /// cannot be rolled back, nobody knows.
    pub async fn plan(&mut self, request: &Request) -> Result<Plan, ExecutorError> {
        let (past, runner) = RecordedRuns::read_beside_others(self.connection).await?;
        if runner == OtherRunner::AtWork {
            return Err(ExecutorError::UnderWay(past.unfinished));
        }
        let mut plan = past
            .plan(self.source, request, self.connection, self.comparison)
            .await?;
        plan.count_losses(self.connection).await;
        Ok(plan)
    }

    /// How a stopped migration would be ended. Writes nothing.
    pub async fn resolution(&mut self, name: &str, resolve: Resolve) -> Result<Resolution, ExecutorError> {
        let (past, runner) = RecordedRuns::read_beside_others(self.connection).await?;
        if runner == OtherRunner::AtWork {
            return Err(ExecutorError::UnderWay(past.unfinished));
        }
        past.resolution(self.source, (name, resolve), self.connection, self.comparison)
            .await
    }

    /// Ends a stopped migration, and gives what was run.
    pub async fn resolve(
        &mut self,
        name: &str,
        resolve: Resolve,
        events: EventSink<'_>,
    ) -> Result<Resolution, ExecutorError> {
        let mut locked =
            Locked::acquire(self.connection, self.waiting.total, &self.cancellation, events).await?;
        let (connection, grip) = locked.parts();
        let tools = Tools {
            cancellation: &self.cancellation,
            functions: reborrowed(&mut self.functions),
            comparison: self.comparison,
            events,
            waiting: self.waiting,
            hold: grip.hold(),
        };
        let work = locked_resolve(connection, self.source, (name, resolve), tools);
        let resolved = grip.while_working(work).await;
        let released = locked.release().await;
        let resolution = resolved?;
        released?;
        Ok(resolution)
    }

    /// Records what became of one migration by hand. Nothing of it is run.
    pub async fn mark(&mut self, mark: &Mark, events: EventSink<'_>) -> Result<Marked, ExecutorError> {
        let mut locked =
            Locked::acquire(self.connection, self.waiting.total, &self.cancellation, events).await?;
        let (connection, grip) = locked.parts();
        let marked = grip
            .while_working(locked_mark(connection, self.source, mark))
            .await;
        let released = locked.release().await;
        let marked = marked?;
        released?;
        Ok(marked)
    }

    /// The plan of [`migrate`](Self::migrate), and everything that it would refuse. Writes nothing.
    pub async fn rehearse(&mut self, request: &Request) -> Result<Rehearsal, ExecutorError> {
        let plan = self.plan(request).await?;
        let functions = reborrowed(&mut self.functions);
        Ok(Rehearsal::of(plan, Some(&mut *self.connection), functions, self.comparison).await)
    }

    /// Applies or undoes migrations, and gives the plan that was carried out.
    ///
    /// If nothing is to be done, the lock is not taken and nothing is written. An unfinished migration may be another
    /// runner's work: only the lock shows which.
    pub async fn migrate(&mut self, request: &Request, events: EventSink<'_>) -> Result<Plan, ExecutorError> {
        let past = RecordedRuns::read(self.connection).await?;
        let plan = past
            .plan(self.source, request, self.connection, self.comparison)
            .await?;
        if plan.is_empty() && plan.unfinished.is_empty() {
            events(Event::Planned(&plan));
            // A database that cannot be written has nothing to be done either.
            let _ = meaning::fill_in(self.connection, self.source, &past.history).await;
            return Ok(plan);
        }
        plan.prepare_functions(reborrowed(&mut self.functions)).await?;
        let mut locked =
            Locked::acquire(self.connection, self.waiting.total, &self.cancellation, events).await?;
        let (connection, grip) = locked.parts();
        let tools = Tools {
            cancellation: &self.cancellation,
            functions: reborrowed(&mut self.functions),
            comparison: self.comparison,
            events,
            waiting: self.waiting,
            hold: grip.hold(),
        };
        let work = locked_run(connection, self.source, request, (past, plan), tools);
        let result = grip.while_working(work).await;
        let released = locked.release().await;
        let plan = result?;
        released?;
        Ok(plan)
    }
}

/// The part of a run that the lock covers: another runner may have changed the past while this one waited.
async fn locked_run(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    request: &Request,
    (past, plan): (RecordedRuns, Plan),
    mut tools: Tools<'_>,
) -> Result<Plan, ExecutorError> {
    let now = RecordedRuns::read(connection).await?;
    let mut plan = if now == past {
        plan
    } else {
        now.plan(source, request, connection, tools.comparison).await?
    };
    plan.check()?;
    plan.check_sessions(connection)?;
    plan.find_resume_point(connection, tools.comparison).await?;
    plan.check_tables(connection, tools.comparison).await?;
    plan.prepare_functions(reborrowed(&mut tools.functions)).await?;
    plan.count_losses(connection).await;
    plan.refuse_data_loss(request, &*connection.dialect())?;
    (tools.events)(Event::Planned(&plan));
    let tools = Tools {
        cancellation: tools.cancellation,
        functions: reborrowed(&mut tools.functions),
        comparison: tools.comparison,
        events: &mut *tools.events,
        waiting: tools.waiting,
        hold: tools.hold,
    };
    let limited = connection.limit_lock_waits(tools.waiting.limit).await;
    limited.map_err(ExecutorError::lock)?;
    Run::new(connection, tools).carry_out(&plan).await?;
    // The migration is recorded already; the next run writes the checksums that are missing.
    let _ = fill_in_meanings(connection, source).await;
    Ok(plan)
}

/// Notes what the applied migrations run, where that is not known yet.
async fn fill_in_meanings(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
) -> Result<(), ExecutorError> {
    let history = history::read(connection).await?;
    meaning::fill_in(connection, source, &history).await?;
    Ok(())
}

/// The part of ending a stopped migration that the lock covers.
async fn locked_resolve(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    (name, resolve): (&str, Resolve),
    mut tools: Tools<'_>,
) -> Result<Resolution, ExecutorError> {
    let past = RecordedRuns::read(connection).await?;
    let resolution = past
        .resolution(source, (name, resolve), connection, tools.comparison)
        .await?;
    let tools = Tools {
        cancellation: tools.cancellation,
        functions: reborrowed(&mut tools.functions),
        comparison: tools.comparison,
        events: &mut *tools.events,
        waiting: tools.waiting,
        hold: tools.hold,
    };
    let limited = connection.limit_lock_waits(tools.waiting.limit).await;
    limited.map_err(ExecutorError::lock)?;
    Run::new(connection, tools).end_stopped(&resolution).await?;
    Ok(resolution)
}

async fn locked_mark(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    mark: &Mark,
) -> Result<Marked, ExecutorError> {
    let past = RecordedRuns::read(connection).await?;
    let past = (&*past.history, &*past.unfinished);
    marking::mark(connection, source, mark, past).await
}

fn reborrowed<'a>(functions: &'a mut Option<&mut dyn FunctionRunner>) -> Option<&'a mut dyn FunctionRunner> {
    match functions {
        Some(functions) => Some(&mut **functions),
        None => None,
    }
}

/// A history in a later schema of the search path is another one: without this check a run would begin a second one.
async fn refuse_history_elsewhere(connection: &mut dyn Connection) -> Result<(), ExecutorError> {
    let namespaces = connection.namespaces().clone();
    if namespaces.fallbacks().is_empty() || HISTORY.exists(connection).await? {
        return Ok(());
    }
    for namespace in namespaces.fallbacks() {
        if HISTORY.exists_in(connection, namespace).await? {
            return Err(ExecutorError::HistoryElsewhere {
                home: namespaces.home().to_owned(),
                other: namespace.clone(),
            });
        }
    }
    Ok(())
}

impl RecordedRuns {
    /// The past, and whether what is unfinished in it is the work of a runner that holds the lock.
    async fn read_beside_others(
        connection: &mut dyn Connection,
    ) -> Result<(Self, OtherRunner), ExecutorError> {
        let past = Self::read(connection).await?;
        if past.unfinished.is_empty() {
            return Ok((past, OtherRunner::None));
        }
        match keep_out(connection).await {
            Ok(false) => Ok((past, OtherRunner::AtWork)),
            Ok(true) => {
                // It may have ended meanwhile.
                let past = Self::read(connection).await;
                let_in(connection).await?;
                Ok((past?, OtherRunner::None))
            }
            // Whoever may not write cannot take the lock, and may still look.
            Err(ExecutorError::Lock {
                source: DriverError::ReadOnly { .. },
            }) => Ok((past, OtherRunner::None)),
            Err(error) => Err(error),
        }
    }

    async fn read(connection: &mut dyn Connection) -> Result<Self, ExecutorError> {
        refuse_history_elsewhere(connection).await?;
        let history = history::read(connection).await?;
        let unfinished = journal::read(connection).await?;
        Ok(Self { history, unfinished })
    }

    async fn plan(
        &self,
        source: &dyn MigrationSource,
        request: &Request,
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<Plan, ExecutorError> {
        let dialect = connection.dialect();
        let context = self.context(&*dialect, connection);
        let plan = Plan::new(source, request, &context)?;
        if !request.fake_initial {
            return Ok(plan);
        }
        let existing = existing_initials(&plan, source, connection, comparison).await?;
        Plan::recording(source, request, &context, &existing)
    }

    fn continuation(&self, source: &dyn MigrationSource, connection: &dyn Connection) -> Continuation {
        let dialect = connection.dialect();
        continuation(source, &self.context(&*dialect, connection))
    }

    async fn resolution(
        &self,
        source: &dyn MigrationSource,
        (name, resolve): (&str, Resolve),
        connection: &mut dyn Connection,
        comparison: Option<&dyn TableComparison>,
    ) -> Result<Resolution, ExecutorError> {
        let mut unfinished = self.unfinished.iter();
        let unfinished = unfinished.find(|unfinished| unfinished.migration.starts_with(name));
        let unfinished = unfinished.ok_or_else(|| ExecutorError::NothingToResolve {
            name: name.to_owned(),
        })?;
        let dialect = connection.dialect();
        let context = self.context(&*dialect, connection);
        let stopped = Stopped::find(source, &context, unfinished)?;
        let by_hand = || ExecutorError::Unfinished(vec![unfinished.clone()], Continuation::ByHand);
        let stopped = stopped.ok_or_else(by_hand)?;
        Resolution::of(&stopped, unfinished, resolve, connection, comparison).await
    }

    /// The unfinished migration on top of the history, where it is the only one and compiles.
    fn stopped(&self, source: &dyn MigrationSource, connection: &dyn Connection) -> Option<Stopped> {
        let [unfinished] = self.unfinished.as_slice() else {
            return None;
        };
        let dialect = connection.dialect();
        Stopped::find(source, &self.context(&*dialect, connection), unfinished)
            .ok()
            .flatten()
    }

    fn context<'a>(&'a self, dialect: &'a dyn Dialect, connection: &dyn Connection) -> PlanContext<'a> {
        PlanContext {
            history: &self.history,
            unfinished: &self.unfinished,
            dialect,
            version: connection.server_version(),
        }
    }
}
