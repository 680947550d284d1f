//! A statement that fails: schema and history are as before, and the error says where.

use aksara_diagnostic::{Diagnose, full_text};
use aksara_executor::{ExecutorError, Outcome};
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, add_text, create_table, sql};
use crate::world::World;

/// Operations of which the one at `broken` fails.
fn broken_at(broken: usize) -> Migrations {
    let mut operations = vec![
        create_table("posts"),
        sql("INSERT INTO users (id) VALUES (1)", None),
        add_text("users", "email"),
        create_table("tags"),
    ];
    operations.insert(broken, sql("INSERT INTO nowhere VALUES (1)", None));
    Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_broken", operations),
    ])
}

#[tokio::test]
async fn a_failure_at_any_statement_leaves_schema_and_history_as_before() {
    for broken in 0..=4 {
        let world = World::new();
        world.migrate_to(&broken_at(broken), "0001").await.unwrap();
        let before = (world.catalog().await, world.history().await);
        let error = world.migrate_all(&broken_at(broken)).await.unwrap_err();
        assert_eq!(
            (world.catalog().await, world.history().await),
            before,
            "statement {broken}"
        );
        assert_eq!(world.number("SELECT count(*) FROM users").await, Some(0));
        let line = u32::try_from(10 + broken).unwrap();
        assert_eq!(error.diagnosis().place.map(|origin| origin.line), Some(line));
    }
}

#[tokio::test]
async fn the_error_shows_migration_place_statement_and_the_databases_words() {
    let world = World::new();
    let error = world.migrate_all(&broken_at(1)).await.unwrap_err();
    let message = full_text(&error);
    for part in [
        "0002_broken",
        "statement 2 of",
        "migrations/0002_broken.py:11:5",
        "nowhere",
    ] {
        assert!(message.contains(part), "{message}");
    }
    let ExecutorError::Statement(failed) = error else {
        panic!("{error}")
    };
    assert_eq!(
        (failed.sql.as_str(), failed.outcome),
        ("INSERT INTO nowhere VALUES (1)", Outcome::RolledBack)
    );
    assert_eq!(world.history().await, ["0001_users"]);
}

#[tokio::test]
async fn a_failing_first_migration_leaves_an_empty_database() {
    let world = World::new();
    let source = Migrations::chain([("0001_broken", vec![create_table("a"), sql("SELEC", None)])]);
    assert!(world.migrate_all(&source).await.is_err());
    assert_eq!(world.catalog().await, [""; 0]);
}

#[tokio::test]
async fn sql_that_would_end_the_transaction_is_refused_before_anything_runs() {
    let world = World::new();
    let source = Migrations::chain([("0001_commit", vec![create_table("a"), sql("COMMIT", None)])]);
    let error = world.migrate_all(&source).await.unwrap_err();
    assert_eq!(
        error.diagnosis().place.map(|origin| origin.line),
        Some(11),
        "{error}"
    );
    assert_eq!(world.catalog().await, [""; 0]);
}

#[tokio::test]
async fn a_statement_that_rolls_back_by_itself_is_a_failure_like_any_other() {
    let world = World::new();
    let conflict = "INSERT OR ROLLBACK INTO a (id) VALUES (1), (1)";
    let source = Migrations::chain([("0001_conflict", vec![create_table("a"), sql(conflict, None)])]);
    let error = world.migrate_all(&source).await.unwrap_err();
    assert!(matches!(error, ExecutorError::Statement(_)), "{error}");
    assert_eq!(world.catalog().await, [""; 0]);
}

#[tokio::test]
async fn running_again_after_the_repair_finishes_the_work() {
    let world = World::new();
    world.migrate_all(&broken_at(3)).await.unwrap_err();
    world.execute("CREATE TABLE nowhere (id INTEGER)").await;
    assert_eq!(world.migrate_all(&broken_at(3)).await.unwrap(), ["0002_broken"]);
    assert_eq!(world.tables().await, ["nowhere", "posts", "tags", "users"]);
}
