//! Search paths of several schemas, and databases that do not exist.

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::project::{Project, USER};
use crate::servers::{database, execute};

const SERVERS: [&str; 3] = [
    "AKSARA_TEST_POSTGRES_URL",
    "AKSARA_TEST_MYSQL_URL",
    "AKSARA_TEST_MARIADB_URL",
];

fn columns(url: &str, schema: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM information_schema.columns WHERE table_name = 'users' AND table_schema = '{schema}'"
    );
    match value(url, &sql) {
        Value::Integer(number) => number,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_history_later_in_the_search_path_is_another_one() {
    let Some(url) = database(SERVERS[0], "paths") else {
        return;
    };
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let run = |arguments: &[&str], query: &str| {
        let url = format!("{url}{query}");
        project.run_with(&[arguments, &["--database-url", &url]].concat(), &[])
    };
    run(&["migrate"], "").succeeds();
    execute(&url, "CREATE SCHEMA tenant2");
    let before = columns(&url, "public");
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations").succeeds();
    for query in [
        "?options=-csearch_path%3Dtenant2,public",
        "?search_path=tenant2,public",
    ] {
        for command in [
            &["migrate"][..],
            &["migrate", "--dry-run"],
            &["status"],
            &["check"],
            &["graph"],
        ] {
            let ended = run(command, query);
            assert_eq!(ended.code, 1, "{command:?} {}{}", ended.stdout, ended.stderr);
            for part in ["`tenant2`", "`public`", "?schema=public", "?schema=tenant2"] {
                assert!(ended.stderr.contains(part), "{command:?} {}", ended.stderr);
            }
        }
    }
    assert_eq!(columns(&url, "public"), before);
    run(&["migrate"], "?schema=tenant2").succeeds();
    assert_eq!(columns(&url, "tenant2"), before + 1);
    assert_eq!(columns(&url, "public"), before);
    // Now it has a history of its own.
    let path = "?search_path=tenant2,public";
    run(&["migrate"], path).succeeds().says("No migrations to apply.");
    run(&["check"], path).succeeds();
    run(&["migrate"], "?search_path=public,tenant2").succeeds();
    assert_eq!(columns(&url, "public"), before + 1);
}

#[test]
fn a_schema_that_does_not_exist_is_named() {
    let Some(url) = database(SERVERS[0], "noschema") else {
        return;
    };
    let project = Project::migrated();
    for command in [&["migrate"][..], &["status"], &["check"]] {
        let url = format!("{url}?schema=nowhere");
        let arguments = [command, &["--database-url", &url]].concat();
        project.refuses(&arguments, 1, &["nowhere", "CREATE SCHEMA"]);
    }
}

#[test]
fn a_database_that_does_not_exist_on_a_server_is_named() {
    for variable in SERVERS {
        let Some(url) = database(variable, "gone") else {
            continue;
        };
        let name = "aksara_cli_no_such_database";
        let missing = url.replace(url.rsplit_once('/').unwrap().1, name);
        let project = Project::migrated();
        for command in [
            &["migrate"][..],
            &["migrate", "--dry-run"],
            &["migrate", "--fake"],
            &["migrate", "zero"],
            &["status"],
            &["graph"],
            &["check"],
            &["inspect"],
            &[
                "inspect",
                "--baseline",
                "--output",
                "models.py",
                "--migrations-dir",
                "new",
            ],
        ] {
            let arguments = [command, &["--database-url", &missing]].concat();
            project.refuses(&arguments, 1, &[name, "CREATE DATABASE", "database.missing"]);
        }
    }
}

#[test]
fn a_file_that_does_not_exist_is_an_empty_history() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project.run("status").succeeds().says("[ ] 0001_auto_initial");
    project.run("graph").succeeds();
    project.run("check").succeeds();
    assert!(!project.path("db.sqlite3").exists());
}
