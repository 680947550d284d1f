//! The sources of settings, and the messages about them.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

fn project() -> Project {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project
}

/// The first line of `status`: the database.
fn database(project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let arguments: Vec<&str> = std::iter::once("status")
        .chain(arguments.iter().copied())
        .collect();
    let shown = project.run_with(&arguments, variables).succeeds().stdout;
    shown.lines().next().unwrap().to_owned()
}

#[test]
fn flag_environment_dot_env_settings_and_default_come_in_this_order() {
    let project = project();
    assert_eq!(
        database(&project, &[], &[]),
        "Database: sqlite:db.sqlite3 (default)"
    );
    project.write("settings.py", "DATABASE_URL = 'sqlite:' + 'settings.db'\n");
    assert_eq!(
        database(&project, &[], &[]),
        "Database: sqlite:settings.db (settings.py)"
    );
    project.write(".env", "DATABASE_URL=sqlite:dotenv.db\n");
    let shown = database(&project, &[], &[]);
    assert!(
        shown.starts_with("Database: sqlite:dotenv.db (") && shown.ends_with(".env)"),
        "{shown}"
    );
    let variables = [("DATABASE_URL", "sqlite:variable.db")];
    assert_eq!(
        database(&project, &[], &variables),
        "Database: sqlite:variable.db (environment)"
    );
    let both = [
        ("DATABASE_URL", "sqlite:variable.db"),
        ("AKSARA_DATABASE_URL", "sqlite:own.db"),
    ];
    assert_eq!(
        database(&project, &[], &both),
        "Database: sqlite:own.db (environment)"
    );
    let flag = ["--database-url", "sqlite:flag.db"];
    assert_eq!(
        database(&project, &flag, &both),
        "Database: sqlite:flag.db (command line)"
    );
}

#[test]
fn the_nearest_dot_env_above_counts() {
    let outer = Project::new().file(".env", "AKSARA_MIGRATIONS_DIR=db/migrations\n");
    outer.write("inner/app/models.py", USER);
    let ended = outer
        .command(&["makemigrations"])
        .current_dir(outer.path("inner"))
        .output()
        .unwrap();
    assert!(
        String::from_utf8(ended.stdout)
            .unwrap()
            .contains("Created: db/migrations/0001_auto_initial.py")
    );
    assert!(outer.path("inner/db/migrations/0001_auto_initial.py").exists());
}

#[test]
fn a_setting_that_is_there_and_not_understood_is_an_error() {
    let project = project();
    for (file, text, part) in [
        ("settings.py", "DATABASE_URL = compute()\n", "settings.py:1"),
        (
            "settings.py",
            "AKSARA_MIGRATIONS_DIR = 1.5\n",
            "AKSARA_MIGRATIONS_DIR",
        ),
        (".env", "DATABASE_URL=\n", "DATABASE_URL"),
        (".env", "DATABASE_URL=nothing\n", "scheme"),
    ] {
        let project = Project::with_models(USER).file(file, text);
        project.write("migrations/0001_auto_initial.py", &project_text());
        project.refuses(&["migrate"], 2, &[part]);
    }
    let ended = project.run_with(&["migrate"], &[("DATABASE_URL", "")]);
    assert_eq!(
        (
            ended.code,
            ended.stderr.contains("DATABASE_URL (environment) is empty")
        ),
        (2, true)
    );
}

#[test]
fn the_environment_is_what_settings_py_asks() {
    let project = project();
    project.write(
        "settings.py",
        "import os\n\nDATABASE_URL = os.environ.get(\"APP_DATABASE\", \"sqlite:else.db\")\n",
    );
    assert_eq!(
        database(&project, &[], &[]),
        "Database: sqlite:else.db (settings.py)"
    );
    let variables = [("APP_DATABASE", "sqlite:asked.db")];
    assert_eq!(
        database(&project, &[], &variables),
        "Database: sqlite:asked.db (settings.py)"
    );
}

#[test]
fn apps_are_a_flag_a_list_or_where_models_usually_are() {
    let product = USER.replace("User", "Product");
    let project = Project::with_models(USER).file("shop/models.py", &product);
    project
        .run("makemigrations --dry-run")
        .succeeds()
        .says("Models: app.models (default)");
    let variables = [("AKSARA_APP", "app.models, shop.models")];
    let shown = project
        .run_with(&["makemigrations", "--dry-run"], &variables)
        .succeeds();
    shown.says("Models: app.models, shop.models (environment)");
    let shown = project
        .run("makemigrations --dry-run --app shop.models --app app.models")
        .succeeds();
    shown.says("Models: shop.models, app.models (command line)");
}

#[test]
fn unknown_targets_are_reported_with_what_there_is() {
    let project = Project::with_models(USER).file(".env", "AKSARA_TARGETS=posgres\n");
    project.refuses(
        &["makemigrations"],
        2,
        &["AKSARA_TARGETS", "did you mean `postgres`?"],
    );
}

fn project_text() -> String {
    crate::project::migration("dependencies = []\noperations = []")
}
