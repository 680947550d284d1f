//! The lease that keeps runners out where sessions hold no locks: who waits for whom, and what a run does that lost it.

use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::held::Held;
use crate::project::{Ended, Project};
use crate::servers::{database, execute, number};

/// A database whose URL says that sessions are not kept: leases need no pooler.
fn leasing(purpose: &str) -> Option<(String, String)> {
    let direct = database("AKSARA_TEST_POSTGRES_URL", purpose)?;
    let leasing = format!("{direct}?pool_mode=transaction");
    Some((direct, leasing))
}

/// Three migrations, of which the second one takes its time.
fn project() -> Project {
    let table = |name: &str| {
        format!("op.CreateTable(name=\"{name}\", fields=[(\"id\", fields.Integer(primary_key=True))])")
    };
    let slow = format!(
        "{}, op.RunSQL(\"SELECT pg_sleep(2)\", reverse_sql=op.RunSQL.noop)",
        table("b")
    );
    let chain = [
        ("0001_a", table("a"), ""),
        ("0002_b", slow, "\"0001_a\""),
        ("0003_c", table("c"), "\"0002_b\""),
    ];
    let mut project = Project::new();
    for (name, operations, before) in chain {
        project = project.migration(
            name,
            &format!("dependencies = [{before}]\noperations = [{operations}]"),
        );
    }
    project
}

fn start(project: &Project, url: &str) -> Child {
    let mut command = project.command(&["migrate", "--database-url", url]);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn demand(ended: &Ended, parts: &[&str]) {
    for part in parts {
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(shown.contains(part), "no {part:?} in {shown}");
    }
}

/// Waits until a run sleeps for so many seconds.
fn await_sleep(direct: &str, seconds: u32) {
    let is_asleep = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE \
         '%pg_sleep({seconds})%' AND state = 'active' AND pid <> pg_backend_pid()"
    );
    let started = Instant::now();
    while number(direct, &is_asleep) == 0 {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "the run does not begin"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Somebody else's lease, as its row says it.
fn foreign_lease(direct: &str, seconds: i64) {
    execute(
        direct,
        "CREATE TABLE IF NOT EXISTS aksara_lock (id int PRIMARY KEY, token bigint NOT NULL, owner varchar(128), \
         host varchar(255), process bigint, taken_at bigint NOT NULL, heartbeat_at bigint NOT NULL, \
         expires_at bigint NOT NULL)",
    );
    let now = "extract(epoch FROM clock_timestamp())::bigint";
    execute(direct, "DELETE FROM aksara_lock");
    execute(
        direct,
        &format!(
            "INSERT INTO aksara_lock VALUES (1, 5, 'app', 'web-1', 4711, {now} - 40, {now} - 3, {now} + {seconds})"
        ),
    );
}

#[test]
fn a_run_that_lost_its_lease_commits_nothing_and_begins_nothing() {
    let Some((direct, leasing)) = leasing("lease_lost") else {
        return;
    };
    let project = project();
    let run = start(&project, &leasing);
    await_sleep(&direct, 2);
    let shown = project
        .run_with(&["lock", "show", "--database-url", &direct], &[])
        .succeeds();
    demand(
        &shown,
        &["The lock is held by lease 1 (user ", "process ", "renewed "],
    );
    let released = project
        .run_with(&["lock", "release", "--yes", "--database-url", &leasing], &[])
        .succeeds();
    demand(
        &released,
        &["Took away lease 1", "No run of migrations holds the lock."],
    );
    let ended = run.wait_with_output().unwrap();
    let message = stderr(&ended);
    assert_eq!(ended.status.code(), Some(1), "{message}");
    for part in [
        "this run has lost its lease on the lock of migrations while running 0002_b",
        "Nothing of this migration was changed",
        "aksara lock show",
    ] {
        assert!(message.contains(part), "no {part:?} in {message}");
    }
    assert_eq!(value(&direct, "SELECT to_regclass('b')::text"), Value::Null);
    assert_eq!(number(&direct, "SELECT count(*) FROM aksara_migrations"), 1);
    project
        .run_with(&["migrate", "--database-url", &leasing], &[])
        .succeeds();
    assert_eq!(number(&direct, "SELECT count(*) FROM aksara_migrations"), 3);
    assert_eq!(number(&direct, "SELECT token FROM aksara_lock"), 3);
}

/// Nobody says it to the run: it finds out while it renews its lease, and does not wait for the next commit.
#[test]
fn a_run_that_lost_its_lease_begins_no_further_statement() {
    let Some((direct, leasing)) = leasing("lease_statement") else {
        return;
    };
    let project = Project::new().migration(
        "0001_slow",
        "dependencies = []\noperations = [op.RunSQL(\"SELECT pg_sleep(6); SELECT pg_sleep(60)\", \
         reverse_sql=op.RunSQL.noop)]",
    );
    let started = Instant::now();
    let run = start(&project, &leasing);
    await_sleep(&direct, 6);
    execute(&direct, "UPDATE aksara_lock SET token = token + 1");
    let ended = run.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1), "{}", stderr(&ended));
    assert!(stderr(&ended).contains("lost its lease"), "{}", stderr(&ended));
    assert!(
        started.elapsed() < Duration::from_secs(40),
        "{:?}",
        started.elapsed()
    );
}

