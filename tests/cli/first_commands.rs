//! The commands that people type who know other tools: accepted, or answered with the command that is meant.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

/// A project with two migrations, both applied.
fn two_applied() -> Project {
    let project = Project::migrated();
    project.append("app/models.py", "    bio = fields.Text(nullable=True)\n");
    project.run("makemigrations -m bio").succeeds();
    project.run("migrate").succeeds();
    project
}

#[test]
fn words_of_other_tools_are_answered_with_the_command_that_is_meant() {
    for (typed, meant) in [
        ("showmigrations", "aksara status"),
        ("showmigrations app", "aksara status"),
        ("sqlmigrate app 0001", "aksara sql 0001"),
        ("sqlmigrate", "aksara sql NAME"),
        ("makemigration --name x", "aksara makemigrations"),
        ("rollback", "aksara migrate -1"),
        ("upgrade head", "aksara migrate head"),
        ("upgrade", "aksara migrate"),
        ("downgrade -1", "aksara migrate -1"),
        ("downgrade", "aksara migrate -1"),
        ("downgrade base", "aksara migrate zero"),
        ("downgrade 0003", "aksara migrate 0003"),
        ("stamp 0004", "aksara migrate --fake 0004"),
        ("revision --autogenerate", "aksara makemigrations"),
        ("current", "aksara status"),
        ("inspectdb", "aksara inspect"),
    ] {
        let ended = Project::new().run(typed);
        let word = typed.split(' ').next().unwrap();
        let expected = format!(
            "error: unrecognized subcommand '{word}'\n\n  tip: `{meant}` does that\n\nUsage: aksara [OPTIONS] <COMMAND>\n\n\
             For more information, try '--help'.\n"
        );
        assert_eq!(
            (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
            (2, "", &*expected)
        );
    }
    // A slip of a finger is answered by what looks alike.
    let ended = Project::new().run("statsu");
    assert!(
        ended
            .stderr
            .contains("tip: a similar subcommand exists: 'status'"),
        "{}",
        ended.stderr
    );
}

#[test]
fn counts_with_a_sign_go_back_and_forward() {
    let project = two_applied();
    let back = project.run("migrate -1").succeeds();
    assert_eq!(
        back.stdout,
        "Database: sqlite:db.sqlite3 (default)\nReverting 0002_auto_bio... ✓ Reverted successfully\n"
    );
    project.run("migrate -1").succeeds();
    let forward = project.run("migrate +1").succeeds();
    assert!(forward.stdout.contains("Applying 0001_auto_initial") && !forward.stdout.contains("0002"));
    for (arguments, part) in [
        (vec!["migrate", "-0"], "a whole number from 1 on"),
        (vec!["migrate", "-1", "--check"], "leave one of them out"),
        (vec!["migrate", "-1", "--fake-initial"], "leave one of them out"),
        (vec!["migrate", "-1", "--steps", "1"], "cannot be used with"),
        (vec!["migrate", "--nothing"], "unexpected argument '--nothing'"),
    ] {
        let ended = project.run_typed(&arguments);
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}

#[test]
fn a_plan_is_a_dry_run() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let plan = project.run("migrate --plan").succeeds();
    assert_eq!(plan.stdout, project.run("migrate --dry-run").succeeds().stdout);
    plan.says("Nothing was changed (--dry-run).");
}

#[test]
fn status_is_a_gate() {
    let project = two_applied();
    project.run("status --check").succeeds();
    project.run("migrate -1").succeeds();
    let ended = project.run("status --check --quiet");
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (1, " [X] 0001_auto_initial\n [ ] 0002_auto_bio\n")
    );
    project.run("status").succeeds();
    project.run("migrate").succeeds();
    project.append("migrations/0001_auto_initial.py", "ANOTHER = 1\n");
    let ended = project.run("status --check");
    assert_eq!(ended.code, 1);
    ended.shows("(edited after being applied)");
}

#[test]
fn history_shows_what_was_applied_in_that_order() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let nothing = project.run("history").succeeds();
    assert_eq!(
        nothing.stdout,
        "Database: sqlite:db.sqlite3 (default)\nNothing is applied.\nNext: aksara migrate\n"
    );
    let project = two_applied();
    std::fs::remove_file(project.path("migrations/0002_auto_bio.py")).unwrap();
    let shown = project.run("history --quiet").succeeds().stdout;
    let without_times: Vec<&str> = shown.lines().map(|line| line.get(19..).unwrap()).collect();
    assert_eq!(
        without_times,
        ["  0001_auto_initial", "  0002_auto_bio (its file is missing)"]
    );
    let year = shown.get(..2).unwrap();
    assert_eq!(year, "20", "{shown}");
}

#[test]
fn quiet_leaves_results_and_warnings() {
    let project = Project::with_models(USER);
    for arguments in ["makemigrations -q", "migrate -q", "migrate --quiet"] {
        let ended = project.run(arguments).succeeds();
        assert_eq!(
            (ended.stdout.as_str(), ended.stderr.as_str()),
            ("", ""),
            "{arguments}"
        );
    }
    assert_eq!(
        project.run("-q status").succeeds().stdout,
        " [X] 0001_auto_initial\n"
    );
    assert!(
        project
            .run("sql 0001 -q")
            .succeeds()
            .stdout
            .contains("CREATE TABLE")
    );
    project.append("app/models.py", "    phone = fields.String(max_length=20)\n");
    let ended = project.run("makemigrations -q --no-default").succeeds();
    assert_eq!(ended.stdout, "");
    assert!(
        ended.stderr.starts_with("warning: `users.phone` is required"),
        "{}",
        ended.stderr
    );
    let ended = project.run("makemigrations -q -v");
    assert_eq!(ended.code, 2);
}

