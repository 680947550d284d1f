//! One test for each thing that other tools lose in a rebuild.

use aksara_operations::AlterField;
use aksara_schema::{Deferrable, Field, FieldType, NotCompared, Reference, ReferentialAction, Table};
use pretty_assertions::assert_eq;

use super::support::{Project, alter, field, id, nullable, table_name, users, widen_age};

aksara_suite::tests![
    rows_of_tables_that_refer_to_it,
    autoincrement_and_its_mark,
    autoincrement_that_the_history_does_not_know,
    triggers,
    views,
    a_view_that_is_broken_already,
    expression_and_partial_indexes_with_their_orders_and_collations,
    conflict_clauses_which_lose_no_rows_of_the_copy,
    the_conflict_clause_of_a_field_that_was_nullable_for_a_while,
    the_conflict_clause_of_a_field_that_is_nullable_and_of_another_type_for_a_while,
    the_conflict_clause_of_a_key_that_gets_another_field,
    a_deferrable_that_is_written_apart_from_its_key,
    unnamed_checks,
    collations_of_columns,
    strict,
    generated_columns,
    rowids,
    rowids_under_another_name_where_a_column_has_theirs,
    without_rowid_even_where_the_history_does_not_know,
    what_other_tables_foreign_keys_say,
    the_connection_s_settings,
];

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer)";

async fn of_users(beside: &str) -> Project {
    Project::of_users(&format!("{USERS}; {beside}")).await
}

async fn rows_of_tables_that_refer_to_it() {
    let posts = Table::new(table_name("posts")).with_fields([id(), field("author_id", FieldType::Integer)]);
    let live = format!(
        "{USERS}; INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 2);
         CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users ON DELETE CASCADE);
         INSERT INTO posts VALUES (1, 1), (2, 2), (3, 2)"
    );
    let mut project = Project::new([users(), posts], &live).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(
        project.texts("SELECT author_id FROM posts ORDER BY id").await,
        ["1", "2", "2"]
    );
    assert_eq!(
        project
            .texts("SELECT count(*) FROM pragma_foreign_key_check")
            .await,
        ["0"]
    );
    assert_eq!(project.texts("PRAGMA foreign_keys").await, ["1"]);
    project.execute("DELETE FROM users WHERE id = 2").await;
    assert_eq!(project.texts("SELECT id FROM posts").await, ["1"]);
}

async fn autoincrement_and_its_mark() {
    let mut table = users();
    table.options.autoincrement = true;
    let live =
        "CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, email varchar(254) NOT NULL, age integer);
        INSERT INTO users VALUES (41, 'a', 1), (99, 'b', 2); DELETE FROM users WHERE id = 99";
    let mut project = Project::new([table], live).await;
    project.rebuild([widen_age()]).await.unwrap();
    project.execute("INSERT INTO users (email) VALUES ('c')").await;
    assert_eq!(project.texts("SELECT max(id) FROM users").await, ["100"]);
    assert_eq!(project.texts("SELECT name FROM sqlite_sequence").await, ["users"]);
}

async fn autoincrement_that_the_history_does_not_know() {
    let live =
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email varchar(254) NOT NULL, age integer);
        INSERT INTO users VALUES (99, 'b', 2); DELETE FROM users";
    let mut project = Project::of_users(live).await;
    project.rebuild([widen_age()]).await.unwrap();
    project.execute("INSERT INTO users (email) VALUES ('c')").await;
    assert_eq!(project.texts("SELECT id FROM users").await, ["100"]);
}

async fn triggers() {
    let trigger = "CREATE TRIGGER log_email AFTER UPDATE OF email ON users WHEN OLD.email <> NEW.email \
        BEGIN INSERT INTO log VALUES (OLD.email || ' > ' || NEW.email); END";
    let other = "CREATE TRIGGER forget AFTER DELETE ON log BEGIN UPDATE users SET age = NULL; END";
    let mut project = of_users(&format!(
        "CREATE TABLE log (line); {trigger}; {other}; INSERT INTO users VALUES (1, 'a', 7)"
    ))
    .await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(project.sql_of("log_email").await, trigger);
    assert_eq!(project.sql_of("forget").await, other);
    assert_eq!(project.texts("SELECT * FROM log").await, [] as [&str; 0]);
    project.execute("UPDATE users SET email = 'b'").await;
    assert_eq!(project.texts("SELECT * FROM log").await, ["a > b"]);
    project.execute("DELETE FROM log").await;
    assert_eq!(project.texts("SELECT age FROM users").await, ["NULL"]);
}