/// The one who comes after may be at work while the first one is still within a statement.
#[test]
fn a_successor_shuts_the_run_before_it_out() {
    let Some((direct, leasing)) = leasing("lease_successor") else {
        return;
    };
    let project = project();
    let first = start(&project, &leasing);
    await_sleep(&direct, 2);
    execute(&direct, "UPDATE aksara_lock SET expires_at = 0");
    let second = start(&project, &leasing);
    let (first, second) = (
        first.wait_with_output().unwrap(),
        second.wait_with_output().unwrap(),
    );
    assert_eq!(first.status.code(), Some(1), "{}", stderr(&first));
    assert!(stderr(&first).contains("lost its lease"), "{}", stderr(&first));
    assert!(second.status.success(), "{}", stderr(&second));
    assert_eq!(number(&direct, "SELECT count(*) FROM aksara_migrations"), 3);
}

#[test]
fn a_run_waits_for_a_lease_and_names_its_holder() {
    let Some((direct, leasing)) = leasing("lease_waits") else {
        return;
    };
    let project = project();
    foreign_lease(&direct, 650);
    let holder = "lease 5 (user app, host web-1, process 4711), for 4";
    for url in [&leasing, &direct] {
        let arguments = ["migrate", "--lock-timeout", "0.5", "--database-url", url];
        let ended = project.run_with(&arguments, &[]);
        assert_eq!(ended.code, 1);
        demand(
            &ended,
            &[
                "Waiting",
                holder,
                "did not finish within 0.5 s",
                "aksara lock release",
            ],
        );
        let shown = project
            .run_with(&["lock", "show", "--database-url", url], &[])
            .succeeds();
        demand(&shown, &[holder, "it ends in 6"]);
        let refused = project.run_with(&["lock", "release", "--database-url", url], &[]);
        demand(&refused, &[holder, "aksara lock release --yes"]);
    }
    assert_eq!(
        value(&direct, "SELECT to_regclass('aksara_migrations')::text"),
        Value::Null
    );
    // A lease that ends while somebody waits for it is taken over.
    foreign_lease(&direct, 2);
    project
        .run_with(&["migrate", "--database-url", &leasing], &[])
        .succeeds();
    assert_eq!(number(&direct, "SELECT token FROM aksara_lock"), 6);
}

#[test]
fn a_lease_whose_time_is_over_is_taken_at_once() {
    let Some((direct, leasing)) = leasing("lease_over") else {
        return;
    };
    for url in [&leasing, &direct] {
        foreign_lease(&direct, -1);
        let project = project();
        project
            .run_with(
                &["migrate", "0001", "--lock-timeout", "0", "--database-url", url],
                &[],
            )
            .succeeds();
        project
            .run_with(&["migrate", "zero", "--database-url", url], &[])
            .succeeds();
    }
}

/// A lease and the lock of a session keep each other out.
#[test]
fn a_run_with_a_lease_waits_for_one_with_a_session() {
    let Some((direct, leasing)) = leasing("lease_session") else {
        return;
    };
    let project = project();
    let held = Held::new(&direct, "BEGIN; SELECT pg_advisory_lock(1281726520)");
    let arguments = ["migrate", "--lock-timeout", "0.5", "--database-url", &leasing];
    let ended = project.run_with(&arguments, &[]);
    demand(
        &ended,
        &[
            "another process is migrating this database: session ",
            "did not finish within 0.5 s",
        ],
    );
    let shown = project
        .run_with(&["lock", "show", "--database-url", &leasing], &[])
        .succeeds();
    demand(&shown, &["The lock is held by session "]);
    held.end();
    project
        .run_with(&["migrate", "--database-url", &leasing], &[])
        .succeeds();
    // A run with a session waits for one with a lease, while that one works.
    project
        .run_with(&["migrate", "0001", "--database-url", &direct], &[])
        .succeeds();
    let first = start(&project, &leasing);
    await_sleep(&direct, 2);
    let second = start(&project, &direct).wait_with_output().unwrap();
    assert!(second.status.success(), "{}", stderr(&second));
    assert!(String::from_utf8_lossy(&second.stdout).contains("database: lease "));
    assert!(first.wait_with_output().unwrap().status.success());
    assert_eq!(number(&direct, "SELECT count(*) FROM aksara_migrations"), 3);
}
