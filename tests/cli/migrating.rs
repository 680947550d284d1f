//! `migrate`: forward, back, again.

use std::io::Read;
use std::process::Stdio;

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

fn two() -> Project {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations").succeeds();
    project
}

#[test]
fn a_name_leads_forward_and_back_and_zero_takes_everything_back() {
    let project = two();
    project
        .run("migrate 0001")
        .succeeds()
        .says("Applying 0001_auto_initial... ✓ Applied successfully");
    project
        .run("migrate 0002_auto")
        .succeeds()
        .says("Applying 0002_auto_add_phone... ✓ Applied successfully");
    project
        .run("migrate 0001")
        .succeeds()
        .says("Reverting 0002_auto_add_phone... ✓ Reverted successfully");
    project
        .run("migrate zero")
        .succeeds()
        .says("Reverting 0001_auto_initial... ✓ Reverted successfully");
    project.run("status").succeeds().says("Applied migrations: 0");
    project.run("migrate").succeeds();
    project.run("migrate").succeeds().says("No migrations to apply.");
}

#[test]
fn what_cannot_be_undone_is_refused_up_front_with_its_line() {
    let body =
        "dependencies = [\"0002_auto_add_phone\"]\noperations = [\n    op.RunSQL(sql=\"SELECT 1\"),\n]";
    let project = two().migration("0003_rows", body);
    project.run("migrate").succeeds();
    project.refuses(
        &["migrate", "zero"],
        1,
        &["0003_rows", "migrations/0003_rows.py:9", "Nothing was changed."],
    );
    project.run("status").succeeds().says("Applied migrations: 3");
}

#[test]
fn a_dry_run_backwards_says_what_is_lost() {
    let project = two();
    project.run("migrate").succeeds();
    let shown = project.run("migrate zero --dry-run").succeeds().stdout;
    assert!(
        shown.contains("Would revert 0001_auto_initial") && shown.contains("Drop table 'users'"),
        "{shown}"
    );
    project.run("status").succeeds().says("Applied migrations: 2");
}

#[test]
fn a_file_that_is_gone_is_reported_and_its_row_kept() {
    let project = two();
    project.run("migrate").succeeds();
    std::fs::remove_file(project.path("migrations/0002_auto_add_phone.py")).unwrap();
    let ended = project.run("migrate").succeeds();
    assert!(
        ended
            .stderr
            .contains("0002_auto_add_phone is applied, but its file is missing"),
        "{}",
        ended.stderr
    );
    project
        .run("status")
        .succeeds()
        .says("[?] 0002_auto_add_phone (applied, but its file is missing)");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let project = two();
    let mut child = project
        .command(&["dialects"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn nothing_is_coloured_where_a_program_reads() {
    let project = two();
    for arguments in [
        "migrate --dry-run",
        "migrate",
        "status",
        "graph",
        "info --models",
        "migrate 0009",
    ] {
        let ended = project.run(arguments);
        assert!(!(ended.stdout + &ended.stderr).contains('\u{1b}'), "{arguments}");
    }
}

#[test]
fn two_runs_at_once_apply_each_migration_once() {
    let project = two();
    let runs: Vec<_> = (0..3)
        .map(|_| {
            project
                .command(&["migrate"])
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs = runs.into_iter().map(|run| run.wait_with_output().unwrap());
    let shown: String = outputs
        .map(|output| String::from_utf8(output.stdout).unwrap())
        .collect();
    assert_eq!(shown.matches("✓ Applied successfully").count(), 2, "{shown}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_the_running_statement_and_takes_its_migration_back() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let body = format!(
        "dependencies = [\"0001_auto_initial\"]\noperations = [\n    op.DropTable(name=\"users\"),\n    \
         op.RunSQL(sql=\"{endless}\", reverse_sql=op.RunSQL.noop),\n]"
    );
    let project = Project::migrated().migration("0002_endless", &body);
    let mut child = project
        .command(&["migrate"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut shown = [0; 64];
    let mut stdout = child.stdout.take().unwrap();
    while !String::from_utf8_lossy(&shown).contains("Applying") {
        assert!(stdout.read(&mut shown).unwrap() > 0);
    }
    std::thread::sleep(std::time::Duration::from_millis(200));
    let interrupt = format!("kill -INT {}", child.id());
    assert!(
        std::process::Command::new("sh")
            .args(["-c", &interrupt])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130));
    for part in [
        "cancelled while running 0002_endless",
        "Nothing of this migration was changed.",
    ] {
        assert!(stderr.contains(part), "{stderr}");
    }
    project
        .run("status")
        .succeeds()
        .says("[ ] 0002_endless")
        .says("Applied migrations: 1");
}
