//! The refusals of a rebuild, by name, with the database unchanged.

use aksara_operations::{AddConstraint, AlterField, Operation, RemoveField};
use aksara_schema::{Field, FieldType, Table};

use super::support::{Project, field, id, nullable, refusal, table_name, users, widen_age};

aksara_suite::tests![
    columns_that_the_history_does_not_know,
    columns_and_tables_that_are_missing,
    rows_without_a_value_where_one_is_required,
    rows_that_a_check_does_not_allow,
    values_that_occur_more_than_once_where_they_must_be_unique,
    live_referrers_while_foreign_keys_are_on,
    rows_that_would_refer_to_nothing,
    rows_that_referred_to_nothing_before_are_no_obstacle,
    dropping_what_a_trigger_names,
    dropping_what_a_view_names,
    dropping_what_an_unknown_index_or_check_names,
    taking_the_uniqueness_from_what_another_table_refers_to,
];

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer)";

async fn check(live: &str, operations: impl IntoIterator<Item = Operation>, expected: &[&str]) {
    let message = Project::of_users(live).await.refusal(operations).await;
    for part in expected {
        assert!(message.contains(part), "{message}");
    }
}

fn alter(field: Field) -> Operation {
    AlterField::replace((&table_name("users")).into(), field).into()
}

fn drop_age() -> [Operation; 1] {
    let remove = RemoveField {
        table: (&table_name("users")).into(),
        name: "age".to_owned(),
        if_exists: false,
        cascade: false,
    };
    [remove.into()]
}

async fn columns_that_the_history_does_not_know() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer, nick text, note text)";
    check(live, [widen_age()], &["`nick`, `note`", "--fake"]).await;
}

async fn columns_and_tables_that_are_missing() {
    check(
        "CREATE TABLE users (id integer PRIMARY KEY, age integer)",
        [widen_age()],
        &["lacks", "`email`"],
    )
    .await;
    check("CREATE TABLE other (id)", [widen_age()], &["no table `users`"]).await;
}

async fn rows_without_a_value_where_one_is_required() {
    let live = format!("{USERS}; INSERT INTO users VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', 1)");
    let required = field("age", FieldType::BigInteger);
    check(
        &live,
        [alter(required)],
        &[
            "`users.age` cannot be required",
            "2 rows have no value",
            "default",
        ],
    )
    .await;
}

async fn rows_that_a_check_does_not_allow() {
    let live = format!("{USERS}; INSERT INTO users VALUES (1, 'a', -1), (2, 'b', 5)");
    let positive = nullable("age", FieldType::PositiveBigInteger);
    check(
        &live,
        [alter(positive)],
        &["users_age_check", "1 row does not satisfy", "\"age\" >= 0"],
    )
    .await;
}

async fn values_that_occur_more_than_once_where_they_must_be_unique() {
    let live = format!("{USERS}; INSERT INTO users VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 3)");
    let unique = Field {
        unique: Some(aksara_schema::NotCompared(None)),
        ..field("email", FieldType::String { max_length: 254 })
    };
    check(
        &live,
        [alter(unique)],
        &[
            "`email` of `users` cannot be unique",
            "1 value is in more than one row",
        ],
    )
    .await;
}

async fn live_referrers_while_foreign_keys_are_on() {
    let live = format!("{USERS}; CREATE TABLE notes (user_id REFERENCES Users (id) ON DELETE CASCADE)");
    let mut project = Project::of_users(&live).await;
    let message = project.refusal([widen_age()]).await;
    assert!(
        message.contains("`notes` refers to it") && message.contains("foreign_keys = OFF"),
        "{message}"
    );
}

async fn rows_that_would_refer_to_nothing() {
    let live = format!(
        "{USERS}; CREATE TABLE teams (id integer PRIMARY KEY); INSERT INTO teams VALUES (1);
         INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 7), (3, 'c', 8)"
    );
    let teams = Table::new(table_name("teams")).with_fields([id()]);
    let mut project = Project::new([users(), teams], &live).await;
    let schema = project.schema.clone();
    let key = AddConstraint {
        table: (&table_name("users")).into(),
        constraint: aksara_schema::Constraint {
            name: aksara_schema::ObjectName::new("users_team").unwrap(),
            kind: aksara_schema::ConstraintKind::ForeignKey(aksara_schema::ForeignKey {
                fields: vec![aksara_schema::FieldName::new("age").unwrap()],
                table: table_name("teams"),
                target_fields: Vec::new(),
                on_delete: aksara_schema::ReferentialAction::NoAction,
                on_update: aksara_schema::ReferentialAction::NoAction,
                deferrable: aksara_schema::Deferrable::Never,
                details: aksara_schema::KeyDetails::default(),
            }),
        },
    };
    let add_key = || [Operation::from(key.clone())];
    let message = project.refusal(add_key()).await;
    assert!(
        message.contains("rows of `users` refer to rows that do not exist"),
        "{message}"
    );
    project.schema = schema;
    let message = refusal(project.rebuild(add_key()).await);
    assert!(
        message.contains("rowid 2 of `users` (and 1 more) refers to a row of `teams`"),
        "{message}"
    );
}

async fn rows_that_referred_to_nothing_before_are_no_obstacle() {
    let live = format!(
        "PRAGMA foreign_keys = OFF; {USERS}; CREATE TABLE notes (user_id REFERENCES users (id));
         INSERT INTO notes VALUES (5); PRAGMA foreign_keys = ON"
    );
    let notes = Table::new(table_name("notes")).with_fields([nullable("user_id", FieldType::Integer)]);
    Project::new([users(), notes], &live)
        .await
        .rebuild([widen_age()])
        .await
        .unwrap();
}

async fn dropping_what_a_trigger_names() {
    let trigger = "CREATE TRIGGER note AFTER INSERT ON users BEGIN UPDATE users SET email = NEW.age; END";
    check(
        &format!("{USERS}; {trigger}"),
        drop_age(),
        &["`age` cannot be dropped while `note` names it"],
    )
    .await;
    let trigger = "CREATE TRIGGER note AFTER UPDATE OF age ON users BEGIN SELECT 1; END";
    check(
        &format!("{USERS}; {trigger}"),
        drop_age(),
        &["trigger `note` fires at it"],
    )
    .await;
}

async fn dropping_what_a_view_names() {
    let view = "CREATE VIEW ages AS SELECT age FROM users";
    check(
        &format!("{USERS}; {view}"),
        drop_age(),
        &["`age` cannot be dropped while `ages` names it"],
    )
    .await;
}

async fn dropping_what_an_unknown_index_or_check_names() {
    let index = "CREATE INDEX by_age ON users (email, age)";
    check(
        &format!("{USERS}; {index}"),
        drop_age(),
        &["index `by_age`", "DROP INDEX \"by_age\""],
    )
    .await;
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL CHECK (email <> age), age integer)";
    check(
        live,
        drop_age(),
        &["CHECK (email <> age)", "which the migrations do not know"],
    )
    .await;
}

async fn taking_the_uniqueness_from_what_another_table_refers_to() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL UNIQUE, age integer);
        CREATE TABLE notes (email REFERENCES users (email)); PRAGMA foreign_keys = OFF";
    let unique = Field {
        unique: Some(aksara_schema::NotCompared(None)),
        ..field("email", FieldType::String { max_length: 254 })
    };
    let mut project = Project::new([users().with_fields([unique])], live).await;
    let message = project
        .refusal([alter(field("email", FieldType::String { max_length: 254 }))])
        .await;
    assert!(
        message.contains("foreign key mismatch") && message.contains("notes"),
        "{message}"
    );
}
