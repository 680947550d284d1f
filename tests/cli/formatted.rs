//! Formatting, comments and docstrings are no edit of an applied migration; what is run is. Every command says the same.

use tempfile::TempDir;

use crate::project::Project;
use crate::servers::{every_database, execute, number};

const WORDS: &str = r#"from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields

def forwards(connection): connection.execute("INSERT INTO words (id, word) VALUES (1, 'one')")

class Migration(Migration):
    operations = [op.CreateTable(name="words", fields=[("id", fields.Integer(primary_key=True)), ("word", fields.String(max_length=20))]), op.RunPython(forwards, op.RunPython.noop)]
"#;

/// The same as a formatter and an author leave it.
const FORMATTED: &str = r#""""The words."""

from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields


def forwards(connection):
    """One word."""
    # It is the first.
    connection.execute(
        "INSERT INTO words (id, word) "
        "VALUES (1, 'one')"
    )


class Migration(Migration):
    """Words."""

    operations = [
        op.CreateTable(
            name='words',
            fields=[
                ("id", fields.Integer(primary_key=True)),
                ("word", fields.String(max_length=20)),  # short ones
            ],
        ),
        op.RunPython(forwards, op.RunPython.noop),
    ]
"#;

const SQL: &str = "-- aksara:depends 0001_words\n-- migrate:up\nINSERT INTO words (id, word) VALUES (2, 'two -- words');\n-- migrate:down\nDELETE FROM words WHERE id = 2;\n";

const FORMATTED_SQL: &str = "-- aksara:depends 0001_words\n-- migrate:up\n-- The second one.\nINSERT INTO words\n  (id, word)\nVALUES\n  ( 2, 'two -- words' ) ; -- two\n\n-- migrate:down\nDELETE\nFROM words /* all of them */\nWHERE id = 2;\n";

const FIRST: &str = "migrations/0001_words.py";
const SECOND: &str = "migrations/0002_second.sql";

fn project() -> Project {
    Project::new().file(FIRST, WORDS).file(SECOND, SQL)
}

fn run(project: &Project, url: &str, arguments: &str) -> crate::project::Ended {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    project.run_with(&[&arguments[..], &["--database-url", url]].concat(), &[])
}

/// Every command takes the migrations as they were applied.
fn is_the_same(project: &Project, url: &str) {
    let status = run(project, url, "status --check").succeeds();
    assert!(!status.stdout.contains("edited"), "{}", status.stdout);
    let listed = run(project, url, "status --json").succeeds().stdout;
    assert!(!listed.contains("\"edited\":true"), "{listed}");
    run(project, url, "migrate")
        .succeeds()
        .says("No migrations to apply.");
    let checked = run(project, url, "check");
    assert!(
        !checked.stdout.contains("edited"),
        "{}{}",
        checked.stdout,
        checked.stderr
    );
}

/// Every command says that this migration was edited.
fn is_edited(project: &Project, url: &str, name: &str) {
    let status = run(project, url, "status --check");
    assert_eq!(status.code, 1);
    status.says(&format!("[X] {name} (edited after being applied)"));
    let listed = run(project, url, "status --json").stdout.replace(' ', "");
    assert!(listed.contains("\"edited\":true"), "{listed}");
    run(project, url, "migrate").fails_with(&format!("--accept-edited {name}"));
    let checked = run(project, url, "check");
    assert_eq!(checked.code, 1);
    let said = checked.stdout + &checked.stderr;
    assert!(said.contains(name), "{said}");
}

fn on_every_database(purpose: &str, check: impl Fn(&Project, &str)) {
    let folder = TempDir::new().unwrap();
    for url in every_database(&folder, purpose) {
        let project = project();
        run(&project, &url, "migrate").succeeds();
        check(&project, &url);
    }
}

#[test]
fn formatting_is_no_edit() {
    on_every_database("formatted", |project, url| {
        project.write(FIRST, FORMATTED);
        project.write(SECOND, FORMATTED_SQL);
        is_the_same(project, url);
        run(project, url, "migrate zero").succeeds();
        run(project, url, "migrate").succeeds();
        project.write(FIRST, WORDS);
        is_the_same(project, url);
    });
}

#[test]
fn another_operation_function_or_statement_is_an_edit() {
    on_every_database("another_text", |project, url| {
        for (before, after) in [
            ("max_length=20", "max_length=21"),
            ("'one'", "'One'"),
            ("op.RunPython(forwards, op.RunPython.noop),", ""),
        ] {
            project.write(FIRST, &FORMATTED.replacen(before, after, 1));
            is_edited(project, url, "0001_words");
        }
        project.write(FIRST, FORMATTED);
        for (before, after) in [("two -- words", "two  -- words"), ("id = 2", "id = 3")] {
            project.write(SECOND, &FORMATTED_SQL.replacen(before, after, 1));
            is_edited(project, url, "0002_second");
        }
        run(project, url, "migrate --accept-edited 0002").succeeds();
        is_the_same(project, url);
        project.write(SECOND, &SQL.replacen("id = 2", "id = 3", 1));
        is_the_same(project, url);
        project.write(SECOND, SQL);
        is_edited(project, url, "0002_second");
    });
}

#[test]
fn what_an_older_version_applied_is_known_by_its_text_and_then_by_what_it_runs() {
    on_every_database("older", |project, url| {
        execute(url, "DROP TABLE aksara_checksums");
        project.write(FIRST, FORMATTED);
        is_edited(project, url, "0001_words");
        project.write(FIRST, WORDS);
        is_the_same(project, url);
        assert_eq!(number(url, "SELECT count(*) FROM aksara_checksums"), 2);
        project.write(FIRST, FORMATTED);
        is_the_same(project, url);
    });
}

#[test]
fn a_checksum_counts_beside_the_text_that_it_was_made_with() {
    on_every_database("beside", |project, url| {
        execute(
            url,
            "UPDATE aksara_migrations SET checksum = '0123456789abcdef' WHERE name = '0001_words'",
        );
        is_edited(project, url, "0001_words");
    });
}

#[test]
fn a_renamed_file_may_be_formatted_as_well() {
    on_every_database("renamed_formatted", |project, url| {
        project.write("migrations/0001_first.py", FORMATTED);
        std::fs::remove_file(project.path(FIRST)).unwrap();
        project.write(SECOND, &FORMATTED_SQL.replace("0001_words", "0001_first"));
        run(project, url, "migrate").fails_with("--accept-renamed 0001_words:0001_first");
        run(project, url, "migrate --accept-renamed 0001_words:0001_first").succeeds();
        is_the_same(project, url);
    });
}
