//! The friction that a newcomer met on a second day: each sentence is read whole.

use pretty_assertions::assert_eq;

use aksara_suite::server_url;

use crate::project::{Project, USER};
use crate::servers::{database, execute};
use crate::terminal::{answered, ended, fitting, on_terminal, plain};

#[test]
fn models_that_are_not_written_yet_are_missed_in_their_file() {
    let project = Project::new();
    project.run("init").succeeds();
    let ended = project.run("makemigrations");
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (
            2,
            "Models: app.models (pyproject.toml)\n",
            "  × the project has no module `app.models`\n  help:  write the models in app/models.py, or name another \
             module\n         modules: migrations\n  code:  models.unknown-module\n           aksara explain models.unknown-module\n"
        )
    );
}

#[test]
fn a_database_without_tables_is_no_silence() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project.run("migrate").succeeds();
    project.run("migrate zero").succeeds();
    let inspected = project.run("inspect").succeeds();
    assert_eq!(
        (inspected.stdout.as_str(), inspected.stderr.as_str()),
        (
            "from aksara import Model, fields\n",
            "Database: sqlite:db.sqlite3 (default)\nThe database has no tables.\n"
        )
    );
}

/// Without the database's version and times.
fn shown(project: &Project, arguments: &[&str]) -> String {
    let ended = project.run_typed(arguments);
    ended.stdout.lines().skip(6).collect::<Vec<_>>().join("\n")
}

#[test]
fn verify_says_that_the_projects_own_database_was_not_tried() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let verified = project.run("verify").succeeds();
    assert!(!verified.stdout.contains("Not tried"), "{}", verified.stdout);
    let url = "mysql://app@localhost/shop";
    let note = shown(&project, &["verify", "--database-url", url]);
    assert_eq!(
        note,
        "Not tried on mysql, the project's own database.\nNext: aksara verify --scratch-url mysql://USER@HOST"
    );
    assert_eq!(shown(&project, &["verify", "--quiet", "--database-url", url]), "");
}

#[test]
fn a_query_has_a_line_of_its_own_to_be_pasted() {
    let project = Project::with_models(&USER.replace("max_length=100", "max_length=100, nullable=True"));
    project.run("makemigrations").succeeds();
    project.write(
        "app/models.py",
        &USER.replace("max_length=100", "max_length=100, unique=True"),
    );
    project.run("makemigrations --no-default users.name").succeeds();
    for columns in [60, 80, 200] {
        let (_, printed) = ended(on_terminal(&project, &["verify"], columns));
        let lines = fitting(&printed, columns.into());
        let query = lines
            .iter()
            .skip_while(|line| *line != "  this query finds the rows:");
        assert!(
            query
                .clone()
                .nth(1)
                .is_some_and(|line| line.starts_with("    SELECT ")),
            "{columns}: {lines:#?}"
        );
    }
}

#[test]
fn a_refused_login_is_said_once_in_the_servers_words() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for (variable, words) in [
        (
            "AKSARA_TEST_POSTGRES_URL",
            "password authentication failed for user \"postgres\"",
        ),
        ("AKSARA_TEST_MYSQL_URL", "Access denied for user 'root'@"),
    ] {
        let Some(url) = server_url(variable).unwrap() else {
            continue;
        };
        // MySQL names a login plugin by chance where it does not have the user.
        let (login, host) = url.rsplit_once('@').unwrap();
        let user = login.rsplit_once(':').unwrap().0;
        let refused = project.run_typed(&["migrate", "--database-url", &format!("{user}:wrong@{host}")]);
        let text = refused.stderr.split_whitespace().filter(|word| *word != "│");
        let text = text.collect::<Vec<_>>().join(" ");
        assert_eq!(refused.code, 1);
        assert_eq!(text.matches(words).count(), 1, "{}", refused.stderr);
        for noise in ["db error", "FATAL", "cause:", "Server error"] {
            assert!(!text.contains(noise), "{}", refused.stderr);
        }
    }
}

#[test]
fn a_new_table_is_written_with_a_definition_on_each_line() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for dialect in ["postgres", "mysql", "mariadb", "sqlite"] {
        let sql = project
            .run(&format!("sql 0001 --dialect {dialect}"))
            .succeeds()
            .stdout;
        let definitions = sql.lines().filter(|line| line.starts_with("  "));
        assert!(definitions.count() > 4, "{sql}");
    }
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "second_day") else {
        return;
    };
    project
        .run_with(&["migrate", "--database-url", &url], &[])
        .succeeds();
}

