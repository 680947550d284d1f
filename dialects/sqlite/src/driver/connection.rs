//! A connection as the executor sees it: every call is sent to the connection's thread.

use std::sync::Arc;

use aksara_dialect::{Command, Dialect, DisturbedTable, Routine, ServerVersion, Statement};
use aksara_driver::{
    Connection, DatabaseUrl, Dependent, DriverError, Inspection, Interrupt, LockLimit, Namespaces,
    NumberedStatement, OtherSession, PlaceholderStyle, Query, Row, RowSink, Value,
};
use aksara_schema::TableName;
use futures::future::{self, BoxFuture, FutureExt};
use tokio::sync::mpsc;

use super::dependents::dependents;
use super::open::{open, open_scratch};
use super::rebuild::{alter_nullability, rebuild_table};
use super::session::Session;
use super::worker::Worker;
use crate::Sqlite;
use crate::lexis::LEXIS;
use crate::routine::{AlterNullability, RebuildTable};

const HAS_TABLE: &str = include_str!("has_table.sql");

/// The file or memory that was opened; temporary tables and attached databases have other names.
const MAIN: &str = "main";

/// Batches of rows that wait for whoever reads them.
const WAITING_BATCHES: usize = 2;

/// A connection to one SQLite database, on a thread of its own.
pub struct SqliteConnection {
    worker: Worker,
    namespaces: Namespaces,
}

impl SqliteConnection {
    /// Opens the database of a URL.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, DriverError> {
        let url = url.clone();
        let worker = Worker::start(move || open(&url).and_then(Session::new)).await?;
        Ok(Self::of(worker))
    }

    /// Opens a scratch database in memory.
    pub(super) async fn open_scratch(url: &DatabaseUrl) -> Result<Self, DriverError> {
        let url = url.clone();
        let worker = Worker::start(move || open_scratch(&url).and_then(Session::new)).await?;
        Ok(Self::of(worker))
    }

    /// Takes over a connection that the program has, with its settings. [`Self::release`] gives it back. One within a
    /// transaction is refused, and closed.
    pub async fn adopt(connection: rusqlite::Connection) -> Result<Self, DriverError> {
        let worker = Worker::start(move || Session::adopt(connection)).await?;
        Ok(Self::of(worker))
    }

    fn of(worker: Worker) -> Self {
        Self {
            worker,
            namespaces: Namespaces::only(MAIN),
        }
    }

    /// Gives the connection back to the program; a lock that is held is given back first.
    pub async fn release(self) -> Result<rusqlite::Connection, DriverError> {
        self.worker.end(|session| Ok(session.into_connection())).await
    }

    fn call<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Session) -> Result<T, DriverError> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, DriverError>> {
        self.worker.call(work).boxed()
    }

    fn run_routine(&mut self, routine: &Routine) -> BoxFuture<'_, Result<(), DriverError>> {
        if let Some(work) = routine.work::<RebuildTable>().cloned() {
            return self.call(move |session| rebuild_table(session, &work));
        }
        match routine.work().cloned() {
            Some(AlterNullability { table, column, sql }) => {
                self.call(move |session| alter_nullability(session, &table, &column, &sql))
            }
            None => future::ready(Err(DriverError::of_another_dialect(Sqlite.name()))).boxed(),
        }
    }
}

impl Connection for SqliteConnection {
    fn dialect(&self) -> Arc<dyn Dialect> {
        Arc::new(Sqlite)
    }

    fn server_version(&self) -> ServerVersion {
        let number = u32::try_from(rusqlite::version_number()).unwrap_or_default();
        ServerVersion::new(number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
    }

    fn namespaces(&self) -> &Namespaces {
        &self.namespaces
    }

    fn restore_session(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| session.restore())
    }

    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<(), DriverError>> {
        let sql = sql.to_owned();
        self.call(move |session| session.execute(&sql))
    }

