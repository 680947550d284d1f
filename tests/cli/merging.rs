//! `makemigrations --merge`: branches that commute are joined, branches that clash are named; and a branch that is older
//! than what a database has.

use crate::project::Project;
use crate::servers::{every_database, execute, number};

const USERS: &str = r#"operations = [
    op.CreateTable(name="users", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("name", fields.String(max_length=50)),
    ]),
]"#;

/// A project with two branches, each of one migration with one operation.
fn branches(left: &str, right: &str) -> Project {
    let body =
        |operation: &str| format!("dependencies = [\"0001_users\"]\noperations = [\n    {operation},\n]");
    Project::new()
        .migration("0001_users", USERS)
        .migration("0002_left", &body(left))
        .migration("0002_right", &body(right))
}

fn clashes(left: &str, right: &str, about: &str) {
    let project = branches(left, right);
    project.refuses(
        &["makemigrations", "--merge"],
        1,
        &[
            "the branches clash",
            about,
            "migrations/0002_left.py:9:",
            "migrations/0002_right.py:9:",
            "--force",
        ],
    );
}

const ADD_EMAIL: &str = "op.AddField(model_name=\"users\", name=\"email\", field=fields.Text(nullable=True))";
const ADD_AGE: &str = "op.AddField(model_name=\"users\", name=\"age\", field=fields.Integer(default=7))";
const RENAME: &str = "op.RenameField(model_name=\"users\", old_name=\"name\", new_name=\"title\")";
const WIDEN: &str = "op.AlterField(model_name=\"users\", name=\"name\", field=fields.Text())";
const INDEX: &str = "op.AddIndex(model_name=\"users\", name=\"by_name\", fields=[\"name\"])";
const SQL: &str = "op.RunSQL(sql=\"UPDATE users SET name = 'x'\", reverse_sql=op.RunSQL.noop)";
const TAGS: &str = "op.CreateTable(name=\"tags\", fields=[(\"id\", fields.Integer(primary_key=True))])";

#[test]
fn operations_that_clash_are_named_with_their_places() {
    clashes(WIDEN, RENAME, "`users.name`");
    clashes(RENAME, INDEX, "`users.name`");
    clashes(
        INDEX,
        &INDEX.replace("[\"name\"]", "[\"id\"]"),
        "the name `by_name`",
    );
    clashes(
        ADD_EMAIL,
        &ADD_EMAIL.replace("nullable", "unique=True, nullable"),
        "`users.email`",
    );
    clashes("op.DropTable(name=\"users\")", ADD_AGE, "the table `users`");
    clashes(SQL, ADD_AGE, "code of your own may look at `users.age`");
    clashes(SQL, &SQL.replace("'x'", "'y'"), "both run code of your own");
}

#[test]
fn branches_that_commute_are_joined_on_every_database_in_whatever_order_they_are_applied() {
    let folder = tempfile::tempdir().unwrap();
    for (position, (left, right)) in [(ADD_EMAIL, ADD_AGE), (SQL, TAGS)].into_iter().enumerate() {
        for first in ["0002_left", "0002_right"] {
            let purpose = format!("merging{position}_{first}");
            let file = tempfile::tempdir_in(&folder).unwrap();
            for url in every_database(&file, &purpose) {
                let project = branches(left, right);
                let run = |arguments: &[&str]| {
                    project
                        .run_with(&[arguments, &["--database-url", &url]].concat(), &[])
                        .succeeds()
                };
                run(&["migrate", "0001"]);
                execute(&url, "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b')");
                run(&["migrate", first]);
                project
                    .run("makemigrations --merge")
                    .succeeds()
                    .says("Created: migrations/0003_merge.py");
                let ended = run(&["migrate"]);
                let (older, newer) = match first {
                    "0002_left" => ("0002_right", "0002_left"),
                    _ => ("0002_left", "0002_right"),
                };
                let note = format!(
                    "{older} was written against an older head than the database has: it is applied out of order, after \
                     {newer}"
                );
                assert!(ended.stderr.contains(&note), "{}", ended.stderr);
                assert!(!ended.stderr.contains("0003_merge was"), "{}", ended.stderr);
                run(&["status"]).says("[X] 0003_merge");
                run(&["check"]);
                assert_eq!(number(&url, "SELECT count(*) FROM users"), 2);
                run(&["migrate", "0001"]);
                assert_eq!(number(&url, "SELECT count(*) FROM users"), 2);
                run(&["migrate"]);
            }
        }
    }
}

#[test]
fn status_and_migrate_show_programs_what_is_out_of_order() {
    let project = branches(ADD_EMAIL, ADD_AGE);
    project.run("migrate 0002_right").succeeds();
    project.run("makemigrations --merge").succeeds();
    let expected = serde_json::json!([{"migration": "0002_left", "after": ["0002_right"]}]);
    for command in ["status --json", "migrate --dry-run --json", "migrate --json"] {
        let ended = project.run(command).succeeds();
        let envelope: serde_json::Value = serde_json::from_str(ended.stdout.lines().last().unwrap()).unwrap();
        assert_eq!(envelope["result"]["out_of_order"], expected, "{command}");
    }
    let ended = project.run("status --json").succeeds();
    let envelope: serde_json::Value = serde_json::from_str(ended.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(envelope["result"]["out_of_order"], serde_json::json!([]));
}

#[test]
fn a_clash_is_merged_by_force_where_the_migrations_apply_in_their_order() {
    let project = branches(WIDEN, INDEX);
    let merged = project.run("makemigrations --merge --force").succeeds();
    assert!(merged.stderr.contains("the branches clash"), "{}", merged.stderr);
    project.run("migrate").succeeds();
    project.run("check").succeeds();

    let project = branches(RENAME, INDEX);
    project.refuses(
        &["makemigrations", "--merge", "--force"],
        1,
        &["migrations/0002_right.py:9:", "`name`"],
    );
}

#[test]
fn force_is_for_merges_alone() {
    Project::new().refuses(&["makemigrations", "--force"], 2, &["--merge"]);
}
