//! SQL files of other migration tools: read as what they are, there and back with rows, or refused before anything runs.

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::project::{Ended, Project};
use crate::servers::{database, execute};

/// A tool's form: the migration's name and its files, `{v}` being the version and `{n}` the title.
struct Form {
    tool: &'static str,
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
}

const FORMS: &[Form] = &[
    Form {
        tool: "dbmate",
        name: "{v}_{n}",
        files: &[("{v}_{n}.sql", "-- migrate:up\n{up}\n\n-- migrate:down\n{down}\n")],
    },
    Form {
        tool: "dbmate without a transaction",
        name: "{v}_{n}",
        files: &[(
            "{v}_{n}.sql",
            "-- migrate:up transaction:false\n{up}\n\n-- migrate:down transaction:false\n{down}\n",
        )],
    },
    Form {
        tool: "goose",
        name: "{v}_{n}",
        files: &[(
            "{v}_{n}.sql",
            "-- +goose Up\n-- +goose StatementBegin\n{up}\n-- +goose StatementEnd\n\n-- +goose Down\n{down}\n",
        )],
    },
    Form {
        tool: "goose without a transaction",
        name: "{v}_{n}",
        files: &[(
            "{v}_{n}.sql",
            "-- +goose NO TRANSACTION\n-- +goose Up\n{up}\n-- +goose Down\n{down}\n",
        )],
    },
    Form {
        tool: "sql-migrate",
        name: "{v}_{n}",
        files: &[(
            "{v}_{n}.sql",
            "-- +migrate Up notransaction\n{up}\n-- +migrate Down\n{down}\n",
        )],
    },
    Form {
        tool: "node-pg-migrate",
        name: "{v}_{n}",
        files: &[(
            "{v}_{n}.sql",
            "-- Up Migration\n{up}\n-- Down Migration\n{down}\n",
        )],
    },
    Form {
        tool: "tern",
        name: "{v}_{n}",
        files: &[(
            "{v}_{n}.sql",
            "{up}\n\n---- create above / drop below ----\n\n{down}\n",
        )],
    },
    Form {
        tool: "golang-migrate",
        name: "{v}_{n}",
        files: &[("{v}_{n}.up.sql", "{up}\n"), ("{v}_{n}.down.sql", "{down}\n")],
    },
    Form {
        tool: "yoyo",
        name: "{v}.{n}",
        files: &[("{v}.{n}.sql", "{up}\n"), ("{v}.{n}.rollback.sql", "{down}\n")],
    },
    Form {
        tool: "Flyway",
        name: "V{v}__{n}",
        files: &[("V{v}__{n}.sql", "{up}\n"), ("U{v}__{n}.sql", "{down}\n")],
    },
];

/// The text above everything in every file.
const HEAD: &str = "\u{feff}-- Made by hand\n/* for all\n   databases */\n\n";

struct Step {
    version: &'static str,
    title: &'static str,
    up: &'static str,
    down: &'static str,
}

/// 10 comes after 2, and nothing but the names says so.
const STEPS: &[Step] = &[
    Step {
        version: "2",
        title: "users",
        up: "CREATE TABLE users (id int PRIMARY KEY, name varchar(20));\nINSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');",
        down: "DROP TABLE users;",
    },
    Step {
        version: "10",
        title: "ages",
        up: "ALTER TABLE users ADD COLUMN age int;\nUPDATE users SET age = 7 * id;",
        down: "ALTER TABLE users DROP COLUMN age;",
    },
];

impl Form {
    fn filled(text: &str, step: &Step) -> String {
        text.replace("{v}", step.version)
            .replace("{n}", step.title)
            .replace("{up}", step.up)
            .replace("{down}", step.down)
    }

    fn names(&self) -> Vec<String> {
        STEPS.iter().map(|step| Self::filled(self.name, step)).collect()
    }

    fn project(&self) -> Project {
        let project = Project::new();
        for step in STEPS {
            for (file, text) in self.files {
                let file = format!("migrations/{}", Self::filled(file, step));
                project.write(&file, &(HEAD.to_owned() + &Self::filled(text, step)));
            }
        }
        project
    }

    /// There, back one, there again, back to nothing; the rows stay as long as their table.
    fn check(&self, url: &str) {
        let project = self.project();
        let run = |arguments: &str| {
            let words: Vec<&str> = arguments.split(' ').collect();
            project.run_with(&[&words[..], &["--database-url", url]].concat(), &[])
        };
        let sum = |sql: &str| match value(url, sql) {
            Value::Integer(number) => number,
            Value::Text(digits) => digits.trim().parse().unwrap(),
            other => panic!("{}: {sql} gives {other:?}", self.tool),
        };
        let [users, ages] = &self.names()[..] else {
            panic!("two migrations")
        };
        run("migrate").succeeds();
        assert_eq!(
            sum("SELECT CAST(SUM(age) AS CHAR(9)) FROM users"),
            21,
            "{}",
            self.tool
        );
        run("status")
            .succeeds()
            .says(&format!("[X] {users}"))
            .says(&format!("[X] {ages}"));
        assert_eq!(sum("SELECT COUNT(*) FROM aksara_migrations"), 2, "{}", self.tool);
        run(&format!("migrate {users}")).succeeds();
        assert_eq!(sum("SELECT COUNT(*) FROM users"), 2, "{}", self.tool);
        run("status").succeeds().says(&format!("[ ] {ages}"));
        run("migrate").succeeds();
        assert_eq!(
            sum("SELECT CAST(SUM(age) AS CHAR(9)) FROM users"),
            21,
            "{}",
            self.tool
        );
        run("migrate zero").succeeds();
        assert_eq!(sum("SELECT COUNT(*) FROM aksara_migrations"), 0, "{}", self.tool);
        execute(url, "CREATE TABLE users (id int)");
    }
}

