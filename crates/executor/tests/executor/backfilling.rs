//! Backfills whose run is killed at every single call of the database: the next run goes on, and no row is updated twice.

use std::num::NonZeroU32;

use aksara_driver::Connection;
use aksara_executor::{BackfillStage, Event, Executor, ExecutorError, Request};
use aksara_operations::{Backfill, Operation, ReverseUpdate, RowUpdate, TableReference};
use aksara_schema::SqlExpression;
use pretty_assertions::assert_eq;

use crate::dying::Dying;
use crate::migrations::{Migrations, add_text, create_table, sql};
use crate::without_rollback::WithoutRollback;
use crate::world::{World, migrate_on};

/// Adds a letter to a text, so that doing it twice shows.
fn letter(letter: &str) -> Operation {
    let value = SqlExpression::parse(&format!("name || '{letter}'"));
    Backfill {
        table: TableReference::new("things"),
        update: RowUpdate {
            open: Vec::new(),
            set: [("name".to_owned(), value)].into(),
            condition: None,
        },
        reverse: ReverseUpdate::Missing,
        batch_size: NonZeroU32::new(2).unwrap(),
    }
    .into()
}

fn source(operations: Vec<Operation>) -> Migrations {
    Migrations::chain([
        ("0001_things", vec![create_table("things")]),
        ("0002_fill", operations),
    ])
}

async fn world(source: &Migrations) -> World {
    let world = World::new();
    world.migrate_to(source, "0001_things").await.unwrap();
    world
        .execute("INSERT INTO things (id, name) VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'a'), (5, 'a')")
        .await;
    world
}

/// How a database is met: as it is, or as one that cannot roll schema changes back.
type Meet = fn(Box<dyn Connection>) -> Box<dyn Connection>;

/// Kills a run at each call, until one ends before; each time the next run must end the work.
async fn check(operations: Vec<Operation>, meet: Meet, done: &str) {
    let source = source(operations);
    for does_last in [false, true] {
        let mut calls = 0;
        loop {
            let world = world(&source).await;
            let connection = world.connect().await;
            let mut dying = meet(Box::new(Dying {
                connection,
                calls,
                does_last,
            }));
            let killed = migrate_on(&mut *dying, &source, &Request::default()).await;
            drop(dying);
            let mut connection = meet(world.connect().await);
            let next = migrate_on(&mut *connection, &source, &Request::default()).await;
            next.unwrap_or_else(|error| panic!("after call {calls} ({does_last}): {error}"));
            let texts = world.texts("SELECT name FROM things ORDER BY id").await;
            assert_eq!(texts, [done; 5], "after call {calls} ({does_last})");
            let journal = world.number("SELECT count(*) FROM aksara_journal").await;
            assert_eq!(journal, Some(0), "after call {calls} ({does_last})");
            match killed {
                Ok(_) => break,
                Err(_) => calls += 1,
            }
        }
        assert!(calls > 60, "only {calls} calls were tried");
    }
}

#[tokio::test]
async fn a_run_that_is_killed_at_any_call_continues() {
    let operations = vec![
        add_text("things", "more"),
        letter("b"),
        letter("c"),
        sql("UPDATE things SET name = name || 'd'", None),
        add_text("things", "most"),
        letter("e"),
    ];
    check(operations, |connection| connection, "abcde").await;
}

#[tokio::test]
async fn a_run_continues_within_a_backfill_where_nothing_can_be_rolled_back() {
    let meet: Meet = |connection| Box::new(WithoutRollback(connection));
    check(vec![letter("b"), letter("c")], meet, "abc").await;
}

#[tokio::test]
async fn events_show_every_range_and_where_a_run_continues() {
    let source = source(vec![letter("b")]);
    let world = world(&source).await;
    let mut connection = world.connect().await;
    let mut seen = Vec::new();
    let mut sink = |event: Event<'_>| {
        if let Event::Backfill(progress) = event {
            seen.push((progress.stage, progress.batches, progress.rows, progress.total));
        }
    };
    Executor::new(&mut *connection, &source)
        .migrate(&Request::default(), &mut sink)
        .await
        .unwrap();
    let committed = BackfillStage::Committed;
    let expected = [
        (BackfillStage::Begun, 0, 0, 5),
        (committed, 1, 2, 5),
        (committed, 2, 4, 5),
        (committed, 3, 5, 5),
        (BackfillStage::Ended, 3, 5, 5),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_table_that_is_gone_fails_before_the_first_range() {
    let source = source(vec![letter("b")]);
    let world = world(&source).await;
    world.execute("DROP TABLE things").await;
    let error = world.migrate_all(&source).await.unwrap_err();
    assert!(matches!(error, ExecutorError::Statement(_)), "{error}");
    let expected = "in the rows of `things`";
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!(world.number("SELECT count(*) FROM aksara_journal").await, Some(0));
}
