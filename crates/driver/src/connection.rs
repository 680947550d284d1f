//! Drivers and their connections.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aksara_dialect::{Dialect, DisturbedTable, ServerVersion, Statement};
use aksara_schema::{FieldName, Schema, StorageType, TableName};
use futures::future::{BoxFuture, FutureExt};

use crate::{
    DatabaseUrl, Dependent, DriverError, Inspection, Leasing, MakingStatement, Namespaces, NumberedStatement,
    OtherSession, Row, ScratchName, Value,
};

/// Opens connections to one kind of database. Drivers are `'static` values without state.
pub trait Driver: Send + Sync + std::fmt::Debug {
    /// The dialects of the servers that it speaks with.
    fn dialects(&self) -> Vec<Arc<dyn Dialect>>;

    /// Whether it takes URLs of this scheme.
    fn takes(&self, scheme: &str) -> bool {
        let dialects = self.dialects();
        dialects
            .iter()
            .any(|dialect| dialect.product().schemes.contains(&scheme))
    }

    /// Connects, learns the server's version and flavour, and prepares the session (time zone UTC, SQL mode).
    fn connect<'a>(&'a self, url: &'a DatabaseUrl)
    -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>>;

    /// Whether the database is a file that is not there yet. A database of a server is made by no connection: one
    /// that is missing is an error of connecting.
    fn is_missing_file<'a>(&'a self, _url: &'a DatabaseUrl) -> BoxFuture<'a, Result<bool, DriverError>> {
        async { Ok(false) }.boxed()
    }

    /// The URL of the same database where a relative path in it is meant below a folder. Servers have no such paths.
    fn below(&self, _folder: &Path, url: &DatabaseUrl) -> DatabaseUrl {
        url.clone()
    }

    /// The flavour and version of the server of a URL, whose database need not exist where the server lets in without
    /// one; `None` where a URL names a file.
    fn server<'a>(
        &'a self,
        url: &'a DatabaseUrl,
    ) -> BoxFuture<'a, Result<Option<ServerIdentity>, DriverError>>;

    /// Whether two URLs name one database, whoever connects and however the address is spelled.
    fn is_same_database(&self, left: &DatabaseUrl, right: &DatabaseUrl) -> Result<bool, DriverError>;

    /// Makes an empty database of this name on the server of a URL, and connects to it. The URL's own database is
    /// left alone.
    fn create_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<Box<dyn Connection>, DriverError>>;

    /// Drops it, with whoever is still connected; no error where it is gone.
    fn drop_scratch<'a>(
        &'a self,
        server: &'a DatabaseUrl,
        name: &'a ScratchName,
    ) -> BoxFuture<'a, Result<(), DriverError>>;
}

/// The name and version that a server reports.
#[derive(Debug, Clone)]
pub struct ServerIdentity {
    /// Its flavour.
    pub dialect: Arc<dyn Dialect>,
    /// Its version.
    pub version: ServerVersion,
}

/// A connection to one database. One statement runs at a time.
pub trait Connection: Send {
    /// The flavour at the other end.
    fn dialect(&self) -> Arc<dyn Dialect>;

    /// The server's version.
    fn server_version(&self) -> ServerVersion;

    /// The namespaces in which a table without one was looked up when this was connected: schemas, or the database.
    /// The first one holds the bookkeeping tables, which are always named with it.
    fn namespaces(&self) -> &Namespaces;

