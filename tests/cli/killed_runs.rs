//! SIGKILL at moments of a run of 30 migrations with rows: one more `migrate` leaves what an undisturbed run leaves.
//!
//! `AKSARA_KILLS` says how many kills each database gets; `ci/soak` asks for more. Every single call of the database is killed
//! by the suite's `a_killed_run_is_ended_by_the_next`.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use aksara::{DatabaseUrl, registry};
use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::database;

const TABLES: &[&str] = &["members", "notes", "people", "teams", "totals"];

fn project() -> Project {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/killed");
    let mut project = Project::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".py") {
            let text = std::fs::read_to_string(&path).unwrap();
            project = project.file(&format!("migrations/{name}"), &text);
        }
    }
    project
}

/// The state after a run: the schema, the rows, the history.
fn state(project: &Project, url: &str) -> Vec<String> {
    let mut state = vec![
        project
            .run_with(&["inspect", "--database-url", url], &[])
            .succeeds()
            .stdout,
    ];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let rows = runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let mut lines = Vec::new();
        let tables = TABLES
            .iter()
            .map(|table| format!("SELECT * FROM {table} ORDER BY id"));
        let history = "SELECT name FROM aksara_migrations ORDER BY id".to_owned();
        let unfinished = "SELECT migration FROM aksara_journal".to_owned();
        for sql in tables.chain([history, unfinished]) {
            let rows = connection.query(&sql, &[]).await.unwrap();
            lines.extend(rows.iter().map(|row| format!("{sql}: {:?}", row.values)));
        }
        connection.close().await.unwrap();
        lines
    });
    state.extend(rows);
    state
}

fn kill_after(project: &Project, url: &str, time: Duration) {
    let mut child = project
        .command(&["migrate", "--database-url", url])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Kills runs on databases that `make` gives, at moments that are evenly over the time that a run takes.
fn check(name: &str, make: impl Fn(&str) -> Option<String>) {
    let project = project();
    let migrate = |url: &str| project.run_with(&["migrate", "--database-url", url], &[]);
    let Some(url) = make("undisturbed") else { return };
    let begun = Instant::now();
    migrate(&url).succeeds();
    let time = begun.elapsed();
    let undisturbed = state(&project, &url);
    let kills: u32 = std::env::var("AKSARA_KILLS").map_or(2, |kills| kills.parse().unwrap());
    for kill in 0..kills {
        let Some(url) = make("killed_run") else { return };
        kill_after(&project, &url, time * (2 * kill + 1) / (2 * kills));
        migrate(&url).succeeds();
        assert_eq!(
            state(&project, &url),
            undisturbed,
            "kill {kill} of {kills} on {url}"
        );
    }
    // Not by a print macro: the line shows although the test passes.
    let line = format!("{name}: {kills} kills within {time:?}, and one more run ended each\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

#[test]
fn one_more_run_ends_a_killed_one_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    check("SQLite", |_| {
        number.set(number.get() + 1);
        Some(format!("sqlite:{}/{}.db", folder.path().display(), number.get()))
    });
}

#[test]
fn one_more_run_ends_a_killed_one_on_postgres() {
    check("PostgreSQL", |purpose| {
        database("AKSARA_TEST_POSTGRES_URL", purpose)
    });
}

#[test]
fn one_more_run_ends_a_killed_one_on_mysql() {
    check("MySQL", |purpose| database("AKSARA_TEST_MYSQL_URL", purpose));
}

#[test]
fn one_more_run_ends_a_killed_one_on_mariadb() {
    check("MariaDB", |purpose| database("AKSARA_TEST_MARIADB_URL", purpose));
}
