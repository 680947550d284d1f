//! A database that somebody protects from being written: refused by name before anything runs, and still looked at.

use crate::project::{Ended, Project, USER};
use crate::servers::{database, execute};

fn on(project: &Project, url: &str, arguments: &str) -> Ended {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    project.run_typed(&[&arguments, &["--database-url", url][..]].concat())
}

/// Two migrations of the seed's models, of which one is applied.
fn project(url: &str) -> Project {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    on(&project, url, "migrate").succeeds();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations --name phone").succeeds();
    project
}

/// Everything that writes is refused with these words; everything that looks still works.
fn check(project: &Project, protected: &str, words: &[&str]) {
    for arguments in [
        "migrate",
        "migrate zero --allow-data-loss",
        "migrate --fake",
        "migrate --mark-applied 0002_auto_phone",
    ] {
        let refused = on(project, protected, arguments);
        assert_eq!(
            refused.code, 1,
            "{arguments}: {}{}",
            refused.stdout, refused.stderr
        );
        let parts = [
            "the database is read-only: ",
            "Nothing was changed.",
            "use a database, server or user that may write",
            "database.read-only",
        ];
        for part in words.iter().chain(&parts) {
            assert!(
                refused.stderr.contains(part),
                "no {part:?} in {arguments}:\n{}",
                refused.stderr
            );
        }
        assert!(!refused.stdout.contains("Applying"), "{}", refused.stdout);
    }
    on(project, protected, "status")
        .succeeds()
        .says("[X] 0001_auto_initial")
        .says("[ ] 0002_auto_phone");
    let dry = on(project, protected, "migrate --dry-run")
        .succeeds()
        .shows("Would apply 0002_auto_phone");
    assert!(
        dry.stderr
            .contains("a run would be refused: the database is read-only"),
        "{}",
        dry.stderr
    );
    let pending = on(project, protected, "migrate --check");
    assert!(
        pending.code == 1 && pending.stdout.contains("Pending: 0002_auto_phone"),
        "{}",
        pending.stdout
    );
    on(project, protected, "inspect")
        .succeeds()
        .shows("class User(Model)");
    let checked = on(project, protected, "check").succeeds();
    assert!(checked.stdout.contains("0002_auto_phone"), "{}", checked.stdout);
}

#[test]
fn a_file_that_is_opened_for_reading_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    let project = project(&url);
    let before = std::fs::read(folder.path().join("db.sqlite3")).unwrap();
    check(
        &project,
        &format!("{url}?mode=ro"),
        &["it is opened for reading alone", "db.sqlite3", "mode=ro"],
    );
    assert!(std::fs::read(folder.path().join("db.sqlite3")).unwrap() == before);
    on(&project, &url, "migrate").succeeds();
}

#[test]
fn read_only_transactions_are_left_as_the_session_or_database_has_them() {
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "read_only") else {
        return;
    };
    let project = project(&url);
    let by_url = format!("{url}?options=-c%20default_transaction_read_only%3Don");
    let setting = "`default_transaction_read_only` is on, set ";
    check(&project, &by_url, &[setting, "set by the connection's options"]);
    let name = url.rsplit('/').next().unwrap();
    execute(
        &url,
        &format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
    );
    check(&project, &url, &[setting, "set for the database"]);
    execute(
        &url,
        &format!("BEGIN READ WRITE; ALTER DATABASE {name} RESET default_transaction_read_only; COMMIT"),
    );
    on(&project, &url, "migrate").succeeds();
}

/// A setting of the whole server, which other tests would meet: only where this one runs alone.
#[test]
fn a_server_that_is_read_only_is_left_alone_even_by_its_superuser() {
    if std::env::var_os("AKSARA_TEST_ALONE").is_none() {
        eprintln!("skipped: AKSARA_TEST_ALONE is not set, and other tests may use the servers");
        return;
    }
    for (server, settings) in [
        ("MYSQL", &["read_only", "super_read_only"][..]),
        ("MARIADB", &["read_only"]),
    ] {
        let Some(url) = database(&format!("AKSARA_TEST_{server}_URL"), "read_only") else {
            continue;
        };
        let project = project(&url);
        for setting in settings {
            execute(&url, &format!("SET GLOBAL {setting} = ON"));
            check(&project, &url, &[&format!("`{setting}` is on for the server")]);
            execute(&url, "SET GLOBAL read_only = OFF");
        }
        on(&project, &url, "migrate").succeeds();
    }
}
