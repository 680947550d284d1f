//! The user's SQL moves the session: the history and the next migration stay where they were.

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::project::{Ended, Project};
use crate::servers::{database, execute};

const POSTGRES: &str = "AKSARA_TEST_POSTGRES_URL";
const MYSQLS: [&str; 2] = ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"];

/// A migration that runs SQL, and one that makes a table after it.
fn project(sql: &str, reverse_sql: &str) -> Project {
    let moving =
        format!("dependencies = []\noperations = [op.RunSQL({sql:?}, reverse_sql={reverse_sql:?})]",);
    Project::new().migration("0001_moving", &moving).migration(
        "0002_table",
        "dependencies = [\"0001_moving\"]\noperations = [op.CreateTable(name=\"things\", fields=[\
         (\"id\", fields.Integer(primary_key=True)), (\"at\", fields.DateTime(auto_now_add=True))])]",
    )
}

fn migrate(project: &Project, target: &str, url: &str) -> Ended {
    let arguments = ["migrate", target, "--database-url", url];
    let arguments: Vec<&str> = arguments
        .into_iter()
        .filter(|argument| !argument.is_empty())
        .collect();
    project.run_with(&arguments, &[])
}

fn count(url: &str, sql: &str) -> i64 {
    match value(url, &format!("SELECT count(*) FROM {sql}")) {
        Value::Integer(number) => number,
        other => panic!("{other:?}"),
    }
}

/// Forward and back: the history is complete at each end, and the table is at home.
fn check(project: &Project, url: &str, home: &str) {
    migrate(project, "", url).succeeds();
    assert_eq!(count(url, "aksara_migrations"), 2);
    let table = format!("information_schema.tables WHERE table_name = 'things' AND table_schema = '{home}'");
    assert_eq!(count(url, &table), 1);
    let status = project.run_with(&["status", "--database-url", url], &[]);
    status.succeeds().says("[X] 0001_moving").says("[X] 0002_table");
    migrate(project, "zero", url).succeeds();
    assert_eq!(count(url, "aksara_migrations"), 0);
    assert_eq!(count(url, &table), 0);
}

#[test]
fn the_next_migration_means_the_same_whatever_was_set_on_postgres() {
    for (number, sql) in [
        "SET search_path TO app, public; CREATE TEMP TABLE things (id int); CREATE TEMP TABLE aksara_migrations (id int)",
        "SELECT set_config('search_path', '', false); SET standard_conforming_strings = off; \
         SET DateStyle = 'SQL, DMY'; SET TIME ZONE 'Asia/Kathmandu'",
        "SET default_transaction_read_only = on; SET ROLE aksara_cli_nobody",
        "SET SESSION AUTHORIZATION aksara_cli_nobody",
    ]
    .into_iter()
    .enumerate()
    {
        let Some(url) = database(POSTGRES, &format!("moved{number}")) else {
            return;
        };
        let role =
            "DO $$ BEGIN CREATE ROLE aksara_cli_nobody; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
        execute(&url, &format!("CREATE SCHEMA app; {role}"));
        check(&project(sql, sql), &url, "public");
    }
}

#[test]
fn the_next_migration_means_the_same_whatever_was_set_on_mysql_and_mariadb() {
    for variable in MYSQLS {
        for (number, sql) in [
            "USE {other}",
            "SET SESSION time_zone = '+05:45', sql_mode = 'ANSI_QUOTES', autocommit = 0",
            "SET NAMES latin1; SET SESSION foreign_key_checks = 0, sql_safe_updates = 1, sql_quote_show_create = 0",
            "SET ROLE NONE; SET timestamp = 86400; SET SESSION TRANSACTION READ ONLY",
        ]
        .into_iter()
        .enumerate()
        {
            let purpose = format!("moved{number}");
            let (Some(url), Some(other)) = (database(variable, &purpose), database(variable, "elsewhere"))
            else {
                continue;
            };
            let name = |url: &str| url.rsplit_once('/').unwrap().1.to_owned();
            // A history of another program: the row must not go there.
            execute(&other, "CREATE TABLE aksara_migrations (id int AUTO_INCREMENT PRIMARY KEY, name varchar(255), \
                             checksum varchar(64), applied_at datetime(6))");
            let sql = sql.replace("{other}", &name(&other));
            let project = project(&sql, &sql);
            check(&project, &url, &name(&url));
            assert_eq!(count(&other, "aksara_migrations"), 0, "{sql}");
            migrate(&project, "", &url).succeeds();
            let age = "aksara_migrations WHERE abs(timestampdiff(minute, applied_at, utc_timestamp())) > 60";
            assert_eq!(count(&url, age), 0, "{sql}");
        }
    }
}

#[test]
fn the_next_migration_means_the_same_whatever_was_set_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    for (number, sql) in [
        "PRAGMA query_only = ON",
        "PRAGMA foreign_keys = OFF; CREATE TABLE x (a); DROP TABLE x; PRAGMA foreign_keys = OFF",
        "PRAGMA case_sensitive_like = ON; PRAGMA ignore_check_constraints = ON",
        "CREATE TEMP TABLE things (a); CREATE TEMP TABLE aksara_migrations (a)",
    ]
    .into_iter()
    .enumerate()
    {
        let url = format!("sqlite:{}/{number}.db", folder.path().display());
        let project = project(sql, sql).migration(
            "0003_looks",
            "dependencies = [\"0002_table\"]\noperations = [op.RunSQL(\"CREATE TABLE main.found AS SELECT \
             (SELECT foreign_keys FROM pragma_foreign_keys) AS keys, 'a' LIKE 'A' AS likes, \
             (SELECT count(*) FROM sqlite_temp_schema) AS temporary, \
             (SELECT ignore_check_constraints FROM pragma_ignore_check_constraints) AS ignores\", \
             reverse_sql=\"DROP TABLE main.found\")]",
        );
        for target in ["", "zero", ""] {
            migrate(&project, target, &url).succeeds();
        }
        assert_eq!(count(&url, "aksara_migrations"), 3);
        let found = "found WHERE keys = 1 AND likes = 1 AND temporary = 0 AND ignores = 0";
        assert_eq!(count(&url, found), 1, "{sql}");
    }
}
