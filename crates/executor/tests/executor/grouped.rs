//! Migrations that share a transaction: whatever fails, the state and the words are those of migrations which are alone.

use aksara_diagnostic::full_text;
use aksara_executor::{Event, Executor, ExecutorError, Request, Transactions};
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, add_text, create_table, drop_table, sql};
use crate::world::World;

fn request(transactions: Transactions) -> Request {
    Request {
        transactions,
        allow_data_loss: true,
        ..Request::default()
    }
}

fn four() -> Migrations {
    Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_posts", vec![create_table("posts")]),
        (
            "0003_email",
            vec![add_text("users", "email"), create_table("tags")],
        ),
        ("0004_words", vec![create_table("words")]),
    ])
}

/// The end of a run on a database in which this SQL was run by hand: its error, its tables and its history.
async fn end(source: &Migrations, applied: &str, by_hand: &str, transactions: Transactions) -> [String; 3] {
    let world = World::new();
    world.migrate_to(source, applied).await.unwrap();
    world.execute(by_hand).await;
    let ended = world.migrate(source, &request(transactions)).await;
    let catalog = world.catalog().await.concat();
    let history = if catalog.contains("aksara_migrations: ") {
        world.history().await.join(" ")
    } else {
        String::new()
    };
    [
        ended.err().map(|error| full_text(&error)).unwrap_or_default(),
        world.tables().await.join(" "),
        history,
    ]
}

#[tokio::test]
async fn a_failure_leaves_what_it_leaves_without_groups() {
    for (by_hand, history) in [
        ("CREATE TABLE users (id)", ""),
        ("CREATE TABLE posts (id)", "0001_users"),
        ("CREATE TABLE tags (id)", "0001_users 0002_posts"),
        ("CREATE TABLE words (id)", "0001_users 0002_posts 0003_email"),
    ] {
        let grouped = end(&four(), "zero", by_hand, Transactions::Group).await;
        assert_eq!(
            grouped,
            end(&four(), "zero", by_hand, Transactions::Each).await,
            "{by_hand}"
        );
        assert_eq!(grouped[2], history, "{by_hand}");
        assert!(grouped[0].contains("already exists"), "{}", grouped[0]);
    }
}

/// SQLite looks at such a key when the transaction ends.
#[tokio::test]
async fn a_key_that_waits_for_the_end_of_its_migration_is_looked_at_there() {
    let source = Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_posts", vec![create_table("posts")]),
        ("0003_no_users", vec![drop_table("users")]),
        ("0004_words", vec![create_table("words")]),
    ]);
    let by_hand = "INSERT INTO users (id, name) VALUES (1, 'a'); \
                   CREATE TABLE other (user_id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED); \
                   INSERT INTO other VALUES (1)";
    let grouped = end(&source, "0001", by_hand, Transactions::Group).await;
    assert_eq!(grouped, end(&source, "0001", by_hand, Transactions::Each).await);
    assert_eq!(grouped[2], "0001_users 0002_posts", "{}", grouped[0]);
}

/// The names of migrations as they begin, and as they are said to be done.
async fn events(source: &Migrations, transactions: Transactions) -> Vec<String> {
    let world = World::new();
    let (mut connection, mut seen) = (world.connect().await, Vec::new());
    let mut sink = |event: Event<'_>| match event {
        Event::Started(planned) => seen.push(format!("start {}", planned.entry.name)),
        Event::Finished { migration, .. } => seen.push(format!("finish {}", migration.entry.name)),
        _ => {}
    };
    Executor::new(&mut *connection, source)
        .migrate(&request(transactions), &mut sink)
        .await
        .unwrap();
    seen
}

#[tokio::test]
async fn migrations_are_done_when_their_transaction_is_committed_and_code_of_the_users_is_alone() {
    let source = Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_posts", vec![create_table("posts")]),
        (
            "0003_rows",
            vec![sql("INSERT INTO users (id, name) VALUES (1, 'a')", None)],
        ),
        ("0004_tags", vec![create_table("tags")]),
    ]);
    assert_eq!(
        events(&source, Transactions::Group).await,
        [
            "start 0001_users",
            "start 0002_posts",
            "finish 0001_users",
            "finish 0002_posts",
            "start 0003_rows",
            "finish 0003_rows",
            "start 0004_tags",
            "finish 0004_tags",
        ]
    );
    let alone = events(&source, Transactions::Each).await;
    assert!(
        alone
            .chunks(2)
            .all(|pair| pair[0].starts_with("start") && pair[1].starts_with("finish"))
    );
}

#[tokio::test]
async fn a_cancelled_group_keeps_what_was_done_and_says_that_it_was_cancelled() {
    let world = World::new();
    let cancellation = aksara_executor::Cancellation::new();
    let (mut connection, stop, source) = (world.connect().await, cancellation.clone(), four());
    let mut sink = move |event: Event<'_>| {
        if let Event::Started(planned) = event
            && planned.entry.name.as_str() == "0003_email"
        {
            stop.cancel();
        }
    };
    let mut executor = Executor::new(&mut *connection, &source).with_cancellation(cancellation);
    let error = executor
        .migrate(&Request::default(), &mut sink)
        .await
        .unwrap_err();
    assert!(matches!(error, ExecutorError::Cancelled { .. }), "{error}");
    drop(connection);
    assert_eq!(world.history().await, ["0001_users", "0002_posts"]);
    assert_eq!(world.tables().await, ["posts", "users"]);
}
