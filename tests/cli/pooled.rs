//! Migrations through pgbouncer in transaction mode, which gives every transaction another session of the server.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aksara::{DatabaseUrl, registry};
use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::held::Held;
use crate::project::{Ended, Project};
use crate::servers::{execute, number, pooled_database};

const POSTS: &str = r#"dependencies = []
operations = [
    op.CreateTable(name="posts", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("title", fields.String(max_length=50)),
        ("state", fields.Opaque("postgres", "mood", nullable=True)),
    ]),
    op.RunSQL("INSERT INTO posts (id, title, state) SELECT n, 'Title ' || n, 'calm' FROM generate_series(1, 300) AS n",
                  reverse_sql=op.RunSQL.noop),
]"#;

const SLUGS: &str = r#"
from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


async def forward(db):
    rows = await db.fetch("SELECT id, title, state FROM posts WHERE id > $1 ORDER BY id", 0)
    assert [row.state for row in rows[:2]] == ["calm", "calm"], rows[:2]
    await db.executemany("UPDATE posts SET slug = $1, state = $3 WHERE id = $2",
                         [(row.title.lower(), row.id, "wild") for row in rows])
    assert await db.fetchval("SELECT count(*) FROM posts WHERE state = $1", "wild") == 300


async def backward(db):
    await db.execute("UPDATE posts SET state = $1", "calm")


class Migration(Migration):
    dependencies = ["0001_posts"]
    operations = [
        op.AddField(model_name="posts", name="slug", field=fields.String(max_length=50, nullable=True)),
        op.RunPython(forward, backward),
    ]
"#;

const LENGTHS: &str = r#"dependencies = ["0002_slugs"]
operations = [
    op.AddField(model_name="posts", name="length", field=fields.Integer(nullable=True)),
    op.Backfill(model_name="posts", set={"length": "length(title)"}, reverse_set={"length": "NULL"}, batch_size=100),
    op.AlterField(model_name="posts", name="length", field=fields.Integer()),
]"#;

fn project() -> Project {
    Project::new()
        .migration("0001_posts", POSTS)
        .file("migrations/0002_slugs.py", SLUGS)
        .migration("0003_lengths", LENGTHS)
}

fn migrate(project: &Project, target: &str, url: &str) -> Ended {
    let arguments = ["migrate", target, "--database-url", url];
    let arguments: Vec<&str> = arguments
        .into_iter()
        .filter(|argument| !argument.is_empty())
        .collect();
    project.run_with(&arguments, &[])
}

/// Other clients of the pool: their transactions take its sessions, and leave settings and statements in them.
pub struct Traffic {
    is_over: Arc<AtomicBool>,
    clients: Vec<JoinHandle<()>>,
}

const LEFT: [&str; 6] = [
    "SET search_path = pg_catalog",
    "SET datestyle = 'German'; SET lock_timeout = 1",
    "PREPARE s0 AS SELECT 1",
    "PREPARE s1 AS SELECT 1; SET standard_conforming_strings = off",
    "SELECT pg_sleep(0.01)",
    "SET application_name = 'other'",
];

impl Traffic {
    pub fn on(url: &str) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let client = |first: usize| {
            let (url, is_over) = (url.to_owned(), Arc::clone(&is_over));
            std::thread::spawn(move || disturb(&url, first, &is_over))
        };
        Self {
            clients: (0..2).map(client).collect(),
            is_over: Arc::clone(&is_over),
        }
    }

    pub fn end(self) {
        self.is_over.store(true, Ordering::Relaxed);
        for client in self.clients {
            client.join().unwrap();
        }
    }
}

fn disturb(url: &str, first: usize, is_over: &AtomicBool) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        for sql in LEFT.iter().cycle().skip(first) {
            if is_over.load(Ordering::Relaxed) {
                break;
            }
            // A name that is taken already is an error.
            let _ = connection.execute(sql).await;
        }
        connection.close().await.unwrap();
    });
}

#[test]
fn migrations_go_forward_and_back_through_a_pooler() {
    let Some((direct, pooled)) = pooled_database("pooled") else {
        return;
    };
    execute(&direct, "CREATE TYPE mood AS ENUM ('calm', 'wild')");
    let traffic = Traffic::on(&pooled);
    let project = project();
    for _ in 0..2 {
        migrate(&project, "", &pooled).succeeds();
        let wild = "SELECT count(*) FROM posts WHERE state = 'wild' AND length = length(slug) AND slug LIKE 'title%'";
        assert_eq!(number(&direct, wild), 300);
        assert_eq!(number(&direct, "SELECT count(*) FROM aksara_migrations"), 3);
        migrate(&project, "0001", &pooled).succeeds();
        assert_eq!(
            number(&direct, "SELECT count(*) FROM posts WHERE state = 'calm'"),
            300
        );
        migrate(&project, "0003", &pooled).succeeds();
        migrate(&project, "zero", &pooled).succeeds();
        assert_eq!(value(&direct, "SELECT to_regclass('posts')::text"), Value::Null);
    }
    for command in ["status", "check", "lock show"] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.extend(["--database-url", &pooled]);
        let ended = project.run_with(&arguments, &[]);
        assert!(ended.code <= 1, "{command}: {}{}", ended.stdout, ended.stderr);
    }
    traffic.end();
    let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = \
        (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(number(&direct, locks), 0);
}

