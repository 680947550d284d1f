//! SQLite as if it were a database that cannot roll back schema changes.

use std::sync::Arc;

use aksara_dialect::{
    Command, Dialect, DisturbedTable, ImpactWords, Lexis, Product, ScriptClient, ServerVersion, Statement,
    Step, TransactionMode, TransactionPlan, TransactionWords, Unsupported,
};
use aksara_driver::{
    Connection, Dependent, DriverError, Inspection, Interrupt, LockLimit, Namespaces, NumberedStatement,
    OtherSession, Query, Row, RowSink, Value,
};
use aksara_schema::{Literal, Schema, SqlExpression, StorageType, Table, TableName};
use futures::future::BoxFuture;

/// A connection that says so.
pub struct WithoutRollback(pub Box<dyn Connection>);

/// Its dialect.
#[derive(Debug)]
struct WithoutRollbackDialect(Arc<dyn Dialect>);

impl Dialect for WithoutRollbackDialect {
    fn product(&self) -> &'static Product {
        self.0.product()
    }

    fn lexis(&self) -> Lexis {
        self.0.lexis()
    }

    fn impact_words(&self) -> &'static ImpactWords {
        self.0.impact_words()
    }

    fn transaction_words(&self) -> &'static TransactionWords {
        self.0.transaction_words()
    }

    fn script_client(&self, version: &ServerVersion) -> ScriptClient {
        self.0.script_client(version)
    }

    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
        self.0.lower(step, version)
    }

    fn arrange(&self, steps: &[Step], statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
        let mut plan = self.0.arrange(steps, statements)?;
        plan.is_atomic = false;
        for statement in &mut plan.body {
            // Every schema change commits.
            if statement.mode == TransactionMode::Inside && matches!(statement.command, Command::Sql(_)) {
                statement.mode = TransactionMode::Own;
            }
        }
        Ok(plan)
    }

    fn quote_table(&self, table: &TableName) -> String {
        self.0.quote_table(table)
    }

    fn quote_name(&self, name: &str) -> String {
        self.0.quote_name(name)
    }

    fn spell_literal(&self, literal: &Literal, storage: &StorageType) -> String {
        self.0.spell_literal(literal, storage)
    }

    fn spell_condition(&self, condition: &SqlExpression, table: &Table) -> Option<String> {
        self.0.spell_condition(condition, table)
    }

    fn normalize(&self, schema: &Schema, version: &ServerVersion) -> Schema {
        self.0.normalize(schema, version)
    }
}

type Answer<'a, T> = BoxFuture<'a, Result<T, DriverError>>;

impl Connection for WithoutRollback {
    fn dialect(&self) -> Arc<dyn Dialect> {
        Arc::new(WithoutRollbackDialect(self.0.dialect()))
    }

    fn server_version(&self) -> ServerVersion {
        self.0.server_version()
    }

    fn namespaces(&self) -> &Namespaces {
        self.0.namespaces()
    }

    fn restore_session(&mut self) -> Answer<'_, ()> {
        self.0.restore_session()
    }

    fn execute<'a>(&'a mut self, sql: &'a str) -> Answer<'a, ()> {
        self.0.execute(sql)
    }

    fn execute_with<'a>(&'a mut self, sql: &'a str, parameters: &'a [Value]) -> Answer<'a, u64> {
        self.0.execute_with(sql, parameters)
    }

    fn execute_many<'a>(&'a mut self, sql: &'a str, rows: Vec<Vec<Value>>) -> Answer<'a, u64> {
        self.0.execute_many(sql, rows)
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> Answer<'a, ()> {
        self.0.read(query, sink)
    }

    fn translate(&self, written: &str) -> NumberedStatement {
        self.0.translate(written)
    }

    fn query<'a>(&'a mut self, sql: &'a str, parameters: &'a [Value]) -> Answer<'a, Vec<Row>> {
        self.0.query(sql, parameters)
    }

    fn placeholder(&self, position: usize) -> String {
        self.0.placeholder(position)
    }

    fn run<'a>(&'a mut self, statement: &'a Statement) -> Answer<'a, ()> {
        self.0.run(statement)
    }

    fn is_constraint_violation(&self, code: &str) -> bool {
        self.0.is_constraint_violation(code)
    }

    fn begin(&mut self) -> Answer<'_, ()> {
        self.0.begin()
    }

    fn release_savepoint(&mut self) -> Answer<'_, ()> {
        self.0.release_savepoint()
    }

    fn commit(&mut self) -> Answer<'_, ()> {
        self.0.commit()
    }

    fn rollback(&mut self) -> Answer<'_, ()> {
        self.0.rollback()
    }

    fn is_in_transaction(&mut self) -> Answer<'_, bool> {
        self.0.is_in_transaction()
    }

    fn has_table<'a>(&'a mut self, table: &'a TableName) -> Answer<'a, bool> {
        self.0.has_table(table)
    }

    fn inspect(&mut self) -> Answer<'_, Inspection> {
        self.0.inspect()
    }

    fn dependents<'a>(&'a mut self, disturbed: &'a DisturbedTable<'a>) -> Answer<'a, Vec<Dependent>> {
        self.0.dependents(disturbed)
    }

    fn demand_writable(&mut self) -> Answer<'_, ()> {
        self.0.demand_writable()
    }

    fn limit_lock_waits(&mut self, limit: LockLimit) -> Answer<'_, ()> {
        self.0.limit_lock_waits(limit)
    }

    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> Answer<'a, ()> {
        self.0.end_session(session)
    }

    fn try_lock(&mut self) -> Answer<'_, bool> {
        self.0.try_lock()
    }

    fn unlock(&mut self) -> Answer<'_, ()> {
        self.0.unlock()
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        self.0.interrupt()
    }

    fn close(self: Box<Self>) -> Answer<'static, ()> {
        self.0.close()
    }
}
