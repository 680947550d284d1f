//! Many runners beside each other on every database: each ends well, and every migration is applied once.
//!
//! `AKSARA_RUNNERS` and `AKSARA_RUNNER_ROUNDS` say how many there are and how often they start again; `ci/soak` asks
//! for more of both.

use std::process::{Child, Output, Stdio};

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::pooled::Traffic;
use crate::project::Project;
use crate::servers::{database, execute, pooled_database};

const MIGRATIONS: usize = 12;

/// Each makes a table, gives it a row, and adds one to a counter: nobody could do it twice without being seen.
fn project() -> Project {
    let counter = "dependencies = []\noperations = [op.CreateTable(name=\"counter\", fields=[\
        (\"id\", fields.Integer(primary_key=True)), (\"n\", fields.Integer())]), \
        op.RunSQL(\"INSERT INTO counter VALUES (1, 0)\", reverse_sql=op.RunSQL.noop)]";
    let mut project = Project::new().migration("0000_counter", counter);
    let mut before = "0000_counter".to_owned();
    for number in 1..=MIGRATIONS {
        let name = format!("{number:04}_step");
        let body = format!(
            "dependencies = [\"{before}\"]\noperations = [op.CreateTable(name=\"t{number}\", fields=[\
             (\"id\", fields.Integer(primary_key=True))]), op.RunSQL(\"INSERT INTO t{number} VALUES (1); \
             UPDATE counter SET n = n + 1\", reverse_sql=\"UPDATE counter SET n = n - 1\")]"
        );
        project = project.migration(&name, &body);
        before = name;
    }
    project
}

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

fn start(project: &Project, target: &str, url: &str) -> Child {
    let arguments = ["migrate", target, "--database-url", url];
    let arguments: Vec<&str> = arguments
        .into_iter()
        .filter(|argument| !argument.is_empty())
        .collect();
    project
        .command(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Starts so many runners at once, and waits for all of them.
fn together(project: &Project, target: &str, url: &str, count: usize) {
    let children: Vec<Child> = (0..count).map(|_| start(project, target, url)).collect();
    let ended: Vec<Output> = children
        .into_iter()
        .map(|child| child.wait_with_output().unwrap())
        .collect();
    for output in &ended {
        assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn check(make: impl Fn(usize) -> Option<String>) {
    let project = project();
    for round in 0..number("AKSARA_RUNNER_ROUNDS", 2) {
        let Some(url) = make(round) else { return };
        check_round(&project, &url, number("AKSARA_RUNNERS", 6));
    }
}

/// All runners there, and all of them back.
fn check_round(project: &Project, url: &str, count: usize) {
    together(project, "", url, count);
    let integer = |sql: &str| value(url, sql);
    let all = i64::try_from(MIGRATIONS).unwrap();
    assert_eq!(integer("SELECT n FROM counter"), Value::Integer(all));
    assert_eq!(
        integer("SELECT count(DISTINCT name) FROM aksara_migrations"),
        Value::Integer(all + 1)
    );
    together(project, "0000", url, count);
    assert_eq!(integer("SELECT n FROM counter"), Value::Integer(0));
    assert_eq!(
        integer("SELECT count(*) FROM aksara_migrations"),
        Value::Integer(1)
    );
}

#[test]
fn runners_beside_each_other_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check(|round| Some(format!("sqlite:{}/{round}.db", folder.path().display())));
}

#[test]
fn runners_beside_each_other_on_postgres() {
    check(|_| database("AKSARA_TEST_POSTGRES_URL", "runners"));
}

#[test]
fn runners_beside_each_other_on_mysql() {
    check(|_| database("AKSARA_TEST_MYSQL_URL", "runners"));
}

#[test]
fn runners_beside_each_other_on_mariadb() {
    check(|_| database("AKSARA_TEST_MARIADB_URL", "runners"));
}

/// 16 runners on 4 sessions, among other clients; `AKSARA_POOLED_ROUNDS` says how often.
#[test]
fn sixteen_runners_beside_each_other_through_a_pooler() {
    let project = project();
    for round in 0..number("AKSARA_POOLED_ROUNDS", 1) {
        // The pool keeps its sessions of a database, which cannot be made anew meanwhile.
        let Some((_, url)) = pooled_database(&format!("pooled_{round}")) else {
            return;
        };
        let traffic = Traffic::on(&url);
        check_round(&project, &url, 16);
        traffic.end();
    }
}

/// Whoever comes while another runner is at work waits for it, also where there is nothing left to do.
#[test]
fn a_runner_waits_for_the_work_of_another() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "waits") else {
            continue;
        };
        let project = Project::new().migration(
            "0001_slow",
            "dependencies = []\noperations = [op.RunSQL(\"CREATE TABLE a (b int); DO sleep(2); CREATE TABLE c (d int)\", \
             reverse_sql=op.RunSQL.noop)]",
        );
        let first = start(&project, "", &url);
        let has_begun = || {
            let sql = "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = 'a'";
            value(&url, sql) == Value::Integer(1)
        };
        while !has_begun() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let status = project
            .run_with(&["status", "--database-url", &url], &[])
            .succeeds();
        assert!(
            status.stdout.contains("another process is applying 0001_slow")
                || status.stderr.contains("another process is applying 0001_slow"),
            "{}{}",
            status.stdout,
            status.stderr
        );
        let second = start(&project, "", &url).wait_with_output().unwrap();
        assert!(
            second.status.success(),
            "{}",
            String::from_utf8_lossy(&second.stderr)
        );
        assert!(first.wait_with_output().unwrap().status.success());
        execute(&url, "INSERT INTO c VALUES (1)");
    }
}