#[test]
fn search_paths_and_other_settings_of_the_url_hold_through_a_pooler() {
    let Some((direct, pooled)) = pooled_database("pooled_path") else {
        return;
    };
    execute(&direct, "CREATE SCHEMA tenant");
    execute(&direct, "CREATE TYPE mood AS ENUM ('calm', 'wild')");
    let url = format!("{pooled}?search_path=tenant,public&options=-c%20statement_timeout%3D50s");
    migrate(&project(), "", &url).succeeds();
    let home = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'tenant'";
    assert_eq!(number(&direct, home), 5);
}

/// Nothing of it is run, also not what comes before in another migration.
#[test]
fn statements_that_need_a_session_are_refused_before_anything_runs() {
    let Some((direct, pooled)) = pooled_database("pooled_refused") else {
        return;
    };
    for (operation, reason) in [
        (
            "op.AddIndex(\"a\", fields=[\"id\"], name=\"i\", concurrently=True)",
            "outside transactions (CONCURRENTLY, VACUUM)",
        ),
        (
            "op.RunSQL(\"LISTEN news\", reverse_sql=op.RunSQL.noop)",
            "leaves something in its session",
        ),
        (
            "op.RunSQL(\"SELECT pg_advisory_lock(1)\", reverse_sql=op.RunSQL.noop)",
            "takes a lock of the session",
        ),
    ] {
        let project = Project::new()
            .migration(
                "0001_a",
                "dependencies = []\noperations = [op.CreateTable(name=\"a\", fields=[(\"id\", \
                 fields.Integer(primary_key=True))])]",
            )
            .migration(
                "0002_b",
                &format!("dependencies = [\"0001_a\"]\noperations = [{operation}]"),
            );
        let ended = migrate(&project, "", &pooled);
        assert_eq!(ended.code, 1, "{}", ended.stderr);
        for part in [
            reason,
            "0002_b cannot run through a pooler in transaction mode",
            "migrations/0002_b.py:",
            "Nothing was changed",
            "URL of the server itself",
        ] {
            assert!(ended.stderr.contains(part), "no {part:?} in {}", ended.stderr);
        }
        assert_eq!(value(&direct, "SELECT to_regclass('a')::text"), Value::Null);
        migrate(&project, "", &direct).succeeds();
        migrate(&project, "zero", &direct).succeeds();
    }
}

/// Who is in the way is asked of the session of the running transaction, and a signal stops what it does.
#[test]
fn a_run_through_a_pooler_says_who_is_in_the_way_and_can_be_stopped() {
    let Some((direct, pooled)) = pooled_database("pooled_stopped") else {
        return;
    };
    let project = Project::new()
        .migration(
            "0001_notes",
            "dependencies = []\noperations = [op.CreateTable(name=\"notes\", fields=[(\"id\", \
             fields.Integer(primary_key=True))])]",
        )
        .migration(
            "0002_mood",
            "dependencies = [\"0001_notes\"]\noperations = [op.AddField(model_name=\"notes\", name=\"mood\", \
             field=fields.Integer(nullable=True)), op.RunSQL(\"SELECT pg_sleep(90)\", reverse_sql=op.RunSQL.noop)]",
        );
    migrate(&project, "0001", &pooled).succeeds();
    let reader = Held::new(&direct, "BEGIN; SELECT count(*) FROM notes");
    let limits = ["--ddl-lock-timeout", "4", "--lock-timeout", "6"];
    let arguments = [&["migrate", "--database-url", &pooled], &limits[..]].concat();
    let failed = project.run_with(&arguments, &[]);
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(failed.stderr.contains("held by session "), "{}", failed.stderr);
    reader.end();
    let mut command = project.command(&["migrate", "--database-url", &pooled]);
    let run = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let asleep = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE \
        '%pg_sleep(90)%' AND state = 'active' AND pid <> pg_backend_pid()";
    while number(&direct, asleep) == 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let started = Instant::now();
    let signal = Command::new("kill")
        .args(["-INT", &run.id().to_string()])
        .status();
    assert!(signal.unwrap().success());
    let ended = run.wait_with_output().unwrap();
    let message = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{message}");
    assert!(
        message.contains("Nothing of this migration was changed"),
        "{message}"
    );
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(number(&direct, asleep), 0);
    // The lease was given back, and need not end by itself.
    project.write(
        "migrations/0002_mood.py",
        &project
            .read("migrations/0002_mood.py")
            .replace("pg_sleep(90)", "1"),
    );
    let ended = project.run_with(
        &["migrate", "--lock-timeout", "0", "--database-url", &pooled],
        &[],
    );
    ended.succeeds();
}

/// Whoever knows the pool better than a test of it says so.
#[test]
fn the_url_may_say_how_a_pool_gives_out_its_sessions() {
    let Some((direct, _)) = pooled_database("pool_mode") else {
        return;
    };
    execute(&direct, "CREATE TYPE mood AS ENUM ('calm', 'wild')");
    let project = project();
    migrate(&project, "", &format!("{direct}?pool_mode=transaction")).succeeds();
    assert_eq!(number(&direct, "SELECT token FROM aksara_lock"), 1);
    migrate(&project, "zero", &format!("{direct}?pool_mode=session")).succeeds();
    assert_eq!(number(&direct, "SELECT token FROM aksara_lock"), 1);
    let wrong = migrate(&project, "", &format!("{direct}?pool_mode=statement"));
    assert!(
        wrong
            .stderr
            .contains("`pool_mode=statement` is none of session, transaction"),
        "{}",
        wrong.stderr
    );
}
