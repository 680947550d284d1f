//! Waiting for other sessions: politely, for a limited time, and with their names.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::held::Held;
use crate::project::{Ended, Project};
use crate::servers::{database, every_database, execute, executes, number};

const FIRST: &str = r#"operations = [
    op.CreateTable(name="notes", fields=[("id", fields.Integer(primary_key=True))]),
    op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True))]),
]"#;

/// The first table is free, the second one is held.
const SECOND: &str = r#"dependencies = ["0001_notes"]
operations = [
    op.AddField(model_name="tags", name="mood", field=fields.Integer(nullable=True)),
    op.AddField(model_name="notes", name="mood", field=fields.Integer(nullable=True)),
]"#;

const FOURTH: &str = r#"dependencies = ["0003_mood"]
operations = [op.CreateTable(name="words", fields=[("id", fields.Integer(primary_key=True))])]"#;

fn adding(table: &str, after: &str) -> String {
    format!(
        "dependencies = [\"{after}\"]\noperations = [op.AddField(model_name=\"{table}\", name=\"mood\", \
         field=fields.Integer(nullable=True))]"
    )
}

/// A reader's transaction, which every change of the table must wait for.
const READER: &str = "BEGIN; SELECT count(*) FROM notes";

fn project() -> Project {
    Project::new()
        .migration("0001_notes", FIRST)
        .migration("0002_mood", SECOND)
}

fn on(project: &Project, url: &str, arguments: &str) -> Ended {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    project.run_typed(&[&arguments, &["--database-url", url][..]].concat())
}