    fn execute_with<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<u64, DriverError>> {
        let (sql, parameters) = (sql.to_owned(), parameters.to_vec());
        self.call(move |session| session.execute_with(&sql, &parameters))
    }

    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<Vec<Row>, DriverError>> {
        let (sql, parameters) = (sql.to_owned(), parameters.to_vec());
        self.call(move |session| session.query(&sql, &parameters))
    }

    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<u64, DriverError>> {
        let sql = sql.to_owned();
        self.call(move |session| session.execute_many(&sql, &rows))
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> BoxFuture<'a, Result<(), DriverError>> {
        let (sql, parameters) = (query.sql.to_owned(), query.parameters.to_vec());
        let (sender, mut batches) = mpsc::channel::<Vec<Row>>(WAITING_BATCHES);
        let reading = self
            .call(move |session| session.read(&sql, &parameters, |rows| sender.blocking_send(rows).is_ok()));
        let handing = async move {
            while let Some(rows) = batches.recv().await {
                rows.into_iter().try_for_each(&mut *sink)?;
            }
            Ok(())
        };
        async {
            let (read, handed) = futures::join!(reading, handing);
            handed.and(read)
        }
        .boxed()
    }

    fn translate(&self, written: &str) -> NumberedStatement {
        NumberedStatement::translate(written, LEXIS, PlaceholderStyle::Numbered('?'))
    }

    fn placeholder(&self, position: usize) -> String {
        format!("?{position}")
    }

    fn run<'a>(&'a mut self, statement: &'a Statement) -> BoxFuture<'a, Result<(), DriverError>> {
        match &statement.command {
            Command::Sql(sql) => self.execute(sql),
            Command::Backfill(update) => self.execute(&update.sql),
            Command::Routine(routine) => self.run_routine(routine),
            Command::Python(_) => future::ready(Err(DriverError::of_python())).boxed(),
        }
    }

    fn is_constraint_violation(&self, code: &str) -> bool {
        code.starts_with("SQLITE_CONSTRAINT")
    }

    fn begin(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| session.execute("BEGIN IMMEDIATE"))
    }

    fn release_savepoint(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| {
            session.demand_no_open_keys()?;
            session.execute("RELEASE SAVEPOINT aksara_migration")
        })
    }

    fn commit(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| session.execute("COMMIT"))
    }

    fn rollback(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| {
            if session.is_in_transaction() {
                session.execute("ROLLBACK")
            } else {
                Ok(())
            }
        })
    }

    fn is_in_transaction(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        self.call(|session| Ok(session.is_in_transaction()))
    }

    fn has_table<'a>(&'a mut self, table: &'a TableName) -> BoxFuture<'a, Result<bool, DriverError>> {
        let name = Value::Text(table.name().to_owned());
        let namespace = table
            .namespace()
            .map_or(Value::Null, |name| Value::Text(name.to_owned()));
        self.call(move |session| Ok(!session.query(HAS_TABLE, &[name, namespace])?.is_empty()))
    }

    fn inspect(&mut self) -> BoxFuture<'_, Result<Inspection, DriverError>> {
        self.call(|session| session.inspect())
    }

    fn dependents<'a>(
        &'a mut self,
        disturbed: &'a DisturbedTable<'a>,
    ) -> BoxFuture<'a, Result<Vec<Dependent>, DriverError>> {
        dependents(self, disturbed).boxed()
    }

    fn demand_writable(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| session.demand_writable())
    }

    /// SQLite knows one limit, which holds for rows as well.
    fn limit_lock_waits(&mut self, limit: LockLimit) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(move |session| {
            if limit.is_chosen {
                session.set_busy_timeout(limit.duration)
            } else {
                Ok(())
            }
        })
    }

    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> BoxFuture<'a, Result<(), DriverError>> {
        let message = format!("SQLite has no sessions, and none of the number {}", session.id);
        futures::future::ready(Err(DriverError::Refused { message })).boxed()
    }

    fn try_lock(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        self.call(Session::try_lock)
    }

    fn unlock(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.call(|session| {
            session.unlock();
            Ok(())
        })
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        self.worker.interrupt()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        async move { self.worker.end(Session::close).await }.boxed()
    }
}
