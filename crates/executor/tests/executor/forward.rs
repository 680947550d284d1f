//! Applying migrations, and planning to.

use aksara_diagnostic::Diagnose;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_executor::{Event, Executor, Request};
use aksara_sqlite::SqliteDriver;
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, add_text, create_table, python};
use crate::world::{World, names};

fn two() -> Migrations {
    Migrations::chain([
        ("0001_auto_initial", vec![create_table("users")]),
        ("0002_auto_add_email", vec![add_text("users", "email")]),
    ])
}

#[tokio::test]
async fn pending_migrations_are_applied_in_order_and_recorded() {
    let world = World::new();
    let applied = world.migrate_all(&two()).await.unwrap();
    assert_eq!(applied, ["0001_auto_initial", "0002_auto_add_email"]);
    assert_eq!(world.tables().await, ["users"]);
    assert_eq!(world.history().await, applied);
    let complete =
        "SELECT count(*) FROM aksara_migrations WHERE length(checksum) = 16 AND applied_at IS NOT NULL";
    assert_eq!(world.number(complete).await, Some(2));
}

#[tokio::test]
async fn a_second_run_does_nothing_and_reads_no_migration() {
    let world = World::new();
    world.migrate_all(&two()).await.unwrap();
    let unreadable = two().unreadable();
    assert_eq!(world.migrate_all(&unreadable).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_target_is_reached_with_what_it_needs_and_nothing_else() {
    let world = World::new();
    assert_eq!(
        world.migrate_to(&two(), "0001").await.unwrap(),
        ["0001_auto_initial"]
    );
    assert_eq!(
        world.migrate_to(&two(), "0002_auto").await.unwrap(),
        ["0002_auto_add_email"]
    );
}

#[tokio::test]
async fn a_migration_that_comes_late_is_compiled_against_what_was_executed() {
    let world = World::new();
    let base = || Migrations::new().with("0001_initial", &[], vec![create_table("users")]);
    let phone =
        |source: Migrations| source.with("0002_phone", &["0001_initial"], vec![add_text("users", "phone")]);
    let email =
        |source: Migrations| source.with("0002_email", &["0001_initial"], vec![add_text("users", "email")]);
    let merge = |source: Migrations| source.with("0003_merge", &["0002_email", "0002_phone"], Vec::new());
    world.migrate_all(&phone(base())).await.unwrap();
    let applied = world.migrate_all(&merge(phone(email(base())))).await.unwrap();
    assert_eq!(applied, ["0002_email", "0003_merge"]);
    assert_eq!(
        world
            .number("SELECT count(*) FROM pragma_table_info('users')")
            .await,
        Some(4)
    );
}

#[tokio::test]
async fn several_heads_are_refused_before_anything_runs() {
    let world = World::new();
    let source = two().with(
        "0002_auto_add_phone",
        &["0001_auto_initial"],
        vec![add_text("users", "phone")],
    );
    let error = world.migrate_all(&source).await.unwrap_err().to_string();
    assert!(
        error.contains("0002_auto_add_email.py") && error.contains("0002_auto_add_phone.py"),
        "{error}"
    );
    assert_eq!(world.catalog().await, [""; 0]);
}

#[tokio::test]
async fn events_show_the_plan_and_then_every_migration() {
    let world = World::new();
    let (mut connection, source, mut seen) = (world.connect().await, two(), Vec::new());
    let mut sink = |event: Event<'_>| match event {
        Event::Planned(plan) => seen.push(format!("plan {}", names(plan).len())),
        Event::Started(planned) => seen.push(format!("start {}", planned.entry.name)),
        Event::Statement { number, of, .. } => seen.push(format!("statement {number}/{of}")),
        Event::Finished { migration, .. } => seen.push(format!("finish {}", migration.entry.name)),
        Event::WaitingForLock { .. } => seen.push("wait".to_owned()),
        Event::Resuming(unfinished) => seen.push(unfinished.to_string()),
        Event::Backfill(progress) => seen.push(format!("{progress:?}")),
        Event::Printed(printed) => seen.push(printed.line.to_owned()),
        Event::StatementDone { number, of, .. } => seen.push(format!("done {number}/{of}")),
        Event::StatementRunning { .. } | Event::Blocked { .. } | Event::TryingAgain { .. } => {}
    };
    Executor::new(&mut *connection, &source)
        .migrate(&Request::default(), &mut sink)
        .await
        .unwrap();
    let expected = [
        "plan 2",
        "start 0001_auto_initial",
        "statement 1/1",
        "done 1/1",
        "start 0002_auto_add_email",
        "statement 1/1",
        "done 1/1",
        "finish 0001_auto_initial",
        "finish 0002_auto_add_email",
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn planning_and_status_write_nothing() {
    let world = World::new();
    world.migrate_to(&two(), "0001").await.unwrap();
    let before = world.catalog().await;
    let (mut connection, source) = (world.connect().await, two());
    let mut executor = Executor::new(&mut *connection, &source);
    let plan = executor.plan(&Request::default()).await.unwrap();
    assert_eq!(names(&plan), ["0002_auto_add_email"]);
    assert_eq!(
        plan.migrations[0].descriptions[0].value,
        "Add field 'email' to table 'users'"
    );
    assert_eq!(executor.status().await.unwrap().applied_count(), 1);
    assert_eq!((world.catalog().await, world.history().await.len()), (before, 1));
}

#[tokio::test]
async fn status_reads_no_migration_where_all_are_applied_as_they_are_now() {
    let world = World::new();
    let status = async |source: Migrations| {
        let mut connection = world.connect().await;
        Executor::new(&mut *connection, &source).status().await
    };
    world.migrate_to(&two(), "0001").await.unwrap();
    assert!(status(two().unreadable()).await.is_err());
    world.migrate_all(&two()).await.unwrap();
    let settled = status(two().unreadable()).await.unwrap();
    assert_eq!(settled, status(two()).await.unwrap());
    assert_eq!((settled.migrations.len(), settled.applied_count()), (2, 2));
    assert!(
        status(two().unreadable().without("0001_auto_initial"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn status_of_an_untouched_database_makes_no_table() {
    let url = DatabaseUrl::parse("sqlite::memory:").unwrap();
    let (mut connection, source) = (SqliteDriver.connect(&url).await.unwrap(), two());
    let status = Executor::new(&mut *connection, &source).status().await.unwrap();
    assert_eq!((status.migrations.len(), status.applied_count()), (2, 0));
    assert!(
        connection
            .query("SELECT name FROM sqlite_master", &[])
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn rows_without_a_file_are_reported_and_kept_and_those_of_the_package_are_silent() {
    let world = World::new();
    world.migrate_all(&two()).await.unwrap();
    world
        .execute("INSERT INTO aksara_migrations (name) VALUES ('aksara_core_migrations_0001_runtime_tables')")
        .await;
    let (mut connection, source) = (world.connect().await, two().without("0002_auto_add_email"));
    let plan = Executor::new(&mut *connection, &source)
        .plan(&Request::default())
        .await
        .unwrap();
    let unknown: Vec<&str> = plan.unknown.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(unknown, ["0002_auto_add_email"]);
    assert_eq!(world.history().await.len(), 3);
}

#[tokio::test]
async fn python_is_shown_in_plans_and_refused_by_name_where_nothing_runs_it() {
    let world = World::new();
    let source = two().with(
        "0003_slugs",
        &["0002_auto_add_email"],
        vec![python("populate_slugs")],
    );
    let error = world.migrate_all(&source).await.unwrap_err();
    assert!(error.to_string().contains("populate_slugs"), "{error}");
    assert_eq!(error.diagnosis().place.map(|origin| origin.line), Some(10));
    assert_eq!(world.catalog().await, [""; 0]);
    let mut connection = world.connect().await;
    let plan = Executor::new(&mut *connection, &source)
        .plan(&Request::default())
        .await
        .unwrap();
    assert_eq!(names(&plan).len(), 3);
}

#[tokio::test]
async fn a_table_of_another_program_under_the_historys_name_is_reported() {
    let world = World::new();
    world
        .execute("CREATE TABLE aksara_migrations (version TEXT)")
        .await;
    let error = world.migrate_all(&two()).await.unwrap_err().to_string();
    assert!(error.contains("aksara_migrations"), "{error}");
    assert_eq!(world.tables().await, [""; 0]);
}
