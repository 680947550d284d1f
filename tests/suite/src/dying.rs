//! A connection that dies at a chosen call, as that of a program that is killed; or that fails there and goes on.

use std::sync::Arc;
use std::time::Duration;

use aksara_dialect::{Dialect, DisturbedTable, ServerVersion, Statement};
use aksara_driver::{
    Connection, Dependent, DriverError, Inspection, Interrupt, LockLimit, Namespaces, NumberedStatement,
    OtherSession, Query, Row, RowSink, Value,
};
use aksara_schema::TableName;
use futures::FutureExt;
use futures::future::BoxFuture;

/// The accident at the chosen call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accident {
    /// The program dies before it asks.
    Before,
    /// The program dies when it has asked: the database may do it or not.
    During,
    /// The program dies when the database has answered.
    After,
    /// The database answers with an error, and does not do it.
    Refused,
}

/// A connection with an accident at a call.
pub(crate) struct Dying {
    pub(crate) connection: Box<dyn Connection>,
    /// How many calls come before that.
    pub(crate) calls: usize,
    pub(crate) accident: Accident,
    /// How many calls there were.
    pub(crate) made: usize,
}

impl Dying {
    pub(crate) fn new(connection: Box<dyn Connection>, calls: usize, accident: Accident) -> Self {
        Self {
            connection,
            calls,
            accident,
            made: 0,
        }
    }

    /// The answer to a call, where there is one.
    fn answer<'a, T: Send + 'a>(
        &'a mut self,
        call: impl FnOnce(&'a mut dyn Connection) -> Answer<'a, T>,
    ) -> Answer<'a, T> {
        let (made, accident) = (self.made, self.accident);
        self.made += 1;
        let is_now = made == self.calls;
        let is_dead = made > self.calls && accident != Accident::Refused;
        let mut work = call(&mut *self.connection);
        async move {
            match accident {
                _ if is_dead => Err(dead()),
                Accident::Before if is_now => Err(dead()),
                Accident::During if is_now => {
                    // Asked, and not waited for.
                    tokio::select! {
                        biased;
                        answer = &mut work => answer.and(Err(dead())),
                        () = std::future::ready(()) => Err(dead()),
                    }
                }
                Accident::After if is_now => work.await.and(Err(dead())),
                Accident::Refused if is_now => Err(refused()),
                Accident::Before | Accident::During | Accident::After | Accident::Refused => work.await,
            }
        }
        .boxed()
    }
}

fn dead() -> DriverError {
    DriverError::Disconnected {
        message: "killed".to_owned(),
    }
}

fn refused() -> DriverError {
    DriverError::Refused {
        message: "injected".to_owned(),
    }
}

type Answer<'a, T> = BoxFuture<'a, Result<T, DriverError>>;

impl Connection for Dying {
    fn dialect(&self) -> Arc<dyn Dialect> {
        self.connection.dialect()
    }

    fn server_version(&self) -> ServerVersion {
        self.connection.server_version()
    }

    fn namespaces(&self) -> &Namespaces {
        self.connection.namespaces()
    }

    fn restore_session(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.restore_session())
    }

    fn execute<'a>(&'a mut self, sql: &'a str) -> Answer<'a, ()> {
        self.answer(move |connection| connection.execute(sql))
    }

    fn execute_with<'a>(&'a mut self, sql: &'a str, parameters: &'a [Value]) -> Answer<'a, u64> {
        self.answer(move |connection| connection.execute_with(sql, parameters))
    }

    fn execute_many<'a>(&'a mut self, sql: &'a str, rows: Vec<Vec<Value>>) -> Answer<'a, u64> {
        self.answer(move |connection| connection.execute_many(sql, rows))
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> Answer<'a, ()> {
        self.answer(move |connection| connection.read(query, sink))
    }

    fn translate(&self, written: &str) -> NumberedStatement {
        self.connection.translate(written)
    }

    fn query<'a>(&'a mut self, sql: &'a str, parameters: &'a [Value]) -> Answer<'a, Vec<Row>> {
        self.answer(move |connection| connection.query(sql, parameters))
    }

    fn placeholder(&self, position: usize) -> String {
        self.connection.placeholder(position)
    }

    fn run<'a>(&'a mut self, statement: &'a Statement) -> Answer<'a, ()> {
        self.answer(move |connection| connection.run(statement))
    }

    fn run_again<'a>(&'a mut self, statement: &'a Statement) -> Answer<'a, ()> {
        self.answer(move |connection| connection.run_again(statement))
    }

    fn knows_parameter_types(&self) -> bool {
        self.connection.knows_parameter_types()
    }

    fn is_constraint_violation(&self, code: &str) -> bool {
        self.connection.is_constraint_violation(code)
    }

    fn begin(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.begin())
    }

    fn begin_briefly(&mut self, patience: Duration) -> Answer<'_, ()> {
        self.answer(move |connection| connection.begin_briefly(patience))
    }

    fn set_savepoint(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.set_savepoint())
    }

    fn release_savepoint(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.release_savepoint())
    }

    fn rollback_to_savepoint(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.rollback_to_savepoint())
    }

    fn clock(&self) -> Option<&'static str> {
        self.connection.clock()
    }

    fn commit(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.commit())
    }

    fn rollback(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.rollback())
    }

    fn is_in_transaction(&mut self) -> Answer<'_, bool> {
        self.answer(move |connection| connection.is_in_transaction())
    }

    fn has_table<'a>(&'a mut self, table: &'a TableName) -> Answer<'a, bool> {
        self.answer(move |connection| connection.has_table(table))
    }

    fn tables_without_rollback(&mut self) -> Answer<'_, Vec<TableName>> {
        self.answer(move |connection| connection.tables_without_rollback())
    }

    fn inspect(&mut self) -> Answer<'_, Inspection> {
        self.answer(move |connection| connection.inspect())
    }

    fn dependents<'a>(&'a mut self, disturbed: &'a DisturbedTable<'a>) -> Answer<'a, Vec<Dependent>> {
        self.answer(move |connection| connection.dependents(disturbed))
    }

    fn demand_writable(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.demand_writable())
    }

    fn limit_lock_waits(&mut self, limit: LockLimit) -> Answer<'_, ()> {
        self.answer(move |connection| connection.limit_lock_waits(limit))
    }

    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> Answer<'a, ()> {
        self.answer(move |connection| connection.end_session(session))
    }

    fn try_lock(&mut self) -> Answer<'_, bool> {
        self.answer(move |connection| connection.try_lock())
    }

    fn unlock(&mut self) -> Answer<'_, ()> {
        self.answer(move |connection| connection.unlock())
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        self.connection.interrupt()
    }

    fn close(self: Box<Self>) -> Answer<'static, ()> {
        self.connection.close()
    }
}
