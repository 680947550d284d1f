//! `makemigrations --update`: the difference is folded into the last migration, as long as no database has it.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};
use crate::servers::{every_database, execute, number};

/// The seed's project with a second migration that no database has.
fn project() -> Project {
    let project = Project::migrated();
    project.append(
        "app/models.py",
        "    phone = fields.String(max_length=20, nullable=True)\n",
    );
    project.run("makemigrations").succeeds();
    project
}

fn change(project: &Project, old: &str, new: &str) {
    let models = project.read("app/models.py");
    assert!(models.contains(old));
    project.write("app/models.py", &models.replace(old, new));
}

#[test]
fn the_difference_is_folded_into_the_last_migration() {
    let project = project();
    change(&project, "max_length=20", "max_length=30");
    project
        .run("makemigrations --update")
        .succeeds()
        .says("Updated: migrations/0002_auto_add_phone.py");
    let text = project.read("migrations/0002_auto_add_phone.py");
    assert!(
        text.contains("field=fields.String(max_length=30, nullable=True)"),
        "{text}"
    );
    assert!(!text.contains("AlterField"), "{text}");
    project.run("makemigrations --check").succeeds();
    project.run("migrate").succeeds();
    project.run("check").succeeds();
}

#[test]
fn it_keeps_its_name_unless_another_is_asked_for() {
    let project = project();
    project.append("app/models.py", "    age = fields.Integer(nullable=True)\n");
    project
        .run("makemigrations --update --name phone_and_age")
        .succeeds()
        .says("Updated: migrations/0002_auto_phone_and_age.py");
    assert!(!project.path("migrations/0002_auto_add_phone.py").exists());
    project.run("makemigrations --check").succeeds();
    project.run("migrate").succeeds();
}

#[test]
fn a_migration_that_nothing_is_left_of_can_be_deleted() {
    let project = project();
    change(
        &project,
        "    phone = fields.String(max_length=20, nullable=True)\n",
        "",
    );
    project
        .run("makemigrations --update")
        .succeeds()
        .says("no change is left: the models are as they were before this migration, which can be deleted");
    project.run("makemigrations --check").succeeds();
    std::fs::remove_file(project.path("migrations/0002_auto_add_phone.py")).unwrap();
    project.run("makemigrations --check").succeeds();
}

#[test]
fn nothing_is_written_where_it_is_only_shown_or_nothing_changed() {
    let project = project();
    let before = project.snapshot();
    project
        .run("makemigrations --update")
        .succeeds()
        .says("No changes: the models agree with the migrations");
    assert!(project.snapshot() == before);
    project.append("app/models.py", "    age = fields.Integer(nullable=True)\n");
    let before = project.snapshot();
    project
        .run("makemigrations --update --dry-run")
        .succeeds()
        .says("Would update: migrations/0002_auto_add_phone.py");
    assert_eq!(project.run("makemigrations --update --check").code, 1);
    let shown = project.run("makemigrations --update --stdout").succeeds().stdout;
    assert!(shown.contains("age") && shown.contains("phone"), "{shown}");
    assert!(project.snapshot() == before);
}

const WRITTEN_BY_HAND: &str = r##""""Fills phones. Ask Ada before you change it."""

import re

from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields

PATTERN = re.compile("x")


def forwards(connection):
    # Every user gets one.
    connection.execute("UPDATE users SET phone = 'none'")


class Migration(Migration):
    dependencies = ["0001_auto_initial"]

    operations = [
        # The field comes first.
        op.AddField(model_name="User", name="phone", field=fields.String(max_length=20, nullable=True)),  # nullable
        # Then the rows.
        op.RunPython(forwards, op.RunPython.noop),
    ]
"##;

