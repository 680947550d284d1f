//! A `mysql://` URL may lead to a MariaDB server, and the other way round: the server decides, and that is said.

use crate::project::{Project, USER};
use crate::servers::{database, execute};

const FIRST: &str = "migrations/0001_auto_initial";

/// Every command on a server, by a URL of the other flavour's scheme.
fn check(variable: &str, flavour: &str, other: &str, collation: &str) {
    let Some(url) = database(variable, "flavours") else {
        return;
    };
    let url = url.replacen(&format!("{flavour}:"), &format!("{other}:"), 1);
    let missing = url.replace("aksara_cli_", "aksara_missing_");
    let said = format!("Dialect: {flavour} ");
    for place in [&url, &missing] {
        let project = Project::with_models(USER);
        let run = |arguments: &[&str]| {
            project
                .run_with(&[arguments, &["--database-url", place]].concat(), &[])
                .succeeds()
        };
        let made = run(&["makemigrations", "--sql"]);
        assert!(
            made.stdout.contains(&said) && made.stdout.contains("(the server says so)"),
            "{}",
            made.stdout
        );
        let text = project.read(&format!("{FIRST}.sql"));
        assert!(text.contains(&format!("-- aksara:dialect {flavour}")), "{text}");
        let shown = run(&["sql", "0001"]);
        assert!(shown.stdout.contains(collation), "{}", shown.stdout);
        assert!(shown.stderr.contains(&said), "{}", shown.stderr);
        let given = run(&["sql", "0001", "--dialect", other]);
        assert!(
            given.stderr.contains(&format!("Dialect: {other} ")),
            "{}",
            given.stderr
        );
        assert!(
            given.stderr.contains("(--dialect; the database of the URL is "),
            "{}",
            given.stderr
        );
    }
    let project = Project::with_models(USER);
    let run = |arguments: &[&str]| {
        project
            .run_with(&[arguments, &["--database-url", &url]].concat(), &[])
            .succeeds()
    };
    project.run("makemigrations").succeeds();
    execute(
        &url,
        &run(&["sql", "0001"]).stdout.replace("DELIMITER", "-- DELIMITER"),
    );
    execute(&url, "DROP TABLE users");
    let planned = run(&["migrate", "--dry-run"]);
    assert!(planned.stdout.contains(collation), "{}", planned.stdout);
    for shown in [planned, run(&["migrate"])] {
        assert!(shown.stdout.contains(&said), "{}", shown.stdout);
    }
    let again = run(&["migrate", "zero"]);
    assert!(
        !again.stdout.contains(other) || again.stdout.contains(&said),
        "{}",
        again.stdout
    );
}

#[test]
fn a_mysql_url_may_lead_to_mariadb() {
    check("AKSARA_TEST_MARIADB_URL", "mariadb", "mysql", "utf8mb4_nopad_bin");
}

#[test]
fn a_mariadb_url_may_lead_to_mysql() {
    check("AKSARA_TEST_MYSQL_URL", "mysql", "mariadb", "utf8mb4_0900_bin");
}

#[test]
fn without_an_answer_the_scheme_decides_and_the_reason_is_said() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let shown = project
        .run("sql 0001 --database-url mysql://me:secret@127.0.0.1:1/app")
        .succeeds();
    assert!(shown.stderr.contains("Dialect: mysql "), "{}", shown.stderr);
    assert!(
        shown.stderr.contains("the server cannot be asked"),
        "{}",
        shown.stderr
    );
    assert!(!shown.stderr.contains("secret"), "{}", shown.stderr);
}

#[test]
fn a_collation_of_the_other_flavour_is_refused_where_a_target_lacks_it() {
    for (collation, targets, refusing) in [
        ("utf8mb4_0900_ai_ci", "mysql,mariadb", "mariadb"),
        ("utf8mb4_uca1400_ai_ci", "mysql,mariadb", "mysql"),
    ] {
        for field in [
            format!("fields.String(max_length=100, collation=\"{collation}\")"),
            format!("fields.Opaque(\"mysql\", \"varchar(100) collate {collation}\")"),
        ] {
            let models = USER.replace("fields.String(max_length=100)", &field);
            let project = Project::with_models(&models);
            let ended = project.run_with(&["makemigrations"], &[("AKSARA_TARGETS", targets)]);
            assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
            for part in [collation, refusing, "utf8mb4_unicode_ci"] {
                assert!(ended.stderr.contains(part), "no {part} in:\n{}", ended.stderr);
            }
            assert!(!project.path(&format!("{FIRST}.py")).exists());
        }
    }
}
