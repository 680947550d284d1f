//! Applied migrations whose text changed.

use aksara_diagnostic::full_text;
use aksara_executor::Request;
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, create_table, migration_name};
use crate::world::World;

fn two() -> Migrations {
    Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_posts", vec![create_table("posts")]),
    ])
}

#[tokio::test]
async fn an_edited_migration_is_an_error_that_names_its_file() {
    let world = World::new();
    world.migrate_to(&two(), "0001").await.unwrap();
    let error = world.migrate_all(&two().edited("0001_users")).await.unwrap_err();
    let error = full_text(&error);
    assert!(
        error.contains("migrations/0001_users.py") && error.contains("--accept-edited 0001_users"),
        "{error}"
    );
    assert_eq!(world.history().await, ["0001_users"]);
}

#[tokio::test]
async fn an_accepted_edit_is_recorded_once() {
    let world = World::new();
    world.migrate_all(&two()).await.unwrap();
    let edited = || two().edited("0001_users");
    let request = Request {
        accept_edited: vec![migration_name("0001_users")],
        ..Request::default()
    };
    world.migrate(&edited(), &request).await.unwrap();
    assert_eq!(world.migrate_all(&edited()).await.unwrap(), [""; 0]);
    assert!(world.migrate_all(&two()).await.is_err());
}

#[tokio::test]
async fn only_an_applied_migration_has_an_edit_to_accept() {
    let world = World::new();
    let request = Request {
        accept_edited: vec![migration_name("0001_users")],
        ..Request::default()
    };
    let error = world.migrate(&two(), &request).await.unwrap_err().to_string();
    assert!(error.contains("0001_users"), "{error}");
}

#[tokio::test]
async fn a_row_without_checksum_is_taken_as_it_is() {
    let world = World::new();
    world.migrate_all(&two()).await.unwrap();
    world
        .execute("UPDATE aksara_migrations SET checksum = NULL")
        .await;
    assert_eq!(
        world.migrate_all(&two().edited("0001_users")).await.unwrap(),
        [""; 0]
    );
}
