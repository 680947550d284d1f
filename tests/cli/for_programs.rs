//! The output for programs: one envelope for each command, events before it, and the exit codes.

use std::io::Read;
use std::process::Stdio;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::project::{Ended, Project, USER};
use crate::servers::{every_database, execute};

/// The JSON lines of a command's output.
fn lines(ended: &Ended) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
    ended.stdout.lines().map(read).collect()
}

/// The envelope, which must be the last line and have the three keys alone.
fn envelope(ended: &Ended, command: &str, outcome: &str) -> Value {
    let lines = lines(ended);
    let last = lines
        .last()
        .unwrap_or_else(|| panic!("no output\n{}", ended.stderr));
    let keys: Vec<&String> = last.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["command", outcome, "version"], "{last}");
    assert_eq!(
        (&last["version"], &last["command"]),
        (&json!(1), &json!(command)),
        "{last}"
    );
    last[outcome].clone()
}

#[test]
fn every_command_prints_one_envelope() {
    for (arguments, key) in [
        ("makemigrations --name email --dry-run", "migration"),
        ("makemigrations --stdout", "migration"),
        ("migrate --dry-run", "migrations"),
        ("migrate", "migrations"),
        ("status", "applied"),
        ("info", "models"),
        ("info --models", "models"),
        ("graph", "heads"),
        ("sql 0001", "sql"),
        ("sql ..0001", "sql"),
        ("verify", "databases"),
        ("inspect", "text"),
        ("dialects", "features"),
        ("explain", "codes"),
        ("explain graph.conflict", "page"),
    ] {
        let project = Project::migrated();
        project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
        let words: Vec<&str> = arguments.split(' ').collect();
        let ended = project.run_with(&[&words[..], &["--json"]].concat(), &[]);
        assert_eq!(ended.code, 0, "{arguments}: {}{}", ended.stdout, ended.stderr);
        let result = envelope(&ended, words[0], "result");
        assert!(!result[key].is_null(), "{arguments}: {result}");
        assert_eq!(ended.stderr, "", "{arguments}");
    }
}

#[test]
fn a_check_that_finds_something_is_a_result_with_exit_code_1() {
    let project = Project::migrated();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    let ended = project.run("check --json");
    assert_eq!(ended.code, 1);
    let result = envelope(&ended, "check", "result");
    assert_eq!(
        result["model_changes"].as_array().map(Vec::len),
        Some(1),
        "{result}"
    );
    let ended = project.run("makemigrations --check --json");
    assert_eq!(ended.code, 1);
    assert_eq!(
        envelope(&ended, "makemigrations", "result")["migration"]["written"],
        false
    );
}

#[test]
fn an_error_has_code_place_state_and_advice() {
    let project = Project::migrated().migration(
        "0002_rows",
        "dependencies = [\"0001_auto_initial\"]\noperations = [op.RunSQL(sql=\"INSERT INTO nowhere VALUES (1)\", \
         reverse_sql=op.RunSQL.noop)]",
    );
    let ended = project.run("migrate --json");
    assert_eq!((ended.code, ended.stderr.as_str()), (1, ""));
    let error = envelope(&ended, "migrate", "error");
    assert_eq!(error["code"], "migrate.statement-failed");
    assert_eq!(
        (&error["place"]["file"], &error["place"]["line"]),
        (&json!("migrations/0002_rows.py"), &json!(8)),
        "{error}"
    );
    assert_eq!(error["state"], "Nothing of this migration was changed.");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("no such table: nowhere"),
        "{error}"
    );
}

#[test]
fn a_long_command_prints_its_events_before_the_envelope() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "events") {
        let project = Project::with_models(USER);
        project.run("makemigrations").succeeds();
        let ended = project.run_with(&["migrate", "--json", "--database-url", &url], &[]);
        assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
        let lines = lines(&ended);
        let (envelope, events) = lines.split_last().unwrap();
        let words: Vec<&str> = events
            .iter()
            .map(|event| event["event"].as_str().unwrap())
            .collect();
        assert_eq!((words[0], words[1]), ("planned", "started"), "{words:?}");
        assert_eq!(words.last(), Some(&"finished"), "{words:?}");
        assert_eq!(
            envelope["result"]["migrations"][0]["name"], "0001_auto_initial",
            "{envelope}"
        );
    }
}

