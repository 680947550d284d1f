//! One connection.

use std::sync::Arc;
use std::time::Duration;

use aksara_dialect::{Command, Dialect, DisturbedTable, Routine, ServerVersion, Statement};
use aksara_driver::{
    Connection, DatabaseUrl, Dependent, DriverError, Fence, Inspection, Interrupt, Leasing, LockLimit,
    MakingStatement, Namespaces, NumberedStatement, Observer, OtherSession, PlaceholderStyle, Query, Row,
    RowSink, Value,
};
use aksara_schema::TableName;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::concurrent_index::{build_index, drops_index, is_built};
use super::connect::{Connected, connect, reach};
use super::dependents::dependents;
use super::error::refused;
use super::interrupt::PostgresInterrupt;
use super::leasing::{CLOCK, PostgresOpener};
use super::location::Location;
use super::others::{PostgresObserver, sessions};
use super::pooled::{MetSession, Pooled, brief, met_session};
use super::pooling::{PoolMode, pool_mode};
use super::protection::demand_writable;
use super::querying::{query_simply, read_row};
use super::reading::Statements;
use super::session::{self, Found, Preparation};
use super::value::Parameter;
use super::waiting::Waiting;
use crate::catalog::prerequisites;
use crate::dialect::{POSTGRES, Postgres};
use crate::flavour::{Flavour, Server};
use crate::lexis::LEXIS;
use crate::read::inspect;
use crate::routine::ConcurrentIndex;
use crate::user_sql::runs_alone;

/// The key of the advisory lock; Python's aksara 0.7.2 takes the same.
const LOCK_KEY: i64 = 1_281_726_520;

/// A connection to a PostgreSQL server.
pub struct PostgresConnection {
    pub(super) client: Arc<Client>,
    /// The task that talks to the server; none where that is the program's own.
    task: Option<JoinHandle<()>>,
    tls: Option<MakeRustlsConnect>,
    flavour: &'static Flavour,
    version: ServerVersion,
    namespaces: Namespaces,
    statements: Statements,
    location: Location,
    url: DatabaseUrl,
    /// The session's number on the server; of the last transaction, where each may meet another one.
    session: MetSession,
    preparation: Preparation,
    /// Whether the session is nobody else's, and no pooler is between.
    is_own: bool,
    /// The settings that the program made, where the session is the program's.
    pub(super) programs: Vec<(String, String)>,
    /// The needs of its transactions, if each may meet another session.
    pooled: Option<Pooled>,
    /// The limit to waiting for locks that the session was found with.
    found_limit: String,
    waiting: Waiting,
    is_in_own_transaction: bool,
}

impl PostgresConnection {
    /// Connects, finds out whose the session is, and prepares it.
    pub(super) async fn open(location: &Location, url: &DatabaseUrl) -> Result<Self, DriverError> {
        let (Connected { client, task, tls }, location) = reach(location, url).await?;
        let found = Found::look(&client).await?;
        let connection = Self::prepared(Arc::new(client), found, (location, url)).await?;
        Ok(Self {
            task: Some(task),
            tls,
            ..connection
        })
    }

    /// Prepares a session that was looked at.
    pub(super) async fn prepared(
        client: Arc<Client>,
        found: Found,
        (mut location, url): (Location, &DatabaseUrl),
    ) -> Result<Self, DriverError> {
        let is_own = found.is_own(&location);
        let mode = match location.pool_mode {
            Some(mode) => mode,
            None if is_own => PoolMode::Session,
            None => pool_mode(&client, connect(&location, url).await, url).await?,
        };
        location.pool_mode = Some(mode);
        let preparation = found.preparation(&location, mode);
        let limit = found.limit(mode).to_owned();
        let session = met_session(found.session);
        let pooled = (mode == PoolMode::Transaction).then(|| Pooled {
            preparation: preparation.clone(),
            fence: None,
            session: Arc::clone(&session),
        });
        if pooled.is_none() {
            preparation.carry_out(&client).await?;
        }
        let (flavour, version) = session::identify(&client).await?;
        let namespaces = brief(&client, pooled.as_ref(), session::namespaces(&client, url)).await?;
        Ok(Self {
            client,
            task: None,
            tls: None,
            flavour,
            version,
            namespaces,
            statements: Statements::new(pooled.is_some()),
            location,
            url: url.clone(),
            session,
            preparation,
            is_own,
            programs: found.programs,
            pooled,
            waiting: Waiting::new(&limit),
            found_limit: limit,
            is_in_own_transaction: false,
        })
    }

