//! Recording without running.

use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, add_text, create_table, python};
use crate::world::{World, fake};

fn three() -> Migrations {
    Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_slugs", vec![python("populate_slugs")]),
        ("0003_email", vec![add_text("users", "email")]),
    ])
}

#[tokio::test]
async fn faking_records_a_range_and_runs_nothing() {
    let world = World::new();
    let faked = world.migrate(&three(), &fake(Some("0002"))).await.unwrap();
    assert_eq!(faked, ["0001_users", "0002_slugs"]);
    assert_eq!((world.tables().await, world.history().await), (vec![], faked));
}

#[tokio::test]
async fn what_follows_runs_on_what_was_faked() {
    let world = World::new();
    world
        .execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)")
        .await;
    world.migrate(&three(), &fake(Some("0002"))).await.unwrap();
    assert_eq!(world.migrate_all(&three()).await.unwrap(), ["0003_email"]);
    assert_eq!(
        world
            .number("SELECT count(*) FROM pragma_table_info('users')")
            .await,
        Some(3)
    );
}

#[tokio::test]
async fn faking_backwards_forgets_and_runs_nothing() {
    let world = World::new();
    world
        .execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)")
        .await;
    world.migrate(&three(), &fake(None)).await.unwrap();
    world.migrate(&three(), &fake(Some("zero"))).await.unwrap();
    assert_eq!(
        (world.tables().await, world.history().await),
        (vec!["users".to_owned()], vec![])
    );
}