async fn views() {
    let view = "CREATE VIEW adults AS SELECT u.email FROM users u WHERE u.age >= 18";
    let mut project = of_users(&format!(
        "{view}; INSERT INTO users VALUES (1, 'a', 7), (2, 'b', 18)"
    ))
    .await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(project.sql_of("adults").await, view);
    assert_eq!(project.texts("SELECT * FROM adults").await, ["b"]);
}

async fn a_view_that_is_broken_already() {
    let mut project = of_users("CREATE VIEW broken AS SELECT a FROM nowhere").await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(
        project.sql_of("broken").await,
        "CREATE VIEW broken AS SELECT a FROM nowhere"
    );
}

async fn expression_and_partial_indexes_with_their_orders_and_collations() {
    for index in [
        "CREATE INDEX i ON users (lower(email), age)",
        "CREATE INDEX i ON users (age DESC)",
        "CREATE INDEX i ON users (email COLLATE NOCASE)",
        "CREATE UNIQUE INDEX i ON users (email) WHERE age > 18",
        "CREATE INDEX i ON users (email COLLATE RTRIM DESC, length(email) + age) WHERE users.age IS NOT NULL -- why",
    ] {
        let mut project = of_users(&format!("{index}\n; INSERT INTO users VALUES (1, 'a', 1)")).await;
        let kept = project.sql_of("i").await;
        project.rebuild([widen_age()]).await.unwrap();
        assert_eq!(project.sql_of("i").await, kept);
    }
}

/// A column or table clause of the live table after the rebuild.
async fn check_kept(live: &str, clause: &str, rows: &str) -> Project {
    let mut project = Project::of_users(&format!("{live}; INSERT INTO users VALUES {rows}")).await;
    let before = project
        .texts("SELECT email || coalesce(age, '') FROM users ORDER BY rowid")
        .await;
    project.rebuild([widen_age()]).await.unwrap();
    let sql = project.sql_of("users").await;
    assert!(sql.contains(clause) && sql.contains("bigint"), "{sql}");
    assert_eq!(
        project
            .texts("SELECT email || coalesce(age, '') FROM users ORDER BY rowid")
            .await,
        before
    );
    project
}

async fn conflict_clauses_which_lose_no_rows_of_the_copy() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY ON CONFLICT REPLACE, email varchar(254) \
        NOT NULL ON CONFLICT IGNORE, age integer, UNIQUE (email) ON CONFLICT REPLACE)";
    for clause in [
        "PRIMARY KEY ON CONFLICT REPLACE",
        "NOT NULL ON CONFLICT IGNORE",
        "UNIQUE (email) ON CONFLICT REPLACE",
    ] {
        check_kept(live, clause, "(1, 'a', 1), (2, 'b', 2)").await;
    }
}

/// A table whose every rule has a conflict clause that the history does not know.
async fn of_users_with_conflicts() -> Project {
    Project::of_users(
        "CREATE TABLE users (id integer PRIMARY KEY ON CONFLICT REPLACE, email varchar(254) NOT NULL ON CONFLICT IGNORE, \
         age integer, UNIQUE (email) ON CONFLICT FAIL); INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 2)",
    )
    .await
}

