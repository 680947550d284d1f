//! A connection as the executor sees it.

use std::sync::Arc;

use aksara_dialect::{Command, Dialect, DisturbedTable, ServerVersion, Statement};
use aksara_driver::{
    Connection, DatabaseUrl, Dependent, DriverError, Inspection, Interrupt, LockLimit, Namespaces,
    NumberedStatement, Observer, OtherSession, PlaceholderStyle, Query, Row, RowSink, ScratchName, Value,
};
use aksara_schema::{TableName, shorten};
use futures::future::{self, BoxFuture, FutureExt, TryFutureExt};
use mysql_async::consts::StatusFlags;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Params};

use super::bulk::execute_many;
use super::dependents::dependents;
use super::error::{CONSTRAINT_VIOLATIONS, connect_error, statement_error};
use super::interrupt::KillQuery;
use super::kept::KeptSession;
use super::location::Location;
use super::open::{demand_version, identify, open};
use super::others::{MysqlObserver, session};
use super::parameters::execute;
use super::protection::demand_writable;
use super::reading::read;
use super::session::{SavedSession, prepare, restore};
use super::value::{Limits, from_wire, to_wire};
use crate::Mysql;
use crate::flavour::{Flavour, Server};
use crate::lexis::LEXIS;
use crate::read;

const HAS_TABLE: &str = include_str!("has_table.sql");
const TABLES_WITHOUT_ROLLBACK: &str = include_str!("tables_without_rollback.sql");

/// The greatest length of a lock's name (<https://dev.mysql.com/doc/refman/9.4/en/locking-functions.html>).
const GREATEST_LOCK_NAME: usize = 64;

/// A connection to one MySQL or MariaDB database.
pub struct MysqlConnection {
    connection: Conn,
    flavour: &'static Flavour,
    version: ServerVersion,
    saved: SavedSession,
    kept: KeptSession,
    namespaces: Namespaces,
}

