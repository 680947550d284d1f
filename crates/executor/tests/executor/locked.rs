//! Two runners on one database.

use std::time::Duration;

use aksara_executor::{Event, Executor, ExecutorError, Request};
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, create_table};
use crate::world::World;

fn one() -> Migrations {
    Migrations::chain([("0001_users", vec![create_table("users")])])
}

#[tokio::test]
async fn a_run_that_cannot_get_the_lock_gives_up_after_its_time() {
    let (world, source) = (World::new(), one());
    let (mut holder, mut connection) = (world.connect().await, world.connect().await);
    assert!(holder.try_lock().await.unwrap());
    let mut seen = false;
    let mut sink = |event: Event<'_>| seen |= matches!(event, Event::WaitingForLock { .. });
    let mut executor = Executor::new(&mut *connection, &source).with_lock_timeout(Duration::from_millis(200));
    let error = executor
        .migrate(&Request::default(), &mut sink)
        .await
        .unwrap_err();
    assert!(matches!(error, ExecutorError::LockTimeout { .. }), "{error}");
    assert!(seen);
    assert_eq!(world.tables().await, [""; 0]);
}

#[tokio::test]
async fn runners_at_the_same_time_apply_each_migration_once() {
    let world = World::new();
    let runs = (0..4).map(|_| async { world.migrate_all(&one()).await.unwrap().len() });
    let applied: usize = futures::future::join_all(runs).await.into_iter().sum();
    assert_eq!((applied, world.history().await.len()), (1, 1));
}
