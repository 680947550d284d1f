//! Migrations and a database together: plan, migrate, status.
//!
//! Each call opens a connection of its own and closes it. A call that only reads never makes a database: where its file
//! is not there, nothing is applied. A server's database that is not there is an error.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aksara_dialect::{Dialect, ServerVersion};
use aksara_driver::{Connection, DatabaseUrl, Driver, LockLimit};
use aksara_executor::{
    Cancellation, Direction, Event, EventSink, Executor, FunctionRunner, LockHolder, LockState, LockWaits,
    Mark, Marked, MigrationRange, MigrationSource, Plan, PlanContext, PlannedMigration, Rehearsal, Request,
    Resolution, Resolve, Status, offline_script,
};

use aksara_python_runner::{InterpreterChoice, PythonRunner};

use aksara_verify::LiveComparison;

use crate::directory::MigrationDirectory;
use crate::verification::scratch_server;
use crate::{Error, registry};

/// Migrations and the database that they are for.
#[derive(Debug)]
pub struct Migrator {
    directory: MigrationDirectory,
    url: DatabaseUrl,
    cancellation: Cancellation,
    waiting: LockWaits,
    python: InterpreterChoice,
}

impl Migrator {
    /// Brings the two together without opening the database.
    pub fn new(directory: MigrationDirectory, url: DatabaseUrl) -> Self {
        Self {
            directory,
            url,
            cancellation: Cancellation::new(),
            waiting: LockWaits::default(),
            python: InterpreterChoice {
                root: PathBuf::from("."),
                python: None,
                virtual_environment: None,
            },
        }
    }

    /// The same work over a connection that the program has, which is not closed. `with_functions` of the result takes a
    /// [`PythonRunner`] where migrations have functions. The connection must be in no transaction: each migration commits.
    ///
    /// ```
    /// use aksara::registry::SqliteConnection;
    /// use aksara::{DatabaseUrl, MigrationDirectory, Migrator, Request};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let migrations = MigrationDirectory::of_texts([("0001_notes.up.sql", "CREATE TABLE notes (id integer);")])?;
    /// let mut connection = SqliteConnection::open(&DatabaseUrl::parse("sqlite::memory:")?).await?;
    /// let mut migrator = Migrator::on(&mut connection, &migrations);
    /// migrator.migrate(&Request::default(), &mut |_| {}).await?;
    /// assert_eq!(migrator.history().await?.len(), 1);
    /// let _own = connection.release().await?;
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    pub fn on<'a>(connection: &'a mut dyn Connection, source: &'a dyn MigrationSource) -> Executor<'a> {
        Executor::new(connection, source)
    }

    /// The dialect that the URL names. The server may turn out to be its other flavour.
    pub fn dialect(&self) -> Result<Arc<dyn Dialect>, Error> {
        Ok(registry::dialect_of(&self.url)?)
    }

    /// With a token that stops a run.
    #[must_use]
    pub fn with_cancellation(self, cancellation: Cancellation) -> Self {
        Self { cancellation, ..self }
    }

    /// With another choice of the Python that runs the functions of migrations.
    #[must_use]
    pub fn with_python(self, python: InterpreterChoice) -> Self {
        Self { python, ..self }
    }

