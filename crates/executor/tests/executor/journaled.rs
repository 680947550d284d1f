//! Migrations on a database that cannot roll them back: the journal shows how far they got.

use aksara_diagnostic::full_text;
use aksara_executor::{Executor, ExecutorError, Goal, Request};
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, create_table, sql};
use crate::without_rollback::WithoutRollback;
use crate::world::{World, fake, migrate_on, names};

fn broken_at_third() -> Migrations {
    let operations = vec![
        create_table("a"),
        create_table("b"),
        sql("SELEC", None),
        create_table("c"),
    ];
    Migrations::chain([("0001_broken", operations)])
}

async fn migrate(
    world: &World,
    source: &Migrations,
    request: &Request,
) -> Result<Vec<String>, ExecutorError> {
    let mut connection = WithoutRollback(world.connect().await);
    migrate_on(&mut connection, source, request)
        .await
        .map(|plan| names(&plan))
}

#[tokio::test]
async fn a_migration_that_ends_leaves_no_trace_in_the_journal() {
    let world = World::new();
    let source = Migrations::chain([("0001_ab", vec![create_table("a"), create_table("b")])]);
    migrate(&world, &source, &Request::default()).await.unwrap();
    assert_eq!(world.history().await, ["0001_ab"]);
    assert_eq!(world.number("SELECT count(*) FROM aksara_journal").await, Some(0));
    migrate(
        &world,
        &source,
        &Request {
            target: Goal::from("zero"),
            allow_data_loss: true,
            ..Request::default()
        },
    )
    .await
    .unwrap();
    assert_eq!((world.tables().await, world.history().await), (vec![], vec![]));
}

#[tokio::test]
async fn a_failure_is_reported_with_its_state_and_the_next_run_goes_on_there() {
    let world = World::new();
    let error = migrate(&world, &broken_at_third(), &Request::default())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("statement 3 of 4"), "{error}");
    for _ in 0..2 {
        assert_eq!(
            (world.tables().await, world.history().await.len()),
            (vec!["a".to_owned(), "b".to_owned()], 0)
        );
        let error = migrate(&world, &broken_at_third(), &Request::default())
            .await
            .unwrap_err();
        assert!(error.to_string().contains("statement 3 of 4 failed"), "{error}");
        assert!(
            full_text(&error).contains("Running again goes on from there."),
            "{error}"
        );
    }
    let mut connection = world.connect().await;
    let status = Executor::new(&mut *connection, &broken_at_third())
        .status()
        .await
        .unwrap();
    let shown: Vec<String> = status.unfinished.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["applying 0001_broken stopped at statement 3 of 4"]);
}

#[tokio::test]
async fn recording_the_repaired_migration_clears_the_journal() {
    let world = World::new();
    migrate(&world, &broken_at_third(), &Request::default())
        .await
        .unwrap_err();
    world
        .execute("CREATE TABLE c (id INTEGER PRIMARY KEY, name TEXT)")
        .await;
    migrate(&world, &broken_at_third(), &fake(Some("0001")))
        .await
        .unwrap();
    assert_eq!(
        migrate(&world, &broken_at_third(), &Request::default())
            .await
            .unwrap(),
        [""; 0]
    );
    assert_eq!(world.number("SELECT count(*) FROM aksara_journal").await, Some(0));
}

#[tokio::test]
async fn a_first_statement_that_is_refused_leaves_nothing_to_repair() {
    let world = World::new();
    let source = Migrations::chain([("0001_broken", vec![sql("SELEC", None), create_table("a")])]);
    for _ in 0..2 {
        let error = migrate(&world, &source, &Request::default()).await.unwrap_err();
        assert!(
            full_text(&error).contains("Nothing of this migration was changed."),
            "{error}"
        );
    }
    assert_eq!(world.number("SELECT count(*) FROM aksara_journal").await, Some(0));
}

#[tokio::test]
async fn each_statement_of_a_text_is_recorded() {
    let world = World::new();
    let source = Migrations::chain([(
        "0001_broken",
        vec![sql("CREATE TABLE a (id INTEGER); SELEC;", None)],
    )]);
    migrate(&world, &source, &Request::default()).await.unwrap_err();
    assert_eq!(world.tables().await, ["a"]);
    let error = migrate(&world, &source, &Request::default()).await.unwrap_err();
    assert!(error.to_string().contains("statement 2 of 2 failed"), "{error}");
}
