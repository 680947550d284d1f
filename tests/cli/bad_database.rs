//! Databases that cannot be used: a clear error, and nothing made.

use crate::project::{Project, USER};

fn with_migration() -> Project {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project
}

fn refuses(project: &Project, url: &str, code: i32, parts: &[&str]) {
    for command in ["migrate", "status"] {
        project.refuses(&[command, "--database-url", url], code, parts);
    }
}

#[test]
fn urls_that_no_database_has_are_wrong_usage_and_never_show_a_password() {
    let project = with_migration();
    refuses(
        &project,
        "postgre://me:secret@host/db",
        2,
        &["did you mean `postgres`?"],
    );
    refuses(&project, "app.db", 2, &["scheme", "sqlite:app.db"]);
    let shown = project.run("status --database-url postgre://me:secret@host/db");
    assert!(!(shown.stderr + &shown.stdout).contains("secret"));
}

#[test]
fn a_file_that_is_no_database_is_reported() {
    let project = with_migration().file("text.db", &"this is no database, only a text\n".repeat(40));
    refuses(&project, "sqlite:text.db", 1, &["text.db"]);
}

#[test]
fn a_missing_folder_is_reported() {
    let project = with_migration();
    project.refuses(
        &["migrate", "--database-url", "sqlite:missing/app.db"],
        1,
        &["missing"],
    );
}

#[cfg(unix)]
#[test]
fn a_database_that_cannot_be_written_is_reported() {
    let project = Project::migrated();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations").succeeds();
    let database = format!("sqlite:{}?mode=ro", project.path("db.sqlite3").display());
    project.refuses(&["migrate", "--database-url", &database], 1, &["read-only"]);
    project
        .run_with(&["status", "--database-url", &database], &[])
        .succeeds()
        .says("[ ] 0002_auto_add_phone");
}

#[test]
fn a_history_table_of_another_program_is_reported() {
    let project = with_migration();
    let database = rusqlite::Connection::open(project.path("db.sqlite3")).unwrap();
    database
        .execute_batch("CREATE TABLE aksara_migrations (version TEXT)")
        .unwrap();
    drop(database);
    project.refuses(&["migrate"], 1, &["aksara_migrations"]);
}
