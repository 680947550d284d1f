//! Other commands beside a squash: drawings, proofs, scripts, marks, and runs that stopped.

use serde_json::{Value, json};

use crate::servers::{database, execute};
use crate::squash_project::{ALL, SQUASH, on_every_database, project, recorded, run};

#[test]
fn a_run_that_stopped_within_the_squash_continues_or_is_marked() {
    for server in ["MYSQL", "MARIADB"] {
        let Some(url) = database(&format!("AKSARA_TEST_{server}_URL"), "squash_stopped") else {
            continue;
        };
        let project = project().migration(
            "0005_stops",
            "dependencies = [\"0004_authors\"]\noperations = [op.RunSQL(\"INSERT INTO missing VALUES (1)\", op.RunSQL.noop)]",
        );
        run(&project, &url, "migrate 0001").succeeds();
        project.run("squash 0001..0005").succeeds();
        run(&project, &url, "migrate").fails_with("missing");
        recorded(&url, &["0001_first"]);
        let status = run(&project, &url, "status").succeeds();
        assert!(
            status.stderr.contains("0002_squashed_0005_stops"),
            "{}",
            status.stderr
        );
        execute(&url, "CREATE TABLE missing (id integer)");
        run(&project, &url, "migrate --mark-applied 0002_squashed_0005_stops").succeeds();
        recorded(
            &url,
            &[
                "0001_first",
                "0002_slugs",
                "0003_fill",
                "0004_authors",
                "0005_stops",
                "0002_squashed_0005_stops",
            ],
        );
        run(&project, &url, "migrate")
            .succeeds()
            .says("No migrations to apply.");
    }
}

#[test]
fn a_script_records_the_originals_with_the_squash() {
    let project = project();
    project.run("squash 0001..0004").succeeds();
    let script = project.run("sql 0001.. --dialect sqlite").succeeds().stdout;
    for name in ["0002_slugs", "0003_fill", "0004_authors", SQUASH] {
        assert!(script.contains(&format!("VALUES ('{name}', ")), "{script}");
    }
    let original = project.run("sql 0002_slugs --dialect sqlite").succeeds().stdout;
    assert!(
        original.contains("slug") && !original.contains("tags_by_label"),
        "{original}"
    );
}

#[test]
fn a_squash_is_marked_and_faked_with_its_originals() {
    let project = project();
    project.run("migrate 0001").succeeds();
    project.run("squash 0001..0004").succeeds();
    let url = project.database();
    project.run("migrate --fake").succeeds();
    recorded(&url, ALL);
    project
        .run(&format!("migrate --mark-unapplied {SQUASH}"))
        .succeeds();
    recorded(&url, &["0001_first"]);
    project.run("migrate --mark-applied 0002_slugs").succeeds();
    recorded(&url, &["0001_first", "0002_slugs"]);
}

#[test]
fn verify_proves_that_a_squash_does_what_its_originals_do() {
    let project = project();
    project.run("squash 0001..0004").succeeds();
    project.run("verify").succeeds();
    project.run("verify 0003_fill").succeeds();
    on_every_database("squash_verify", |url| {
        if !url.starts_with("sqlite:") {
            project
                .run_with(&["verify", "--scratch-url", url], &[])
                .succeeds();
        }
    });
    let path = format!("migrations/{SQUASH}.py");
    let text = project.read(&path);
    project.write(&path, &text.replace("max_length=60", "max_length=61"));
    let ended = project.run("verify");
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("it leaves a different schema than its originals"),
        "{}",
        ended.stdout
    );
    project.write(&path, &text.replace("SET slug = title", "SET slug = id"));
    let ended = project.run("verify");
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("it leaves different values in `posts.slug` than its originals"),
        "{}",
        ended.stdout
    );
}

#[test]
fn the_drawing_and_the_checks_follow_what_the_database_has() {
    let project = project();
    project.run("migrate 0002_slugs").succeeds();
    project.run("squash 0001..0004").succeeds();
    project
        .run("graph")
        .succeeds()
        .says("└── [X] 0002_slugs")
        .says("└── [ ] 0003_fill");
    let checked: Value = serde_json::from_str(&project.run("check --json").succeeds().stdout).unwrap();
    assert_eq!(checked["result"]["pending"], json!(["0003_fill", "0004_authors"]));
    assert_eq!(checked["result"]["drift"]["differences"], json!([]));
    project.run("migrate").succeeds();
    project.run("squash --prune").succeeds();
    project.run("graph").succeeds().says(&format!("└── [X] {SQUASH}"));
    let checked: Value = serde_json::from_str(&project.run("check --json").succeeds().stdout).unwrap();
    assert_eq!(checked["result"]["pending"], json!([]));
    assert_eq!(checked["result"]["missing"], json!([]));
    assert_eq!(checked["result"]["drift"]["differences"], json!([]));
}
