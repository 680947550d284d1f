//! A migration file that was renamed: it never runs twice, and `--accept-renamed` lets the history follow.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{every_database, execute, number};

const THINGS: &str = r#"operations = [
    op.CreateTable(name="things", fields=[("id", fields.Integer(primary_key=True)), ("n", fields.Integer())]),
]"#;

const DOUBLED: &str = r#"dependencies = ["0001_things"]
operations = [
    op.RunSQL(sql="UPDATE things SET n = n * 2", reverse_sql="UPDATE things SET n = n / 2"),
]"#;

const GROWN: &str = r#"dependencies = ["0002_doubled"]
operations = [
    op.AddField(model_name="things", name="m", field=fields.Integer(nullable=True)),
]"#;

/// A project with three migrations.
fn project() -> Project {
    Project::new()
        .migration("0001_things", THINGS)
        .migration("0002_doubled", DOUBLED)
        .migration("0003_grown", GROWN)
}

/// Gives a file another name, and lets the others depend on it by that.
fn rename(project: &Project, old: &str, new: &str) {
    let folder = project.path("migrations");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let ending = files
        .iter()
        .find(|file| file.file_stem().unwrap() == old)
        .map(|file| file.extension().unwrap().to_string_lossy().into_owned())
        .unwrap();
    let path = |name: &str| folder.join(format!("{name}.{ending}"));
    std::fs::rename(path(old), path(new)).unwrap();
    for file in files.iter().filter(|file| file.exists()) {
        let text = std::fs::read_to_string(file).unwrap();
        std::fs::write(file, text.replace(old, new)).unwrap();
    }
}

/// Migrates a project with a row, doubles it once.
fn migrated(project: &Project, url: &str) {
    let run = |target: &str| {
        project
            .run_with(&["migrate", target, "--database-url", url], &[])
            .succeeds()
    };
    run("0001");
    execute(url, "INSERT INTO things (id, n) VALUES (1, 5)");
    run("0003");
    assert_eq!(number(url, "SELECT n FROM things"), 10);
}

#[test]
fn a_renamed_file_is_refused_and_recorded_on_every_database() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "renamed") {
        let project = project();
        migrated(&project, &url);
        rename(&project, "0002_doubled", "0002_twice");
        let run = |arguments: &[&str]| -> Ended {
            project.run_with(&[arguments, &["--database-url", &url]].concat(), &[])
        };
        let parts = [
            "0002_doubled",
            "0002_twice.py",
            "--accept-renamed 0002_doubled:0002_twice",
        ];
        for arguments in [
            &["migrate"][..],
            &["migrate", "--dry-run"],
            &["migrate", "--fake"],
            &["migrate", "0003"],
            &["migrate", "zero"],
            &["sql", "0002_twice"],
            &["sql", "0001..0003"],
        ] {
            let ended = run(arguments);
            assert_eq!(ended.code, 1, "{arguments:?}: {}{}", ended.stdout, ended.stderr);
            for part in parts {
                assert!(
                    ended.stderr.contains(part),
                    "{arguments:?}: no {part:?} in {}",
                    ended.stderr
                );
            }
        }
        run(&["status"])
            .succeeds()
            .says("[?] 0002_twice (applied as 0002_doubled; this records the new name)")
            .says("aksara migrate --accept-renamed 0002_doubled:0002_twice")
            .says("[X] 0003_grown (a dependency was renamed)");
        let check = run(&["check"]);
        assert_eq!(check.code, 1, "{}{}", check.stdout, check.stderr);
        assert!(check.stdout.contains(parts[2]), "{}", check.stdout);
        assert!(check.stdout.contains("✓ Edited migrations"), "{}", check.stdout);
        assert!(check.stdout.contains("✓ Database"), "{}", check.stdout);

        let accepting = ["migrate", "--accept-renamed", "0002_doubled:0002_twice"];
        let shown = run(&[&accepting[..], &["--dry-run"]].concat()).succeeds();
        shown.says("Would record that 0002_doubled is migrations/0002_twice.py now");
        assert_eq!(run(&["migrate"]).code, 1);
        run(&accepting)
            .succeeds()
            .says("✓ Recorded that 0002_doubled is migrations/0002_twice.py now");
        assert_eq!(number(&url, "SELECT n FROM things"), 10);
        run(&["migrate"]).succeeds().says("No migrations to apply.");
        // It may be said again, where several databases are migrated by one script.
        run(&accepting).succeeds().says("No migrations to apply.");
        run(&["status"])
            .succeeds()
            .says("[X] 0002_twice")
            .says("[X] 0003_grown");
        run(&["check"]).succeeds();
        run(&["migrate", "0001"]).succeeds();
        assert_eq!(number(&url, "SELECT n FROM things"), 5);
        run(&["migrate"]).succeeds();
        assert_eq!(number(&url, "SELECT n FROM things"), 10);
    }
}

