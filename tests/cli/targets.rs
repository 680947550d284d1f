//! The targets of `migrate`: by name, by steps, back; what it checks; and the rows that a way back would lose.

use serde_json::Value;

use crate::project::{Ended, Project};
use crate::servers::{every_database, execute, number};

const FIRST: &str = r#"operations = [op.CreateTable(name="notes", fields=[
    ("id", fields.Integer(primary_key=True)),
    ("text", fields.String(max_length=40)),
])]"#;
const SECOND: &str = r#"dependencies = ["0001_notes"]
operations = [op.AddField(model_name="notes", name="mood", field=fields.String(max_length=20, nullable=True))]"#;
const THIRD: &str = r#"dependencies = ["0002_mood"]
operations = [op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True))])]"#;

fn three() -> Project {
    Project::new()
        .migration("0001_notes", FIRST)
        .migration("0002_mood", SECOND)
        .migration("0003_tags", THIRD)
}

/// Runs exactly this on a database.
fn on(project: &Project, url: &str, arguments: &str) -> Ended {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    project.run_typed(&[&arguments, &["--database-url", url][..]].concat())
}

fn applied(url: &str) -> i64 {
    number(url, "SELECT count(*) FROM aksara_migrations")
}

#[test]
fn steps_lead_forward_back_leads_back_and_head_is_everything() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "steps") {
        let project = three();
        let run = |arguments: &str| on(&project, &url, arguments).succeeds();
        run("migrate --steps 1").says("Applying 0001_notes... ✓ Applied successfully");
        assert_eq!(applied(&url), 1);
        run("migrate --steps 1 --dry-run").shows("Would apply 0002_mood");
        let two = run("migrate --steps 2").says("Applying 0003_tags... ✓ Applied successfully");
        assert!(
            two.stdout.contains("0002_mood") && !two.stdout.contains("0001_notes"),
            "{}",
            two.stdout
        );
        run("migrate --steps 7").says("No migrations to apply.");
        let back = run("migrate --back 1").says("Reverting 0003_tags... ✓ Reverted successfully");
        assert!(!back.stdout.contains("0002_mood"), "{}", back.stdout);
        assert_eq!(applied(&url), 2);
        run("migrate head").says("Applying 0003_tags... ✓ Applied successfully");
        run("migrate --back 9").says("Reverting 0001_notes... ✓ Reverted successfully");
        assert_eq!(applied(&url), 0);
        run("migrate --back 1").says("No migrations to apply.");
    }
}

#[test]
fn wrong_steps_are_refused_with_what_is_meant() {
    let project = three();
    for (arguments, part) in [
        (&["migrate", "--steps", "-2"][..], "`--back 2` reverts migrations"),
        (&["migrate", "--steps", "0"], "a whole number from 1 on"),
        (&["migrate", "--steps", "1", "--back", "1"], "cannot be used with"),
        (&["migrate", "0001", "--steps", "1"], "cannot be used with"),
        (&["migrate", "0001", "--back", "1"], "cannot be used with"),
    ] {
        project.refuses(arguments, 2, &[part]);
    }
}

#[test]
fn a_check_lists_what_is_pending_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "pending") {
        let project = three();
        let check = |arguments: &str| on(&project, &url, arguments);
        let all = check("migrate --check");
        assert_eq!(all.code, 1, "{}{}", all.stdout, all.stderr);
        let all = all.says("Pending: 0001_notes").says("Pending: 0003_tags");
        assert!(!all.stdout.contains("Nothing is pending"), "{}", all.stdout);
        on(&project, &url, "migrate 0002").succeeds();
        let rest = check("migrate --check").says("Pending: 0003_tags");
        assert!(
            rest.code == 1 && !rest.stdout.contains("0002_mood"),
            "{}",
            rest.stdout
        );
        check("migrate 0002 --check")
            .succeeds()
            .says("Nothing is pending.");
        let data: Value = serde_json::from_str(&check("migrate --check --json").stdout).unwrap();
        assert_eq!(data["result"]["migrations"][0]["name"], "0003_tags", "{data}");
        assert_eq!(applied(&url), 2);
        on(&project, &url, "migrate").succeeds();
        check("migrate --check").succeeds().says("Nothing is pending.");
    }
}

#[test]
fn a_check_makes_no_database_file() {
    let project = three();
    project.refuses(&["migrate", "--check"], 1, &[]);
    assert!(!project.path("db.sqlite3").exists());
}