#[test]
fn verbose_says_where_settings_come_from_and_how_long_it_took() {
    let project = Project::with_models(USER).file(".env", "AKSARA_MIGRATIONS_DIR=steps\n");
    project.run("makemigrations").succeeds();
    let ended = project.run("migrate -v").succeeds();
    let env = project.path(".env").canonicalize().unwrap();
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(
        lines[0],
        format!("Setting: migrations directory: steps ({})", env.display())
    );
    assert_eq!(lines[1], "Setting: models: app.models (default)");
    assert_eq!(lines[2], "Setting: Python: the project's own (default)");
    assert_eq!(lines[3], "Database: sqlite:db.sqlite3 (default)");
    assert!(
        lines[4].starts_with("Applying 0001_auto_initial..."),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains(" ms  CREATE TABLE"), "{}", ended.stdout);
    assert!(lines.last().unwrap().starts_with("Took: 0."), "{}", ended.stdout);
}

#[test]
fn colours_are_always_or_never_there() {
    let project = Project::migrated();
    for (arguments, is_coloured) in [
        ("status", false),
        ("status --color always", true),
        ("--color=always status", true),
        ("status --color never", false),
    ] {
        let shown = project.run(arguments).succeeds().stdout;
        assert_eq!(shown.contains('\u{1b}'), is_coloured, "{arguments}: {shown:?}");
    }
    for (arguments, is_coloured) in [
        ("nothing", false),
        ("nothing --color always", true),
        ("migrate 0009 --color always", true),
        ("migrate 0009", false),
    ] {
        let shown = project.run(arguments).stderr;
        assert_eq!(shown.contains('\u{1b}'), is_coloured, "{arguments}: {shown:?}");
    }
    let no_color = [("NO_COLOR", "1")];
    let shown = project
        .run_with(&["status", "--color", "always"], &no_color)
        .succeeds();
    assert!(
        shown.stdout.contains('\u{1b}'),
        "the flag is stronger than NO_COLOR"
    );
}

#[test]
fn a_command_runs_as_if_started_in_another_folder() {
    let project = Project::migrated();
    let folder = project.path("");
    let elsewhere = Project::new();
    let folder = folder.to_str().unwrap();
    let ended = elsewhere.run_with(&["-C", folder, "status"], &[]).succeeds();
    ended.says("[X] 0001_auto_initial");
    let ended = elsewhere.run_with(
        &["status", "-C", folder, "--database-url", "sqlite:db.sqlite3"],
        &[],
    );
    ended.succeeds().says("[X] 0001_auto_initial");
    elsewhere.refuses(&["-C", "nowhere", "status"], 2, &["-C nowhere: "]);
}

#[test]
fn dialects_are_chosen_by_name() {
    let project = Project::new();
    let one = project.run("dialects mysql").succeeds().stdout;
    assert!(one.starts_with("mysql\n✓  create_table: CREATE TABLE"), "{one}");
    assert!(!one.contains("postgres"), "{one}");
    let two = project.run("dialects sqlite postgresql").succeeds().stdout;
    assert_eq!(
        two.lines().next().map(str::trim_end),
        Some("feature                   sqlite   postgres")
    );
    let markdown = project.run("dialects mariadb --markdown").succeeds().stdout;
    assert!(markdown.starts_with("| feature | mariadb |\n"), "{markdown}");
    project.refuses(&["dialects", "oracle"], 2, &["oracle"]);
    project.refuses(&["dialects", "posgres"], 2, &["did you mean `postgres`?"]);
}

#[test]
fn a_rehearsal_for_a_database_shows_its_sql() {
    let project = Project::with_models(USER);
    let ended = project
        .run("makemigrations --dry-run --database-url sqlite:x.db")
        .succeeds();
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines[1], "Would create: migrations/0001_auto_initial.py");
    assert!(ended.stdout.contains("Dialect: sqlite 3."), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("CREATE TABLE \"users\" ("),
        "{}",
        ended.stdout
    );
    assert!(!project.path("x.db").exists() && !project.path("migrations").exists());
    let ended = project.run("makemigrations --database-url sqlite:x.db");
    assert_eq!(ended.code, 2, "a database without a use");
}

#[test]
fn an_edit_is_accepted_by_the_beginning_of_a_name() {
    let project = two_applied();
    project.append("migrations/0002_auto_bio.py", "ANOTHER = 1\n");
    assert_eq!(project.run("migrate").code, 1);
    project
        .run("migrate --accept-edited 0002")
        .succeeds()
        .says("✓ Accepted the edit of migrations/0002_auto_bio.py");
    project.append("migrations/0002_auto_bio.py", "MORE = 1\n");
    project.refuses(
        &["migrate", "--accept-edited", "000"],
        2,
        &["000", "0001_auto_initial", "0002_auto_bio"],
    );
    project.refuses(&["migrate", "--accept-edited", "0009"], 2, &["0009"]);
}

#[test]
fn the_help_is_short_and_names_what_every_command_takes() {
    let help = Project::new().run("--help").succeeds().stdout;
    let options = help.split("Every command:\n").nth(1).unwrap();
    let flags: Vec<&str> = options
        .lines()
        .map(|line| line.get(..22).unwrap_or(line).trim())
        .collect();
    let named: Vec<&str> = flags.into_iter().filter(|flag| flag.starts_with('-')).collect();
    assert_eq!(
        named,
        [
            "-C <DIR>",
            "-q, --quiet",
            "-v, --verbose",
            "--color <WHEN>",
            "--json"
        ]
    );
    assert!(help.lines().count() < 45, "{help}");
    let unknown = Project::new().run("status --color sometimes");
    assert_eq!(unknown.code, 2);
}
