//! SQLite as if its sessions held no lock from one transaction to the next: runners have leases.

use std::sync::Arc;
use std::time::Duration;

use aksara_dialect::{Dialect, DisturbedTable, ServerVersion, Statement};
use aksara_driver::{
    Connection, Dependent, DriverError, Fence, Inspection, Interrupt, Leasing, LockLimit, Namespaces,
    NumberedStatement, Opener, OtherSession, Query, Row, RowSink, Value,
};
use aksara_executor::{Event, Executor, ExecutorError, LockHolder, LockState, Plan, Request, Transactions};
use aksara_schema::TableName;
use futures::FutureExt;
use futures::future::BoxFuture;
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, create_table, sql};
use crate::world::World;

const TAKEN_AWAY: &str = "UPDATE aksara_lock SET token = token + 1";

/// A connection whose lease is taken away before a commit.
struct Leased {
    inner: Box<dyn Connection>,
    fence: Option<Fence>,
    /// How many commits asked for the lease.
    fenced: usize,
    /// The commit that has lost it, counted from 1.
    lost_at: usize,
}

impl Leased {
    async fn new(world: &World) -> Self {
        Self {
            inner: world.connect().await,
            fence: None,
            fenced: 0,
            lost_at: 0,
        }
    }

    async fn migrate(&mut self, source: &Migrations) -> Result<Plan, ExecutorError> {
        self.migrate_in(Transactions::Group, source).await
    }

    async fn migrate_in(
        &mut self,
        transactions: Transactions,
        source: &Migrations,
    ) -> Result<Plan, ExecutorError> {
        let timeout = Duration::from_millis(200);
        let mut executor = Executor::new(self, source).with_lock_timeout(timeout);
        let request = Request {
            transactions,
            ..Request::default()
        };
        executor.migrate(&request, &mut |_: Event<'_>| {}).await
    }
}

fn two() -> Migrations {
    Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_posts", vec![create_table("posts")]),
    ])
}

#[tokio::test]
async fn a_lease_is_given_back_and_every_one_has_a_greater_number() {
    let world = World::new();
    let mut connection = Leased::new(&world).await;
    connection.migrate(&two()).await.unwrap();
    assert_eq!(world.number("SELECT token FROM aksara_lock").await, Some(1));
    assert_eq!(world.number("SELECT expires_at FROM aksara_lock").await, Some(0));
    assert_eq!(connection.fence, None);
    let source = two().with("0003_tags", &["0002_posts"], vec![create_table("tags")]);
    connection.migrate(&source).await.unwrap();
    assert_eq!(world.number("SELECT token FROM aksara_lock").await, Some(2));
    assert_eq!(world.number("SELECT count(*) FROM aksara_lock").await, Some(1));
}

#[tokio::test]
async fn a_commit_without_the_lease_fails_and_nothing_follows() {
    for (transactions, lost_at) in [
        (Transactions::Group, 1),
        (Transactions::Each, 1),
        (Transactions::Each, 2),
    ] {
        let world = World::new();
        let mut connection = Leased::new(&world).await;
        connection.lost_at = lost_at;
        let error = connection.migrate_in(transactions, &two()).await.unwrap_err();
        let ExecutorError::LeaseLost { migration, .. } = &error else {
            panic!("{error:?}")
        };
        let lost = ["0001_users", "0002_posts"][lost_at - 1];
        assert_eq!(migration.as_ref().map(|name| name.as_str()), Some(lost));
        assert_eq!(world.tables().await, ["users"][..lost_at - 1]);
        let mut next = Leased::new(&world).await;
        next.migrate(&two()).await.unwrap();
        assert_eq!(world.history().await, ["0001_users", "0002_posts"]);
    }
}

#[tokio::test]
async fn a_runner_waits_for_a_lease_until_it_is_taken_away() {
    let world = World::new();
    Leased::new(&world).await.migrate(&two()).await.unwrap();
    let source = two().with("0003_tags", &["0002_posts"], vec![create_table("tags")]);
    world
        .execute("UPDATE aksara_lock SET token = 7, owner = 'app', host = 'web-1', expires_at = 99999999999")
        .await;
    let mut waiting = Leased::new(&world).await;
    let error = waiting.migrate(&source).await.unwrap_err();
    assert!(
        error.to_string().contains(": lease 7 (user app, host web-1"),
        "{error}"
    );
    let mut executor = Executor::new(&mut waiting, &source);
    let state = executor.lock_state().await.unwrap();
    let LockState::Held(Some(holder @ LockHolder::Lease(_))) = &state else {
        panic!("{state:?}")
    };
    assert_eq!(executor.release_lock(holder).await.unwrap(), LockState::Free);
    assert_eq!(world.number("SELECT token FROM aksara_lock").await, Some(8));
    waiting.migrate(&source).await.unwrap();
    assert_eq!(world.tables().await, ["posts", "tags", "users"]);
}

#[tokio::test]
async fn a_statement_that_needs_a_session_is_refused_before_anything_runs() {
    let world = World::new();
    let source = Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_listen", vec![sql("LISTEN a", None)]),
    ]);
    let error = Leased::new(&world).await.migrate(&source).await.unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("0002_listen cannot run through a pooler"),
        "{message}"
    );
    assert!(message.contains("it listens"), "{message}");
    assert_eq!(world.tables().await, [""; 0]);
}

