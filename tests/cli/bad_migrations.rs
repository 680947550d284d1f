//! Migrations that cannot be read or do not fit: an error with the place, and nothing changed.

use crate::project::{Project, migration};

/// A migrated project with a second migration of these operations.
fn with_operations(operations: &str) -> Project {
    let body = format!("dependencies = [\"0001_auto_initial\"]\noperations = [\n    {operations},\n]");
    Project::migrated().migration("0002_next", &body)
}

#[test]
fn bad_operations_are_shown_with_file_and_line() {
    let line = "migrations/0002_next.py:9";
    for (operation, parts) in [
        (
            "op.AddFeld(model_name=\"User\")",
            &["did you mean `AddField`?"][..],
        ),
        (
            "op.RemoveField(modelname=\"User\", name=\"email\")",
            &["did you mean `model_name`?"],
        ),
        (
            "op.RemoveField(model_name=\"Usr\", name=\"email\")",
            &["Usr", "did you mean `users`?"],
        ),
        (
            "op.RemoveField(model_name=\"User\", name=\"emial\")",
            &["did you mean `email`?"],
        ),
        (
            "op.AddField(model_name=\"User\", name=\"email\", field=fields.Text(nullable=True))",
            &["email", "already"],
        ),
        ("op.RunSQL(sql=open(\"x\").read())", &["open"]),
        ("op.DropTable(name=", &["not valid Python"]),
    ] {
        let project = with_operations(operation);
        for command in ["migrate", "makemigrations"] {
            let parts: Vec<&str> = parts.iter().copied().chain(["0002_next"]).collect();
            project.refuses(&[command], 1, &parts);
        }
        let shown = project.run("migrate").stderr;
        assert!(
            shown.contains(line) || operation.ends_with('='),
            "no {line} in {shown}"
        );
    }
}

#[test]
fn dependencies_that_lead_nowhere_or_round_in_a_circle_name_the_files() {
    let missing = Project::migrated().migration(
        "0002_next",
        "dependencies = [\"0001_auto_intial\"]\noperations = []",
    );
    missing.refuses(
        &["migrate"],
        1,
        &[
            "migrations/0002_next.py",
            "0001_auto_intial",
            "did you mean `0001_auto_initial`?",
        ],
    );
    let circle = Project::new()
        .migration("0001_a", "dependencies = [\"0002_b\"]\noperations = []")
        .migration("0002_b", "dependencies = [\"0001_a\"]\noperations = []");
    circle.refuses(
        &["migrate"],
        1,
        &["migrations/0001_a.py", "migrations/0002_b.py", "circle"],
    );
    circle.refuses(&["graph"], 1, &["circle"]);
}

#[test]
fn an_edited_applied_migration_is_named_unless_only_its_line_endings_changed() {
    let project = Project::migrated();
    let file = "migrations/0001_auto_initial.py";
    let text = project.read(file);
    project.write(file, &text.replace('\n', "\r\n"));
    project.run("migrate").succeeds();
    project.write(file, &text.replace("max_length=100", "max_length=101"));
    project.refuses(&["migrate"], 1, &[file, "--accept-edited 0001_auto_initial"]);
    let status = project.run("status").succeeds();
    status.says("[X] 0001_auto_initial (edited after being applied)");
    project
        .run("migrate --accept-edited 0001_auto_initial")
        .succeeds();
    project.run("migrate").succeeds().says("No migrations to apply.");
}

#[test]
fn a_failing_statement_takes_its_whole_migration_back() {
    let operations = "op.AddField(model_name=\"User\", name=\"phone\", field=fields.Text(nullable=True)),\n    \
                      op.RunSQL(sql=\"INSERT INTO nowhere VALUES (1)\", reverse_sql=op.RunSQL.noop)";
    let project = with_operations(operations);
    let ended = project.run("migrate");
    assert_eq!(ended.code, 1);
    assert!(
        ended.stdout.contains("Applying 0002_next... ✗ Failed"),
        "{}",
        ended.stdout
    );
    for part in [
        "0002_next",
        "migrations/0002_next.py:10",
        "nowhere",
        "Nothing of this migration was changed.",
    ] {
        assert!(ended.stderr.contains(part), "no {part:?} in {}", ended.stderr);
    }
    project.run("status").succeeds().says("[ ] 0002_next");
    project.write(
        "migrations/0002_next.py",
        &migration("dependencies = [\"0001_auto_initial\"]\noperations = []"),
    );
    project
        .run("migrate")
        .succeeds()
        .says("Applying 0002_next... ✓ Applied successfully");
}

#[test]
fn a_function_that_is_not_there_is_reported_with_its_line_before_anything_runs() {
    let project = with_operations("op.RunPython(populate_slugs)");
    project.refuses(&["migrate"], 1, &["populate_slugs", "migrations/0002_next.py"]);
    project.refuses(&["migrate", "--dry-run"], 1, &["populate_slugs"]);
}

#[test]
fn files_in_other_formats_are_not_passed_over() {
    let project = Project::migrated().file("migrations/0002_old.toml", "");
    project.refuses(
        &["migrate"],
        1,
        &["migrations/0002_old.toml is not a migration: its ending is not .py or .sql"],
    );
}

#[test]
fn a_missing_directory_is_reported() {
    Project::new().refuses(
        &["migrate"],
        1,
        &[
            "no folder `migrations` here",
            "  aksara makemigrations\n",
            "  aksara init\n",
        ],
    );
    Project::new().refuses(&["status"], 1, &["no folder `migrations` here"]);
}

#[test]
fn unknown_and_ambiguous_names_are_wrong_usage() {
    let project = with_operations("op.RunSQL(sql=\"SELECT 1\", reverse_sql=op.RunSQL.noop)");
    project.refuses(&["migrate", "0009"], 2, &["0009"]);
    project.refuses(&["migrate", "000"], 2, &["0001_auto_initial", "0002_next"]);
    project.refuses(&["sql", "0003"], 2, &["0003"]);
    project.refuses(&["migrate", "--accept-edited", "0002_next"], 2, &["0002_next"]);
}