#[test]
fn every_form_goes_both_ways_on_sqlite() {
    for form in FORMS {
        let folder = tempfile::tempdir().unwrap();
        form.check(&format!("sqlite:{}", folder.path().join("app.db").display()));
    }
}

fn check_server(variable: &str) {
    for form in FORMS {
        if let Some(url) = database(variable, "forms") {
            form.check(&url);
        }
    }
}

#[test]
fn every_form_goes_both_ways_on_postgres() {
    check_server("AKSARA_TEST_POSTGRES_URL");
}

#[test]
fn every_form_goes_both_ways_on_mysql() {
    check_server("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn every_form_goes_both_ways_on_mariadb() {
    check_server("AKSARA_TEST_MARIADB_URL");
}

#[test]
fn a_script_and_a_proof_take_each_way_once() {
    for form in FORMS {
        let project = form.project();
        let there = project.run("sql .. --dialect sqlite").succeeds().stdout;
        let position = |text: &str| {
            there
                .find(text)
                .unwrap_or_else(|| panic!("{}: {there}", form.tool))
        };
        assert!(
            position("CREATE TABLE users") < position("ADD COLUMN age"),
            "{}",
            form.tool
        );
        assert!(!there.contains("DROP"), "{}: {there}", form.tool);
        let back = project.run("sql .. --dialect sqlite --reverse").succeeds().stdout;
        assert!(
            back.contains("DROP TABLE users") && !back.contains("CREATE TABLE users"),
            "{back}"
        );
        project.run("verify").succeeds();
    }
}

#[test]
fn the_way_back_counts_as_an_edit_too() {
    let form = FORMS.iter().find(|form| form.tool == "golang-migrate").unwrap();
    let project = form.project();
    project.run("migrate").succeeds();
    project.append("migrations/10_ages.down.sql", "SELECT 1;\n");
    project.refuses(&["migrate"], 1, &["10_ages"]);
    project.run("migrate --accept-edited 10_ages").succeeds();
    project.run("migrate zero").succeeds();
}

#[test]
fn an_error_of_the_way_back_shows_its_own_file() {
    let project = Project::new()
        .file("migrations/0001_a.up.sql", "CREATE TABLE a (b int);\n")
        .file("migrations/0001_a.down.sql", "-- first\nDROP TABLE nothing;\n");
    project.run("migrate").succeeds();
    project.refuses(&["migrate", "zero"], 1, &["migrations/0001_a.down.sql:2:1"]);
}

#[test]
fn new_migrations_follow_the_greatest_number() {
    for tool in ["golang-migrate", "Flyway", "dbmate"] {
        let form = FORMS.iter().find(|form| form.tool == tool).unwrap();
        let project = form.project();
        project.write(
            "app/models.py",
            "from aksara import Model, fields\n\n\nclass Note(Model):\n    text = fields.Text()\n",
        );
        project
            .run("makemigrations")
            .succeeds()
            .says("Created: migrations/0011_auto_create_notes.py");
        project.run("migrate").succeeds();
        let next = match tool {
            "Flyway" => "V12__late.sql",
            _ => "12_late.sql",
        };
        project.write(&format!("migrations/{next}"), "UPDATE users SET age = 0;\n");
        project.run("migrate").succeeds();
        project
            .run("makemigrations")
            .succeeds()
            .says("No changes: the models agree with the migrations");
    }
}

#[test]
fn a_way_back_that_belongs_to_nothing_is_refused() {
    for (files, parts) in [
        (
            &["0002_users.down.sql"][..],
            &[
                "0002_users.down.sql reverts a migration that does not exist",
                "0002_users.up.sql",
            ][..],
        ),
        (
            &["U2__users.sql"],
            &[
                "U2__users.sql reverts a migration that does not exist",
                "V2__users.sql",
            ],
        ),
        (
            &["0002_users_up.sql", "0002_users_down.sql"],
            &["0002_users_down.sql is not a migration", "NAME.down.sql"],
        ),
        (
            &["0002_users.sql", "0002_users_rollback.sql"],
            &["0002_users_rollback.sql is not a migration"],
        ),
        (
            &["002.do.users.sql", "002.undo.users.sql"],
            &["002.undo.users.sql is not a migration"],
        ),
        (
            &["2024_users/up.sql", "2024_users/down.sql"],
            &["2024_users/up.sql is in a folder of its own", "FOLDER.up.sql"],
        ),
        (&["up.sql", "down.sql"], &["down.sql is not a migration"]),
        (
            &["R__view.sql"],
            &["R__view.sql is not a migration", "runs it again after each edit"],
        ),
        (&["B3__base.sql"], &["B3__base.sql is not a migration"]),
        (&["afterMigrate.sql"], &["afterMigrate.sql is not a migration"]),
        (
            &["0002_a.up.sql", "0002_a.sql"],
            &["have the same migration name"],
        ),
        (
            &["0002_a.up.sql", "0002_a.down.sql", "0002_a.rollback.sql"],
            &["have the same migration name"],
        ),
    ] {
        let project = Project::new().file("migrations/0001_first.sql", "CREATE TABLE a (b int);\n");
        for file in files {
            project.write(&format!("migrations/{file}"), "DROP TABLE a;\n");
        }
        for command in ["migrate", "status", "sql .."] {
            project.refuses(&command.split(' ').collect::<Vec<_>>(), 1, parts);
        }
    }
}

#[test]
fn sections_that_are_not_understood_are_refused() {
    for (text, place) in [
        (
            "CREATE TABLE a (b int);\n--- migrate:down\nDROP TABLE a;\n",
            "0002_x.sql:2:1",
        ),
        (
            "-- migrate:up\nCREATE TABLE a (b int);\n-- MIGRATE:DOWN\nDROP TABLE a;\n",
            "0002_x.sql:3:1",
        ),
        (
            "CREATE TABLE a (b int);\n-- rambler down\nDROP TABLE a;\n",
            "0002_x.sql:2:1",
        ),
        (
            "CREATE TABLE a (b int);\n-- ROLLBACK\nDROP TABLE a;\n",
            "0002_x.sql:2:1",
        ),
        (
            "-- +goose Up\nCREATE TABLE a (b int);\n-- +migrate Down\nDROP TABLE a;\n",
            "0002_x.sql:3:1",
        ),
    ] {
        let project = Project::new().file("migrations/0002_x.sql", text);
        project.refuses(&["migrate"], 1, &[place]);
    }
}

fn run_on(project: &Project, url: &str, arguments: &[&str]) -> Ended {
    project.run_with(&[arguments, &["--database-url", url]].concat(), &[])
}

/// Statements of which the middle one is in no transaction.
fn check_alone(url: &str, alone: &str) {
    let project = Project::new()
        .file(
            "migrations/1_a.sql",
            "CREATE TABLE a (b int, c int);\nINSERT INTO a VALUES (1, 1);\n",
        )
        .file(
            "migrations/2_b.sql",
            &format!(
                "-- migrate:up transaction:false\nUPDATE a SET c = 2;\n{alone};\nUPDATE a SET c = c + 1;\n"
            ),
        );
    run_on(&project, url, &["migrate"]).succeeds();
    assert_eq!(
        value(url, "SELECT COUNT(*) FROM a WHERE c = 3"),
        Value::Integer(1),
        "{alone}"
    );
    run_on(&project, url, &["migrate"]).succeeds();
}

#[test]
fn statements_without_a_transaction_are_committed_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("app.db").display());
    check_alone(&sqlite, "VACUUM");
    for (variable, alone) in [
        (
            "AKSARA_TEST_POSTGRES_URL",
            "CREATE INDEX CONCURRENTLY a_b ON a (b)",
        ),
        ("AKSARA_TEST_MYSQL_URL", "CREATE INDEX a_b ON a (b)"),
        ("AKSARA_TEST_MARIADB_URL", "CREATE INDEX a_b ON a (b)"),
    ] {
        if let Some(url) = database(variable, "alone") {
            check_alone(&url, alone);
        }
    }
}