#[test]
fn what_else_is_in_the_file_stays_as_it_is() {
    let project = project();
    let path = "migrations/0002_auto_add_phone.py";
    project.write(path, WRITTEN_BY_HAND);
    project.append(
        "app/models.py",
        "    born = fields.Date(default=datetime.date(2000, 1, 2))\n",
    );
    change(&project, "from aksara", "import datetime\n\nfrom aksara");
    project.run("makemigrations --update").succeeds();
    let text = project.read(path);
    let (head, operations) = WRITTEN_BY_HAND.split_once("    operations").unwrap();
    let with_import = head.replace("import fields\n", "import fields\nimport datetime\n");
    assert!(text.starts_with(&with_import), "{text}");
    for line in operations
        .lines()
        .filter(|line| line.contains("op.") || line.contains("# The"))
    {
        let line = line.trim_end_matches("  # nullable");
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    assert!(
        text.contains("fields.Date(default=datetime.date(2000, 1, 2))"),
        "{text}"
    );
    project.run("makemigrations --check").succeeds();
}

#[test]
fn a_field_that_code_has_seen_is_changed_after_it() {
    let project = project();
    project.write("migrations/0002_auto_add_phone.py", WRITTEN_BY_HAND);
    change(&project, "max_length=20", "max_length=30");
    project.run("makemigrations --update").succeeds();
    let text = project.read("migrations/0002_auto_add_phone.py");
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part} in\n{text}"));
    assert!(place("op.AddField") < place("op.RunPython"));
    assert!(place("op.RunPython") < place("op.AlterField"));
}

#[test]
fn a_migration_that_a_database_has_is_not_updated() {
    let folder = tempfile::tempdir().unwrap();
    for url in every_database(&folder, "updating") {
        let project = project();
        let run =
            |arguments: &[&str]| project.run_with(&[arguments, &["--database-url", &url]].concat(), &[]);
        run(&["migrate", "0001"]).succeeds();
        let row =
            "INSERT INTO users (id, email, name) VALUES ('00000000-0000-0000-0000-000000000001', 'a', 'b')";
        execute(&url, row);
        run(&["migrate"]).succeeds();
        change(&project, "max_length=20", "max_length=30");
        let before = project.snapshot();
        let refused = run(&["makemigrations", "--update"]);
        assert_eq!(refused.code, 1, "{}{}", refused.stdout, refused.stderr);
        for part in [
            "0002_auto_add_phone.py cannot be updated",
            "it is applied to",
            "It was not changed.",
        ] {
            assert!(refused.stderr.contains(part), "{}", refused.stderr);
        }
        assert!(project.snapshot() == before);
        run(&["migrate", "0001"]).succeeds();
        run(&["makemigrations", "--update"]).succeeds();
        run(&["migrate"]).succeeds();
        run(&["check"]).succeeds();
        assert_eq!(number(&url, "SELECT count(*) FROM users"), 1);
    }
}

#[test]
fn what_cannot_be_rewritten_faithfully_is_refused() {
    let refused = |body: &str, part: &str| {
        let project = Project::migrated();
        project.write("migrations/0002_auto_more.py", &crate::project::migration(body));
        project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
        project.refuses(
            &["makemigrations", "--update", "--no-rename"],
            1,
            &["migrations/0002_auto_more.py cannot be updated", part],
        );
    };
    let computed = "dependencies = [\"0001_auto_initial\"]\noperations = [op.AddField(model_name=\"User\", name=\"a\", \
                    field=fields.Text(nullable=True))] + []";
    refused(computed, "not one list");
}

/// An update to models whose `phone` is gone, with `mobile` in its place, and a required field besides.
fn renamed() -> Project {
    let project = project();
    project.append("app/models.py", "    age = fields.Integer(nullable=True)\n");
    project.run("makemigrations").succeeds();
    change(&project, "    phone", "    mobile");
    change(
        &project,
        "age = fields.Integer(nullable=True)",
        "age = fields.Integer()",
    );
    project
}

const ASKED: &str = "was the field `users.phone` renamed to `mobile`?";

