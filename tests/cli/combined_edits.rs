//! Several changes in one edit of the models that bear upon each other: hints beside flags, values that are computed from what
//! goes, keys that refer elsewhere, values of enums.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{every_database, execute, number};

const PERSON: &str = r#"from aksara import Model, fields


class Person(Model):
    id = fields.Integer(primary_key=True)
    username = fields.String(max_length=50, nullable=True)
    state = fields.Enum(values=["a", "b", "c"], nullable=True)

    class Meta:
        implicit_fields = False
"#;

fn edited(before: &str, after: &str) -> Project {
    let project = Project::with_models(before);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", after);
    project
}

fn on(project: &Project, url: &str, arguments: &str) -> Ended {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    project.run_with(&[&arguments[..], &["--database-url", url]].concat(), &[])
}

fn after(edits: &[(&str, &str)]) -> String {
    let edit = |models: String, (old, new): &(&str, &str)| {
        assert!(models.contains(old), "{old}");
        models.replace(old, new)
    };
    edits.iter().fold(PERSON.to_owned(), edit)
}

const HINTED: &[(&str, &str)] = &[
    ("Person", "User"),
    ("    username =", "    handle ="),
    (
        "implicit_fields = False\n",
        "implicit_fields = False\n        renamed_fields = {\"handle\": \"username\"}\n",
    ),
];

#[test]
fn a_hint_about_a_field_waits_until_its_table_is_known() {
    let project = edited(PERSON, &after(HINTED));
    project.refuses(
        &["makemigrations"],
        3,
        &["was the table `persons` renamed to `users`?"],
    );
    project.refuses(&["makemigrations", "--check"], 1, &[]);
    project.refuses(
        &["makemigrations", "--no-rename"],
        1,
        &["the migrations have neither name"],
    );
    project
        .run("makemigrations --rename Person:User")
        .succeeds()
        .shows("rename table `persons` to `users`")
        .shows("rename field `username` to `handle`");
    project.run("makemigrations --check").succeeds();
}

#[test]
fn a_hint_about_a_class_with_another_table_suggests_the_table_that_is_gone() {
    let own_table = "implicit_fields = False\n        table_name = \"people\"\n";
    let before = PERSON.replace("implicit_fields = False\n", own_table);
    let hinted = "implicit_fields = False\n        renamed_from = \"Person\"\n";
    let now = PERSON
        .replace("class Person", "class User")
        .replace("implicit_fields = False\n", hinted);
    edited(&before, &now).refuses(&["makemigrations"], 1, &["did you mean `people`?"]);
}

#[test]
fn a_value_is_computed_from_a_field_that_goes() {
    let folder = tempfile::tempdir().unwrap();
    let required = after(&[(
        "    username = fields.String(max_length=50, nullable=True)",
        "    handle = fields.String(max_length=50)",
    )]);
    for url in every_database(&folder, "from_gone") {
        for flags in [
            "--default persons.handle=lower(username)",
            "--default persons.handle=lower(username) --three-step",
        ] {
            let project = edited(PERSON, &required);
            on(&project, &url, "migrate").succeeds();
            execute(&url, "DELETE FROM persons");
            execute(
                &url,
                "INSERT INTO persons (id, username) VALUES (1, 'Ann'), (2, 'Bob')",
            );
            project
                .run(&format!("makemigrations --drop Person.username {flags}"))
                .succeeds();
            project.run("makemigrations --check").succeeds();
            on(&project, &url, "migrate").succeeds();
            let filled = "SELECT count(*) FROM persons WHERE handle IN ('ann', 'bob')";
            assert_eq!(number(&url, filled), 2, "{url} {flags}");
            on(&project, &url, "check").succeeds();
            on(&project, &url, "migrate 0001").succeeds();
            on(&project, &url, "migrate zero").succeeds();
        }
    }
}

#[test]
fn a_value_may_be_computed_from_a_field_that_is_new_and_declared_later() {
    let now = after(&[(
        "    username =",
        "    first = fields.Integer()\n    second = fields.Integer()\n    username =",
    )]);
    for (first, second) in [("second", "1"), ("1", "first")] {
        let project = edited(PERSON, &now);
        let defaults = format!("--default persons.first={first} --default persons.second={second}");
        project.run(&format!("makemigrations {defaults}")).succeeds();
        project.run("makemigrations --check").succeeds();
    }
}

#[test]
fn a_key_that_refers_to_another_field_from_now_on_gets_its_values() {
    let models = |fields: &str| {
        format!(
            "from aksara import Model, fields\n\n\nclass Team(Model):\n{fields}\n    class Meta:\n        \
             implicit_fields = False\n\n\nclass Player(Model):\n    id = fields.Integer(primary_key=True)\n    \
             team = fields.ForeignKey(\"Team\")\n\n    class Meta:\n        implicit_fields = False\n"
        )
    };
    let before =
        models("    id = fields.Integer(primary_key=True)\n    number = fields.Integer(unique=True)\n");
    let now = models("    number = fields.Integer(primary_key=True)\n");
    let made = edited(&before, &now)
        .run("makemigrations --drop Team.id")
        .succeeds();
    made.shows("values of `teams.id` become those of `teams.number`");
}