#[test]
fn each_kind_of_end_has_its_exit_code() {
    let project = Project::migrated();
    project.write("app/models.py", &USER.replace("    name = ", "    full_name = "));
    for (arguments, code) in [
        ("status", 0),
        ("makemigrations --check --no-rename", 1),
        ("check", 1),
        ("migrate 0009", 2),
        ("migrate --fast", 2),
        ("explain no.code", 2),
        ("makemigrations", 3),
    ] {
        let ended = project.run(arguments);
        assert_eq!(ended.code, code, "{arguments}: {}{}", ended.stdout, ended.stderr);
        let ended = project.run(&format!("{arguments} --json"));
        assert_eq!(ended.code, code, "{arguments} --json: {}", ended.stdout);
        assert_eq!(lines(&ended).len(), 1, "{arguments} --json: {}", ended.stdout);
    }
    let ended = project.run("makemigrations --json");
    let error = envelope(&ended, "makemigrations", "error");
    let question = &error["questions"][0];
    assert_eq!(
        (&question["kind"], &question["table"], &question["field"]),
        (&json!("field_rename"), &json!("users"), &json!("name"))
    );
    assert_eq!(question["candidates"], json!(["full_name"]));
    let flags = question["flags"].to_string();
    assert!(flags.contains("--rename users.name:full_name"), "{flags}");
}

#[test]
fn a_dry_run_says_what_a_run_would_refuse_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "rehearsed") {
        let project = Project::new().migration(
            "0001_users",
            "dependencies = []\noperations = [op.CreateTable(name=\"users\", fields=[(\"id\", \
             fields.Integer(primary_key=True))]), op.RunSQL(sql=\"INSERT INTO users (id) VALUES (1)\", \
             reverse_sql=op.RunSQL.noop)]",
        );
        let run = |arguments: &[&str]| -> Ended {
            project.run_with(&[arguments, &["--database-url", &url]].concat(), &[])
        };
        run(&["migrate"]).succeeds();
        let project = &project;
        project.write(
            "migrations/0002_name.py",
            &crate::project::migration(
                "dependencies = [\"0001_users\"]\noperations = [op.AddField(model_name=\"users\", name=\"name\", \
                 field=fields.Text())]",
            ),
        );
        let rehearsed = run(&["migrate", "--dry-run"]);
        let refused = run(&["migrate"]);
        assert_eq!((rehearsed.code, refused.code), (1, 1), "{}", rehearsed.stdout);
        assert!(rehearsed.stderr.contains("rows.required"), "{}", rehearsed.stderr);
        assert!(refused.stderr.contains("rows.required"), "{}", refused.stderr);
        assert!(
            rehearsed.stdout.contains("Would apply 0002_name"),
            "{}",
            rehearsed.stdout
        );
        run(&["status"]).succeeds().says("[ ] 0002_name");
    }
}

