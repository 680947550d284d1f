//! Which Python runs functions, what happens without one, and how a function is stopped.

use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use pretty_assertions::assert_eq;

use crate::project::Project;

/// A project whose second migration runs this function.
fn running(function: &str) -> Project {
    let table = "op.CreateTable(name=\"things\", fields=[(\"id\", fields.Integer(primary_key=True))])";
    let text = format!(
        "import time\nfrom aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\n\n\
         {function}\n\n\nclass Migration(Migration):\n    dependencies = [\"0001_things\"]\n    operations = [\n        \
         op.RunPython(run, op.RunPython.noop),\n    ]\n"
    );
    Project::new()
        .migration(
            "0001_things",
            &format!("dependencies = []\noperations = [{table}]"),
        )
        .file("migrations/0002_run.py", &text)
}

const INSERT: &str = "def run(db):\n    db.execute(\"INSERT INTO things (id) VALUES (1)\")";

#[test]
fn without_python_nothing_is_run_and_the_message_says_what_to_do() {
    let project = running(INSERT);
    let ended = project.run_with(&["migrate"], &[("AKSARA_PYTHON", "/nowhere/python")]);
    assert_eq!(ended.code, 1);
    for part in [
        "/nowhere/python cannot be started",
        "0002_run",
        "Nothing was changed.",
        "AKSARA_PYTHON",
    ] {
        assert!(ended.stderr.contains(part), "no {part:?} in:\n{}", ended.stderr);
    }
    assert!(!project.path("db.sqlite3").exists(), "a database was made");
    let ended = project.run_with(&["migrate", "0001"], &[("AKSARA_PYTHON", "/nowhere/python")]);
    ended
        .succeeds()
        .says("Applying 0001_things... ✓ Applied successfully");
}

/// A program that says that it is a Python of this version.
#[cfg(unix)]
fn pretending(project: &Project, version: &str) -> String {
    use std::os::unix::fs::PermissionsExt;

    let text = format!(
        "#!/bin/sh\nexec python3 -c 'import marshal, os, struct\nh = marshal.dumps({version}, 2)\n\
         os.write(1, struct.pack(\"<I\", len(h)) + h)'\n"
    );
    project.write("old/python", &text);
    let path = project.path("old/python");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_string_lossy().into_owned()
}

