//! The executor: one database, one source of migrations, and what can be asked of the two.

use std::time::Duration;

use aksara_driver::Connection;

use crate::lock::Locked;
use crate::run::{Run, Tools};
use crate::{
    AppliedMigration, Cancellation, Event, EventSink, ExecutorError, FunctionRunner, MigrationSource, Plan,
    PlanContext, Request, Status, Unfinished, history, journal,
};

/// How long a run waits for another one, unless told otherwise.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// Carries out the migrations of one source on one database.
pub struct Executor<'a> {
    connection: &'a mut dyn Connection,
    source: &'a dyn MigrationSource,
    cancellation: Cancellation,
    lock_timeout: Duration,
    functions: Option<&'a mut dyn FunctionRunner>,
}

/// A plan, and what stands in its way.
#[derive(Debug)]
pub struct Rehearsal {
    /// The plan.
    pub plan: Plan,
    /// Why a run would refuse it, where it would.
    pub refusal: Option<ExecutorError>,
}

/// What a database says about its past.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Past {
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
            lock_timeout: LOCK_TIMEOUT,
            functions: None,
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

    /// With another time to wait for a run that is going on already.
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// The history, in the order of execution. Writes nothing.
    pub async fn history(&mut self) -> Result<Vec<AppliedMigration>, ExecutorError> {
        Ok(Past::read(self.connection).await?.history)
    }

    /// What is applied and what is not. Writes nothing.
    pub async fn status(&mut self) -> Result<Status, ExecutorError> {
        let past = Past::read(self.connection).await?;
        Status::new(self.source, &past.history, past.unfinished)
    }

    /// What [`migrate`](Self::migrate) would do. Writes nothing.
    pub async fn plan(&mut self, request: &Request) -> Result<Plan, ExecutorError> {
        let past = Past::read(self.connection).await?;
        past.plan(self.source, request, self.connection)
    }

    /// What [`migrate`](Self::migrate) would do, and what it would refuse. Writes nothing.
    pub async fn rehearse(&mut self, request: &Request) -> Result<Rehearsal, ExecutorError> {
        let plan = self.plan(request).await?;
        let refusal = self.refusal(&plan).await.err();
        Ok(Rehearsal { plan, refusal })
    }

    /// Every check of a run that needs no lock.
    async fn refusal(&mut self, plan: &Plan) -> Result<(), ExecutorError> {
        plan.check()?;
        plan.check_rows(self.connection).await?;
        plan.prepare_functions(reborrowed(&mut self.functions)).await
    }

    /// Applies or undoes migrations, and gives the plan that was carried out.
    ///
    /// Where nothing is to be done, the lock is not taken and nothing is written.
    pub async fn migrate(&mut self, request: &Request, events: EventSink<'_>) -> Result<Plan, ExecutorError> {
        let past = Past::read(self.connection).await?;
        let plan = past.plan(self.source, request, self.connection)?;
        plan.check()?;
        if plan.is_empty() {
            events(Event::Planned(&plan));
            return Ok(plan);
        }
        plan.prepare_functions(reborrowed(&mut self.functions)).await?;
        let mut locked =
            Locked::acquire(self.connection, self.lock_timeout, &self.cancellation, events).await?;
        let result = locked_run(
            &mut locked,
            self.source,
            request,
            (past, plan),
            Tools {
                cancellation: &self.cancellation,
                functions: reborrowed(&mut self.functions),
                events,
            },
        )
        .await;
        let released = locked.release().await;
        let plan = result?;
        released.map_err(ExecutorError::lock)?;
        Ok(plan)
    }
}

/// The part of a run that the lock covers: another runner may have changed the past while this one waited.
async fn locked_run(
    locked: &mut Locked<'_>,
    source: &dyn MigrationSource,
    request: &Request,
    (past, plan): (Past, Plan),
    mut tools: Tools<'_>,
) -> Result<Plan, ExecutorError> {
    let connection = locked.connection();
    let now = Past::read(connection).await?;
    let plan = match now == past {
        true => plan,
        false => now.plan(source, request, connection)?,
    };
    plan.check()?;
    plan.check_rows(connection).await?;
    plan.prepare_functions(reborrowed(&mut tools.functions)).await?;
    (tools.events)(Event::Planned(&plan));
    let tools = Tools {
        cancellation: tools.cancellation,
        functions: reborrowed(&mut tools.functions),
        events: &mut *tools.events,
    };
    Run::new(connection, tools).carry_out(&plan).await?;
    Ok(plan)
}

fn reborrowed<'a>(functions: &'a mut Option<&mut dyn FunctionRunner>) -> Option<&'a mut dyn FunctionRunner> {
    match functions {
        Some(functions) => Some(&mut **functions),
        None => None,
    }
}

impl Past {
    async fn read(connection: &mut dyn Connection) -> Result<Self, ExecutorError> {
        let history = history::read(connection).await?;
        let unfinished = journal::read(connection).await?;
        Ok(Self { history, unfinished })
    }

    fn plan(
        &self,
        source: &dyn MigrationSource,
        request: &Request,
        connection: &dyn Connection,
    ) -> Result<Plan, ExecutorError> {
        let (dialect, version) = (connection.dialect(), connection.server_version());
        let Self { history, unfinished } = self;
        Plan::new(
            source,
            request,
            &PlanContext {
                history,
                unfinished,
                dialect: &*dialect,
                version,
            },
        )
    }
}
