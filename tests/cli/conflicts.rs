//! Two heads, and the migration that joins them.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

fn two_heads() -> Project {
    let add = |name: &str| {
        format!(
            "dependencies = [\"0001_auto_initial\"]\noperations = [\n    op.AddField(model_name=\"User\", \
             name=\"{name}\", field=fields.Text(nullable=True)),\n]"
        )
    };
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    project
        .migration("0002_auto_add_email", &add("second_email"))
        .migration("0002_auto_add_phone", &add("phone"))
}

#[test]
fn several_heads_are_refused_by_every_command_that_would_build_on_one() {
    let project = two_heads();
    let parts = [
        "migrations/0002_auto_add_email.py",
        "migrations/0002_auto_add_phone.py",
        "makemigrations --merge",
    ];
    project.refuses(&["makemigrations"], 1, &parts);
    project.refuses(&["makemigrations", "--check"], 1, &parts);
    project.refuses(&["migrate"], 1, &parts);
    project.refuses(&["migrate", "--dry-run"], 1, &parts);
}

#[test]
fn merging_writes_the_seeds_migration_and_leads_on() {
    let project = two_heads();
    project
        .run("makemigrations --merge")
        .succeeds()
        .says("Created: migrations/0003_merge.py");
    let text = project.read("migrations/0003_merge.py");
    let expected = r#"class Migration(Migration):
    """Merge migration to resolve conflict."""

    dependencies = [
        "0002_auto_add_email",
        "0002_auto_add_phone",
    ]

    operations = []  # Just resolves the dependency graph
"#;
    assert_eq!(text.split_once("\n\n\n").unwrap().1, expected);
    project
        .run("migrate")
        .succeeds()
        .says("Applying 0003_merge... ✓ Applied successfully");
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.append("app/models.py", "    second_email = fields.Text(nullable=True)\n");
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
}

#[test]
fn one_head_is_nothing_to_merge() {
    let project = Project::migrated();
    project.refuses(
        &["makemigrations", "--merge"],
        1,
        &["nothing to merge", "migrations/0001_auto_initial.py"],
    );
}

#[test]
fn a_merge_can_be_named_and_previewed() {
    let project = two_heads();
    let before = project.snapshot();
    let shown = project.run("makemigrations --merge --stdout").succeeds().stdout;
    assert!(shown.starts_with("\"\"\"\nMigration: merge\n"), "{shown}");
    assert!(project.snapshot() == before);
    let named = project.run("makemigrations --merge --name join_both").succeeds();
    named.says("Created: migrations/0003_auto_join_both.py");
}