    /// How to reach the same database once more.
    pub(super) fn another(&self) -> PostgresOpener {
        PostgresOpener {
            location: self.location.clone(),
            url: self.url.clone(),
        }
    }

    /// Sets the condition of every commit.
    pub(super) fn set_fence(&mut self, fence: Option<Fence>) {
        if let Some(pooled) = &mut self.pooled {
            pooled.fence = fence;
        }
    }

    /// The needs of a statement that is in no transaction of ours.
    fn between(&self) -> Option<&Pooled> {
        self.pooled.as_ref().filter(|_| !self.is_in_own_transaction)
    }

    async fn execute_sql(&self, sql: &str) -> Result<(), DriverError> {
        let between = self.between().filter(|_| !runs_alone(sql));
        brief(&self.client, between, self.send(sql)).await
    }

    async fn send(&self, sql: &str) -> Result<(), DriverError> {
        self.client
            .batch_execute(sql)
            .await
            .map_err(|error| refused(sql, error))
    }

    /// Runs a text of any number of statements, which may change what prepared ones refer to.
    async fn execute_text(&mut self, sql: &str) -> Result<u64, DriverError> {
        self.statements.forget();
        let sent = async {
            let messages = self.client.simple_query(sql).await;
            messages.map_err(|error| refused(sql, error))
        };
        let messages = brief(&self.client, self.between(), sent).await?;
        let counts = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::CommandComplete(count) => Some(*count),
            _ => None,
        });
        Ok(counts.last().unwrap_or_default())
    }

    async fn query_with(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DriverError> {
        let parameters: Vec<Parameter> = parameters.iter().map(Parameter).collect();
        let references = references(&parameters);
        let rows = if self.pooled.is_some() {
            // The server finds the types, as it does for a statement with a name.
            let typed: Vec<_> = references
                .into_iter()
                .map(|value| (value, Type::UNKNOWN))
                .collect();
            let queried = async {
                let rows = self.client.query_typed(sql, &typed).await;
                rows.map_err(|error| refused(sql, error))
            };
            brief(&self.client, self.between(), queried).await?
        } else {
            let rows = self.client.query(sql, &references).await;
            rows.map_err(|error| refused(sql, error))?
        };
        rows.iter().map(|row| read_row(sql, row)).collect()
    }

    async fn run_routine(&self, routine: &Routine) -> Result<(), DriverError> {
        match routine.work() {
            Some(ConcurrentIndex { index, sql }) => build_index(&self.client, index.as_deref(), sql).await,
            None => Err(DriverError::of_another_dialect(self.flavour.name())),
        }
    }

    pub(super) async fn lock_answer(&self, function: &str) -> Result<bool, DriverError> {
        let rows = self
            .query_with(
                &format!("SELECT {function}($1) AS held"),
                &[Value::Integer(LOCK_KEY)],
            )
            .await?;
        Ok(rows.first().and_then(|row| row.get("held")) == Some(&Value::Boolean(true)))
    }
}

impl Connection for PostgresConnection {
    fn dialect(&self) -> Arc<dyn Dialect> {
        Arc::new(Postgres {
            flavour: self.flavour,
        })
    }

    fn server_version(&self) -> ServerVersion {
        self.version
    }

    fn namespaces(&self) -> &Namespaces {
        &self.namespaces
    }

    fn restore_session(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.statements.forget();
        self.waiting.ended();
        if self.between().is_some() {
            // There is no session: what comes next begins with its own settings.
            return futures::future::ready(Ok(())).boxed();
        }
        self.preparation.restore(&self.client).boxed()
    }

    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<(), DriverError>> {
        self.execute_sql(sql).boxed()
    }

