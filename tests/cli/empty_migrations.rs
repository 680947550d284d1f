//! `makemigrations --empty`: a migration to be filled in by hand.

use crate::project::{Project, USER};
use crate::servers::{every_database, execute, number};

#[test]
fn an_empty_migration_comes_after_the_last_one_and_is_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "empty") {
        let project = Project::with_models(USER);
        let run = |arguments: &[&str]| {
            project
                .run_with(&[arguments, &["--database-url", &url]].concat(), &[])
                .succeeds()
        };
        project.run("makemigrations").succeeds();
        project
            .run("makemigrations --empty --name lower_emails")
            .succeeds()
            .says("Created: migrations/0002_auto_lower_emails.py");
        run(&["migrate"]).says("Applying 0002_auto_lower_emails... ✓ Applied successfully");
        run(&["migrate", "0001"]);
        let path = "migrations/0002_auto_lower_emails.py";
        let text = project.read(path);
        assert!(text.contains("dependencies = [\"0001_auto_initial\"]"), "{text}");
        let filled = text.replace(
            "    operations = [\n",
            "    operations = [\n        op.RunSQL(sql=\"UPDATE users SET email = lower(email)\", reverse_sql=op.RunSQL.noop),\n",
        );
        project.write(path, &filled);
        let id = "'00000000-0000-0000-0000-000000000001'";
        execute(
            &url,
            &format!("INSERT INTO users (id, email, name) VALUES ({id}, 'A@B.C', 'a')"),
        );
        run(&["migrate"]);
        assert_eq!(
            number(&url, "SELECT count(*) FROM users WHERE email = 'a@b.c'"),
            1
        );
        project.run("makemigrations --check").succeeds();
    }
}

#[test]
fn an_empty_sql_migration_has_a_section_for_each_way() {
    let project = Project::migrated();
    project
        .run("makemigrations --empty --sql")
        .succeeds()
        .says("Created: migrations/0002_auto_custom.sql");
    project
        .run("migrate")
        .succeeds()
        .says("Applying 0002_auto_custom... ✓ Applied successfully");
    project.run("migrate 0001").succeeds();
    let path = "migrations/0002_auto_custom.sql";
    let text = project.read(path);
    assert!(text.contains("-- aksara:depends 0001_auto_initial\n"), "{text}");
    project.write(
        path,
        &text
            .replace(
                "-- The way there.",
                "CREATE VIEW names AS SELECT name FROM users;",
            )
            .replace("-- The way back.", "DROP VIEW names;"),
    );
    project.run("migrate").succeeds();
    project.run("migrate 0001").succeeds();
    let named = project
        .run("makemigrations --empty --sql --dialect postgres --dialect mysql --stdout")
        .succeeds();
    for part in [
        "-- aksara:dialect postgres",
        "-- aksara:dialect mysql",
        "-- migrate:down",
    ] {
        assert!(named.stdout.contains(part), "{}", named.stdout);
    }
}

#[test]
fn the_first_migration_may_be_empty_and_no_models_are_needed() {
    let project = Project::new();
    project
        .run("makemigrations --empty")
        .succeeds()
        .says("Created: migrations/0001_auto_custom.py");
    project
        .run("makemigrations --empty --sql")
        .succeeds()
        .says("Created: migrations/0002_auto_custom.sql");
    project.run("migrate").succeeds();
}

#[test]
fn what_makes_no_sense_together_is_refused() {
    let project = Project::migrated();
    for flags in [
        &["--empty", "--merge"][..],
        &["--empty", "--update"],
        &["--update", "--merge"],
        &["--empty", "--check"],
        &["--empty", "--no-rename"],
        &["--empty", "--drop", "users.name"],
        &["--empty", "--rename", "users.name:handle"],
        &["--database-url", "sqlite:x.db"],
    ] {
        let arguments = [&["makemigrations"], flags].concat();
        project.refuses(&arguments, 2, &[flags[0]]);
    }
}
