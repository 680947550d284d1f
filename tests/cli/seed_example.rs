//! The seed's complete example from start to end, and its samples of the command line.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

/// Five migrations, of which the last is the seed's, as its document numbers them.
fn four_migrations() -> Project {
    let project = Project::with_models(USER);
    for (name, line) in [
        ("initial", ""),
        (
            "add_email_verified",
            "    email_verified = fields.Boolean(default=False)\n",
        ),
        (
            "add_phone",
            "    phone = fields.String(max_length=20, nullable=True)\n",
        ),
        ("add_bio", "    bio = fields.Text(nullable=True)\n"),
    ] {
        project.append("app/models.py", line);
        project
            .run(&format!("makemigrations --app app.models --name {name}"))
            .succeeds();
    }
    project
}

#[test]
fn the_complete_example_runs_as_printed() {
    let project = four_migrations();
    project.run("migrate").succeeds();
    project.append("app/models.py", "    avatar_url = fields.URL(nullable=True)\n");

    let made = project
        .run("makemigrations --app app.models --name add_avatar_url")
        .succeeds();
    made.says("Created: migrations/0005_auto_add_avatar_url.py");
    let text = project.read("migrations/0005_auto_add_avatar_url.py");
    let class = text.split_once("class Migration").unwrap().1;
    let expected = r#"(Migration):
    """
    Auto-generated migration for models: User
    """

    dependencies = ["0004_auto_add_bio"]

    operations = [
        op.AddField(
            model_name="User",
            name="avatar_url",
            field=fields.URL(nullable=True),
        ),
    ]
"#;
    assert_eq!(class, expected);

    project
        .run("status")
        .succeeds()
        .says("[X] 0004_auto_add_bio")
        .says("[ ] 0005_auto_add_avatar_url");
    project
        .run("migrate")
        .succeeds()
        .says("Applying 0005_auto_add_avatar_url... ✓ Applied successfully");
    project
        .run("status")
        .succeeds()
        .says("[X] 0005_auto_add_avatar_url")
        .says("Applied migrations: 5");
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
}

#[test]
fn status_is_the_seeds_block() {
    let project = four_migrations();
    project.run("migrate 0002").succeeds();
    let shown = project.run("status").succeeds().stdout;
    let expected = "\
Database: sqlite:db.sqlite3 (default)
Migrations directory: migrations
Applied migrations: 2

 [X] 0001_auto_initial
 [X] 0002_auto_add_email_verified
 [ ] 0003_auto_add_phone
 [ ] 0004_auto_add_bio
";
    assert_eq!(shown, expected);
}

#[test]
fn the_graph_is_the_seeds_tree() {
    let chain = |name: &str, after: &str| {
        (
            name.to_owned(),
            format!("dependencies = [{after}]\noperations = []"),
        )
    };
    let migrations = [
        chain("0001_auto_initial", ""),
        chain("0002_auto_add_email", "\"0001_auto_initial\""),
        chain("0003_auto_add_profile", "\"0002_auto_add_email\""),
        chain("0004_auto_add_avatar", "\"0002_auto_add_email\""),
        chain("0005_auto_add_bio", "\"0004_auto_add_avatar\""),
    ];
    let project = migrations.iter().fold(Project::new(), |project, (name, body)| {
        project.migration(name, body)
    });
    let shown = project.run("graph").succeeds().stdout;
    let expected = "\
0001_auto_initial
└── 0002_auto_add_email
    ├── 0003_auto_add_profile
    └── 0004_auto_add_avatar
        └── 0005_auto_add_bio  ← CONFLICT: two heads
";
    assert_eq!(shown, expected);
}

#[test]
fn a_custom_directory_is_used_by_every_command() {
    let project = Project::with_models(USER);
    let made = project
        .run("makemigrations --app app.models --output my_migrations")
        .succeeds();
    made.says("Created: my_migrations/0001_auto_initial.py");
    assert!(project.path("my_migrations/__init__.py").exists());
    project.run("migrate --migrations-dir my_migrations").succeeds();
    project
        .run("status --migrations-dir my_migrations")
        .succeeds()
        .says("[X] 0001_auto_initial");
    assert!(!project.path("migrations").exists());
}

#[test]
fn a_dry_run_shows_operations_and_sql_and_makes_nothing() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let before = project.snapshot();
    let shown = project.run("migrate --dry-run").succeeds().stdout;
    assert!(shown.contains("Create table 'users' with 5 fields"), "{shown}");
    assert!(shown.contains("CREATE TABLE \"users\""), "{shown}");
    assert!(project.snapshot() == before);
}

#[test]
fn faking_marks_without_running() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project
        .run("migrate --fake")
        .succeeds()
        .says("Marking 0001_auto_initial... ✓ Marked as applied");
    project.run("status").succeeds().says("[X] 0001_auto_initial");
    project.run("migrate").succeeds().says("No migrations to apply.");
    project
        .run("migrate zero --fake")
        .succeeds()
        .says("Marking 0001_auto_initial... ✓ Marked as not applied");
}
