//! Servers as people name them at first: without a database, and with a version that nobody asked for.

use std::process::Command;

use pretty_assertions::assert_eq;

use aksara_suite::server_url;

use crate::project::{Project, USER};
use crate::servers::database;

/// The URLs of the servers of this machine, without the database's name.
fn servers() -> Vec<String> {
    let names = ["POSTGRES", "MYSQL", "MARIADB"].map(|name| format!("AKSARA_TEST_{name}_URL"));
    let urls = names.iter().filter_map(|name| server_url(name).unwrap());
    urls.map(|url| url.strip_suffix("/aksara_test").unwrap().to_owned())
        .collect()
}

#[test]
fn a_scratch_url_needs_no_database() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for server in servers() {
        for url in [server.clone(), format!("{server}/")] {
            let verified = project
                .run_with(&["verify", "--scratch-url", &url], &[])
                .succeeds();
            assert_eq!(verified.stdout.matches("✓ ok").count(), 2, "{}", verified.stdout);
        }
    }
    for url in ["sqlite:", "sqlite://", "sqlite::memory:"] {
        let verified = project
            .run_with(&["verify", "--scratch-url", url], &[])
            .succeeds();
        assert_eq!(
            verified.stdout.matches("✓ ok").count(),
            1,
            "{url}: {}",
            verified.stdout
        );
    }
    project.refuses(
        &["verify", "--scratch-url", "sqlite:file.db"],
        1,
        &["a scratch database of SQLite is in memory"],
    );
}

#[test]
fn check_takes_a_scratch_url_without_a_database() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for server in servers() {
        let variable = match server.split(':').next().unwrap() {
            "postgres" => "AKSARA_TEST_POSTGRES_URL",
            "mysql" => "AKSARA_TEST_MYSQL_URL",
            _ => "AKSARA_TEST_MARIADB_URL",
        };
        let url = database(variable, "scratch_without_name").unwrap();
        let arguments = |command| [command, "--database-url", url.as_str()];
        project.run_with(&arguments("migrate"), &[]).succeeds();
        let checked = [&arguments("check")[..], &["--scratch-url", &server]].concat();
        let checked = project.run_with(&checked, &[]).succeeds();
        checked.says("✓ Database (compared with the applied migrations on a scratch database)");
    }
}

#[test]
fn sql_says_whether_the_server_told_its_version() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let note = |arguments: &[&str]| {
        let ended = project
            .run_with(&[&["sql", "0001"], arguments].concat(), &[])
            .succeeds();
        let lines: Vec<String> = ended.stderr.lines().map(str::to_owned).collect();
        lines
            .into_iter()
            .find(|line| line.starts_with("Dialect: "))
            .unwrap()
    };
    for server in servers() {
        let name = server.split(':').next().unwrap();
        let url = format!("{server}/aksara_test");
        let asked = note(&["--database-url", &url]);
        assert!(asked.starts_with(&format!("Dialect: {name} ")), "{asked}");
        assert!(asked.ends_with(" (the server says so)"), "{asked}");
        assert_eq!(note(&["--dialect", name, "--database-url", &url]), asked);
        let other = note(&["--dialect", "sqlite", "--database-url", &url]);
        let ending = format!(" (--dialect; the database of the URL is {name})");
        assert!(other.ends_with(&ending), "{other}");
    }
    let not_asked = note(&["--dialect", "mysql"]);
    assert!(
        not_asked.ends_with(" (--dialect; no server was asked for its version)"),
        "{not_asked}"
    );
    let away = note(&["--database-url", "postgres://127.0.0.1:1/x"]);
    assert!(away.contains("the server cannot be asked: "), "{away}");
}

#[test]
fn files_of_django_are_answered_with_our_names() {
    let body = |operation: &str| format!("dependencies = []\noperations = [{operation}]");
    let table = |field: &str| format!("op.CreateTable(name=\"t\", fields=[(\"id\", fields.{field})])");
    for (operation, part) in [
        (
            "op.RenameModel(old_name=\"A\", new_name=\"B\")".to_owned(),
            "there is no operation `RenameModel`; did you mean `RenameTable`?",
        ),
        (
            "op.CreateModel(name=\"A\", fields=[])".to_owned(),
            "there is no operation `CreateModel`; did you mean `CreateTable`?",
        ),
        (
            "op.add_column(\"a\", None)".to_owned(),
            "there is no operation `add_column`; did you mean `AddField`?",
        ),
        (
            table("CharField(max_length=3)"),
            "there is no field `CharField`; did you mean `String`?",
        ),
        (
            table("BigAutoField(primary_key=True)"),
            "did you mean `BigInteger(auto_increment=True)`?",
        ),
    ] {
        let project = Project::new().migration("0001_a", &body(&operation));
        project.refuses(&["migrate"], 1, &[part, "Nothing was changed."]);
    }
    let models = USER.replace("fields.String(", "fields.CharField(");
    Project::with_models(&models).refuses(
        &["makemigrations"],
        1,
        &["there is no field `CharField`; did you mean `String`?"],
    );
}

#[test]
fn functions_of_django_are_refused_before_anything_runs() {
    let text = crate::project::migration(
        "dependencies = []\noperations = [\n    op.CreateTable(name=\"t\", fields=[(\"id\", fields.UUID(primary_key=True))]),\n    \
         op.RunPython(forwards),\n]",
    );
    let forwards = |signature: &str| format!("{text}\n\ndef forwards({signature}):\n    pass\n");
    let text_of = |signature: &str| {
        let whole = forwards(signature);
        let (class, function) = whole.split_once("\n\ndef ").unwrap();
        let (imports, class) = class.split_once("\n\n\n").unwrap();
        format!("{imports}\n\n\ndef {function}\n\n{class}\n")
    };
    let project = Project::new().file("migrations/0001_a.py", &text_of("apps, schema_editor"));
    project.refuses(
        &["migrate"],
        1,
        &[
            "`forwards(apps, schema_editor)` takes 2 arguments, and gets `db` alone",
            "write `def forwards(db):`, with SQL in place of models",
            "Nothing was changed.",
        ],
    );
    assert!(!project.path("db.sqlite3").exists());
    if Command::new("python3").arg("--version").output().is_ok() {
        let project = Project::new().file("migrations/0001_a.py", &text_of("db, dry=False"));
        project.run("migrate").succeeds();
    }
}