    fn execute_with<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<u64, DriverError>> {
        async move {
            match parameters {
                [] => self.execute_text(sql).await,
                parameters => {
                    let pooled = self.pooled.as_ref().filter(|_| !self.is_in_own_transaction);
                    let executed = self.statements.execute(&self.client, sql, parameters);
                    brief(&self.client, pooled, executed).await
                }
            }
        }
        .boxed()
    }

    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<u64, DriverError>> {
        async move {
            let pooled = self.pooled.as_ref().filter(|_| !self.is_in_own_transaction);
            let executed = self.statements.execute_many(&self.client, sql, &rows);
            brief(&self.client, pooled, executed).await
        }
        .boxed()
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> BoxFuture<'a, Result<(), DriverError>> {
        async move {
            let pooled = self.pooled.as_ref().filter(|_| !self.is_in_own_transaction);
            let read = self.statements.read(&self.client, query, sink);
            brief(&self.client, pooled, read).await
        }
        .boxed()
    }

    fn translate(&self, written: &str) -> NumberedStatement {
        NumberedStatement::translate(written, LEXIS, PlaceholderStyle::Numbered('$'))
    }

    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<Vec<Row>, DriverError>> {
        if parameters.is_empty() {
            let queried = query_simply(&self.client, sql, self.pooled.is_some());
            brief(&self.client, self.between(), queried).boxed()
        } else {
            self.query_with(sql, parameters).boxed()
        }
    }

    fn knows_parameter_types(&self) -> bool {
        true
    }

    fn placeholder(&self, position: usize) -> String {
        format!("${position}")
    }

    fn run<'a>(&'a mut self, statement: &'a Statement) -> BoxFuture<'a, Result<(), DriverError>> {
        match &statement.command {
            Command::Sql(sql) => {
                // It may change what prepared statements refer to.
                self.statements.forget();
                let limit = self.waiting.before(sql, LEXIS, self.is_in_own_transaction);
                async move {
                    if let Some(limit) = limit {
                        self.execute_sql(&limit).await?;
                    }
                    self.execute_sql(sql).await
                }
                .boxed()
            }
            Command::Backfill(update) => self.execute_sql(&update.sql).boxed(),
            Command::Routine(routine) => self.run_routine(routine).boxed(),
            Command::Python(_) => futures::future::ready(Err(DriverError::of_python())).boxed(),
        }
    }

    fn run_again<'a>(&'a mut self, statement: &'a Statement) -> BoxFuture<'a, Result<(), DriverError>> {
        async move {
            if is_built(&self.client, statement).await? {
                return Ok(());
            }
            match self.run(statement).await {
                Err(DriverError::Statement { code: Some(code), .. })
                    if code == SqlState::UNDEFINED_OBJECT.code() && drops_index(statement) =>
                {
                    Ok(())
                }
                done => done,
            }
        }
        .boxed()
    }

    /// Class 23 (<https://www.postgresql.org/docs/18/errcodes-appendix.html>).
    fn is_constraint_violation(&self, code: &str) -> bool {
        code.starts_with("23")
    }

    fn begin(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        let limit = self.waiting.begin();
        async move {
            match (&self.pooled, limit) {
                (Some(pooled), limit) => {
                    pooled.begin(&self.client).await?;
                    if let Some(limit) = limit {
                        self.send(&limit).await?;
                    }
                }
                (None, Some(limit)) => self.send(&format!("BEGIN; {limit}")).await?,
                (None, None) => self.send("BEGIN").await?,
            }
            self.is_in_own_transaction = true;
            Ok(())
        }
        .boxed()
    }

