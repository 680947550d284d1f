//! `aksara sql FROM..TO`: scripts for the databases' own clients.

use std::io::Write;
use std::process::{Command, Stdio};

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

fn three() -> Project {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations").succeeds();
    project.migration(
        "0003_names",
        "dependencies = [\"0002_auto_add_phone\"]\noperations = [\n    op.RunSQL(sql=\"UPDATE users SET name = 'a;b'\", \
         reverse_sql=op.RunSQL.noop),\n]",
    )
}

/// The migrations that a script names, in order.
fn migrations(script: &str) -> Vec<&str> {
    script
        .lines()
        .filter_map(|line| line.strip_prefix("-- 0").map(|_| &line[3..]))
        .collect()
}

#[test]
fn a_range_is_what_its_end_needs_and_its_beginning_does_not() {
    let project = three();
    for (range, expected) in [
        ("0001..0002", vec!["0002_auto_add_phone"]),
        ("..0002", vec!["0001_auto_initial", "0002_auto_add_phone"]),
        ("0001..", vec!["0002_auto_add_phone", "0003_names"]),
        ("zero..0001_auto", vec!["0001_auto_initial"]),
        ("0003..0003", vec![]),
    ] {
        let script = project.run(&format!("sql {range}")).succeeds().stdout;
        assert_eq!(migrations(&script), expected, "{range}");
        let script = project.run(&format!("sql {range} --reverse")).succeeds().stdout;
        let reversed: Vec<&str> = expected.iter().rev().copied().collect();
        assert_eq!(migrations(&script), reversed, "{range} --reverse");
    }
}

#[test]
fn what_is_no_range_is_refused() {
    let project = three();
    project.refuses(
        &["sql", "0003..0001"],
        1,
        &[
            "TO does not depend on 0002_auto_add_phone",
            "write the earlier migration first",
        ],
    );
    project.refuses(&["sql", "0001..0009"], 2, &["0009"]);
}

#[test]
fn python_is_refused_by_its_migration_and_line() {
    let project = three().file(
        "migrations/0004_python.py",
        "from aksara.migrations import Migration, operations as op\n\n\ndef forward(db):\n    pass\n\n\n\
         class Migration(Migration):\n    dependencies = [\"0003_names\"]\n    operations = [\n        \
         op.RunPython(forward, op.RunPython.noop),\n    ]\n",
    );
    project.refuses(
        &["sql", "0002..0004"],
        1,
        &[
            "0004_python runs the function `forward`",
            "0004_python.py:11",
            "aksara migrate 0004_python",
        ],
    );
    project.run("sql 0001..0003").succeeds();
}

#[test]
fn sqlite3_leaves_what_migrate_leaves() {
    let project = three();
    let feed = |arguments: &str| {
        let script = project.run(arguments).succeeds().stdout;
        let mut client = Command::new("sqlite3")
            .args(["-bail", "db.sqlite3"])
            .current_dir(project.path(""))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        client.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(client.wait().unwrap().success(), "{script}");
    };
    feed("sql .. --server-version 3.40");
    project.run("status").succeeds().says("Applied migrations: 3");
    project.run("migrate").succeeds().says("No migrations to apply.");
    project.run("check").succeeds();
    feed("sql 0001.. --reverse --server-version 3.40");
    project.run("status").succeeds().says("Applied migrations: 1");
    project.run("migrate").succeeds();
    project.run("check").succeeds();
}

#[test]
fn a_script_does_not_follow_the_user_to_another_database() {
    let project = three().migration(
        "0004_elsewhere",
        "dependencies = [\"0003_names\"]\noperations = [\n    op.RunSQL(\"USE other; UPDATE t SET a = 1\", \
         reverse_sql=op.RunSQL.noop),\n]",
    );
    project.refuses(
        &["sql", "..", "--dialect", "mysql"],
        1,
        &["0004_elsewhere", "`USE`", "aksara migrate 0004_elsewhere"],
    );
    project.run("sql ..0003 --dialect mysql").succeeds();
    // It puts the session back before the history's row, and only after SQL of the user's own.
    let script = project.run("sql ..0003 --dialect postgres").succeeds().stdout;
    let of = |name: &str| {
        script
            .split(&format!("-- {name}\n"))
            .nth(1)
            .unwrap()
            .split("\n-- 0")
            .next()
            .unwrap()
    };
    assert!(!of("0002_auto_add_phone").contains("RESET ALL"), "{script}");
    let own = of("0003_names");
    let places = [
        "UPDATE users",
        "RESET ALL;",
        "INSERT INTO aksara_migrations",
        "COMMIT;",
    ]
    .map(|text| own.find(text));
    assert!(places.is_sorted() && places[0].is_some(), "{own}");
}