async fn the_conflict_clause_of_a_field_that_was_nullable_for_a_while() {
    for rebuilt_between in [false, true] {
        let mut project = of_users_with_conflicts().await;
        let email = FieldType::String { max_length: 254 };
        project
            .migrate([alter(nullable("email", email.clone()))])
            .await
            .unwrap();
        project.execute("INSERT INTO users (email) VALUES (NULL)").await;
        assert_eq!(project.texts("SELECT count(*) FROM users").await, ["3"]);
        project.execute("DELETE FROM users WHERE email IS NULL").await;
        if rebuilt_between {
            project.rebuild([widen_age()]).await.unwrap();
        }
        project.migrate([alter(field("email", email))]).await.unwrap();
        project.execute("INSERT INTO users (email) VALUES (NULL)").await;
        assert_eq!(project.texts("SELECT email FROM users").await, ["a", "b"]);
        let sql = project.sql_of("users").await;
        assert!(sql.contains("NOT NULL ON CONFLICT IGNORE"), "{sql}");
        assert_eq!(project.texts("PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(project.texts("PRAGMA writable_schema").await, ["0"]);
    }
}

async fn the_conflict_clause_of_a_field_that_is_nullable_and_of_another_type_for_a_while() {
    let mut project = of_users_with_conflicts().await;
    project
        .rebuild([alter(nullable("email", FieldType::Text))])
        .await
        .unwrap();
    project.execute("INSERT INTO users (email) VALUES (NULL)").await;
    project.execute("DELETE FROM users WHERE email IS NULL").await;
    let email = field("email", FieldType::String { max_length: 254 });
    project.rebuild([alter(email)]).await.unwrap();
    project.execute("INSERT INTO users (email) VALUES (NULL)").await;
    assert_eq!(project.texts("SELECT email FROM users").await, ["a", "b"]);
}

async fn the_conflict_clause_of_a_key_that_gets_another_field() {
    let mut project = of_users_with_conflicts().await;
    let age = Field {
        primary_key: true,
        ..field("age", FieldType::Integer)
    };
    let id = Field {
        auto_increment: false,
        ..id()
    };
    project.rebuild([alter(id), alter(age)]).await.unwrap();
    project
        .execute("INSERT INTO users VALUES (1, 'c', 1), (1, 'd', 2)")
        .await;
    assert_eq!(
        project.texts("SELECT email FROM users ORDER BY email").await,
        ["b", "c", "d"]
    );
}

async fn a_deferrable_that_is_written_apart_from_its_key() {
    let mut posts = Table::new(table_name("posts")).with_fields([id(), nullable("n", FieldType::Integer)]);
    let mut author = field("author_id", FieldType::Integer);
    author.reference = Some(Reference {
        table: table_name("users"),
        field: None,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::InitiallyDeferred,
        constraint: NotCompared(None),
    });
    posts = posts.with_fields([author]);
    let live = format!(
        "{USERS}; CREATE TABLE posts (id integer PRIMARY KEY, n integer, \
         author_id integer REFERENCES users (id) NOT NULL DEFERRABLE INITIALLY DEFERRED)"
    );
    let mut project = Project::new([users(), posts], &live).await;
    let wider = AlterField::replace(
        (&table_name("posts")).into(),
        nullable("n", FieldType::BigInteger),
    );
    project.rebuild([wider.into()]).await.unwrap();
    project
        .execute("BEGIN; INSERT INTO posts VALUES (1, 1, 7); INSERT INTO users VALUES (7, 'a', 1); COMMIT")
        .await;
    assert_eq!(project.texts("SELECT author_id FROM posts").await, ["7"]);
}

async fn unnamed_checks() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL CHECK (email <> ''), \
        age integer, CHECK (users.age < 200 OR \"users\".age IS NULL))";
    let mut project = check_kept(live, "CHECK (email <> '')", "(1, 'a', 1)").await;
    for bad in ["(2, '', 1)", "(2, 'b', 200)"] {
        assert!(
            project
                .connection
                .execute(&format!("INSERT INTO users VALUES {bad}"))
                .await
                .is_err()
        );
    }
}

async fn collations_of_columns() {
    let live = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL COLLATE NOCASE, age integer)";
    let mut project = check_kept(live, "COLLATE NOCASE", "(1, 'A', 1)").await;
    assert_eq!(
        project.texts("SELECT id FROM users WHERE email = 'a'").await,
        ["1"]
    );
}

async fn strict() {
    let live = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER) STRICT";
    let mut table = users();
    table.options.strict = true;
    let mut project = Project::new([table], &format!("{live}; INSERT INTO users VALUES (1, 'a', 1)")).await;
    let required = field("age", FieldType::Text);
    let change = aksara_operations::AlterField::replace((&table_name("users")).into(), required);
    project.rebuild([change.into()]).await.unwrap();
    assert!(project.sql_of("users").await.ends_with("STRICT"));
    assert_eq!(
        project.texts("SELECT typeof(age) || age FROM users").await,
        ["text1"]
    );
}

