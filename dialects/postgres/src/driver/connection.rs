//! One connection.

use std::sync::Arc;

use aksara_dialect::{Command, Dialect, DisturbedTable, Routine, ServerVersion, Statement};
use aksara_driver::{
    Connection, DatabaseUrl, Dependent, DriverError, Inspection, Interrupt, LockLimit, MakingStatement,
    Namespaces, NumberedStatement, Observer, OtherSession, PlaceholderStyle, Query, Row, RowSink, Value,
};
use aksara_schema::TableName;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{CancelToken, Client, NoTls, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::concurrent_index::{build_index, drops_index, is_built};
use super::connect::{Connected, connect};
use super::dependents::dependents;
use super::error::refused;
use super::location::Location;
use super::others::{PostgresObserver, sessions};
use super::protection::demand_writable;
use super::reading::Statements;
use super::session;
use super::value::{Binary, Parameter, from_text};
use super::waiting::Waiting;
use crate::catalog::prerequisites;
use crate::dialect::{POSTGRES, Postgres};
use crate::flavour::{Flavour, Server};
use crate::lexis::LEXIS;
use crate::read::inspect;
use crate::routine::ConcurrentIndex;

/// The key of the advisory lock; Python's aksara 0.7.2 takes the same.
const LOCK_KEY: i64 = 1_281_726_520;

/// A connection to a PostgreSQL server.
pub(super) struct PostgresConnection {
    client: Client,
    task: JoinHandle<()>,
    tls: Option<MakeRustlsConnect>,
    flavour: &'static Flavour,
    version: ServerVersion,
    namespaces: Namespaces,
    statements: Statements,
    location: Location,
    url: DatabaseUrl,
    /// The session's number on the server.
    session: i64,
    /// The limit to waiting for locks that the session was found with.
    found_limit: String,
    waiting: Waiting,
    is_in_own_transaction: bool,
}

impl PostgresConnection {
    /// Connects, and prepares the session.
    pub(super) async fn open(location: &Location, url: &DatabaseUrl) -> Result<Self, DriverError> {
        let Connected { client, task, tls } = connect(location, url).await?;
        let (session, found_limit) = session::identity(&client).await?;
        session::prepare(&client).await?;
        let (flavour, version) = session::identify(&client).await?;
        let namespaces = session::namespaces(&client, url).await?;
        Ok(Self {
            client,
            task,
            tls,
            flavour,
            version,
            namespaces,
            statements: Statements::default(),
            location: location.clone(),
            url: url.clone(),
            session,
            waiting: Waiting::new(&found_limit),
            found_limit,
            is_in_own_transaction: false,
        })
    }

    async fn execute_sql(&self, sql: &str) -> Result<(), DriverError> {
        self.client
            .batch_execute(sql)
            .await
            .map_err(|error| refused(sql, error))
    }

    /// Runs a text of any number of statements, which may change what prepared ones refer to.
    async fn execute_text(&mut self, sql: &str) -> Result<u64, DriverError> {
        self.statements.forget();
        let messages = self.client.simple_query(sql).await;
        let messages = messages.map_err(|error| refused(sql, error))?;
        let counts = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::CommandComplete(count) => Some(*count),
            _ => None,
        });
        Ok(counts.last().unwrap_or_default())
    }

    /// Through the simple protocol, where every value is text.
    async fn query_simply(&self, sql: &str) -> Result<Vec<Row>, DriverError> {
        let statement = self
            .client
            .prepare(sql)
            .await
            .map_err(|error| refused(sql, error))?;
        let types: Vec<Type> = statement
            .columns()
            .iter()
            .map(|column| column.type_().clone())
            .collect();
        let columns = statement
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let columns: Arc<[String]> = columns;
        let messages = self
            .client
            .simple_query(sql)
            .await
            .map_err(|error| refused(sql, error))?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        rows.map(|row| {
            let values = types
                .iter()
                .enumerate()
                .map(|(position, ty)| from_text(ty, row.get(position)));
            Ok(Row {
                columns: columns.clone(),
                values: values.collect::<Result<_, _>>()?,
            })
        })
        .collect()
    }

    async fn query_with(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DriverError> {
        let parameters: Vec<Parameter> = parameters.iter().map(Parameter).collect();
        let rows = self.client.query(sql, &references(&parameters)).await;
        rows.map_err(|error| refused(sql, error))?
            .iter()
            .map(|row| read_row(sql, row))
            .collect()
    }

    async fn run_routine(&self, routine: &Routine) -> Result<(), DriverError> {
        match routine.work() {
            Some(ConcurrentIndex { index, sql }) => build_index(&self.client, index.as_deref(), sql).await,
            None => Err(DriverError::of_another_dialect(self.flavour.name())),
        }
    }

    /// SAVEPOINT tells: it is an error outside a transaction, and another one in a failed transaction.
    async fn has_transaction(&self) -> Result<bool, DriverError> {
        const PROBE: &str = "SAVEPOINT aksara_probe";
        match self.client.batch_execute(PROBE).await {
            Ok(()) => self
                .execute_sql("RELEASE SAVEPOINT aksara_probe")
                .await
                .map(|()| true),
            Err(error) if error.code() == Some(&SqlState::NO_ACTIVE_SQL_TRANSACTION) => Ok(false),
            Err(error) if error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) => Ok(true),
            Err(error) => Err(refused(PROBE, error)),
        }
    }

    async fn lock_answer(&self, function: &str) -> Result<bool, DriverError> {
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
        session::restore(&self.client).boxed()
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
                parameters => self.statements.execute(&self.client, sql, parameters).await,
            }
        }
        .boxed()
    }

    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<u64, DriverError>> {
        async move { self.statements.execute_many(&self.client, sql, &rows).await }.boxed()
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> BoxFuture<'a, Result<(), DriverError>> {
        async move { self.statements.read(&self.client, query, sink).await }.boxed()
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
            self.query_simply(sql).boxed()
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
        let begin = self.waiting.begin();
        async move {
            self.execute_sql(&begin).await?;
            self.is_in_own_transaction = true;
            Ok(())
        }
        .boxed()
    }

    fn commit(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.waiting.ended();
        self.is_in_own_transaction = false;
        self.execute_sql("COMMIT").boxed()
    }

    fn rollback(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.waiting.ended();
        self.is_in_own_transaction = false;
        self.execute_sql("ROLLBACK").boxed()
    }

    fn is_in_transaction(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        self.has_transaction().boxed()
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
            location: self.location.clone(),
            url: self.url.clone(),
            session: self.session,
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
            if self.lock_answer("pg_advisory_unlock").await? { Ok(()) } else { Err(DriverError::Refused {
                    message: "the lock was not held when it was given back: a pooler in transaction mode (pgbouncer) \
                              may be between; connect to the server itself"
                        .to_owned(),
                }) }
        }
        .boxed()
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        Arc::new(PostgresInterrupt {
            token: self.client.cancel_token(),
            tls: self.tls.clone(),
        })
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        let Self { client, task, .. } = *self;
        async move {
            drop(client);
            task.await.map_err(|error| DriverError::Disconnected {
                message: error.to_string(),
            })
        }
        .boxed()
    }
}

/// Cancels through a connection of its own, as the protocol demands.
struct PostgresInterrupt {
    token: CancelToken,
    tls: Option<MakeRustlsConnect>,
}

impl Interrupt for PostgresInterrupt {
    fn interrupt(&self) -> BoxFuture<'_, ()> {
        async move {
            // A cancel that does not reach the server leaves the statement running; nothing else can be done here.
            let _ = match &self.tls {
                Some(tls) => self.token.cancel_query(tls.clone()).await,
                None => self.token.cancel_query(NoTls).await,
            };
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

fn read_row(sql: &str, row: &tokio_postgres::Row) -> Result<Row, DriverError> {
    let columns = row
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let values = row.columns().iter().enumerate().map(|(position, column)| {
        let value = row
            .try_get::<_, Binary>(position)
            .map_err(|error| refused(sql, error))?;
        value.0.ok_or_else(|| DriverError::Refused {
            message: format!(
                "cast the column `{}` to text: {} is not understood",
                column.name(),
                column.type_()
            ),
        })
    });
    Ok(Row {
        columns,
        values: values.collect::<Result<_, _>>()?,
    })
}