fn demand_folded(project: &Project) {
    let text = project.read("migrations/0003_auto_add_age.py");
    assert!(
        text.contains("RenameField") && text.contains("fields.Integer()"),
        "{text}"
    );
    project.run("makemigrations --check").succeeds();
    project.run("migrate").succeeds();
    project.run("check").succeeds();
}

#[test]
fn what_is_open_is_asked_as_for_a_new_migration() {
    let project = renamed();
    let flags = ["--rename users.phone:mobile", "--drop users.phone"];
    for arguments in [
        &["makemigrations", "--update"][..],
        &["makemigrations", "--update", "--dry-run"],
    ] {
        project.refuses(arguments, 3, &[ASKED, flags[0], flags[1]]);
    }
    let checked = project.run("makemigrations --update --check");
    assert_eq!(checked.code, 1, "{}", checked.stderr);
    checked.says(&format!("? {ASKED}"));
    project.refuses(
        &["makemigrations", "--update", "--rename", "users.phone:mobil"],
        2,
        &["did you mean `mobile`?"],
    );
    project
        .run("makemigrations --update --rename users.phone:mobile --no-default")
        .succeeds();
    demand_folded(&project);
}

#[test]
fn hints_and_files_of_answers_act_on_an_update() {
    let project = renamed();
    project.append(
        "app/models.py",
        "\n    class Meta:\n        renamed_fields = {\"mobile\": \"phone\"}\n",
    );
    project.run("makemigrations --update --no-default").succeeds();
    demand_folded(&project);
    let project = renamed();
    let asked = project.run("makemigrations --update --json");
    assert_eq!(asked.code, 3, "{}", asked.stdout);
    let mut document: serde_json::Value = serde_json::from_str(&asked.stdout).unwrap();
    let question = &mut document["error"]["questions"][0];
    assert_eq!(question["text"], ASKED);
    question["answer"] = serde_json::json!({"rename": "mobile"});
    project.write("answers.json", &document.to_string());
    project
        .run("makemigrations --update --answers answers.json --default users.age=1")
        .succeeds();
    demand_folded(&project);
}

#[test]
fn nothing_is_asked_about_a_migration_that_cannot_be_updated() {
    let project = renamed();
    project.run("migrate").succeeds();
    project.refuses(&["makemigrations", "--update"], 1, &["it is applied to"]);
}

#[test]
fn merges_and_edited_sql_are_refused() {
    let project = Project::migrated();
    let add = |name: &str| {
        format!(
            "dependencies = [\"0001_auto_initial\"]\noperations = [op.AddField(model_name=\"User\", name=\"{name}\", \
             field=fields.Text(nullable=True))]"
        )
    };
    let project = project
        .migration("0002_a", &add("a"))
        .migration("0002_b", &add("b"));
    project.refuses(&["makemigrations", "--update"], 1, &["conflict"]);
    project.run("makemigrations --merge").succeeds();
    project.refuses(&["makemigrations", "--update"], 1, &["it joins branches"]);
    project
        .run("makemigrations --no-rename --sql --dialect sqlite")
        .succeeds();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations --update --no-rename").succeeds();
    let file = project
        .snapshot()
        .into_keys()
        .find(|path| path.extension().is_some_and(|end| end == "sql"))
        .unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("phone") && text.contains("-- aksara:dialect sqlite"),
        "{text}"
    );
    project.run("migrate").succeeds();
    project.run("migrate 0003").succeeds();
    std::fs::write(&file, text + "SELECT 1;\n").unwrap();
    project.append("app/models.py", "    mobile = fields.Text(nullable=True)\n");
    project.refuses(
        &["makemigrations", "--update", "--no-rename"],
        1,
        &["its SQL was written or edited by hand"],
    );
}

#[test]
fn there_must_be_a_migration() {
    let project = Project::with_models(USER).file("migrations/__init__.py", "");
    project.refuses(
        &["makemigrations", "--update"],
        1,
        &["there is no migration to update"],
    );
}