#[cfg(unix)]
#[test]
fn an_old_python_is_refused_by_its_version() {
    let project = running(INSERT);
    let python = pretending(&project, "(3, 8, 1)");
    let ended = project.run_with(&["migrate"], &[("AKSARA_PYTHON", &python)]);
    assert_eq!(ended.code, 1);
    let expected = "is Python 3.8, and 3.9 is the oldest that works";
    assert!(ended.stderr.contains(expected), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn the_active_environment_comes_before_the_path_and_a_broken_one_is_passed_over() {
    let project = running(INSERT);
    let python = pretending(&project, "(3, 8, 1)");
    let environment = project.path("environment/bin");
    std::fs::create_dir_all(&environment).unwrap();
    std::fs::rename(python, environment.join("python")).unwrap();
    let environment = project.path("environment");
    let ended = project.run_with(&["migrate"], &[("VIRTUAL_ENV", &*environment.to_string_lossy())]);
    ended.succeeds();
}

#[test]
fn a_package_that_is_installed_is_the_one_that_migrations_import() {
    let project = running("from aksara import VERSION\n\n\ndef run(db):\n    print(\"aksara\", VERSION)");
    let operations =
        "class RunPython:\n    noop = None\n\n    def __init__(self, *functions):\n        pass\n";
    project.write("aksara/__init__.py", "VERSION = \"0.7.2\"\n");
    project.write("aksara/migrations/__init__.py", "class Migration:\n    pass\n");
    project.write("aksara/migrations/operations.py", operations);
    project.run("migrate").succeeds().says("aksara 0.7.2");
}

#[test]
fn a_script_and_a_plan_show_functions_as_comments() {
    let project = running(INSERT);
    for arguments in ["sql 0002", "migrate --dry-run"] {
        project.run(arguments).succeeds().says("-- Run Python: run");
    }
}

/// Whether a process is there, and does not only wait for its end to be seen.
#[cfg(target_os = "linux")]
fn is_running(process: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    status
        .rsplit_once(") ")
        .is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
}

#[cfg(target_os = "linux")]
#[test]
fn python_and_what_it_has_started_end_with_the_command_however_that_ends() {
    let hang = "child = subprocess.Popen([\"sleep\", \"600\"])\n    print(\"running\", os.getpid(), child.pid, \"begun\")";
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        for body in ["time.sleep(600)", "while True: pass"] {
            let project = running(&format!(
                "import os\nimport subprocess\n\n\ndef run(db):\n    {hang}\n    {body}"
            ));
            let (shown, ended) = stopped(&project, signal);
            let line = shown.lines().find(|line| line.starts_with("running")).unwrap();
            let processes: Vec<&str> = line.split(' ').skip(1).take(2).collect();
            // A killed command waits for nobody.
            let patience = Duration::from_secs(if signal == "KILL" || ended.code.is_none() {
                5
            } else {
                0
            });
            let begun = Instant::now();
            while processes.iter().any(|process| is_running(process)) && begun.elapsed() < patience {
                std::thread::sleep(Duration::from_millis(5));
            }
            for process in processes {
                assert!(!is_running(process), "{signal}, {body}: {process} goes on");
            }
        }
    }
}

/// How a command ended that a signal was sent to.
#[cfg(unix)]
struct Stopped {
    /// `None` where the signal itself was its end.
    code: Option<i32>,
    stderr: String,
    elapsed: Duration,
}

/// Runs `migrate`, and interrupts it when the function has printed `begun`.
#[cfg(unix)]
fn interrupted(project: &Project) -> (i32, String, Duration) {
    let (_, ended) = stopped(project, "INT");
    (ended.code.unwrap(), ended.stderr, ended.elapsed)
}

/// Runs `migrate`, and sends it a signal when the function has printed `begun`. Gives what was shown until then, too.
#[cfg(unix)]
fn stopped(project: &Project, signal: &str) -> (String, Stopped) {
    let mut child = project
        .command(&["migrate"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut shown = String::new();
    while !shown.contains("begun") {
        let mut part = [0; 256];
        let length = stdout.read(&mut part).unwrap();
        assert!(length > 0, "{shown}");
        shown += &String::from_utf8_lossy(&part[..length]);
    }
    let begun = Instant::now();
    let kill = format!("kill -{signal} {}", child.id());
    std::process::Command::new("sh")
        .args(["-c", &kill])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let stopped = Stopped {
        code: output.status.code(),
        stderr,
        elapsed: begun.elapsed(),
    };
    (shown, stopped)
}

#[cfg(unix)]
#[test]
fn a_function_that_hangs_is_stopped_by_an_interrupt_and_its_rows_are_taken_back() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let insert = "db.execute(\"INSERT INTO things (id) VALUES (1)\")\n    print(\"begun\")";
    for body in [
        "time.sleep(600)".to_owned(),
        "while True: pass".to_owned(),
        "while True: db.fetch(\"SELECT 1\")".to_owned(),
        format!("db.fetch(\"{endless}\")"),
        "try:\n        time.sleep(600)\n    except BaseException:\n        time.sleep(600)".to_owned(),
    ] {
        let project = running(&format!("def run(db):\n    {insert}\n    {body}"));
        let (code, stderr, elapsed) = interrupted(&project);
        assert_eq!(code, 130, "{body}\n{stderr}");
        assert!(
            stderr.contains("Nothing of this migration was changed."),
            "{body}\n{stderr}"
        );
        assert!(elapsed < Duration::from_secs(20), "{elapsed:?}");
        project
            .run("status")
            .succeeds()
            .says("[ ] 0002_run")
            .says("Applied migrations: 1");
        let database = rusqlite::Connection::open(project.path("db.sqlite3")).unwrap();
        let rows: i64 = database
            .query_row("SELECT count(*) FROM things", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 0);
    }
}
