//! Migrations as SQL files: written, edited, mixed with Python files, and refused with the place of the error.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};
use crate::servers::{database, execute};

const FIRST: &str = "migrations/0001_auto_initial.sql";
const SECOND: &str = "migrations/0002_auto_add_phone.sql";
const PHONE: &str = "    phone = fields.Text(nullable=True)\n";

/// A project whose first migration is SQL for every dialect, and whose second one adds a phone number.
fn generated() -> Project {
    let project = Project::with_models(USER);
    let every = "makemigrations --sql --dialect postgres --dialect mysql --dialect sqlite";
    project
        .run(every)
        .succeeds()
        .says("Created: migrations/0001_auto_initial.sql");
    project.append("app/models.py", PHONE);
    project.run(every).succeeds();
    project
}

#[test]
fn each_dialect_has_sections_and_the_operations_are_kept() {
    let project = generated();
    let text = project.read(SECOND);
    let markers: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("-- migrate:") || line.starts_with("-- aksara:dialect"))
        .collect();
    let of = |way: &'static str| {
        ["postgres", "mysql", "sqlite"]
            .iter()
            .flat_map(move |dialect| [way.to_owned(), format!("-- aksara:dialect {dialect}")])
    };
    let expected: Vec<String> = of("-- migrate:up").chain(of("-- migrate:down")).collect();
    assert_eq!(markers, expected);
    assert!(
        text.contains("ALTER TABLE \"users\" ADD COLUMN \"phone\" text"),
        "{text}"
    );
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
}

#[test]
fn the_dialect_is_that_of_the_database_where_none_is_named() {
    let project = Project::with_models(USER);
    project
        .run("makemigrations --sql --database-url postgres://me@localhost/app")
        .succeeds();
    let text = project.read(FIRST);
    assert!(
        text.contains("-- aksara:dialect postgres") && !text.contains("dialect sqlite"),
        "{text}"
    );
    project.refuses(&["makemigrations", "--dialect", "postgres"], 2, &["--sql"]);
    project.refuses(
        &["makemigrations", "--sql", "--dialect", "oracle"],
        2,
        &["oracle"],
    );
}

/// Python, generated SQL, edited SQL and plain SQL in one history.
fn mixed() -> Project {
    let project = generated();
    let edit = |line: &str| {
        if line.contains("ADD COLUMN") {
            format!("{line}\nUPDATE users SET phone = 'none';\n")
        } else {
            format!("{line}\n")
        }
    };
    let edited: String = project.read(SECOND).lines().map(edit).collect();
    assert_eq!(edited.matches("UPDATE").count(), 3, "{edited}");
    project.write(SECOND, &edited);
    project.write(
        "migrations/0003_names.sql",
        "-- by hand\nUPDATE users SET name = upper(name);\n",
    );
    project.append("app/models.py", "    age = fields.Integer(nullable=True)\n");
    project
        .run("makemigrations")
        .succeeds()
        .says("Created: migrations/0004_auto_add_age.py");
    project
}

fn check_mixed(url: &str) {
    let project = mixed();
    let run = |arguments: &str| {
        let words: Vec<&str> = arguments.split(' ').collect();
        project.run_with(&[&words[..], &["--database-url", url]].concat(), &[])
    };
    run("migrate 0001").succeeds();
    execute(
        url,
        "INSERT INTO users (id, email, name, created_at, updated_at) VALUES \
         ('7f000001-0000-4000-8000-000000000001', 'a@b.c', 'ada', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
    );
    run("migrate")
        .succeeds()
        .says("Applying 0004_auto_add_age... ✓ Applied successfully");
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
    run("check").succeeds();
    // The edited SQL ran: no phone is empty.
    let filled = "-- migrate:up\nCREATE TABLE phones (phone TEXT NOT NULL);\nINSERT INTO phones SELECT phone FROM users;\n\
                  -- migrate:down\nDROP TABLE phones;\n";
    project.write("migrations/0005_phones.sql", filled);
    run("migrate").succeeds();
    run("migrate 0003").succeeds();
    let refused = run("migrate 0002");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("0003_names"), "{}", refused.stderr);
}

#[test]
fn a_mixed_history_runs_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check_mixed(&format!("sqlite:{}", folder.path().join("app.db").display()));
}

#[test]
fn a_mixed_history_runs_on_the_servers() {
    for variable in [
        "AKSARA_TEST_POSTGRES_URL",
        "AKSARA_TEST_MYSQL_URL",
        "AKSARA_TEST_MARIADB_URL",
    ] {
        if let Some(url) = database(variable, "mixed") {
            check_mixed(&url);
        }
    }
}

#[test]
fn sections_by_hand_go_both_ways() {
    let project = Project::migrated();
    project.write(
        "migrations/0002_view.sql",
        "-- migrate:up\nCREATE VIEW names AS SELECT name FROM users;\n\
         CREATE TRIGGER quiet AFTER DELETE ON users BEGIN SELECT 1; SELECT 2; END;\n\
         -- migrate:down\nDROP TRIGGER quiet; DROP VIEW names;\n",
    );
    project.run("migrate").succeeds();
    project.run("migrate 0001").succeeds();
    project.run("migrate").succeeds();
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
}

#[test]
fn an_error_shows_the_line_of_the_file() {
    let project = Project::migrated();
    project.write(
        "migrations/0002_wrong.sql",
        "-- migrate:up\nSELECT 1;\n\nUPDATE users\nSET nothing = 1;\n-- migrate:down\n",
    );
    let ended = project.run("migrate");
    assert_eq!(ended.code, 1);
    for part in ["migrations/0002_wrong.sql:4:1", "nothing"] {
        assert!(ended.stderr.contains(part), "no {part} in {}", ended.stderr);
    }
    project.write("migrations/0002_wrong.sql", "-- migrate:up\n-- migrate:left\n");
    project.refuses(
        &["migrate"],
        1,
        &["0002_wrong.sql:2:1", "`-- migrate:left` is not known"],
    );
}

#[test]
fn one_name_has_one_file() {
    let project = Project::migrated().file("migrations/0001_auto_initial.sql", "SELECT 1;\n");
    project.refuses(
        &["migrate"],
        1,
        &["0001_auto_initial.py and migrations/0001_auto_initial.sql have the same migration name"],
    );
}

#[test]
fn heads_are_joined_by_an_sql_file_too() {
    let project = Project::with_models(USER);
    project.run("makemigrations --sql").succeeds();
    for name in ["0002_a", "0002_b"] {
        let text = "-- aksara:depends 0001_auto_initial\n-- migrate:up\n-- migrate:down\n";
        project.write(&format!("migrations/{name}.sql"), text);
    }
    project
        .run("makemigrations --merge --sql")
        .succeeds()
        .says("Created: migrations/0003_merge.sql");
    project.run("migrate").succeeds();
    project.run("migrate zero").succeeds();
}