/// Migrates a project on SQLite, changes it, and returns the flags that the refusal gives.
fn refused(project: &Project, change: impl FnOnce(&Project)) -> Vec<String> {
    let url = format!("sqlite:{}", project.path("db.sqlite3").display());
    migrated(project, &url);
    change(project);
    let ended = project.run("migrate");
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(number(&url, "SELECT n FROM things"), 10);
    let words: Vec<&str> = ended.stderr.split([' ', '`', '\n']).collect();
    let flags = words.windows(2).filter(|pair| pair[0] == "--accept-renamed");
    flags.map(|pair| pair[1].to_owned()).collect()
}

/// Accepts the renames; nothing may run.
fn accepts(project: &Project, renames: &[String]) {
    let flags = renames
        .iter()
        .flat_map(|rename| ["--accept-renamed", rename.as_str()]);
    let arguments: Vec<&str> = std::iter::once("migrate").chain(flags).collect();
    let ended = project.run_with(&arguments, &[]).succeeds();
    assert!(!ended.stdout.contains("Applying"), "{}", ended.stdout);
    project.run("migrate").succeeds().says("No migrations to apply.");
    project.run("check").succeeds();
    let url = format!("sqlite:{}", project.path("db.sqlite3").display());
    assert_eq!(number(&url, "SELECT n FROM things"), 10);
}

#[test]
fn several_files_in_a_row_are_renamed() {
    let project = project();
    let renames = refused(&project, |project| {
        rename(project, "0001_things", "0001_begin");
        rename(project, "0003_grown", "0003_more");
        rename(project, "0002_doubled", "0002_twice");
    });
    let expected = [
        "0001_things:0001_begin",
        "0002_doubled:0002_twice",
        "0003_grown:0003_more",
    ];
    assert_eq!(renames, expected);
    accepts(&project, &renames);
}

#[test]
fn a_renumbered_file_depends_on_another_one() {
    let project = project();
    let renames = refused(&project, |project| {
        rename(project, "0003_grown", "0004_grown");
        project.write(
            "migrations/0003_other.py",
            &crate::project::migration("dependencies = [\"0002_doubled\"]\noperations = []"),
        );
        let text = project
            .read("migrations/0004_grown.py")
            .replace("0002_doubled", "0003_other");
        project.write("migrations/0004_grown.py", &text);
    });
    assert_eq!(renames, ["0003_grown:0004_grown"]);
    project
        .run("migrate --accept-renamed 0003_grown:0004_grown")
        .succeeds()
        .says("Applying 0003_other... ✓ Applied successfully");
    project.run("migrate").succeeds().says("No migrations to apply.");
}

#[test]
fn sql_files_are_recognized_as_well() {
    let doubled =
        "-- migrate:up\nUPDATE things SET n = n * 2;\n-- migrate:down\nUPDATE things SET n = n / 2;\n";
    let project = Project::new()
        .migration("0001_things", THINGS)
        .file("migrations/0002_doubled.sql", doubled)
        .migration("0003_grown", GROWN);
    let renames = refused(&project, |project| rename(project, "0002_doubled", "0002_twice"));
    assert_eq!(renames, ["0002_doubled:0002_twice"]);
    accepts(&project, &renames);
}

#[test]
fn an_edit_beside_the_rename_is_accepted_by_itself() {
    let project = project();
    refused(&project, |project| rename(project, "0002_doubled", "0002_twice"));
    project.append("migrations/0002_twice.py", "EDITED = 1\n");
    let rename = ["migrate", "--accept-renamed", "0002_doubled:0002_twice"];
    project.refuses(&rename, 1, &["0002_twice.py", "--accept-edited 0002_twice"]);
    project.append("migrations/0003_grown.py", "EDITED = 1\n");
    let both = [&rename[..], &["--accept-edited", "0002_twice"]].concat();
    project.refuses(&both, 1, &["0003_grown.py", "--accept-edited 0003_grown"]);
    let all = [&both[..], &["--accept-edited", "0003_grown"]].concat();
    project.run_with(&all, &[]).succeeds();
    project.run("check").succeeds();
}

#[test]
fn what_is_no_rename_is_refused() {
    let project = project();
    project.run("migrate 0002").succeeds();
    for (rename, part) in [
        ("0002_doubled", "OLD:NEW"),
        ("0002_doubled:0003_grown", "still there"),
        ("0009_gone:0002_doubled_2", "no file of the new name"),
        ("0009_gone:0003_grown", "no migration is applied"),
    ] {
        project.refuses(&["migrate", "--accept-renamed", rename], 2, &[part]);
    }
}

#[test]
fn a_copy_beside_its_original_is_a_migration_of_its_own() {
    let project = project();
    let url = format!("sqlite:{}", project.path("db.sqlite3").display());
    migrated(&project, &url);
    let copy = project
        .read("migrations/0002_doubled.py")
        .replace("0001_things", "0003_grown");
    project.write("migrations/0004_doubled.py", &copy);
    project.run("migrate").succeeds();
    assert_eq!(number(&url, "SELECT n FROM things"), 20);
}
