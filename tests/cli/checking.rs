//! `aksara check`: drift, conflicts, edits and model changes are each found, and nothing else is.

use std::path::Path;

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};
use crate::servers::{database, execute};

fn sqlite(project: &Project) -> String {
    let path = project.path("db.sqlite3");
    format!("sqlite:{}", Path::new(&path).display())
}

/// The lines that are not well: without those that are, and without notes.
fn complaints(project: &Project, arguments: &[&str], code: i32) -> Vec<String> {
    let ended = project.run_with(&[&["check"], arguments].concat(), &[]);
    assert_eq!(ended.code, code, "{}{}", ended.stdout, ended.stderr);
    let is_complaint = |line: &&str| !line.starts_with('✓') && !line.starts_with("Database:");
    ended
        .stdout
        .lines()
        .filter(is_complaint)
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn where_all_agree_nothing_is_said() {
    assert_eq!(complaints(&Project::migrated(), &["--strict"], 0), [""; 0]);
}

#[test]
fn each_part_that_differs_is_drift() {
    for (sql, line) in [
        (
            "ALTER TABLE users ADD COLUMN extra integer",
            "+ field users.extra: integer, nullable",
        ),
        (
            "ALTER TABLE users DROP COLUMN name",
            "- field users.name: string(max_length=100)",
        ),
        (
            "CREATE INDEX by_hand ON users (name)",
            "+ index by_hand on users: on name",
        ),
        (
            "CREATE TRIGGER watch AFTER DELETE ON users BEGIN SELECT 1; END",
            "+ trigger watch on users: CREATE TRIGGER watch AFTER DELETE ON users BEGIN SELECT 1; END",
        ),
    ] {
        let project = Project::migrated();
        execute(&sqlite(&project), sql);
        let found = complaints(&project, &[], 1);
        assert!(
            found.iter().any(|complaint| complaint == line),
            "{sql}: {found:#?}"
        );
    }
}

#[test]
fn a_dropped_table_is_drift() {
    let project = Project::migrated();
    execute(&sqlite(&project), "DROP TABLE users");
    assert!(
        complaints(&project, &[], 1)
            .iter()
            .any(|line| line.starts_with("- table users"))
    );
}

#[test]
fn what_no_migration_made_is_listed_and_counts_by_the_strict_measure() {
    let project = Project::migrated();
    execute(
        &sqlite(&project),
        "CREATE TABLE other (id int); CREATE VIEW seen AS SELECT 1; CREATE INDEX i ON other (id)",
    );
    for (arguments, code) in [(&[][..], 0), (&["--strict"][..], 1)] {
        let found = complaints(&project, arguments, code);
        for part in ["Made by no migration", "+ table other", "+ view seen"] {
            assert!(
                found.iter().any(|line| line.contains(part)),
                "no {part} in {found:#?}"
            );
        }
    }
}

#[test]
fn what_the_migrations_own_sql_made_is_no_drift() {
    let body = "dependencies = [\"0001_auto_initial\"]\noperations = [\n    op.RunSQL(sql=\"CREATE VIEW v AS SELECT id FROM users; \
                CREATE INDEX by_sql ON users (name)\", reverse_sql=\"DROP INDEX by_sql; DROP VIEW v\"),\n]";
    let project = Project::migrated().migration("0002_sql", body);
    project.run("migrate").succeeds();
    assert_eq!(complaints(&project, &["--strict"], 0), [""; 0]);
    execute(&sqlite(&project), "DROP INDEX by_sql");
    assert_eq!(
        complaints(&project, &[], 1)[1..],
        ["- index by_sql on users: on name"]
    );
}

#[test]
fn edits_conflicts_and_model_changes_are_found() {
    let project = Project::migrated();
    project.append("migrations/0001_auto_initial.py", "EDITED = 1\n");
    project.write("app/models.py", &USER.replace("max_length=100", "max_length=101"));
    let found = complaints(&project, &[], 1);
    for line in [
        "● 0001_auto_initial",
        "● User: alter field `name` (String(max_length=100) → String(max_length=101))",
    ] {
        assert!(
            found.iter().any(|complaint| complaint == line),
            "no {line} in {found:#?}"
        );
    }
    let empty = "dependencies = [\"0001_auto_initial\"]\noperations = []";
    let project = Project::migrated()
        .migration("0002_a", empty)
        .migration("0002_b", empty);
    let found = complaints(&project, &[], 1);
    assert!(
        found.contains(&"● 0002_a".to_owned()) && found.contains(&"● 0002_b".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn before_the_first_run_everything_is_pending_and_nothing_wrong() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let before = project.snapshot();
    let ended = project.run("check --json").succeeds();
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let report = &report["result"];
    assert_eq!(report["pending"], serde_json::json!(["0001_auto_initial"]));
    assert_eq!(report["drift"], serde_json::Value::Null);
    assert!(project.snapshot() == before, "files changed");
}

#[test]
fn a_scratch_server_of_another_kind_is_refused() {
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "check_other") else {
        return;
    };
    Project::migrated().refuses(
        &[
            "check",
            "--database-url",
            &url,
            "--scratch-url",
            "mysql://localhost/other",
        ],
        2,
        &["another kind of database"],
    );
}

/// On a server: an expression in the database's own words is not drift, with or without a scratch database; what the
/// migrations' own SQL made is listed apart without one.
fn on_server(variable: &str, dialect: &str, own: &str) {
    let Some(url) = database(variable, "check") else {
        return;
    };
    let server = aksara_suite::server_url(variable).unwrap().unwrap();
    let constraint = format!(
        "op.AddConstraint(model_name=\"User\", name=\"own_words\", type=\"check\", expression={{\"{dialect}\": \"{own}\"}})"
    );
    let body = format!(
        "dependencies = [\"0001_auto_initial\"]\noperations = [\n    {constraint},\n    \
         op.RunSQL(sql=\"CREATE INDEX by_sql ON users (email)\", reverse_sql=op.RunSQL.noop),\n]"
    );
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let project = project.migration("0002_own", &body);
    project
        .run_with(&["migrate", "--database-url", &url], &[])
        .succeeds();
    let report = |arguments: &[&str]| -> serde_json::Value {
        let ended = project.run_with(
            &[&["check", "--json", "--database-url", &url], arguments].concat(),
            &[],
        );
        let envelope: serde_json::Value =
            serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{}", ended.stderr));
        envelope["result"].clone()
    };
    let replayed = &report(&[])["drift"];
    assert_eq!(replayed["basis"], "replay");
    assert_eq!(replayed["differences"], serde_json::json!([]), "{url}");
    assert_eq!(replayed["uncertain"][0]["name"], "by_sql", "{url}");
    let run = &report(&["--scratch-url", &server])["drift"];
    assert_eq!(run["basis"], "scratch");
    assert_eq!(run["differences"], serde_json::json!([]), "{url}");
    assert_eq!(run["uncertain"], serde_json::json!([]), "{url}");
    execute(&url, "ALTER TABLE users ADD COLUMN extra integer");
    for arguments in [&[][..], &["--scratch-url", &server]] {
        let drift = &report(arguments)["drift"];
        let items = [&drift["differences"], &drift["uncertain"]];
        let has_extra = items.iter().any(|items| items.to_string().contains("\"extra\""));
        assert!(has_extra, "{url}: {drift}");
    }
}

#[test]
fn drift_is_reported_on_postgres() {
    on_server(
        "AKSARA_TEST_POSTGRES_URL",
        "postgres",
        "name !~ '^x' AND length(name) <> ALL (ARRAY[3, 4])",
    );
}

#[test]
fn drift_is_reported_on_mysql() {
    on_server(
        "AKSARA_TEST_MYSQL_URL",
        "mysql",
        "not (name regexp '^x') and char_length(name) % 7 <> 3",
    );
}

#[test]
fn drift_is_reported_on_mariadb() {
    on_server(
        "AKSARA_TEST_MARIADB_URL",
        "mariadb",
        "not (name regexp '^x') and char_length(name) % 7 <> 3",
    );
}