type Answer<'a, T> = BoxFuture<'a, Result<T, DriverError>>;

impl Connection for Leased {
    fn dialect(&self) -> Arc<dyn Dialect> {
        self.inner.dialect()
    }

    fn server_version(&self) -> ServerVersion {
        self.inner.server_version()
    }

    fn namespaces(&self) -> &Namespaces {
        self.inner.namespaces()
    }

    fn restore_session(&mut self) -> Answer<'_, ()> {
        self.inner.restore_session()
    }

    fn execute<'a>(&'a mut self, sql: &'a str) -> Answer<'a, ()> {
        self.inner.execute(sql)
    }

    fn execute_with<'a>(&'a mut self, sql: &'a str, parameters: &'a [Value]) -> Answer<'a, u64> {
        self.inner.execute_with(sql, parameters)
    }

    fn execute_many<'a>(&'a mut self, sql: &'a str, rows: Vec<Vec<Value>>) -> Answer<'a, u64> {
        self.inner.execute_many(sql, rows)
    }

    fn read<'a>(&'a mut self, query: Query<'a>, sink: RowSink<'a>) -> Answer<'a, ()> {
        self.inner.read(query, sink)
    }

    fn translate(&self, written: &str) -> NumberedStatement {
        self.inner.translate(written)
    }

    fn query<'a>(&'a mut self, sql: &'a str, parameters: &'a [Value]) -> Answer<'a, Vec<Row>> {
        self.inner.query(sql, parameters)
    }

    fn placeholder(&self, position: usize) -> String {
        self.inner.placeholder(position)
    }

    fn run<'a>(&'a mut self, statement: &'a Statement) -> Answer<'a, ()> {
        self.inner.run(statement)
    }

    fn is_constraint_violation(&self, code: &str) -> bool {
        self.inner.is_constraint_violation(code)
    }

    fn begin(&mut self) -> Answer<'_, ()> {
        self.inner.begin()
    }

    fn release_savepoint(&mut self) -> Answer<'_, ()> {
        self.inner.release_savepoint()
    }

    fn commit(&mut self) -> Answer<'_, ()> {
        async move {
            if let Some(fence) = self.fence.take() {
                self.fenced += 1;
                if self.fenced == self.lost_at {
                    self.inner.execute(TAKEN_AWAY).await?;
                }
                let query = fence.query.replace(" FOR UPDATE", "");
                if self.inner.query(&query, &[]).await?.is_empty() {
                    return Err(DriverError::LeaseLost);
                }
                self.fence = Some(fence);
            }
            self.inner.commit().await
        }
        .boxed()
    }

    fn rollback(&mut self) -> Answer<'_, ()> {
        self.inner.rollback()
    }

    fn is_in_transaction(&mut self) -> Answer<'_, bool> {
        self.inner.is_in_transaction()
    }

    fn has_table<'a>(&'a mut self, table: &'a TableName) -> Answer<'a, bool> {
        self.inner.has_table(table)
    }

    fn inspect(&mut self) -> Answer<'_, Inspection> {
        self.inner.inspect()
    }

    fn dependents<'a>(&'a mut self, disturbed: &'a DisturbedTable<'a>) -> Answer<'a, Vec<Dependent>> {
        self.inner.dependents(disturbed)
    }

    fn demand_writable(&mut self) -> Answer<'_, ()> {
        self.inner.demand_writable()
    }

    fn limit_lock_waits(&mut self, limit: LockLimit) -> Answer<'_, ()> {
        self.inner.limit_lock_waits(limit)
    }

    fn end_session<'a>(&'a mut self, session: &'a OtherSession) -> Answer<'a, ()> {
        self.inner.end_session(session)
    }

    fn try_lock(&mut self) -> Answer<'_, bool> {
        self.inner.try_lock()
    }

    fn unlock(&mut self) -> Answer<'_, ()> {
        self.inner.unlock()
    }

    fn interrupt(&self) -> Arc<dyn Interrupt> {
        self.inner.interrupt()
    }

    fn close(self: Box<Self>) -> Answer<'static, ()> {
        self.inner.close()
    }

    fn leasing(&mut self) -> Option<&mut dyn Leasing> {
        Some(self)
    }

    fn lease_clock(&self) -> Option<&'static str> {
        Some("CAST(strftime('%s', 'now') AS INTEGER)")
    }
}

impl Leasing for Leased {
    fn try_beside_sessions(&mut self) -> Answer<'_, bool> {
        async { Ok(true) }.boxed()
    }

    fn opener(&self) -> Arc<dyn Opener> {
        Arc::new(NoOpener)
    }

    fn fence(&mut self, fence: Option<Fence>) {
        self.fence = fence;
    }

    fn refusal(&self, statement: &Statement) -> Option<&'static str> {
        statement
            .sql_texts()
            .iter()
            .any(|sql| sql.contains("LISTEN"))
            .then_some("it listens")
    }
}

/// No run here lasts until its lease is to be renewed.
struct NoOpener;

impl Opener for NoOpener {
    fn open(&self) -> Answer<'_, Box<dyn Connection>> {
        async {
            Err(DriverError::Refused {
                message: "no other connection".to_owned(),
            })
        }
        .boxed()
    }
}
