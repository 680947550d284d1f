//! A connection that dies at a chosen call, as that of a program that is killed.

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

/// A connection that answers so many calls, and none after that.
pub struct Dying {
    pub connection: Box<dyn Connection>,
    /// How many calls it answers.
    pub calls: usize,
    /// Whether the database still does what the first call asks that is not answered.
    pub does_last: bool,
}

impl Dying {
    /// The answer to a call, where there is one.
    fn answer<'a, T: Send + 'a>(
        &'a mut self,
        call: impl FnOnce(&'a mut dyn Connection) -> Answer<'a, T>,
    ) -> Answer<'a, T> {
        let (calls, does_last) = (self.calls, std::mem::take(&mut self.does_last));
        self.calls = calls.saturating_sub(1);
        self.does_last = does_last && calls > 0;
        let work = call(&mut *self.connection);
        async move {
            match (calls, does_last) {
                (0, false) => Err(dead()),
                (0, true) => work.await.and(Err(dead())),
                (_, _) => work.await,
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
