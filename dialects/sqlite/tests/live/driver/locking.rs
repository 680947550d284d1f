//! Two connections to one file: SQLite's own locks, and the lock between runners.

use std::time::{Duration, Instant};

use aksara_driver::{Connection, DriverError};
use pretty_assertions::assert_eq;

use super::support::{Folder, connect, integer};

aksara_suite::tests![
    a_writer_waits_and_then_says_that_the_database_is_locked,
    waiting_for_a_lock_does_not_block_the_runtime,
    one_runner_at_a_time_has_the_lock,
    the_lock_is_one_for_all_paths_to_a_file,
    an_open_transaction_is_rolled_back_when_its_connection_is_dropped,
    write_ahead_logs_are_read_and_written,
];

async fn two(folder: &Folder) -> (Box<dyn Connection>, Box<dyn Connection>) {
    let mut first = connect(&folder.url("a.db")).await;
    first.execute("CREATE TABLE t (a)").await.unwrap();
    let second = connect(&folder.url("a.db")).await;
    (first, second)
}

async fn a_writer_waits_and_then_says_that_the_database_is_locked() {
    let folder = Folder::new();
    let (mut first, mut second) = two(&folder).await;
    first.begin().await.unwrap();
    second.execute("PRAGMA busy_timeout = 200").await.unwrap();
    let started = Instant::now();
    assert!(matches!(second.begin().await, Err(DriverError::Locked { .. })));
    assert!(started.elapsed() >= Duration::from_millis(150));
    first.rollback().await.unwrap();
    second.begin().await.unwrap();
}

async fn waiting_for_a_lock_does_not_block_the_runtime() {
    let folder = Folder::new();
    let (mut first, mut second) = two(&folder).await;
    first.begin().await.unwrap();
    let release = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        first.commit().await
    };
    let (waited, released) = futures::join!(second.begin(), release);
    assert!(waited.is_ok() && released.is_ok());
}

async fn one_runner_at_a_time_has_the_lock() {
    let folder = Folder::new();
    let (mut first, mut second) = two(&folder).await;
    assert!(first.try_lock().await.unwrap());
    assert!(first.try_lock().await.unwrap());
    assert!(!second.try_lock().await.unwrap());
    first.unlock().await.unwrap();
    assert!(second.try_lock().await.unwrap());
    drop(second);
    while !first.try_lock().await.unwrap() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    first.close().await.unwrap();
    assert_eq!(folder.files(), ["a.db"]);
}

async fn the_lock_is_one_for_all_paths_to_a_file() {
    let folder = Folder::new();
    let (mut first, _) = two(&folder).await;
    std::os::unix::fs::symlink(folder.path("a.db"), folder.path("link.db")).unwrap();
    let mut linked = connect(&folder.url("link.db")).await;
    assert!(first.try_lock().await.unwrap());
    assert!(!linked.try_lock().await.unwrap());
}

async fn an_open_transaction_is_rolled_back_when_its_connection_is_dropped() {
    let folder = Folder::new();
    let (mut first, mut second) = two(&folder).await;
    first.begin().await.unwrap();
    first.execute("INSERT INTO t VALUES (1)").await.unwrap();
    drop(first);
    second.begin().await.unwrap();
    assert_eq!(integer(&mut *second, "SELECT count(*) FROM t").await, 0);
}

async fn write_ahead_logs_are_read_and_written() {
    let folder = Folder::new();
    let (mut first, mut second) = two(&folder).await;
    first.execute("PRAGMA journal_mode = WAL").await.unwrap();
    first.begin().await.unwrap();
    first.execute("INSERT INTO t VALUES (1)").await.unwrap();
    assert_eq!(integer(&mut *second, "SELECT count(*) FROM t").await, 0);
    first.commit().await.unwrap();
    assert_eq!(integer(&mut *second, "SELECT count(*) FROM t").await, 1);
    assert!(folder.files().contains(&"a.db-wal".to_owned()));
}