    /// Puts back what was found at connect and the user's SQL may have changed: where names lead, who acts, how
    /// values are read and written. Works within a transaction, too.
    fn restore_session(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Runs SQL without parameters; several statements where the text holds several.
    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<(), DriverError>>;

    /// Runs one statement with parameters, written in the database's own placeholders ([`Connection::placeholder`]),
    /// and gives the number of rows affected. Without parameters the text may hold several statements, of which the
    /// last one counts.
    fn execute_with<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<u64, DriverError>>;

    /// Runs one statement once for each row of parameters, and gives the number of rows affected by all of them.
    fn execute_many<'a>(
        &'a mut self,
        sql: &'a str,
        rows: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<u64, DriverError>>;

    /// Runs one query and hands its rows on one by one, typed by the logical types of their columns; none of them
    /// is kept. The connection is free again when the last one is read.
    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> BoxFuture<'a, Result<(), DriverError>>;

    /// The user's statement with `$1`, `$2` in the database's own placeholders.
    fn translate(&self, written: &str) -> NumberedStatement;

    /// Runs one query with parameters and gives its rows.
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Value],
    ) -> BoxFuture<'a, Result<Vec<Row>, DriverError>>;

    /// Whether the database reports the type of each parameter, so that the driver refuses values that do not fit.
    fn knows_parameter_types(&self) -> bool {
        false
    }

    /// The placeholder of parameter `position`, counted from 1: `$1` or `?`.
    fn placeholder(&self, position: usize) -> String;

    /// Carries out a lowered statement: SQL, or a routine against the live catalog. Python is not for drivers and
    /// is an error. A backfill is run as the one statement that it is in scripts; its ranges are the executor's.
    fn run<'a>(&'a mut self, statement: &'a Statement) -> BoxFuture<'a, Result<(), DriverError>>;

    /// Carries out a statement that a run before may have done. Where the database shows that it is done, this does nothing.
    fn run_again<'a>(&'a mut self, statement: &'a Statement) -> BoxFuture<'a, Result<(), DriverError>> {
        self.run(statement)
    }

    /// Whether this code of [`DriverError::Statement`] says that a constraint refused rows.
    fn is_constraint_violation(&self, code: &str) -> bool;

    /// Begins a transaction that can write (SQLite: IMMEDIATE).
    fn begin(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Begins a transaction of several migrations, which holds up whoever waits for the first of them: its statements
    /// give way to other sessions after this time.
    fn begin_briefly(&mut self, patience: Duration) -> BoxFuture<'_, Result<(), DriverError>> {
        let _ = patience;
        self.begin()
    }

    /// Sets the savepoint of a migration in a transaction.
    fn set_savepoint(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.execute("SAVEPOINT aksara_migration")
    }

    /// Makes what came after the savepoint a part of the transaction. An error where a check that waits for the end of the
    /// transaction would fail then.
    fn release_savepoint(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Takes back what came after the savepoint.
    fn rollback_to_savepoint(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        self.execute("ROLLBACK TO SAVEPOINT aksara_migration")
    }

    /// This very moment, as an expression; `None` where the default of a field that is written is it already.
    fn clock(&self) -> Option<&'static str> {
        None
    }

    /// Commits it.
    fn commit(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Rolls it back; no error where none is open.
    fn rollback(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Whether a transaction is open, as the database itself knows it.
    fn is_in_transaction(&mut self) -> BoxFuture<'_, Result<bool, DriverError>>;

    /// Whether a table of this name exists where an unqualified name is looked up, or in the name's namespace.
    fn has_table<'a>(&'a mut self, table: &'a TableName) -> BoxFuture<'a, Result<bool, DriverError>>;

    /// The tables whose rows a rollback leaves as they are; none where the database rolls everything back.
    fn tables_without_rollback(&mut self) -> BoxFuture<'_, Result<Vec<TableName>, DriverError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Reads the live database back into a schema, with what the schema has no word for beside it.
    fn inspect(&mut self) -> BoxFuture<'_, Result<Inspection, DriverError>>;

    /// Statements that must run before the tables of [`inspect`](Self::inspect) can be made on an empty database, in
    /// order: schemas, extensions, types, functions that defaults call. Empty on databases whose tables need nothing.
    fn prerequisites(&mut self) -> BoxFuture<'_, Result<Vec<MakingStatement>, DriverError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The objects that no migration knows and that a change would break or lose without a word, or for which the database
    /// would refuse it.
    fn dependents<'a>(
        &'a mut self,
        disturbed: &'a DisturbedTable<'a>,
    ) -> BoxFuture<'a, Result<Vec<Dependent>, DriverError>>;

    /// An error that names what protects the database from being written: a replica, a setting, a file's permissions. Such
    /// protection is somebody's decision and never overridden, also where the user's rights would allow it.
    fn demand_writable(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Limits how long a change of a table waits for other sessions: a change that waits holds up all who come after it.
    /// A limit that the session had already stays, unless this one was chosen.
    fn limit_lock_waits(&mut self, limit: LockLimit) -> BoxFuture<'_, Result<(), DriverError>>;

    /// Says that what follows in the transaction waits for rows, and holds nobody up while it waits.
    fn expect_row_waits(&mut self) -> BoxFuture<'_, Result<(), DriverError>> {
        Box::pin(async { Ok(()) })
    }

    /// Looks at this connection from another one, while a statement runs.
    fn observer(&self) -> Arc<dyn Observer> {
        Arc::new(BlindObserver)
    }

    /// The session that holds the lock which keeps other runners out; `None` where nobody holds it, or the database does
    /// not tell.
    fn lock_holder(&mut self) -> BoxFuture<'_, Result<Option<OtherSession>, DriverError>> {
        Box::pin(async { Ok(None) })
    }

    /// Ends another session, which gives back what it holds.
    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> BoxFuture<'a, Result<(), DriverError>>;

    /// Tries once to take the lock that keeps other runners out of this database; `true` where it is ours.
    fn try_lock(&mut self) -> BoxFuture<'_, Result<bool, DriverError>>;

    /// Gives the lock back.
    fn unlock(&mut self) -> BoxFuture<'_, Result<(), DriverError>>;

    /// The way to keep other runners out if sessions hold no lock; `None` where [`try_lock`](Self::try_lock) holds.
    fn leasing(&mut self) -> Option<&mut dyn Leasing> {
        None
    }

    /// The seconds since 1970 by the database's clock at this very moment, as an expression; `None` where no runner of the
    /// database ever has a lease.
    fn lease_clock(&self) -> Option<&'static str> {
        None
    }

    /// Stops the running statement from another task.
    fn interrupt(&self) -> Arc<dyn Interrupt>;

    /// Closes the connection.
    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>>;
}