    fn begin_briefly(&mut self, patience: Duration) -> BoxFuture<'_, Result<(), DriverError>> {
        self.waiting.hurry(patience);
        self.begin()
    }

    /// Deferred constraints are checked here. The migrations of such a transaction write no rows of the user's, so that
    /// nothing depends on being deferred later.
    fn release_savepoint(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.send("SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT aksara_migration")
            .boxed()
    }

    /// The default of a time is the moment at which the transaction began.
    fn clock(&self) -> Option<&'static str> {
        Some("clock_timestamp()")
    }

    fn commit(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.waiting.ended();
        self.is_in_own_transaction = false;
        match &self.pooled {
            Some(pooled) => pooled.commit(&self.client).boxed(),
            None => self.send("COMMIT").boxed(),
        }
    }

    fn rollback(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.waiting.ended();
        self.is_in_own_transaction = false;
        self.send("ROLLBACK").boxed()
    }

    fn is_in_transaction(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        session::is_in_transaction(&self.client).boxed()
    }

    fn inspect(&mut self) -> BoxFuture<'_, Result<Inspection, DriverError>> {
        inspect(self).boxed()
    }

    fn prerequisites(&mut self) -> BoxFuture<'_, Result<Vec<MakingStatement>, DriverError>> {
        prerequisites(self).boxed()
    }

    fn has_table<'a>(&'a mut self, table: &'a TableName) -> BoxFuture<'a, Result<bool, DriverError>> {
        const RELATION: &str = "SELECT to_regclass($1) IS NOT NULL AS found";
        async move {
            let name = Value::Text(POSTGRES.quote_table(table));
            let rows = self.query_with(RELATION, &[name]).await?;
            Ok(rows.first().and_then(|row| row.get("found")) == Some(&Value::Boolean(true)))
        }
        .boxed()
    }

    fn dependents<'a>(
        &'a mut self,
        disturbed: &'a DisturbedTable<'a>,
    ) -> BoxFuture<'a, Result<Vec<Dependent>, DriverError>> {
        let server = Server::new(self.flavour, &self.version);
        dependents(self, disturbed, server).boxed()
    }

    fn demand_writable(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        demand_writable(self).boxed()
    }

    fn limit_lock_waits(&mut self, limit: LockLimit) -> BoxFuture<'_, Result<(), DriverError>> {
        self.waiting.limit_tables(limit, &self.found_limit);
        futures::future::ready(Ok(())).boxed()
    }

    fn expect_row_waits(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        let limit = self.waiting.for_rows();
        async move {
            match limit {
                Some(limit) => self.execute_sql(&limit).await,
                None => Ok(()),
            }
        }
        .boxed()
    }

    fn observer(&self) -> Arc<dyn Observer> {
        Arc::new(PostgresObserver {
            opener: self.another(),
            session: Arc::clone(&self.session),
        })
    }

    fn lock_holder(&mut self) -> BoxFuture<'_, Result<Option<OtherSession>, DriverError>> {
        async move {
            // A key of 64 bits has its upper half in classid (<https://www.postgresql.org/docs/18/view-pg-locks.html>).
            let (upper, lower) = (LOCK_KEY >> 32, LOCK_KEY & i64::from(u32::MAX));
            let end = format!(
                "JOIN pg_locks AS l ON l.pid = a.pid WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
                 AND l.classid = {upper} AND l.objid = {lower} \
                 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            );
            Ok(sessions(self, &end).await?.into_iter().next())
        }
        .boxed()
    }

    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> BoxFuture<'a, Result<(), DriverError>> {
        async move {
            self.execute_sql(&format!("SELECT pg_terminate_backend({})", session.id))
                .await
        }
        .boxed()
    }

    fn try_lock(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        self.lock_answer("pg_try_advisory_lock").boxed()
    }

    fn unlock(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        async move {
            if self.lock_answer("pg_advisory_unlock").await? {
                Ok(())
            } else {
                Err(DriverError::Refused {
                    message: "the lock was not held when it was given back: a pooler that gives each transaction another \
                              session may be between; say so with `pool_mode=transaction` in the URL"
                        .to_owned(),
                })
            }
        }
        .boxed()
    }

    fn leasing(&mut self) -> Option<&mut dyn Leasing> {
        if self.pooled.is_some() { Some(self) } else { None }
    }

    fn lease_clock(&self) -> Option<&'static str> {
        Some(CLOCK)
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        Arc::new(PostgresInterrupt {
            token: self.client.cancel_token(),
            tls: self.tls.clone(),
            pooled: (!self.is_own).then(|| (self.another(), Arc::clone(&self.session))),
        })
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        let Self { client, task, .. } = *self;
        async move {
            drop(client);
            let Some(task) = task else { return Ok(()) };
            task.await.map_err(|error| DriverError::Disconnected {
                message: error.to_string(),
            })
        }
        .boxed()
    }
}

pub(super) fn references<'a>(parameters: &'a [Parameter<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    parameters
        .iter()
        .map(|parameter| parameter as &(dyn ToSql + Sync))
        .collect()
}
