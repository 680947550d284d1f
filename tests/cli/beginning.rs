//! The first minutes: an empty folder, `init`, and the command that comes next.

use pretty_assertions::assert_eq;

use aksara::FIRST_MODELS;

use crate::project::{Project, USER};
use crate::terminal::{ended, fitting, on_terminal, plain};

#[test]
fn an_empty_folder_says_what_to_do() {
    let project = Project::new();
    let models: String = FIRST_MODELS
        .lines()
        .map(|line| {
            format!(
                "         {}\n",
                if line.is_empty() { "" } else { "  " }.to_owned() + line
            )
        })
        .collect();
    let lines = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let ended = project.run("makemigrations");
    let folder = project.path("").canonicalize().unwrap();
    assert_eq!(
        (ended.code, ended.stdout.as_str(), lines(&ended.stderr)),
        (
            2,
            "",
            lines(&format!(
                "  × there are no models in {}\n  help:  write them in app/models.py, models.py or src/models.py, or \
                 name their module:\n           aksara makemigrations --app MODULE\n         models to begin with:\n\
                 {models}  code:  models.no-app\n           aksara explain models.no-app\n",
                folder.display()
            ))
        )
    );
    for command in ["migrate", "status", "graph", "history", "verify", "check"] {
        let ended = project.run(command);
        assert_eq!(ended.code, 1, "{command}");
        assert_eq!(
            ended.stderr,
            "  × no folder `migrations` here\n  help:  the first migration makes it:\n           aksara makemigrations\n         \
             settings for a new project:\n           aksara init\n         another folder: --migrations-dir, \
             AKSARA_MIGRATIONS_DIR or [tool.aksara]\n  code:  files.no-directory\n           aksara explain files.no-directory\n",
            "{command}"
        );
    }
    assert!(project.snapshot().is_empty());
}

#[test]
fn init_begins_a_project_and_each_command_names_the_next_one() {
    let project = Project::new();
    let begun = project.run("init").succeeds();
    let models: String = FIRST_MODELS.lines().map(|line| format!("    {line}\n")).collect();
    let models = models.replace("    \n", "\n");
    assert_eq!(
        begun.stdout,
        format!(
            "Created: migrations/__init__.py\nCreated: pyproject.toml\nNext: write your models in app/models.py, for \
             example:\n\n{models}\nNext: aksara makemigrations\n"
        )
    );
    assert_eq!(
        project.read("pyproject.toml"),
        "[tool.aksara]\napp = \"app.models\"\ndatabase-url = \"sqlite:db.sqlite3\"\nmigrations-dir = \"migrations\"\n"
    );
    project.write("app/models.py", FIRST_MODELS);
    let made = project.run("makemigrations").succeeds();
    assert_eq!(made.stdout.lines().last(), Some("Next: aksara migrate"));
    let status = project.run("status").succeeds();
    assert!(
        status.stdout.ends_with(" [ ] 0001_auto_initial\n"),
        "{}",
        status.stdout
    );
    let pending = project.run("migrate --check");
    assert!(
        pending.stdout.ends_with("Next: aksara migrate\n"),
        "{}",
        pending.stdout
    );
    let migrated = project.run("migrate").succeeds();
    assert!(!migrated.stdout.contains("Next:"), "{}", migrated.stdout);
    project.append("app/models.py", "    bio = fields.Text(nullable=True)\n");
    let checked = project.run("check");
    assert!(
        checked.stdout.contains("✗ Models have changed:\n"),
        "{}",
        checked.stdout
    );
    assert_eq!(checked.stdout.lines().last(), Some("Next: aksara makemigrations"));
    assert!(
        !project
            .run("makemigrations --stdout")
            .succeeds()
            .stdout
            .contains("Next")
    );
}

#[test]
fn init_takes_flags_and_finds_models() {
    let project = Project::new().file("models.py", USER);
    let begun = project
        .run("init --database-url postgres://app@localhost/app --migrations-dir db/steps")
        .succeeds();
    begun.says("Next: aksara makemigrations");
    assert_eq!(
        project.read("pyproject.toml"),
        "[tool.aksara]\napp = \"models\"\ndatabase-url = \"postgres://app@localhost/app\"\nmigrations-dir = \"db/steps\"\n"
    );
    project
        .run("makemigrations")
        .succeeds()
        .says("Created: db/steps/0001_auto_initial.py");
}

#[test]
fn init_keeps_what_is_in_the_files_and_a_password_out_of_pyproject() {
    let project = Project::with_models(USER)
        .file("pyproject.toml", "[project]\nname = \"shop\"\n")
        .file(".env", "DEBUG=1\n");
    let url = "postgres://app:se$cret#1@localhost/app";
    let begun = project.run_with(&["init", "--database-url", url], &[]).succeeds();
    assert_eq!(
        begun.stdout,
        "Created: migrations/__init__.py\nExtended: .env\nExtended: pyproject.toml\nNext: aksara makemigrations\n"
    );
    assert_eq!(
        project.read("pyproject.toml"),
        "[project]\nname = \"shop\"\n\n[tool.aksara]\napp = \"app.models\"\nmigrations-dir = \"migrations\"\n"
    );
    assert_eq!(
        project.read(".env"),
        format!("DEBUG=1\nAKSARA_DATABASE_URL='{url}'\n")
    );
    project.refuses(
        &["init"],
        2,
        &["pyproject.toml has [tool.aksara] already", "It was not changed."],
    );
}

