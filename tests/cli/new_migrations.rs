//! `makemigrations`: what it writes, and what it only shows.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

#[test]
fn names_follow_from_the_operations() {
    let project = Project::with_models(USER);
    project
        .run("makemigrations")
        .succeeds()
        .says("Created: migrations/0001_auto_initial.py");
    project.append(
        "app/models.py",
        "    phone = fields.String(max_length=20, nullable=True)\n",
    );
    project
        .run("makemigrations")
        .succeeds()
        .says("Created: migrations/0002_auto_add_phone.py");
    assert_eq!(project.read("migrations/__init__.py"), "");
}

#[test]
fn stdout_holds_the_file_and_nothing_else() {
    let project = Project::with_models(USER);
    let before = project.snapshot();
    let shown = project.run("makemigrations --stdout").succeeds();
    assert!(project.snapshot() == before);
    assert!(shown.stderr.contains("app.models"));
    let same = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("Generated:"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    project.run("makemigrations").succeeds();
    assert_eq!(
        same(&shown.stdout),
        same(&project.read("migrations/0001_auto_initial.py"))
    );
}

#[test]
fn check_and_dry_run_write_nothing_and_check_exits_with_1_where_something_changed() {
    let project = Project::with_models(USER);
    let before = project.snapshot();
    assert_eq!(project.run("makemigrations --check").code, 1);
    project
        .run("makemigrations --dry-run")
        .succeeds()
        .says("Would create: migrations/0001_auto_initial.py");
    assert!(project.snapshot() == before);
    project.run("makemigrations").succeeds();
    project.run("makemigrations --check").succeeds();
}

#[test]
fn a_possible_rename_is_asked_and_needs_a_decision() {
    let project = Project::migrated();
    project.write("app/models.py", &USER.replace("    name = ", "    full_name = "));
    project.refuses(
        &["makemigrations"],
        3,
        &[
            "users.name",
            "full_name",
            "--no-rename",
            "--rename users.name:full_name",
            "--drop users.name",
        ],
    );
    project
        .run("makemigrations --no-rename --no-default users.full_name")
        .succeeds()
        .says("● User: remove field `name`");
}

#[test]
fn no_file_is_ever_overwritten() {
    let project = Project::with_models(USER).file("migrations/0001_auto_initial.txt", "");
    project.run("makemigrations").succeeds();
    let text = project.read("migrations/0001_auto_initial.py");
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project
        .run("makemigrations --name initial")
        .succeeds()
        .says("Created: migrations/0002_auto_initial.py");
    assert_eq!(project.read("migrations/0001_auto_initial.py"), text);
}

#[test]
fn any_words_name_a_migration_and_no_path() {
    for (name, file) in [
        ("add phone", "add_phone"),
        ("Add_Phone", "Add_Phone"),
        ("../evil", "evil"),
        ("a/b", "a_b"),
        ("'); DROP", "drop"),
        ("Füge Straße hinzu", "fuge_strasse_hinzu"),
        ("добавить имя", "dobavit_imia"),
        ("a.b", "a_b"),
    ] {
        let project = Project::with_models(USER);
        let made = project.run_with(&["makemigrations", "-m", name], &[]).succeeds();
        made.says(&format!("Created: migrations/0001_auto_{file}.py"));
    }
}

#[test]
fn names_without_letters_and_too_long_ones_are_refused() {
    let project = Project::with_models(USER);
    for name in ["", "…", "--", &"x".repeat(300)] {
        let name = format!("--name={name}");
        project.refuses(&["makemigrations", &name], 2, &["cannot name a migration"]);
    }
}

#[test]
fn every_declared_database_must_be_able_to_run_it() {
    let models = "from aksara import Model, fields\n\n\nclass Place(Model):\n    area = fields.Opaque(dialect=\"postgres\", \
                  spelling=\"box\")\n";
    let project = Project::with_models(models).file(".env", "AKSARA_TARGETS=postgres:15,sqlite\n");
    project.refuses(&["makemigrations"], 1, &["No file was written.", "sqlite"]);
    project.write(".env", "AKSARA_TARGETS=postgres:15\n");
    project.run("makemigrations").succeeds();
}

#[test]
fn the_same_models_give_the_same_file_wherever_the_project_is() {
    let text = |project: &Project| {
        project.run("makemigrations").succeeds();
        project
            .read("migrations/0001_auto_initial.py")
            .split_once("class ")
            .unwrap()
            .1
            .to_owned()
    };
    assert_eq!(
        text(&Project::with_models(USER)),
        text(&Project::with_models(USER))
    );
}

#[test]
fn what_a_change_is_about_and_its_warnings_are_together() {
    let project = Project::migrated();
    project.append("app/models.py", "    phone = fields.String(max_length=20)\n");
    let made = project.run("makemigrations --no-default").succeeds();
    let lines: Vec<&str> = made.stdout.lines().collect();
    let change = lines
        .iter()
        .position(|line| *line == "  ● User: add field `phone` (String(max_length=20))");
    let below = lines[change.unwrap() + 1];
    assert!(
        below.starts_with("      warning: `users.phone` is required"),
        "{}",
        made.stdout
    );
    made.says("1 change, 1 warning");
}

#[test]
fn a_migration_names_the_models_and_not_their_join_tables() {
    let project = Project::with_models(USER);
    project.append(
        "app/models.py",
        "\n\nclass Team(Model):\n    members = fields.ManyToManyField(\"User\", related_name=\"teams\")\n",
    );
    project.run("makemigrations").succeeds();
    let text = project.read("migrations/0001_auto_initial.py");
    let models = text.lines().find(|line| line.contains("for models:")).unwrap();
    assert_eq!(models.trim(), "Auto-generated migration for models: Team, User");
}
