//! `aksara inspect`: real schemas, on the databases that they were made for, become models; migrating those on an empty
//! database gives the same schema again.

use aksara::{Environment, Flags, Schema};
use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{database, execute};

const CHINOOK: &str = include_str!("schemas/chinook.sqlite.sql");
const SAKILA: &str = include_str!("schemas/sakila.mysql.sql");
const PAGILA: &str = include_str!("schemas/pagila.postgres.sql");
const NORTHWIND: &str = include_str!("schemas/northwind.postgres.sql");

/// What no model has a word for, and the tables need.
const PAGILAS_TYPES: &str =
    "CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155)";

/// The tables of a database, as that database could tell them.
fn schema(project: &Project, url: &str) -> Schema {
    let flags = Flags {
        database_url: Some(url.to_owned()),
        ..Flags::default()
    };
    let opened = aksara::Project::open_with(project.path(""), flags, Environment::Process).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let inspected = runtime.block_on(opened.inspect(&[])).unwrap().schema;
    let url = aksara::DatabaseUrl::parse(url).unwrap();
    let dialect = aksara::registry::dialect_of(&url).unwrap();
    dialect.normalize(&inspected, &dialect.newest_version())
}

/// Starts a history with the tables of one database, and runs it on another one, which is empty but for `needed`.
fn check(made: &str, empty: &str, sql: &str, needed: &str, remarks: &[&str]) {
    let project = Project::new();
    execute(made, sql);
    let run = |arguments: &[&str], url: &str| {
        project
            .run_with(&[arguments, &["--database-url", url]].concat(), &[])
            .succeeds()
    };
    let ended = run(&["inspect", "--output", "app/models.py", "--baseline"], made);
    for remark in remarks {
        assert!(ended.stderr.contains(remark), "no {remark:?} in {}", ended.stderr);
    }
    let unchanged = project.run("makemigrations --check").succeeds();
    assert!(unchanged.stdout.contains("No changes"), "{}", unchanged.stdout);
    assert!(run(&["migrate"], made).stdout.contains("No migrations to apply"));
    let has_triggers = remarks.iter().any(|remark| remark.starts_with("trigger"));
    if !has_triggers {
        assert!(run(&["check"], made).stdout.contains("✓ Database"));
    }
    if !needed.is_empty() {
        execute(empty, needed);
    }
    run(&["migrate"], empty);
    assert_eq!(schema(&project, empty), schema(&project, made));
    let drift = run(&["check", "--strict"], empty);
    assert!(drift.stdout.contains("✓ Database"), "{}", drift.stdout);
}

#[test]
fn chinook_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    check(&url("made.db"), &url("empty.db"), CHINOOK, "", &[]);
}

#[test]
fn pagila_on_postgres() {
    let name = "AKSARA_TEST_POSTGRES_URL";
    let (Some(made), Some(empty)) = (database(name, "pagila"), database(name, "pagila_again")) else {
        return;
    };
    let remarks = [
        "view film_list",
        "materialized view rental_by_rating",
        "trigger last_updated on actor",
    ];
    check(&made, &empty, PAGILA, PAGILAS_TYPES, &remarks);
}

#[test]
fn northwind_on_postgres() {
    let name = "AKSARA_TEST_POSTGRES_URL";
    let (Some(made), Some(empty)) = (database(name, "northwind"), database(name, "northwind_again")) else {
        return;
    };
    check(&made, &empty, NORTHWIND, "", &[]);
}

fn sakila(variable: &str) {
    let (Some(made), Some(empty)) = (database(variable, "sakila"), database(variable, "sakila_again")) else {
        return;
    };
    check(&made, &empty, SAKILA, "", &["view film_list"]);
}

#[test]
fn sakila_on_mysql() {
    sakila("AKSARA_TEST_MYSQL_URL");
}

#[test]
fn sakila_on_mariadb() {
    sakila("AKSARA_TEST_MARIADB_URL");
}

const ODD_NAMES: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, \"class\" TEXT, \"two words\" INT, \
     team_id INTEGER REFERENCES teams (id)); \
     CREATE TABLE teams (id INTEGER PRIMARY KEY, created_at TEXT, updated_at TEXT); \
     CREATE TABLE \"1 st\" (a INT, b INT, PRIMARY KEY (b, a)); CREATE TABLE models (id INTEGER PRIMARY KEY)";

#[test]
fn names_that_are_none_in_python_are_given_others() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    check(&url("made.db"), &url("empty.db"), ODD_NAMES, "", &[]);
}

#[test]
fn one_table_is_written_in_each_format_and_nothing_is_overwritten() {
    let project = Project::migrated();
    let python = project.run("inspect users").succeeds().stdout;
    assert!(
        python.contains("class User(Model):\n    email = fields.String(max_length=254, unique=True)\n"),
        "{python}"
    );
    let json = project.run("inspect --format json users").succeeds().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["tables"]["users"]["fields"]["name"]["field_type"]["string"]["max_length"],
        100
    );
    let toml = project.run("inspect --format toml users").succeeds().stdout;
    assert!(
        toml.contains("[tables.users.fields.name.field_type.string]\nmax_length = 100"),
        "{toml}"
    );
    project.refuses(&["inspect", "usres"], 2, &["usres", "users"]);
    project.refuses(&["inspect", "--output", "app/models.py"], 1, &["app/models.py"]);
    project.refuses(
        &["inspect", "--output", "other.py", "--baseline"],
        2,
        &["has migrations already"],
    );
    Project::new().refuses(&["inspect"], 2, &["there is no database"]);
}

#[test]
fn a_document_is_read_as_models() {
    let project = Project::migrated();
    for format in ["toml", "json"] {
        let file = format!("tables.{format}");
        project
            .run(&format!("inspect --format {format} --output {file}"))
            .succeeds();
        let app = format!("makemigrations --output of_{format} --app {file}");
        project
            .run(&app)
            .succeeds()
            .says(&format!("Created: of_{format}/0001_auto_initial.py"));
        project
            .run(&app)
            .succeeds()
            .says("No changes: the models agree with the migrations");
        project.run(&format!("makemigrations --app {file}")).succeeds();
        project.refuses(
            &["makemigrations", "--app", &file, "--app", "app.models"],
            1,
            &[&file, "the table `users` is described by other models as well"],
        );
    }
    project.write("wrong.toml", "[tables.a]\nname = \"a\"\nfields = 5\n");
    project.refuses(&["makemigrations", "--app", "wrong.toml"], 1, &["wrong.toml:3"]);
    project.write("wrong.json", "{\"tables\": {\n\"a\": 1}}\n");
    project.refuses(&["makemigrations", "--app", "wrong.json"], 1, &["wrong.json:2"]);
}