fn start(project: &Project, url: &str, arguments: &str) -> Child {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    project
        .typed(&[&arguments, &["--database-url", url][..]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn servers(purpose: &str) -> Vec<String> {
    let servers = ["POSTGRES", "MYSQL", "MARIADB"];
    let urls = servers.map(|server| database(&format!("AKSARA_TEST_{server}_URL"), purpose));
    urls.into_iter().flatten().collect()
}

fn contains_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

/// How long it takes to read a table.
fn time_to_read(url: &str, table: &str) -> Duration {
    let started = Instant::now();
    number(url, &format!("SELECT count(*) FROM {table}"));
    started.elapsed()
}

#[test]
fn readers_never_queue_for_long_behind_a_change_that_waits() {
    for url in servers("polite") {
        let project = project();
        on(&project, &url, "migrate 0001").succeeds();
        let reader = Held::new(&url, READER);
        let run = start(&project, &url, "migrate --ddl-lock-timeout 1");
        let started = Instant::now();
        let mut longest = Duration::ZERO;
        while started.elapsed() < Duration::from_secs(5) {
            longest = longest
                .max(time_to_read(&url, "notes"))
                .max(time_to_read(&url, "tags"));
        }
        assert!(
            longest < Duration::from_secs(3),
            "a reader waited {longest:?} on {url}"
        );
        reader.end();
        let output = run.wait_with_output().unwrap();
        let (stdout, stderr) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        assert!(output.status.success(), "{stdout}{stderr}");
        contains_all(
            &stdout,
            &[
                "Waiting for session ",
                "(user ",
                "Gave way to other sessions; trying again in",
                "✓",
            ],
        );
        assert_eq!(number(&url, "SELECT count(*) FROM notes WHERE mood IS NULL"), 0);
    }
}

/// The migration before it would hold its table for as long.
#[test]
fn a_change_that_waits_holds_nothing_of_the_migrations_before_it() {
    for url in servers("grouped").into_iter().take(1) {
        let project = project();
        on(&project, &url, "migrate 0001").succeeds();
        let project = project
            .migration("0002_mood", &adding("tags", "0001_notes"))
            .migration("0003_mood", &adding("notes", "0002_mood"))
            .migration("0004_words", FOURTH);
        let reader = Held::new(&url, READER);
        let run = start(&project, &url, "migrate --ddl-lock-timeout 30");
        let started = Instant::now();
        while number(&url, "SELECT count(*) FROM aksara_migrations") < 2 {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "nothing is committed"
            );
        }
        assert!(time_to_read(&url, "tags") < Duration::from_secs(2));
        reader.end();
        assert!(run.wait_with_output().unwrap().status.success());
        let moments = "SELECT count(DISTINCT applied_at) FROM aksara_migrations";
        assert_eq!(number(&url, moments), 4);
    }
}

#[test]
fn a_run_gives_up_after_its_time_says_who_is_in_the_way_and_the_next_one_finishes() {
    for url in servers("gives_up") {
        let project = project();
        on(&project, &url, "migrate 0001").succeeds();
        let second = SECOND.replace(
            "    op.AddField(model_name=\"tags\", name=\"mood\", field=fields.Integer(nullable=True)),\n",
            "",
        );
        let project = project.migration("0002_mood", &second);
        let reader = Held::new(&url, READER);
        let failed = on(&project, &url, "migrate --ddl-lock-timeout 1.2 --lock-timeout 3");
        assert_eq!(failed.code, 1, "{}{}", failed.stdout, failed.stderr);
        contains_all(
            &failed.stderr,
            &[
                "0002_mood: statement 1 of 1 failed: the database is locked by another connection",
                "held by session ",
                "(user ",
                "Nothing of this migration was changed.",
                "wait until the other connection is done, or end it, and run again",
                "database.locked",
            ],
        );
        reader.end();
        on(&project, &url, "migrate").succeeds();
        assert_eq!(number(&url, "SELECT count(*) FROM notes WHERE mood IS NULL"), 0);
    }
}

#[test]
fn sqlite_waits_for_a_writer_and_says_that_it_gave_up() {
    let project = project();
    project.run("migrate 0001").succeeds();
    let url = project.database();
    let writer = Held::new(&url, "BEGIN IMMEDIATE; INSERT INTO notes VALUES (1)");
    let failed = on(&project, &url, "migrate --ddl-lock-timeout 0.2 --lock-timeout 1");
    assert_eq!(failed.code, 1, "{}{}", failed.stdout, failed.stderr);
    contains_all(
        &failed.stderr,
        &[
            "the database is locked by another connection",
            "Its changes were rolled back.",
        ],
    );
    contains_all(&failed.stdout, &["Gave way to other sessions; trying again in"]);
    let run = start(&project, &url, "migrate --ddl-lock-timeout 0.2");
    std::thread::sleep(Duration::from_secs(1));
    writer.end();
    let output = run.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    on(&project, &url, "migrate --check").succeeds();
}

#[test]
fn a_limit_that_the_session_has_stays_unless_another_is_asked_for() {
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "own_limit") else {
        return;
    };
    let project = project();
    on(&project, &url, "migrate 0001").succeeds();
    let reader = Held::new(&url, READER);
    let limited = format!("{url}?options=-c%20lock_timeout%3D200ms");
    let started = Instant::now();
    let failed = on(&project, &limited, "migrate --lock-timeout 0");
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "{:?}",
        started.elapsed()
    );
    let started = Instant::now();
    on(
        &project,
        &limited,
        "migrate --lock-timeout 0 --ddl-lock-timeout 2",
    )
    .fails_with("database.locked");
    assert!(
        started.elapsed() >= Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
    reader.end();
    on(&project, &limited, "migrate").succeeds();
}

#[test]
fn nothing_is_tried_again_that_holds_a_function() {
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "function_once") else {
        return;
    };
    let project = Project::new().migration("0001_notes", FIRST);
    project.write(
        "migrations/0002_mood.py",
        "from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
         from aksara import fields\n\n\nasync def tell(db):\n    print(\"the function runs\")\n\n\n\
         class Migration(Migration):\n    dependencies = [\"0001_notes\"]\n    operations = [\n        \
         op.RunPython(tell, reverse=op.RunPython.noop),\n        \
         op.AddField(model_name=\"notes\", name=\"mood\", field=fields.Integer(nullable=True)),\n    ]\n",
    );
    on(&project, &url, "migrate 0001").succeeds();
    let reader = Held::new(&url, READER);
    let failed = on(&project, &url, "migrate --ddl-lock-timeout 0.5 --lock-timeout 20");
    assert_eq!(failed.code, 1, "{}{}", failed.stdout, failed.stderr);
    assert_eq!(
        failed.stdout.matches("the function runs").count(),
        1,
        "{}",
        failed.stdout
    );
    contains_all(
        &failed.stderr,
        &["database.locked", "Nothing of this migration was changed."],
    );
    reader.end();
    on(&project, &url, "migrate").succeeds();
}

/// Takes the lock that keeps other runs out, as a run does.
fn lock(url: &str) -> Held {
    if url.starts_with("postgres") {
        return Held::new(url, "SELECT pg_advisory_lock(1281726520)");
    }
    let name = url.rsplit('/').next().unwrap();
    Held::new(url, &format!("SELECT get_lock('aksara migrations of {name}', 0)"))
}

#[test]
fn the_holder_of_the_lock_is_shown_and_its_session_can_be_ended() {
    for url in servers("held_lock") {
        let project = project();
        on(&project, &url, "lock show")
            .succeeds()
            .says("No run of migrations holds the lock.");
        let held = lock(&url);
        on(&project, &url, "lock show")
            .succeeds()
            .shows("The lock is held by session ")
            .shows("(user ");
        let waited = on(&project, &url, "migrate --lock-timeout 1");
        assert_eq!(waited.code, 1, "{}{}", waited.stdout, waited.stderr);
        contains_all(
            &waited.stdout,
            &["Waiting: another process is migrating this database: session "],
        );
        contains_all(
            &waited.stderr,
            &[
                "another process is migrating this database, and did not finish within 1 s: session ",
                "Nothing was changed.",
                "--lock-timeout SECONDS",
                "\n           aksara lock show\n",
                "\n           aksara lock release\n",
                "migrate.lock-timeout",
            ],
        );
        let asked = on(&project, &url, "lock release");
        assert_eq!(asked.code, 3, "{}{}", asked.stdout, asked.stderr);
        contains_all(
            &asked.stderr,
            &[
                "the lock is held by session ",
                "Nothing was changed.",
                "aksara lock release --yes\n",
                "lock.held",
            ],
        );
        let shown = on(&project, &url, "lock show --json");
        let data: Value = serde_json::from_str(&shown.stdout).unwrap();
        assert!(data["result"]["holder"]["id"].is_i64(), "{data}");
        on(&project, &url, "lock release --yes")
            .succeeds()
            .shows("✓ Ended session ");
        on(&project, &url, "lock release --yes")
            .succeeds()
            .says("No run of migrations holds the lock.");
        on(&project, &url, "migrate").succeeds();
        drop(held);
    }
}

#[test]
fn the_lock_of_a_file_ends_with_its_process() {
    let project = project();
    project.run("migrate 0001").succeeds();
    let url = project.database();
    let file = std::fs::File::create(project.path("db.sqlite3.aksara-lock")).unwrap();
    file.lock().unwrap();
    on(&project, &url, "lock show")
        .succeeds()
        .shows("held by a process on this machine");
    let refused = on(&project, &url, "lock release");
    assert_eq!(refused.code, 1);
    contains_all(
        &refused.stderr,
        &["which the database cannot name", "end that process", "lock.held"],
    );
    on(&project, &url, "migrate --lock-timeout 0.2").fails_with("did not finish within 0.2 s");
    drop(file);
    on(&project, &url, "lock show")
        .succeeds()
        .says("No run of migrations holds the lock.");
    on(&project, &url, "migrate").succeeds();
}

#[test]
fn statements_are_shown_with_times_and_without_values() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "verbose") {
        let insert = r#"dependencies = ["0002_mood"]
operations = [op.RunSQL("INSERT INTO notes (id) SELECT 4711 WHERE 'hunter2' <> ''", reverse_sql=op.RunSQL.noop)]"#;
        let project = project().migration("0003_rows", insert);
        let quiet = on(&project, &url, "migrate 0001").succeeds();
        assert!(!quiet.stdout.contains(" ms "), "{}", quiet.stdout);
        let shown = on(&project, &url, "migrate --verbose").succeeds().stdout;
        contains_all(
            &shown,
            &[
                " ms  ALTER TABLE ",
                " ms  INSERT INTO notes (id) SELECT … WHERE '…' <> '…'",
                "1/1 ",
            ],
        );
        assert!(!shown.contains("4711") && !shown.contains("hunter2"), "{shown}");
        assert_eq!(number(&url, "SELECT count(*) FROM notes WHERE id = 4711"), 1);
        let events = on(&project, &url, "migrate 0002 --json --allow-data-loss")
            .succeeds()
            .stdout;
        assert!(!events.contains("4711"), "{events}");
        assert!(executes(&url, "DELETE FROM notes"));
        let events = on(&project, &url, "migrate 0001 --json").succeeds().stdout;
        contains_all(
            &events,
            &[
                "\"event\":\"statement\"",
                "\"event\":\"statement_done\"",
                "\"seconds\":",
            ],
        );
    }
}