/// A routine or trigger between the edges of a statement, without anything that ends it.
fn check_body(url: &str, body: &str, drop: &str) {
    let text = format!(
        "-- +goose Up\nCREATE TABLE a (b int);\n-- +goose StatementBegin\n{body}\n-- +goose StatementEnd\n\
         INSERT INTO a VALUES (1);\n\n-- +goose Down\n{drop}\nDROP TABLE a;\n"
    );
    let project = Project::new().file("migrations/1_a.sql", &text);
    run_on(&project, url, &["migrate"]).succeeds();
    assert_eq!(value(url, "SELECT COUNT(*) FROM a"), Value::Integer(1));
    run_on(&project, url, &["migrate", "zero"]).succeeds();
    run_on(&project, url, &["migrate"]).succeeds();
}

#[test]
fn the_edges_of_a_statement_hold_a_body() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("app.db").display());
    let trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END";
    check_body(&sqlite, trigger, "DROP TRIGGER t;");
    if let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "bodies") {
        let function =
            "CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  -- down\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql";
        check_body(&url, function, "DROP FUNCTION f();");
    }
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        if let Some(url) = database(variable, "bodies") {
            let procedure = "CREATE PROCEDURE p()\nBEGIN\n  IF 1 THEN SELECT 1; END IF;\n  SELECT 2;\nEND";
            check_body(&url, procedure, "DROP PROCEDURE p;");
        }
    }
}
