//! Cancelling a run.

use std::time::{Duration, Instant};

use aksara_executor::{Cancellation, Event, Executor, ExecutorError, Outcome, Request};
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, create_table, sql};
use crate::world::World;

const ENDLESS: &str = "INSERT INTO users (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                       SELECT max(i) FROM n";

#[tokio::test]
async fn the_running_statement_is_interrupted_and_its_migration_rolled_back() {
    let world = World::new();
    let source = Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_endless", vec![create_table("posts"), sql(ENDLESS, None)]),
    ]);
    let (mut connection, cancellation) = (world.connect().await, Cancellation::new());
    let later = cancellation.clone();
    let mut sink = move |event: Event<'_>| {
        if let Event::Statement { number: 2, .. } = event {
            let later = later.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                later.cancel();
            });
        }
    };
    let started = Instant::now();
    let mut executor = Executor::new(&mut *connection, &source).with_cancellation(cancellation);
    let error = executor
        .migrate(&Request::default(), &mut sink)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            ExecutorError::Cancelled {
                migration: Some(_),
                outcome: Outcome::RolledBack
            }
        ),
        "{error}"
    );
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(
        (world.tables().await, world.history().await),
        (vec!["users".to_owned()], vec!["0001_users".to_owned()])
    );
}

#[tokio::test]
async fn a_run_that_is_cancelled_before_it_begins_changes_nothing() {
    let world = World::new();
    let source = Migrations::chain([("0001_users", vec![create_table("users")])]);
    let (mut connection, cancellation) = (world.connect().await, Cancellation::new());
    cancellation.cancel();
    let mut executor = Executor::new(&mut *connection, &source).with_cancellation(cancellation);
    assert!(
        executor
            .migrate(&Request::default(), &mut |_: Event<'_>| {})
            .await
            .is_err()
    );
    assert_eq!(world.catalog().await, [""; 0]);
}