async fn generated_columns() {
    let stored = "domain text GENERATED ALWAYS AS (substr(email, instr(email, '@') + 1)) STORED";
    let short = "short text AS (substr(email, 1, 1))";
    let generated = |name: &str, storage, sql: &str| aksara_schema::Field {
        generated: Some(aksara_schema::Generated {
            expression: aksara_schema::SqlExpression::PerDialect(
                [(
                    aksara_schema::DialectName::new("sqlite").unwrap(),
                    aksara_schema::RawSql::new(sql),
                )]
                .into(),
            ),
            storage,
        }),
        ..nullable(name, FieldType::Text)
    };
    let table = users().with_fields([
        generated(
            "domain",
            aksara_schema::GeneratedStorage::Stored,
            "substr(email, instr(email, '@') + 1)",
        ),
        generated(
            "short",
            aksara_schema::GeneratedStorage::Virtual,
            "substr(email, 1, 1)",
        ),
    ]);
    let live = format!(
        "CREATE TABLE users (id integer PRIMARY KEY, email varchar(254) NOT NULL, age integer, {stored}, {short}); INSERT INTO users (email) VALUES ('me@host')"
    );
    let mut project = Project::new([table], &live).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(
        project.texts("SELECT domain || short FROM users").await,
        ["hostm"]
    );
    assert!(project.sql_of("users").await.contains(stored));
}

async fn rowids() {
    let table = Table::new(table_name("users")).with_fields([
        field("email", FieldType::String { max_length: 254 }),
        nullable("age", FieldType::Integer),
    ]);
    let live = "CREATE TABLE users (email varchar(254) NOT NULL, age integer);
        INSERT INTO users (rowid, email) VALUES (7, 'a'), (3, 'b'), (1000, 'c')";
    let mut project = Project::new([table], live).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(
        project
            .texts("SELECT rowid || email FROM users ORDER BY rowid")
            .await,
        ["3b", "7a", "1000c"]
    );
}

async fn rowids_under_another_name_where_a_column_has_theirs() {
    let table = Table::new(table_name("users")).with_fields([
        nullable("rowid", FieldType::Text),
        nullable("age", FieldType::Integer),
    ]);
    let live = "CREATE TABLE users (rowid text, age integer); INSERT INTO users (_rowid_, rowid) VALUES (7, 'seven')";
    let mut project = Project::new([table], live).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(
        project.texts("SELECT _rowid_ || rowid FROM users").await,
        ["7seven"]
    );
}

async fn without_rowid_even_where_the_history_does_not_know() {
    let email = aksara_schema::Field {
        primary_key: true,
        ..field("email", FieldType::String { max_length: 254 })
    };
    let table = Table::new(table_name("users")).with_fields([email, nullable("age", FieldType::Integer)]);
    let live = "CREATE TABLE users (email varchar(254) NOT NULL PRIMARY KEY, age integer) WITHOUT ROWID;
        INSERT INTO users VALUES ('a', 1)";
    let mut project = Project::new([table], live).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert!(project.sql_of("users").await.ends_with("WITHOUT ROWID"));
    assert_eq!(project.texts("SELECT email || age FROM users").await, ["a1"]);
}

async fn what_other_tables_foreign_keys_say() {
    let posts = "CREATE TABLE posts (author_id integer REFERENCES users(id) ON DELETE SET NULL)";
    let mut project = of_users(posts).await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(project.sql_of("posts").await, posts);
}

async fn the_connection_s_settings() {
    let mut project = of_users("PRAGMA legacy_alter_table = ON").await;
    project.rebuild([widen_age()]).await.unwrap();
    assert_eq!(project.texts("PRAGMA legacy_alter_table").await, ["1"]);
}