#[test]
fn questions_fit_the_terminal_and_what_is_typed_hides_no_choice() {
    for columns in [60, 80, 200] {
        let project = Project::migrated();
        let renamed = USER.replace("    name =", "    full_name =");
        project.write(
            "app/models.py",
            &format!("{renamed}    score = fields.Integer()\n"),
        );
        let session = on_terminal(&project, &["makemigrations"], columns);
        let answers = [
            ("is removed, with its data", "\r"),
            ("or something else fills them", "0\r"),
            ("in single quotes", "0\r"),
        ];
        let (code, printed) = answered(session, &answers);
        assert_eq!(code, 0, "{printed}");
        fitting(&printed, columns.into());
        let back = on_terminal(&project, &["migrate"], columns);
        assert_eq!(ended(back).0, 0);
    }
}

#[test]
fn a_loss_is_asked_about_in_whole_words() {
    let project = Project::migrated();
    execute(
        &project.database(),
        "INSERT INTO users (name, email) VALUES ('a', 'b')",
    );
    for columns in [60, 80, 200] {
        let session = on_terminal(&project, &["migrate", "zero"], columns);
        let (code, printed) = answered(session, &[("Lose it?", ""), ("keeps it", "n\r")]);
        assert_eq!(code, 1, "{printed}");
        fitting(&printed, columns.into());
    }
    // Who has agreed is not told again.
    let session = on_terminal(&project, &["migrate", "zero"], 80);
    let (code, printed) = answered(session, &[("Lose it?", ""), ("keeps it", "y\r")]);
    assert_eq!(code, 0, "{printed}");
    let after = plain(&printed).split("Lose it? Yes").nth(1).unwrap().to_owned();
    assert_eq!(
        after.trim(),
        "Reverting 0001_auto_initial... ✓ Reverted successfully"
    );
}

#[test]
fn a_migration_that_failed_did_not_come_back() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let index = "dependencies = [\"0001_auto_initial\"]\noperations = [op.AddIndex(model_name=\"User\", \
                      name=\"i\", fields=[op.IndexField(\"name\", operator_class=\"text_pattern_ops\")])]";
    let project = project.migration("0002_index", index);
    let verified = project.run("verify");
    assert_eq!(verified.code, 1);
    let closing = verified.stdout.lines().last().unwrap();
    assert!(
        closing.ends_with(": 1 of 2 migrations there and back, 1 failed"),
        "{closing}"
    );
}

#[test]
fn models_and_migrations_of_other_tools_are_called_by_their_name() {
    let project = Project::new()
        .file(
            "shop/models.py",
            "from django.db import models\n\n\nclass A(models.Model):\n    pass\n",
        )
        .file(
            "steps/0001_initial.py",
            "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    operations = []\n",
        )
        .file(
            "versions/ae10_users.py",
            "from alembic import op\n\nrevision = 'ae10'\n\n\ndef upgrade():\n    pass\n",
        );
    let refused = |arguments: &str, code: i32| {
        let ended = project.run(arguments);
        assert_eq!(ended.code, code, "{}", ended.stderr);
        ended.stderr
    };
    assert_eq!(
        refused("makemigrations --app shop.models", 2),
        "  × `shop.models` has models of Django, which are read by Django alone\n  help:  write them with `from \
         aksara_engine import Model, fields`; or take the tables of the database:\n           aksara inspect --baseline \
         --output tables.py\n  code:  models.no-models\n           aksara explain models.no-models\n"
    );
    let beginning = "begin with the tables of the database, in another folder:\n           aksara inspect --baseline \
                     --output tables.py --migrations-dir steps\n  code:  files.other-tool";
    for (folder, first) in [
        ("steps", "  × steps/0001_initial.py is a migration of Django\n"),
        (
            "versions",
            "  × versions/ae10_users.py is a migration of Alembic\n",
        ),
    ] {
        let message = refused(&format!("migrate --migrations-dir {folder}"), 1);
        assert!(message.starts_with(first), "{message}");
        assert!(message.contains(beginning), "{message}");
        assert!(!message.contains("load-python"), "{message}");
    }
}

#[test]
fn a_squash_that_is_not_applied_yet_fits_the_terminal() {
    let project = Project::migrated();
    project.append("app/models.py", "    bio = fields.Text(nullable=True)\n");
    project.run("makemigrations").succeeds();
    project.run("migrate").succeeds();
    project.run("squash ..0002").succeeds();
    for columns in [60, 80, 200] {
        let (code, printed) = ended(on_terminal(&project, &["status"], columns));
        assert_eq!(code, 0);
        let lines = fitting(&printed, columns.into());
        assert!(
            lines.iter().any(|line| line.starts_with(" [-] 0001_squashed_")),
            "{lines:#?}"
        );
    }
}