/// How long a change of a table waits for other sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockLimit {
    /// The time.
    pub duration: Duration,
    /// Whether somebody chose it, and it is not only the default.
    pub is_chosen: bool,
}

/// A query whose rows are typed.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The query, in the database's own placeholders.
    pub sql: &'a str,
    /// Its parameters.
    pub parameters: &'a [Value],
    /// The tables, for databases that keep a logical type as text or number and do not report it.
    pub schema: &'a Arc<Schema>,
}

impl Query<'_> {
    /// The logical type of a table's column, where the schema has it.
    pub fn storage(&self, table: &str, column: &str) -> Option<StorageType> {
        let table = self.schema.table(&TableName::whole(table).ok()?)?;
        let field = table.fields.get(&FieldName::new(column).ok()?)?;
        Some(field.field_type.storage())
    }
}

/// Receives the rows of a query. Its error ends the query.
pub type RowSink<'a> = &'a mut (dyn FnMut(Row) -> Result<(), DriverError> + Send);

/// Stops the running statement of a connection; safe to call at any time, from any thread.
pub trait Interrupt: Send + Sync {
    /// Asks the database to stop what it is doing. The statement then ends with [`DriverError::Interrupted`].
    fn interrupt(&self) -> BoxFuture<'_, ()>;
}

/// Looks at a connection from another one.
pub trait Observer: Send + Sync {
    /// The sessions that hold what its running statement waits for; none where it does not wait, or where neither the
    /// server nor the user's rights tell.
    fn blockers(&self) -> BoxFuture<'_, Vec<OtherSession>>;
}

/// An observer of a database that does not tell who waits for whom.
#[derive(Debug, Clone, Copy)]
pub struct BlindObserver;

impl Observer for BlindObserver {
    fn blockers(&self) -> BoxFuture<'_, Vec<OtherSession>> {
        Box::pin(async { Vec::new() })
    }
}