    /// With another time to wait for a run that is going on already, and for locks of other sessions in all.
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.waiting.total = timeout;
        self
    }

    /// With another time that a change of a table waits for a lock before it gives way.
    #[must_use]
    pub fn with_ddl_lock_timeout(mut self, duration: Duration) -> Self {
        self.waiting.limit = LockLimit {
            duration,
            is_chosen: true,
        };
        self
    }

    /// Who holds the lock that keeps other runners out; nobody holds that of a file that is not there.
    pub async fn lock_state(&self) -> Result<LockState, Error> {
        let Some(mut connection) = self.connect_to_existing().await? else {
            return Ok(LockState::Free);
        };
        let state = self.executor(&mut *connection).lock_state().await;
        connection.close().await?;
        Ok(state?)
    }

    /// Ends the session that holds this lock or takes its lease away, and says who holds it then.
    pub async fn release_lock(&self, holder: &LockHolder) -> Result<LockState, Error> {
        let Some(mut connection) = self.connect_to_existing().await? else {
            return Ok(LockState::Free);
        };
        let state = self.executor(&mut *connection).release_lock(holder).await;
        connection.close().await?;
        Ok(state?)
    }

    /// The migrations.
    pub fn directory(&self) -> &MigrationDirectory {
        &self.directory
    }

    /// The database.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Whether the database is a file that is not there yet.
    pub async fn is_missing_file(&self) -> Result<bool, Error> {
        Ok(registry::driver_of(&self.url)?.is_missing_file(&self.url).await?)
    }

    /// The applied and the pending migrations.
    pub async fn status(&self) -> Result<Status, Error> {
        let Some(mut connection) = self.connect_to_existing().await? else {
            return Ok(Status::new(&self.directory, &[], Vec::new())?);
        };
        let comparison = self.comparison()?;
        let executor = self.executor(&mut *connection).with_comparison(&comparison);
        let status = { executor }.status().await;
        connection.close().await?;
        Ok(status?)
    }

    /// The plan of [`migrate`](Self::migrate).
    pub async fn plan(&self, request: &Request) -> Result<Plan, Error> {
        let Some(mut connection) = self.connect_to_existing().await? else {
            return self.plan_for_nothing(request);
        };
        let comparison = self.comparison()?;
        let executor = self.executor(&mut *connection).with_comparison(&comparison);
        let plan = { executor }.plan(request).await;
        connection.close().await?;
        Ok(plan?)
    }

    /// The plan of [`migrate`](Self::migrate), and everything that it would refuse. Writes nothing.
    pub async fn rehearse(&self, request: &Request) -> Result<Rehearsal, Error> {
        let Some(mut connection) = self.connect_to_existing().await? else {
            let plan = self.plan_for_nothing(request)?;
            let mut functions = PythonRunner::new(self.python.clone());
            return Ok(Rehearsal::of(plan, None, Some(&mut functions), None).await);
        };
        let mut functions = PythonRunner::new(self.python.clone());
        let comparison = self.comparison()?;
        let executor = self
            .executor(&mut *connection)
            .with_functions(&mut functions)
            .with_comparison(&comparison);
        let rehearsal = { executor }.rehearse(request).await;
        connection.close().await?;
        Ok(rehearsal?)
    }

    /// Applies or undoes migrations, and gives the plan that was carried out. Functions are run by Python.
    pub async fn migrate(&self, request: &Request, events: EventSink<'_>) -> Result<Plan, Error> {
        let mut functions = PythonRunner::new(self.python.clone());
        self.migrate_with(request, &mut functions, events).await
    }

    /// The same; functions are run by the caller's own runner.
    pub async fn migrate_with(
        &self,
        request: &Request,
        functions: &mut dyn FunctionRunner,
        events: EventSink<'_>,
    ) -> Result<Plan, Error> {
        let driver = registry::driver_of(&self.url)?;
        if driver.is_missing_file(&self.url).await? {
            // A plan that fails must not create a database.
            let plan = self.plan_for_nothing(request)?;
            plan.check()?;
            if plan.is_empty() {
                events(Event::Planned(&plan));
                return Ok(plan);
            }
            plan.prepare_functions(Some(&mut *functions)).await?;
        }
        let mut connection = driver.connect(&self.url).await?;
        let comparison = self.comparison()?;
        let executor = self
            .executor(&mut *connection)
            .with_functions(functions)
            .with_comparison(&comparison);
        let plan = { executor }.migrate(request, events).await;
        let closed = connection.close().await;
        let plan = plan?;
        closed?;
        Ok(plan)
    }

    /// How a stopped migration would be ended. Writes nothing.
    pub async fn resolution(&self, name: &str, resolve: Resolve) -> Result<Resolution, Error> {
        let mut connection = self.demand_existing().await?;
        let comparison = self.comparison()?;
        let executor = self.executor(&mut *connection).with_comparison(&comparison);
        let resolution = { executor }.resolution(name, resolve).await;
        connection.close().await?;
        Ok(resolution?)
    }

    /// Ends a stopped migration, and gives what was run.
    pub async fn resolve(
        &self,
        name: &str,
        resolve: Resolve,
        events: EventSink<'_>,
    ) -> Result<Resolution, Error> {
        let mut connection = self.demand_existing().await?;
        let mut functions = PythonRunner::new(self.python.clone());
        let comparison = self.comparison()?;
        let executor = self
            .executor(&mut *connection)
            .with_functions(&mut functions)
            .with_comparison(&comparison);
        let resolution = { executor }.resolve(name, resolve, events).await;
        let closed = connection.close().await;
        let resolution = resolution?;
        closed?;
        Ok(resolution)
    }

    async fn demand_existing(&self) -> Result<Box<dyn Connection>, Error> {
        let connection = self.connect_to_existing().await?;
        connection.ok_or_else(|| Error::NoDatabase {
            url: self.url.to_string(),
        })
    }

    /// Records what became of one migration by hand. Nothing of it is run.
    pub async fn mark(&self, mark: &Mark, events: EventSink<'_>) -> Result<Marked, Error> {
        let mut connection = self.demand_existing().await?;
        let marked = self.executor(&mut *connection).mark(mark, events).await;
        connection.close().await?;
        Ok(marked?)
    }

    async fn connect_to_existing(&self) -> Result<Option<Box<dyn Connection>>, Error> {
        let driver: &dyn Driver = registry::driver_of(&self.url)?;
        if driver.is_missing_file(&self.url).await? {
            Ok(None)
        } else {
            Ok(Some(driver.connect(&self.url).await?))
        }
    }

    /// The plan for a database that is not there yet.
    fn plan_for_nothing(&self, request: &Request) -> Result<Plan, Error> {
        let dialect = registry::dialect_of(&self.url)?;
        let version = dialect.newest_version();
        let context = PlanContext {
            history: &[],
            unfinished: &[],
            dialect: &*dialect,
            version,
        };
        Ok(Plan::new(&self.directory, request, &context)?)
    }

    /// Compares the tables of the database that are taken over.
    fn comparison(&self) -> Result<LiveComparison, Error> {
        Ok(LiveComparison {
            server: Some(scratch_server(self.url.clone())?),
        })
    }

    fn executor<'a>(&'a self, connection: &'a mut dyn Connection) -> Executor<'a> {
        Executor::new(connection, &self.directory)
            .with_cancellation(self.cancellation.clone())
            .with_lock_waits(self.waiting)
    }
}

impl MigrationDirectory {
    /// One migration's statements on a database that is only named, after all the migrations before it.
    pub fn compile(
        &self,
        name: &str,
        direction: Direction,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<PlannedMigration, Error> {
        Ok(PlannedMigration::compile(
            self, name, direction, dialect, version,
        )?)
    }

    /// The script that a database's own client runs to do what `migrate` does for a range: statements,
    /// transactions and rows of the history. The database must be at the beginning of the range (at its end on the
    /// way back).
    pub fn script(
        &self,
        range: &MigrationRange,
        direction: Direction,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<String, Error> {
        let migrations = range.compile(self, direction, dialect, version)?;
        Ok(offline_script(&migrations, dialect, &version)?)
    }
}