#[test]
fn a_way_back_that_loses_rows_needs_the_flag_that_its_message_names() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "way_back") {
        let project = three();
        let run = |arguments: &str| on(&project, &url, arguments);
        run("migrate").succeeds();
        execute(
            &url,
            "INSERT INTO notes (id, text, mood) VALUES (1, 'a', NULL), (2, 'b', NULL)",
        );
        // No row is in `tags`, and no value in `mood`.
        run("migrate 0002").succeeds();
        run("migrate 0001").succeeds();
        run("migrate head").succeeds();
        execute(&url, "UPDATE notes SET mood = 'fine' WHERE id = 2");
        execute(&url, "INSERT INTO tags VALUES (7)");
        let dry = run("migrate zero --dry-run").succeeds();
        assert!(dry.stdout.contains("--allow-data-loss"), "{}", dry.stdout);

        let refused = run("migrate zero");
        assert_eq!(refused.code, 3, "{}{}", refused.stdout, refused.stderr);
        for part in [
            "reverting loses data that applying again does not bring back",
            "0003_tags loses the rows of `tags`: there is 1 row",
            "0002_mood loses the values of `notes.mood`: 1 row holds a value",
            "0001_notes loses the rows of `notes`: there are 2 rows",
            "Nothing was changed.",
            "back the data up first",
            "--allow-data-loss",
            "migrate.data-loss",
        ] {
            assert!(
                refused.stderr.contains(part),
                "no {part:?} in:\n{}",
                refused.stderr
            );
        }
        assert_eq!(applied(&url), 3);
        assert_eq!(number(&url, "SELECT count(*) FROM notes"), 2);
        let data = run("migrate zero --json");
        let envelope: Value = serde_json::from_str(data.stdout.lines().last().unwrap()).unwrap();
        assert_eq!(
            (data.code, envelope["error"]["code"].as_str()),
            (3, Some("migrate.data-loss")),
            "{envelope}"
        );
        run("migrate zero --allow-data-loss").succeeds();
        assert_eq!(applied(&url), 0);
    }
}

#[test]
fn an_initial_migration_is_recorded_where_its_tables_match() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "initial") {
        let project = three();
        let run = |arguments: &str| on(&project, &url, arguments);
        execute(&url, "CREATE TABLE notes (id integer NOT NULL PRIMARY KEY)");
        let refused = run("migrate --fake-initial");
        assert_eq!(refused.code, 1, "{}{}", refused.stdout, refused.stderr);
        for part in [
            "0001_notes cannot be recorded as applied: the database does not have what it makes",
            "field notes.text",
            "Nothing was changed.",
            "\n           aksara inspect\n",
            "migrate.other-initial",
        ] {
            assert!(
                refused.stderr.contains(part),
                "no {part:?} in:\n{}",
                refused.stderr
            );
        }
        assert!(run("status").succeeds().stdout.contains("Applied migrations: 0"));

        // The table is made by the project's own first migration, and its record is taken away.
        execute(&url, "DROP TABLE notes");
        run("migrate 0001").succeeds();
        run("migrate zero --fake").succeeds();
        execute(&url, "INSERT INTO notes (id, text) VALUES (1, 'a')");
        run("migrate --fake-initial --dry-run")
            .succeeds()
            .shows("Would mark as applied 0001_notes");
        run("migrate --fake-initial")
            .succeeds()
            .says("Marking 0001_notes... ✓ Marked as applied")
            .says("Applying 0002_mood... ✓ Applied successfully")
            .says("Applying 0003_tags... ✓ Applied successfully");
        assert_eq!(number(&url, "SELECT count(*) FROM notes"), 1);
        run("migrate --fake-initial")
            .succeeds()
            .says("No migrations to apply.");
    }
}

#[test]
fn an_initial_migration_runs_where_its_tables_are_missing_and_is_refused_where_some_are() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "initial_parts") {
        let two = FIRST.replace(
            "])]",
            "]), op.CreateTable(name=\"tags\", fields=[(\"id\", fields.Integer(primary_key=True))])]",
        );
        let project = Project::new().migration("0001_notes", &two);
        let run = |arguments: &str| on(&project, &url, arguments);
        run("migrate --fake-initial")
            .succeeds()
            .says("Applying 0001_notes... ✓ Applied successfully");
        run("migrate zero --fake").succeeds();
        execute(&url, "DROP TABLE tags");
        run("migrate --fake-initial").fails_with("the table `tags` is missing");
        execute(&url, "DROP TABLE notes");
        run("migrate --fake-initial")
            .succeeds()
            .says("Applying 0001_notes... ✓ Applied successfully");
    }
}