#[cfg(unix)]
#[test]
fn a_statement_that_takes_long_shows_on_a_terminal_that_it_is_alive() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let project = Project::new().migration(
        "0001_endless",
        &format!("operations = [op.RunSQL(\"{endless}\", reverse_sql=op.RunSQL.noop)]"),
    );
    let mut command = project.typed(&["migrate"]);
    command.env("TERM", "xterm-256color");
    let mut session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    session
        .exp_string("Applying 0001_endless 1 s: 1/1 WITH RECURSIVE n(i)")
        .unwrap();
    session
        .exp_string("Applying 0001_endless 2 s: 1/1 WITH RECURSIVE n(i)")
        .unwrap();
    session.send("\u{3}").unwrap();
    session.flush().unwrap();
    let printed = session.exp_eof().unwrap();
    assert!(
        printed.contains("cancelled while running 0001_endless"),
        "{printed}"
    );
}

#[cfg(unix)]
#[test]
fn a_terminal_asks_before_rows_are_lost() {
    for (answer, code, left) in [("n\r", 1, 1), ("\r", 1, 1), ("\u{3}", 130, 1), ("y\r", 0, 0)] {
        let project = project();
        project.run("migrate").succeeds();
        execute(&project.database(), "INSERT INTO notes (id) VALUES (1)");
        let mut command = project.typed(&["migrate", "zero"]);
        command.env("TERM", "xterm-256color");
        let mut session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
        session
            .exp_string("0001_notes loses the rows of `notes`: there is 1 row")
            .unwrap();
        session.exp_string(".backup").unwrap();
        session.exp_string("Lose it?").unwrap();
        session.exp_string("anything but yes keeps it").unwrap();
        session.send(answer).unwrap();
        session.flush().unwrap();
        let printed = session.exp_eof().unwrap();
        let status = session.process().wait().unwrap();
        let ended = matches!(status, nix::sys::wait::WaitStatus::Exited(_, ended) if ended == code);
        assert!(ended, "{status:?}: {printed}");
        assert_eq!(printed.contains("Nothing was changed."), code != 0, "{printed}");
        let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'notes'";
        assert_eq!(number(&project.database(), tables), left, "{printed}");
    }
}
