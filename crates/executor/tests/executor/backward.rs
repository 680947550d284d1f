//! Undoing migrations.

use aksara_diagnostic::Diagnose;
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, add_text, create_table, drop_table, sql};
use crate::world::World;

fn branched() -> Migrations {
    Migrations::new()
        .with("0001_initial", &[], vec![create_table("users")])
        .with("0002_email", &["0001_initial"], vec![add_text("users", "email")])
        .with("0003_posts", &["0001_initial"], vec![create_table("posts")])
        .with("0004_merge", &["0002_email", "0003_posts"], Vec::new())
}

#[tokio::test]
async fn only_the_descendants_of_the_target_are_undone_the_last_one_first() {
    let world = World::new();
    world.migrate_all(&branched()).await.unwrap();
    assert_eq!(
        world.migrate_to(&branched(), "0002").await.unwrap(),
        ["0004_merge"]
    );
    assert_eq!(
        world.history().await,
        ["0001_initial", "0002_email", "0003_posts"]
    );
    assert_eq!(
        world.migrate_to(&branched(), "0001").await.unwrap(),
        ["0003_posts", "0002_email"]
    );
    assert_eq!(world.tables().await, ["users"]);
    assert_eq!(
        world
            .number("SELECT count(*) FROM pragma_table_info('users')")
            .await,
        Some(2)
    );
}

#[tokio::test]
async fn zero_undoes_everything_and_can_be_applied_again() {
    let world = World::new();
    world.migrate_all(&branched()).await.unwrap();
    let catalog = world.catalog().await;
    world.migrate_to(&branched(), "zero").await.unwrap();
    assert_eq!((world.tables().await, world.history().await), (vec![], vec![]));
    world.migrate_all(&branched()).await.unwrap();
    assert_eq!(world.catalog().await, catalog);
}

#[tokio::test]
async fn what_cannot_be_undone_is_refused_up_front_with_its_line() {
    let world = World::new();
    let source = Migrations::chain([
        ("0001_initial", vec![create_table("users")]),
        (
            "0002_rows",
            vec![
                add_text("users", "a"),
                sql("INSERT INTO users (id) VALUES (1)", None),
            ],
        ),
        ("0003_email", vec![add_text("users", "email")]),
    ]);
    world.migrate_all(&source).await.unwrap();
    let before = world.catalog().await;
    let error = world.migrate_to(&source, "0001").await.unwrap_err();
    assert_eq!(
        error.diagnosis().place.map(|place| place.to_string()).as_deref(),
        Some("migrations/0002_rows.py:11:5")
    );
    assert_eq!((world.catalog().await, world.history().await.len()), (before, 3));
}

#[tokio::test]
async fn what_undoing_cannot_bring_back_is_marked() {
    let world = World::new();
    let source = Migrations::chain([
        ("0001_initial", vec![create_table("users")]),
        ("0002_drop", vec![drop_table("users")]),
    ]);
    world.migrate_all(&source).await.unwrap();
    let mut connection = world.connect().await;
    let request = aksara_executor::Request {
        target: aksara_executor::Goal::from("0001"),
        ..Default::default()
    };
    let plan = aksara_executor::Executor::new(&mut *connection, &source)
        .plan(&request)
        .await
        .unwrap();
    assert_eq!(plan.migrations[0].losses.len(), 1);
}

#[tokio::test]
async fn unknown_and_ambiguous_targets_name_what_there_is() {
    let world = World::new();
    for (target, part) in [
        ("0009", "0009"),
        ("000", "0001_initial"),
        ("0003_post5", "0003_posts"),
    ] {
        let error = world
            .migrate_to(&branched(), target)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(world.catalog().await, [""; 0]);
}