#[test]
fn what_an_initial_migration_would_have_run_is_said() {
    let project = Project::new().migration(
        "0001_notes",
        &FIRST.replace(
            "])]",
            "]), op.RunSQL(\"INSERT INTO notes VALUES (1, 'a')\", reverse_sql=op.RunSQL.noop)]",
        ),
    );
    project.run("migrate").succeeds();
    project.run("migrate zero --fake").succeeds();
    let marked = project.run("migrate --fake-initial").succeeds();
    assert!(
        marked.stderr.contains("it was not run, since the tables exist")
            && marked.stderr.contains("0001_notes.py"),
        "{}",
        marked.stderr
    );
    assert_eq!(number(&project.database(), "SELECT count(*) FROM notes"), 1);
}

const FAILS: &str = r#"dependencies = ["0003_tags"]
operations = [op.RunSQL("INSERT INTO nowhere VALUES (1)", reverse_sql=op.RunSQL.noop)]"#;

#[test]
fn a_run_in_one_transaction_leaves_nothing_of_itself_or_everything() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "one_transaction") {
        let project = three().migration("0004_fails", FAILS);
        let run = |arguments: &str| on(&project, &url, arguments);
        if url.starts_with("mysql") || url.starts_with("mariadb") {
            let refused = run("migrate --transactions one");
            assert_eq!(refused.code, 1);
            for part in [
                "0001_notes cannot share one transaction with the run: ",
                " commits each change of a table by itself",
                "Nothing was changed.",
                "leave out `--transactions one`",
            ] {
                assert!(
                    refused.stderr.contains(part),
                    "no {part:?} in:\n{}",
                    refused.stderr
                );
            }
            assert!(run("status").succeeds().stdout.contains("Applied migrations: 0"));
            run("migrate 0003").succeeds();
            continue;
        }
        let failed = run("migrate --transactions one");
        assert_eq!(failed.code, 1);
        for part in [
            "0004_fails: statement 1 of 1 failed",
            "the whole run was rolled back",
        ] {
            assert!(failed.stderr.contains(part), "no {part:?} in:\n{}", failed.stderr);
        }
        assert!(!failed.stdout.contains("✓"), "{}", failed.stdout);
        assert!(run("status").succeeds().stdout.contains("Applied migrations: 0"));
        run("migrate 0003 --transactions one")
            .succeeds()
            .says("Applying 0001_notes... ✓ Applied successfully")
            .says("Applying 0003_tags... ✓ Applied successfully");
        execute(&url, "INSERT INTO notes (id, text) VALUES (1, 'a')");
        run("migrate zero --transactions one --allow-data-loss").succeeds();
        assert_eq!(applied(&url), 0);
    }
}

#[test]
fn rebuilds_share_a_transaction_unless_code_would_find_foreign_keys_off() {
    let retyped = r#"dependencies = ["0003_tags"]
operations = [
    op.CreateTable(name="items", fields=[("id", fields.Integer(primary_key=True)),
        ("note", fields.ForeignKey(to="notes", on_delete="CASCADE"))]),
]"#;
    let rebuilt = r#"dependencies = ["0004_items"]
operations = [op.AlterField(model_name="notes", name="text", field=fields.String(max_length=40, unique=True))]"#;
    let code = r#"dependencies = ["0005_rebuilt"]
operations = [op.RunSQL("INSERT INTO notes VALUES (1, 'a', NULL)", reverse_sql=op.RunSQL.noop)]"#;
    let project = three()
        .migration("0004_items", retyped)
        .migration("0005_rebuilt", rebuilt)
        .migration("0006_code", code);
    project
        .run("migrate --transactions one")
        .fails_with("it rebuilds a table with foreign keys switched off");
    project.run("migrate 0005 --transactions one").succeeds();
    project.run("migrate --transactions one").succeeds();
    assert_eq!(number(&project.database(), "SELECT count(*) FROM notes"), 1);
}

#[test]
fn a_backfill_cannot_share_a_transaction() {
    let backfill = r#"dependencies = ["0003_tags"]
operations = [op.Backfill(model_name="notes", set={"mood": "'fine'"})]"#;
    let project = three().migration("0004_fill", backfill);
    project.run("migrate --transactions one").fails_with(
        "0004_fill cannot share one transaction with the run: its backfill commits range by range",
    );
    project.run("migrate 0003 --transactions one").succeeds();
    project.run("migrate").succeeds();
}