#[test]
fn checks_that_rows_may_break_and_types_that_nothing_converts_to_are_warned_about() {
    let checked = "implicit_fields = False\n        constraints = [op.Constraint(name=\"named\", type=\"check\", \
                   expression=\"username <> ''\")]\n";
    let import = "from aksara import Model, fields\nfrom aksara.migrations import operations as op\n";
    for (edits, shown) in [
        (
            &[
                ("implicit_fields = False\n", checked),
                ("from aksara import Model, fields\n", import),
            ][..],
            "`persons` gets the check `named`: migrating fails if a row does not satisfy it",
        ),
        (
            &[("id = fields.Integer(", "id = fields.UUID(")],
            "`persons.id` was an integer and becomes a UUID, which no database makes of it",
        ),
    ] {
        let project = edited(PERSON, &after(edits));
        project
            .run("makemigrations --no-rename --dry-run")
            .succeeds()
            .shows(shown);
        let printed = project
            .run("makemigrations --no-rename --dry-run --json")
            .succeeds();
        assert!(printed.stdout.contains(shown), "{}", printed.stdout);
    }
}

#[test]
fn values_of_an_enum_are_named_as_they_change() {
    for (values, flags, shown) in [
        (
            r#"["d", "b", "c"]"#,
            "--rename enum:persons.state.a:d",
            &["value `a` renamed to `d`"][..],
        ),
        (
            r#"["d", "b", "c"]"#,
            "--drop enum:persons.state.a",
            &[
                "value `a` removed, value `d` added",
                "`persons.state` no longer has `a`: migrating fails if a row holds such a value",
            ],
        ),
        (
            r#"["b", "a", "c"]"#,
            "--rename enum:persons.state.a:b --rename enum:persons.state.b:a",
            &["value `a` renamed to `b`, value `b` renamed to `a`"],
        ),
        (
            r#"["b", "c"]"#,
            "--no-rename",
            &["value `a` removed", "no longer has `a`"],
        ),
    ] {
        let made = edited(PERSON, &after(&[(r#"["a", "b", "c"]"#, values)]))
            .run(&format!("makemigrations --dry-run {flags}"))
            .succeeds();
        shown.iter().fold(made, |made, part| made.shows(part));
    }
}

#[test]
fn a_hint_that_the_history_has_followed_stays_silent() {
    let hinted = after(&[
        ("    username =", "    handle ="),
        (
            "implicit_fields = False\n",
            "implicit_fields = False\n        renamed_fields = {\"handle\": \"username\"}\n",
        ),
    ]);
    let project = edited(PERSON, &hinted);
    project.run("makemigrations").succeeds();
    let field = "    handle = fields.String(max_length=50, nullable=True)\n";
    project.write("app/models.py", &hinted.replace(field, ""));
    project.run("makemigrations --drop Person.handle").succeeds();
    project.run("makemigrations --check").succeeds();
}

#[test]
fn a_followed_hint_does_not_hide_the_next_question() {
    let named = |table: &str| {
        let options = format!(
            "implicit_fields = False\n        table_name = \"{table}\"\n        renamed_from = \"persons\"\n"
        );
        PERSON.replace("implicit_fields = False\n", &options)
    };
    let project = edited(PERSON, &named("users"));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &named("accounts"));
    project.refuses(
        &["makemigrations"],
        3,
        &["was the table `users` renamed to `accounts`?"],
    );
    project
        .run("makemigrations --rename users:accounts")
        .succeeds()
        .shows("rename table `users` to `accounts`");
    project.run("makemigrations --check").succeeds();
}

#[test]
fn a_key_that_refers_to_another_table_or_is_new_is_warned_about() {
    let models = |field: &str| {
        let class = |name: &str, fields: &str| {
            format!(
                "\n\nclass {name}(Model):\n    id = fields.Integer(primary_key=True)\n{fields}\n    class Meta:\n        \
                 implicit_fields = False\n"
            )
        };
        let own = format!("    target = {field}\n");
        format!(
            "from aksara import Model, fields\n{}{}{}",
            class("Team", ""),
            class("Club", ""),
            class("Player", &own)
        )
    };
    let key = |model: &str| models(&format!("fields.ForeignKey({model}, db_column=\"target\")"));
    for (before, now, shown) in [
        (
            key("Team"),
            key("Club"),
            "`players.target` held values of `teams.id` and refers to `clubs.id` from now on",
        ),
        (
            models("fields.Integer()"),
            key("Club"),
            "`players.target` refers to `clubs.id` from now on: migrating fails if a row holds a value that is not there",
        ),
    ] {
        edited(&before, &now)
            .run("makemigrations")
            .succeeds()
            .shows(shown);
    }
}

#[test]
fn questions_that_do_not_bear_on_each_other_are_asked_at_once() {
    let now = after(&[
        ("    username =", "    handle ="),
        (r#"["a", "b", "c"]"#, r#"["z", "b", "c"]"#),
        ("    state =", "    number = fields.Integer()\n    state ="),
    ]);
    edited(PERSON, &now).refuses(
        &["makemigrations"],
        3,
        &[
            "was the field `persons.username` renamed to `handle`?",
            "`persons.number` is new and required",
            "was the value `persons.state.a` renamed to `z`?",
        ],
    );
    let now = after(&[
        (
            "    username = fields.String(max_length=50, nullable=True)",
            "    username = fields.String(max_length=50)",
        ),
        (r#"["a", "b", "c"]"#, r#"["z", "b", "c"]"#),
    ]);
    edited(PERSON, &now).refuses(
        &["makemigrations"],
        3,
        &[
            "was the value `persons.state.a` renamed to `z`?",
            "`persons.username`",
            "--default \"persons.username",
        ],
    );
}

#[test]
fn a_table_that_the_updated_migration_makes_has_no_rows() {
    let now = after(&[("    state =", "    number = fields.Integer()\n    state =")]);
    let project = edited(PERSON, &now);
    project
        .run("makemigrations --update")
        .succeeds()
        .shows("create model");
    project.run("makemigrations --check").succeeds();
}
