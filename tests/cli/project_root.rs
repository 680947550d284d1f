//! Commands in a subfolder are about the project that the folder is in: there is no second history and no second database.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project, USER};

const GROWN: &str = "    age = fields.Integer(nullable=True)\n";

/// A project with one migration, and models that ask for another one.
fn grown() -> Project {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project.append("app/models.py", GROWN);
    project
}

fn files(project: &Project) -> BTreeSet<PathBuf> {
    project.snapshot().into_keys().collect()
}

/// The project must be said, with the reason.
fn says_project(ended: &Ended, project: &Project, reason: &str) {
    let root = project.path("").canonicalize().unwrap();
    let line = format!("Project: {} ({reason})", root.display());
    let shown = format!("{}{}", ended.stdout, ended.stderr);
    assert!(
        shown.lines().any(|shown| shown == line),
        "no {line:?} in:\n{shown}"
    );
}

#[test]
fn makemigrations_in_a_subfolder_continues_with_the_projects_history() {
    for folder in ["app", "app/deep/er", "migrations"] {
        let project = grown();
        let ended = project.run_in(folder, "makemigrations --name age").succeeds();
        says_project(&ended, &project, "it has migrations");
        assert!(
            project.path("migrations/0002_auto_age.py").exists(),
            "{}",
            ended.stdout
        );
        assert!(!project.path(folder).join("migrations").exists());
        assert!(!ended.stdout.contains("0001"), "{}", ended.stdout);
    }
}

#[test]
fn every_command_agrees_on_the_project_and_on_its_database() {
    let project = grown();
    project.write(".env", "AKSARA_DATABASE_URL=sqlite:data.db\n");
    project.run("makemigrations --name age").succeeds();
    project.run_in("app", "migrate").succeeds();
    for command in [
        "status",
        "info",
        "graph",
        "sql 0001",
        "check",
        "verify",
        "inspect",
        "makemigrations",
        "migrate --dry-run",
    ] {
        let ended = project.run_in("app", command).succeeds();
        says_project(&ended, &project, "it has migrations");
        assert!(
            !format!("{}{}", ended.stdout, ended.stderr).contains("[ ]"),
            "{command}: {}",
            ended.stdout
        );
    }
    project.run("status").succeeds().says("[X] 0002_auto_age");
    project.run_in("app", "migrate zero").succeeds();
    project.run("status").succeeds().says("[ ] 0001_auto_initial");
    assert!(files(&project).contains(&project.path("data.db")));
    assert!(!project.path("app/data.db").exists() && !project.path("app/db.sqlite3").exists());
}

#[test]
fn settings_that_are_paths_are_below_the_projects_folder() {
    for (file, text) in [
        (
            ".env",
            "AKSARA_MIGRATIONS_DIR=db/steps\nAKSARA_APP=tables.toml\nDATABASE_URL=sqlite:of%20ours.db\n",
        ),
        (
            "settings.py",
            "AKSARA_MIGRATIONS_DIR = 'db/steps'\nAKSARA_APP = ['tables.toml']\nDATABASE_URL = 'sqlite:of%20ours.db'\n",
        ),
    ] {
        let project = Project::with_models(USER);
        project.run("makemigrations").succeeds();
        let tables = project.run("migrate").succeeds();
        drop(tables);
        let tables = project.run("inspect --format=toml").succeeds().stdout;
        std::fs::remove_dir_all(project.path("migrations")).unwrap();
        project.write("tables.toml", &tables);
        project.write(file, text);
        project.run("makemigrations").succeeds();
        project.run_in("app", "migrate").succeeds();
        assert!(project.path("db/steps/0001_auto_initial.py").exists());
        assert!(project.path("of ours.db").exists());
        project
            .run_in("app", "makemigrations")
            .succeeds()
            .says("No changes: the models agree with the migrations");
    }
}

#[test]
fn paths_in_flags_are_below_the_current_folder() {
    let project = grown();
    project
        .run_in("app", "migrate --database-url sqlite:here.db")
        .succeeds();
    assert!(project.path("app/here.db").exists() && !project.path("here.db").exists());
    project
        .run_in(
            "app",
            "status --database-url sqlite:here.db --migrations-dir ../migrations",
        )
        .succeeds()
        .says("[X] 0001_auto_initial");
    let tables = project.run_in(
        "app",
        "inspect --database-url sqlite:here.db --format toml --output tables.toml",
    );
    tables.succeeds();
    assert!(project.path("app/tables.toml").exists());
    project
        .run_in("app", "makemigrations --app tables.toml --dry-run")
        .succeeds()
        .says("Models: tables.toml (command line)");
    project
        .run_in("app", "makemigrations --output elsewhere")
        .succeeds()
        .says("Created: elsewhere/0001_auto_initial.py");
}

#[test]
fn pyproject_marks_a_project_that_has_no_migrations_yet() {
    let project = Project::with_models(USER).file("pyproject.toml", "[tool.aksara]\n");
    let ended = project.run_in("app", "makemigrations").succeeds();
    says_project(&ended, &project, "its pyproject.toml has [tool.aksara]");
    assert!(project.path("migrations/0001_auto_initial.py").exists());
}

#[test]
fn pyproject_begins_a_project_within_another_one() {
    let project = grown()
        .file("service/pyproject.toml", "[tool.aksara]\n")
        .file("service/models.py", USER);
    project
        .run_in("service", "makemigrations")
        .succeeds()
        .says("Created: migrations/0001_auto_initial.py");
    assert!(project.path("service/migrations/0001_auto_initial.py").exists());
}

#[test]
fn other_tools_and_empty_folders_mark_no_project() {
    let project = Project::new()
        .file("pyproject.toml", "[tool.ruff]\nline-length = 100\n")
        .file("migrations/__init__.py", "")
        .file("service/models.py", USER);
    let ended = project.run_in("service", "makemigrations").succeeds();
    assert!(!ended.stdout.contains("Project:"), "{}", ended.stdout);
    assert!(project.path("service/migrations/0001_auto_initial.py").exists());
}

#[test]
fn a_repositorys_top_ends_the_search() {
    // A worktree's top has a file instead of the folder.
    for mark in ["repository/.git/HEAD", "repository/.git"] {
        let project = grown().file(mark, "").file("repository/service/models.py", USER);
        let ended = project.run_in("repository/service", "makemigrations").succeeds();
        assert!(!ended.stdout.contains("Project:"), "{}", ended.stdout);
        assert!(
            project
                .path("repository/service/migrations/0001_auto_initial.py")
                .exists()
        );
    }
    let project = grown().file(".git/HEAD", "");
    project.run_in("app", "makemigrations --name age").succeeds();
    assert!(project.path("migrations/0002_auto_age.py").exists());
}

#[test]
fn a_pyproject_that_is_not_understood_is_an_error() {
    let project = Project::with_models(USER).file("pyproject.toml", "[tool.aksara\n");
    project.refuses(&["makemigrations"], 2, &["pyproject.toml"]);
}

#[test]
fn errors_in_models_name_the_file_from_the_current_folder() {
    let project = grown();
    project.append("app/models.py", "    broken = fields.Strin()\n");
    let ended = project.run_in("app", "makemigrations");
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("../app/models.py"), "{}", ended.stderr);
}