#[test]
fn a_url_that_is_none_begins_nothing() {
    Project::new().refuses(&["init", "--database-url", "nothing"], 2, &["scheme"]);
    Project::new().refuses(&["init", "--database-url", "oracle://x/y"], 2, &["oracle"]);
    let project = Project::new().file("pyproject.toml", "[tool\n");
    project.refuses(&["init"], 2, &["pyproject.toml"]);
}

#[test]
fn settings_of_pyproject_come_between_dot_env_and_settings_py() {
    let project = Project::with_models(USER)
        .file("settings.py", "DATABASE_URL = 'sqlite:settings.db'\n")
        .file(
            "pyproject.toml",
            "[tool.aksara]\ndatabase_url = \"sqlite:pyproject.db\"\nmigrations-dir = \"steps\"\napp = [\"app.models\"]\n\
             targets = [\"sqlite:3.45\", \"postgres:15\"]\n",
        );
    project
        .run("makemigrations")
        .succeeds()
        .says("Models: app.models (pyproject.toml)");
    let status = project.run("status -v").succeeds();
    assert_eq!(
        status.stdout,
        "Setting: migrations directory: steps (pyproject.toml)\nSetting: models: app.models (pyproject.toml)\nSetting: \
         Python: the project's own (default)\nSetting: targets: sqlite 3.45.0, postgres 15.0.0 (pyproject.toml)\nDatabase: \
         sqlite:pyproject.db (pyproject.toml)\nMigrations directory: steps\nApplied migrations: 0\n\n [ ] \
         0001_auto_initial\n"
            .to_owned()
            + status.stdout.lines().last().unwrap()
            + "\n"
    );
    let in_folder = project.run_in("app", "status").succeeds();
    in_folder.says("Database: sqlite:../pyproject.db (../pyproject.toml)");
    project.write(".env", "DATABASE_URL=sqlite:dotenv.db\n");
    project
        .run("status")
        .succeeds()
        .shows("Database: sqlite:dotenv.db (");
}

#[test]
fn what_is_wrong_in_pyproject_is_named() {
    for (line, part) in [
        (
            "databse-url = \"sqlite:x.db\"",
            "[tool.aksara] has no setting `databse-url`; did you mean `database-url`?",
        ),
        (
            "migrations-dir = 5",
            "`migrations-dir` of [tool.aksara] must be a text or a list of texts",
        ),
        ("app = \"\"", "app (pyproject.toml) is empty"),
        ("database-url = \"nothing\"", "database-url (pyproject.toml): "),
        ("targets = [\"posgres\"]", "targets (pyproject.toml): "),
    ] {
        let project = Project::with_models(USER).file("pyproject.toml", &format!("[tool.aksara]\n{line}\n"));
        project.write("migrations/__init__.py", "");
        let ended = project.run("makemigrations --sql");
        assert_eq!(ended.code, 2, "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains(part), "{line}: {}", ended.stderr);
    }
}

#[test]
fn a_flag_is_called_by_its_own_name() {
    let project = Project::migrated();
    let ended = project.run_with(&["status", "--database-url", "nothing"], &[]);
    assert!(
        ended.stderr.starts_with("  × --database-url: "),
        "{}",
        ended.stderr
    );
    let ended = project.run_with(&["status", "--database-url", ""], &[]);
    assert!(
        ended.stderr.starts_with("  × --database-url is empty"),
        "{}",
        ended.stderr
    );
    let ended = project.run_with(&["makemigrations", "--app", " "], &[]);
    assert!(ended.stderr.starts_with("  × --app is empty"), "{}", ended.stderr);
    let ended = project.run_with(&["status"], &[("AKSARA_DATABASE_URL", "nothing")]);
    assert!(
        ended
            .stderr
            .starts_with("  × AKSARA_DATABASE_URL (environment): "),
        "{}",
        ended.stderr
    );
}

#[test]
fn init_asks_on_a_terminal_and_ctrl_c_writes_nothing() {
    let project = Project::with_models(USER);
    let mut session = on_terminal(&project, &["init"], 80);
    session.exp_string("Module with the models:").unwrap();
    session.send("\r").unwrap();
    session.flush().unwrap();
    session.exp_string("Database:").unwrap();
    session.send("\u{3}").unwrap();
    session.flush().unwrap();
    assert_eq!(ended(session).0, 130);
    assert!(!project.path("pyproject.toml").exists());
    let mut session = on_terminal(&project, &["init"], 80);
    session.exp_string("Module with the models:").unwrap();
    session.send("\r").unwrap();
    session.flush().unwrap();
    session.exp_string("Database:").unwrap();
    session.send("sqlite:shop.db\r").unwrap();
    session.flush().unwrap();
    let (code, printed) = ended(session);
    assert_eq!(code, 0, "{printed}");
    let text = project.read("pyproject.toml");
    assert!(
        text.contains("app = \"app.models\"\ndatabase-url = \"sqlite:shop.db\"\n"),
        "{text}"
    );
    let (code, printed) = ended(on_terminal(&project, &["makemigrations"], 80));
    assert_eq!(code, 0);
    assert_eq!(plain(&printed).lines().last(), Some("Next: aksara migrate"));
    let (_, printed) = ended(on_terminal(&project, &["status"], 80));
    let lines = fitting(&printed, 80);
    assert_eq!(lines.last().map(String::as_str), Some("Next: aksara migrate"));
}