impl MysqlConnection {
    /// Opens the database of a URL.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, DriverError> {
        Self::open_at(url, Location::read(url)?).await
    }

    /// Connects to another database of a URL's server.
    pub(super) async fn open_database(url: &DatabaseUrl, name: &ScratchName) -> Result<Self, DriverError> {
        let location = Location {
            database: name.to_string(),
            ..Location::read_server(url)?
        };
        Self::open_at(url, location).await
    }

    async fn open_at(url: &DatabaseUrl, location: Location) -> Result<Self, DriverError> {
        let (mut connection, location) = open(url, location).await?;
        let unreachable = |error| connect_error(error, url);
        let (flavour, version) = identify(&mut connection).await.map_err(unreachable)?;
        demand_version(flavour, &version, url)?;
        let saved = prepare(
            &mut connection,
            Server::new(flavour, &version),
            location.lock_timeout,
            location.sql_mode.as_deref(),
        )
        .await
        .map_err(unreachable)?;
        Self::prepared(connection, (flavour, version), saved).await
    }

    /// Takes over a connection that the program has. Its SQL mode and time zone are ours until
    /// [`Self::release`] gives it back. One within a transaction is refused, and closed.
    pub async fn adopt(mut connection: Conn) -> Result<Self, DriverError> {
        let failed = |error| statement_error(error, "adopting a connection");
        if has_transaction(&mut connection).await.map_err(failed)? {
            return Err(DriverError::of_open_transaction());
        }
        let (flavour, version) = identify(&mut connection).await.map_err(failed)?;
        let saved = prepare(&mut connection, Server::new(flavour, &version), None, None)
            .await
            .map_err(failed)?;
        Self::prepared(connection, (flavour, version), saved).await
    }

    async fn prepared(
        mut connection: Conn,
        (flavour, version): (&'static Flavour, ServerVersion),
        saved: SavedSession,
    ) -> Result<Self, DriverError> {
        let kept = keep(&mut connection, flavour).await?;
        Ok(Self {
            connection,
            flavour,
            version,
            saved,
            namespaces: Namespaces::only(kept.database()),
            kept,
        })
    }

    /// Gives the connection back to the program, with the SQL mode and time zone that it had.
    pub async fn release(mut self) -> Result<Conn, DriverError> {
        restore(&mut self.connection, &self.saved)
            .await
            .map_err(|error| statement_error(error, "giving a connection back"))?;
        Ok(self.connection)
    }

    fn limits(&self) -> Limits {
        Limits {
            flavour: self.flavour,
            greatest_packet: self.saved.greatest_packet,
        }
    }

    async fn execute_sql(&mut self, sql: &str) -> Result<(), DriverError> {
        self.limits().demand(sql, &[])?;
        self.connection
            .query_drop(sql)
            .await
            .map_err(|error| statement_error(error, sql))
    }

    async fn rows(&mut self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DriverError> {
        let failed = |error| statement_error(error, sql);
        let mut result = self
            .connection
            .exec_iter(sql, wire(parameters)?)
            .await
            .map_err(failed)?;
        let names: Vec<String> = result
            .columns_ref()
            .iter()
            .map(|column| column.name_str().into_owned())
            .collect();
        let columns: Arc<[String]> = names.into();
        let rows: Vec<mysql_async::Row> = result.collect().await.map_err(failed)?;
        Ok(rows.into_iter().map(|row| read_row(row, &columns)).collect())
    }

    async fn lock_call(&mut self, call: &str) -> Result<bool, DriverError> {
        Ok(self.lock_answer(call).await? == Some(1))
    }

    async fn lock_answer(&mut self, call: &str) -> Result<Option<i64>, DriverError> {
        let database = self.kept.database();
        let name = shorten(&format!("aksara migrations of {database}"), GREATEST_LOCK_NAME);
        let found = self.rows(call, &[Value::Text(name)]).await?;
        Ok(found.first().and_then(|row| row.integer("locked")))
    }
}

/// Whether a transaction is open: the server says so in its answer to every statement.
async fn has_transaction(connection: &mut Conn) -> Result<bool, mysql_async::Error> {
    connection.query_drop("DO 0").await?;
    let status = connection.last_ok_packet().map(|packet| packet.status_flags());
    Ok(status.is_some_and(|flags| flags.contains(StatusFlags::SERVER_STATUS_IN_TRANS)))
}

impl Connection for MysqlConnection {
    fn dialect(&self) -> Arc<dyn Dialect> {
        Arc::new(Mysql {
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
        async move {
            let restored = self.kept.restore(&mut self.connection).await;
            restored.map_err(|error| statement_error(error, "putting the session back"))
        }
        .boxed()
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
                // Not every statement can be prepared.
                [] => self.execute_sql(sql).await?,
                parameters => {
                    let limits = self.limits();
                    return execute(&mut self.connection, sql, parameters, limits).await;
                }
            }
            Ok(self.connection.affected_rows())
        }
        .boxed()
    }

    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<u64, DriverError>> {
        let limits = self.limits();
        async move { execute_many(&mut self.connection, sql, &rows, limits).await }.boxed()
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> BoxFuture<'a, Result<(), DriverError>> {
        let limits = self.limits();
        read(&mut self.connection, query, limits, sink).boxed()
    }

    fn translate(&self, written: &str) -> NumberedStatement {
        NumberedStatement::translate(written, LEXIS, PlaceholderStyle::Positional)
    }

    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<Vec<Row>, DriverError>> {
        self.rows(sql, parameters).boxed()
    }

    fn placeholder(&self, _position: usize) -> String {
        "?".to_owned()
    }

    fn run<'a>(&'a mut self, statement: &'a Statement) -> BoxFuture<'a, Result<(), DriverError>> {
        match &statement.command {
            Command::Sql(sql) => self.execute(sql),
            Command::Backfill(update) => self.execute(&update.sql),
            Command::Routine(_) => {
                let error = DriverError::of_another_dialect(self.flavour.name());
                future::ready(Err(error)).boxed()
            }
            Command::Python(_) => future::ready(Err(DriverError::of_python())).boxed(),
        }
    }

    fn is_constraint_violation(&self, code: &str) -> bool {
        CONSTRAINT_VIOLATIONS.contains(&code)
    }

    fn begin(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.execute("START TRANSACTION")
    }

    fn release_savepoint(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.execute("RELEASE SAVEPOINT aksara_migration")
    }

    fn commit(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.execute("COMMIT")
    }

    fn rollback(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.execute("ROLLBACK")
    }

    fn is_in_transaction(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        let found = has_transaction(&mut self.connection);
        let failed = |error| statement_error(error, "looking for a transaction");
        found.map_err(failed).boxed()
    }

    fn has_table<'a>(&'a mut self, table: &'a TableName) -> BoxFuture<'a, Result<bool, DriverError>> {
        async move {
            let namespace = table
                .namespace()
                .map_or(Value::Null, |name| Value::Text(name.to_owned()));
            let parameters = [namespace, Value::Text(table.name().to_owned())];
            Ok(!self.rows(HAS_TABLE, &parameters).await?.is_empty())
        }
        .boxed()
    }

    fn tables_without_rollback(&mut self) -> BoxFuture<'_, Result<Vec<TableName>, DriverError>> {
        async move {
            let rows = self.rows(TABLES_WITHOUT_ROLLBACK, &[]).await?;
            let names = rows.iter().filter_map(|row| row.text("table_name"));
            Ok(names.filter_map(|name| TableName::whole(name).ok()).collect())
        }
        .boxed()
    }

    fn inspect(&mut self) -> BoxFuture<'_, Result<Inspection, DriverError>> {
        let (flavour, version) = (self.flavour, self.version);
        async move { read::inspect(self, flavour, &version).await }.boxed()
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
        async move {
            if self.saved.has_lock_limit && !limit.is_chosen {
                return Ok(());
            }
            // The server counts whole seconds.
            let seconds = limit.duration.as_secs_f64().ceil().max(1.0).to_string();
            self.execute_sql(&format!("SET SESSION lock_wait_timeout = {seconds}"))
                .await?;
            self.kept.keep("lock_wait_timeout", seconds);
            Ok(())
        }
        .boxed()
    }

    fn observer(&self) -> Arc<dyn Observer> {
        Arc::new(MysqlObserver {
            options: self.connection.opts().clone(),
            flavour: self.flavour,
            session: self.connection.id(),
        })
    }

    fn lock_holder(&mut self) -> BoxFuture<'_, Result<Option<OtherSession>, DriverError>> {
        async move {
            match self.lock_answer("SELECT is_used_lock(?) AS locked").await? {
                None => Ok(None),
                Some(id) => {
                    // Without the right to see others, the number is all that is known.
                    let known = session(&mut self.connection, id).await?;
                    Ok(Some(known.unwrap_or(OtherSession {
                        id,
                        ..OtherSession::default()
                    })))
                }
            }
        }
        .boxed()
    }

    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> BoxFuture<'a, Result<(), DriverError>> {
        async move { self.execute_sql(&format!("KILL {}", session.id)).await }.boxed()
    }

    fn try_lock(&mut self) -> BoxFuture<'_, Result<bool, DriverError>> {
        self.lock_call("SELECT get_lock(?, 0) AS locked").boxed()
    }

    fn unlock(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        async move {
            if self.lock_call("SELECT release_lock(?) AS locked").await? {
                Ok(())
            } else {
                Err(DriverError::Refused {
                    message: "the lock on the migrations is not held by this connection".to_owned(),
                })
            }
        }
        .boxed()
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        Arc::new(KillQuery {
            options: self.connection.opts().clone(),
            id: self.connection.id(),
        })
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        async move {
            self.connection
                .disconnect()
                .await
                .map_err(|error| statement_error(error, "closing"))
        }
        .boxed()
    }
}

async fn keep(connection: &mut Conn, flavour: &'static Flavour) -> Result<KeptSession, DriverError> {
    let kept = KeptSession::read(connection, flavour).await;
    let kept = kept.map_err(|error| statement_error(error, "reading the session"))?;
    kept.ok_or_else(|| DriverError::Refused {
        message: "the connection has chosen no database; choose one with USE".to_owned(),
    })
}

fn wire(parameters: &[Value]) -> Result<Params, DriverError> {
    Ok(match parameters {
        [] => Params::Empty,
        values => Params::Positional(values.iter().map(to_wire).collect::<Result<_, _>>()?),
    })
}

fn read_row(row: mysql_async::Row, columns: &Arc<[String]>) -> Row {
    let types = row.columns();
    let values = row
        .unwrap()
        .into_iter()
        .zip(types.iter())
        .map(|(value, column)| from_wire(value, column));
    Row {
        columns: columns.clone(),
        values: values.collect(),
    }
}
