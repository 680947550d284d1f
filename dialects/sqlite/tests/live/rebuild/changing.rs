//! The effect of a rebuild: the difference between before and after, and nothing else of the live table.

use aksara_operations::{AddField, AlterField, Operation, RemoveField, RenameField};
use aksara_schema::{
    Default, Field, FieldName, FieldType, Index, Literal, NotCompared, ObjectName, SqlExpression,
};
use pretty_assertions::assert_eq;

use super::support::{Project, field, nullable, table_name, users, widen_age};

aksara_suite::tests![
    one_clause_of_a_column_changes_and_the_others_stay,
    a_constraint_is_found_by_what_it_says_where_its_name_differs,
    a_renamed_field_is_followed_everywhere,
    names_are_exchanged,
    the_name_of_a_dropped_field_is_taken_again,
    using_may_name_fields_that_are_renamed,
    indexes_of_the_history_change_and_unknown_ones_stay,
    a_failure_in_the_middle_leaves_the_table_and_the_settings,
    an_interrupted_rebuild_leaves_the_table_and_the_settings,
];

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL COLLATE NOCASE \
    CONSTRAINT users_email_key UNIQUE CHECK (email <> ''), age integer DEFAULT 7)";

fn alter(field: Field) -> Operation {
    AlterField::replace((&table_name("users")).into(), field).into()
}

fn rename(old: &str, new: &str) -> Operation {
    let new_name = FieldName::new(new).unwrap();
    RenameField {
        table: (&table_name("users")).into(),
        old_name: old.to_owned(),
        new_name,
    }
    .into()
}

fn remove(name: &str) -> Operation {
    let (table, name) = ((&table_name("users")).into(), name.to_owned());
    RemoveField {
        table,
        name,
        if_exists: false,
        cascade: false,
    }
    .into()
}

fn add(field: Field) -> Operation {
    AddField {
        table: (&table_name("users")).into(),
        field,
        fill: None,
    }
    .into()
}

async fn one_clause_of_a_column_changes_and_the_others_stay() {
    let known = Field {
        unique: Some(NotCompared(None)),
        ..field("email", FieldType::String { max_length: 254 })
    };
    let table = users().with_fields([known.clone()]);
    for (after, expected) in [
        (
            Field {
                field_type: FieldType::Text,
                ..known.clone()
            },
            "email text NOT NULL COLLATE NOCASE CONSTRAINT users_email_key UNIQUE CHECK (email <> '')",
        ),
        (
            Field {
                nullable: true,
                field_type: FieldType::Text,
                ..known.clone()
            },
            "email text COLLATE NOCASE CONSTRAINT users_email_key UNIQUE CHECK (email <> '')",
        ),
        (
            Field {
                unique: None,
                ..known.clone()
            },
            "email varchar(254) NOT NULL COLLATE NOCASE CHECK (email <> '')",
        ),
        (
            Field {
                default: Some(Default::Literal(Literal::text("x").unwrap())),
                ..known.clone()
            },
            "email varchar(254) NOT NULL COLLATE NOCASE CONSTRAINT users_email_key UNIQUE CHECK (email <> '') DEFAULT 'x'",
        ),
        (
            Field {
                collation: Some("RTRIM".to_owned()),
                ..known.clone()
            },
            "email varchar(254) NOT NULL CONSTRAINT users_email_key UNIQUE CHECK (email <> '') COLLATE RTRIM",
        ),
    ] {
        let mut project = Project::new([table.clone()], USERS).await;
        project.rebuild([alter(after)]).await.unwrap();
        let sql = project.sql_of("users").await;
        assert!(
            sql.contains(expected) && sql.contains("age integer DEFAULT 7"),
            "{sql}"
        );
    }
}

async fn a_constraint_is_found_by_what_it_says_where_its_name_differs() {
    let known = Field {
        unique: Some(NotCompared(None)),
        ..field("email", FieldType::String { max_length: 254 })
    };
    let table = users().with_fields([known.clone()]);
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer, UNIQUE (Email))";
    let mut project = Project::new([table], live).await;
    project
        .rebuild([alter(Field {
            unique: None,
            ..known
        })])
        .await
        .unwrap();
    assert!(!project.sql_of("users").await.contains("UNIQUE"));
}

async fn a_renamed_field_is_followed_everywhere() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer CHECK (age > 0));
        CREATE INDEX by_age ON users (age DESC) WHERE age > 1;
        CREATE VIEW ages AS SELECT age FROM users;
        CREATE TRIGGER t AFTER UPDATE OF age ON users BEGIN UPDATE users SET email = NEW.age; END;
        INSERT INTO users VALUES (1, 'a', 5)";
    let mut project = Project::of_users(live).await;
    let years = nullable("years", FieldType::BigInteger);
    project
        .rebuild_as_one([rename("age", "years"), alter(years)])
        .await
        .unwrap();
    assert!(
        project
            .sql_of("users")
            .await
            .contains("\"years\" bigint CHECK (\"years\" > 0)")
    );
    assert!(
        project
            .sql_of("by_age")
            .await
            .ends_with("(\"years\" DESC) WHERE \"years\" > 1")
    );
    assert_eq!(project.texts("SELECT * FROM ages").await, ["5"]);
    project.execute("UPDATE users SET years = 6").await;
    assert_eq!(project.texts("SELECT email FROM users").await, ["6"]);
}