#[test]
fn a_dry_run_says_everything_that_a_run_would_refuse() {
    let folder = tempfile::tempdir().unwrap();
    let made = "operations = [op.CreateTable(name=\"users\", fields=[(\"id\", fields.Integer(primary_key=True)), \
                (\"age\", fields.Text()), (\"nick\", fields.Text(nullable=True))]), \
                op.CreateTable(name=\"notes\", fields=[(\"id\", fields.Integer(primary_key=True))])]";
    let changed = "dependencies = [\"0001_users\"]\noperations = [op.AlterField(model_name=\"users\", name=\"age\", \
                   field=fields.Integer()), op.AddField(model_name=\"notes\", name=\"text\", field=fields.Text())]";
    let later = "dependencies = [\"0002_changed\"]\noperations = [op.AddField(model_name=\"notes\", name=\"more\", \
                 field=fields.Text()), op.AlterField(model_name=\"users\", name=\"nick\", field=fields.Text())]";
    for url in every_database(&folder, "rehearsed_all") {
        let project = Project::new()
            .migration("0001_users", made)
            .migration("0002_changed", changed)
            .migration("0003_later", later);
        let run = |arguments: &[&str]| -> Ended {
            project.run_with(&[arguments, &["--database-url", &url]].concat(), &[])
        };
        run(&["migrate", "0001"]).succeeds();
        execute(
            &url,
            "INSERT INTO users VALUES (1, 'abc', NULL), (2, '7', NULL); INSERT INTO notes VALUES (1)",
        );
        let shown = run(&["migrate", "--dry-run"]);
        assert_eq!(shown.code, 1, "{}", shown.stdout);
        let expected = [
            "0002_changed: 1 row of `users` holds a value in `age` that cannot become an integer",
            "0002_changed: `notes` has 1 row, and nothing gives it a value for `text`, which is required",
            "0003_later: `notes` has 1 row, and nothing gives it a value for `more`, which is required",
            "0003_later: 2 rows of `users` hold NULL in `nick`, which becomes required and has no default",
        ];
        for part in expected {
            assert_eq!(shown.stderr.matches(part).count(), 1, "{part}\n{}", shown.stderr);
        }
        let envelope = run(&["migrate", "--dry-run", "--json"]).stdout;
        let envelope: Value = serde_json::from_str(envelope.lines().last().unwrap()).unwrap();
        let error = &envelope["error"];
        let others = error["others"].as_array().unwrap();
        let codes: Vec<&Value> = std::iter::once(error)
            .chain(others)
            .map(|one| &one["code"])
            .collect();
        assert_eq!(
            codes,
            [
                "rows.unconvertible",
                "rows.required",
                "rows.required",
                "rows.null"
            ]
        );
        run(&["status"]).succeeds().says("[ ] 0002_changed");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let project = Project::migrated();
    for arguments in [&["dialects"][..], &["explain"], &["status", "--json"]] {
        let mut child = project
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_run_that_fails_says_so_also_where_its_output_is_gone() {
    let project = Project::migrated().migration(
        "0002_rows",
        "dependencies = [\"0001_auto_initial\"]\noperations = [op.RunSQL(sql=\"SELEC\", reverse_sql=op.RunSQL.noop)]",
    );
    let mut child = project
        .command(&["migrate"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn every_error_on_a_terminal_names_its_page() {
    let project = Project::migrated();
    project.write("app/models.py", &USER.replace("    name = ", "    full_name = "));
    let ended = project.run("makemigrations");
    assert!(
        ended
            .stderr
            .ends_with("  code:  models.open-questions\n           aksara explain models.open-questions\n"),
        "{}",
        ended.stderr
    );
    let page = project.run("explain models.open-questions").succeeds().stdout;
    assert!(page.starts_with("# models.open-questions\n"), "{page}");
    let ended = project.run("explain graph.conflct");
    assert!(
        ended.stderr.contains("did you mean `graph.conflict`?"),
        "{}",
        ended.stderr
    );
}

#[test]
fn every_command_says_what_an_unsupported_operation_can_be_instead() {
    let project = Project::with_models(USER).migration(
        "0001_area",
        "dependencies = []\noperations = [op.CreateTable(name=\"places\", fields=[(\"id\", \
         fields.Integer(primary_key=True)), (\"area\", fields.Opaque(\"postgres\", \"box\"))])]",
    );
    let advice = "use a type that every database has, or keep this migration to that database";
    for arguments in [
        &["migrate"][..],
        &["migrate", "--dry-run"],
        &["sql", "0001", "--dialect", "mysql"],
        &["sql", "..0001"],
        &["makemigrations", "--sql"],
    ] {
        if arguments[0] == "makemigrations" {
            std::fs::remove_file(project.path("migrations/0001_area.py")).unwrap();
            project.append(
                "app/models.py",
                "    area = fields.Opaque(\"postgres\", \"box\", nullable=True)\n",
            );
        }
        let ended = project.run_with(arguments, &[]);
        assert_eq!(ended.code, 1, "{arguments:?}: {}", ended.stdout);
        for part in [advice, "database.unsupported"] {
            assert!(
                ended.stderr.contains(part),
                "{arguments:?}: no {part:?} in {}",
                ended.stderr
            );
        }
    }
}