async fn names_are_exchanged() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer);
        INSERT INTO users VALUES (1, 'a', 5)";
    let mut project = Project::of_users(live).await;
    let operations = [
        rename("age", "passing"),
        rename("email", "age"),
        rename("passing", "email"),
    ];
    project.rebuild_as_one(operations).await.unwrap();
    assert_eq!(project.texts("SELECT age || email FROM users").await, ["a5"]);
}

async fn the_name_of_a_dropped_field_is_taken_again() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer);
        INSERT INTO users VALUES (1, 'a', 5)";
    let mut project = Project::of_users(live).await;
    project
        .rebuild_as_one([
            remove("age"),
            rename("email", "age"),
            add(nullable("email", FieldType::Integer)),
        ])
        .await
        .unwrap();
    assert_eq!(
        project
            .texts("SELECT age || coalesce(email, '-') FROM users")
            .await,
        ["a-"]
    );
    let columns = project.texts("SELECT name FROM pragma_table_info('users')").await;
    assert_eq!(columns, ["id", "age", "email"]);
}

async fn using_may_name_fields_that_are_renamed() {
    let raw = |sql: &str| {
        let dialect = aksara_schema::DialectName::new("sqlite").unwrap();
        SqlExpression::PerDialect([(dialect, aksara_schema::RawSql::new(sql))].into())
    };
    for using in [raw("age * 2"), SqlExpression::parse("age * 2")] {
        let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer);
            INSERT INTO users VALUES (1, 'a', 5)";
        let mut project = Project::of_users(live).await;
        let alter = AlterField {
            fill: None,
            using: Some(using.into()),
            ..AlterField::replace(
                (&table_name("users")).into(),
                nullable("age", FieldType::BigInteger),
            )
        };
        project
            .rebuild_as_one([alter.into(), rename("age", "years")])
            .await
            .unwrap();
        assert_eq!(project.texts("SELECT years FROM users").await, ["10"]);
    }
}

async fn indexes_of_the_history_change_and_unknown_ones_stay() {
    let name = ObjectName::new("users_age_idx").unwrap();
    let mut table = users();
    let index = Index::over(name.clone(), [FieldName::new("age").unwrap()]);
    table.indexes.insert(name.clone(), index);
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer);
        CREATE INDEX users_age_idx ON users (age COLLATE NOCASE); CREATE INDEX own ON users (email)";
    let mut project = Project::new([table.clone()], live).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(
        project.sql_of("users_age_idx").await,
        "CREATE INDEX users_age_idx ON users (age COLLATE NOCASE)"
    );

    let mut project = Project::new([table], live).await;
    let drop = aksara_operations::RemoveIndex {
        table: (&table_name("users")).into(),
        name,
        if_exists: false,
        concurrently: false,
    };
    project.rebuild_as_one([drop.into(), widen_age()]).await.unwrap();
    assert_eq!(project.sql_of("users_age_idx").await, "");
    assert_eq!(project.sql_of("own").await, "CREATE INDEX own ON users (email)");
}

async fn a_failure_in_the_middle_leaves_the_table_and_the_settings() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer);
        INSERT INTO users VALUES (1, 'a', NULL)";
    let mut project = Project::of_users(live).await;
    let before = project.catalog().await;
    project
        .rebuild([alter(field("age", FieldType::BigInteger))])
        .await
        .unwrap_err();
    assert_eq!(project.catalog().await, before);
    assert_eq!(project.texts("PRAGMA legacy_alter_table").await, ["0"]);
    assert_eq!(project.texts("SELECT email FROM users").await, ["a"]);
}

async fn an_interrupted_rebuild_leaves_the_table_and_the_settings() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer);
        INSERT INTO users VALUES (1, 'a', 5)";
    let mut project = Project::of_users(live).await;
    let before = project.catalog().await;
    let endless = "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n)";
    let dialect = aksara_schema::DialectName::new("sqlite").unwrap();
    let using = SqlExpression::PerDialect([(dialect, aksara_schema::RawSql::new(endless))].into());
    let alter = AlterField {
        fill: None,
        using: Some(using.into()),
        ..AlterField::replace(
            (&table_name("users")).into(),
            nullable("age", FieldType::BigInteger),
        )
    };
    let interrupt = project.connection.interrupt();
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        interrupt.interrupt().await;
    };
    let (result, ()) = futures::join!(project.rebuild([alter.into()]), stop);
    assert!(
        matches!(result, Err(aksara_driver::DriverError::Interrupted)),
        "{result:?}"
    );
    assert_eq!(project.catalog().await, before);
    assert_eq!(project.texts("PRAGMA legacy_alter_table").await, ["0"]);
    assert_eq!(project.texts("SELECT age FROM users").await, ["5"]);
}
