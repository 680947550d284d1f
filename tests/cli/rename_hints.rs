//! Renames that the models say themselves, in `Meta`.

use crate::project::Project;
use crate::renaming::{Case, check};

const BEFORE: &str = r#"from aksara import Model, fields
from aksara.migrations import operations as op


class Tag(Model):
    id = fields.Integer(primary_key=True)

    class Meta:
        implicit_fields = False


class Person(Model):
    id = fields.Integer(primary_key=True)
    name = fields.String(max_length=50)
    tags = fields.ManyToMany(Tag)
    boss = fields.ForeignKey("self", nullable=True)

    class Meta:
        implicit_fields = False
        indexes = [op.Index(name="by_name", fields=["name"])]
        constraints = [op.Constraint(name="named", type="check", expression="name <> ''")]
"#;

const AFTER: &str = r#"from aksara import Model, fields
from aksara.migrations import operations as op


class Tag(Model):
    id = fields.Integer(primary_key=True)

    class Meta:
        implicit_fields = False


class User(Model):
    id = fields.Integer(primary_key=True)
    handle = fields.String(max_length=60)
    labels = fields.ManyToMany(Tag)
    leader = fields.ForeignKey("self", nullable=True)

    class Meta:
        implicit_fields = False
        renamed_from = ["Being", "Person"]
        renamed_fields = {"handle": ["title", "name"], "labels": "tags", "leader": "boss"}
        renamed_indexes = {"by_handle": "by_name"}
        renamed_constraints = {"has_handle": "named"}
        indexes = [op.Index(name="by_handle", fields=["handle"])]
        constraints = [op.Constraint(name="has_handle", type="check", expression="handle <> ''")]
"#;

#[test]
fn everything_that_the_models_say_is_renamed() {
    check(&Case {
        purpose: "hints",
        before: BEFORE.to_owned(),
        rows: &[
            "INSERT INTO tags (id) VALUES (1)",
            "INSERT INTO persons (id, name, boss_id) VALUES (2, 'Ann', 2)",
            "INSERT INTO persons_tags (id, person_id, tag_id) VALUES ('KEY1', 2, 1)",
        ],
        after: AFTER.to_owned(),
        asked: &[],
        flags: &[],
        counts: [
            "SELECT count(*) FROM persons, persons_tags WHERE person_id = persons.id AND boss_id = 2 AND name = 'Ann'",
            "SELECT count(*) FROM users, users_labels WHERE user_id = users.id AND leader_id = 2 AND handle = 'Ann'",
        ],
    });
}

/// A project with these models and a migration to them, and then with others.
fn edited(before: &str, after: &str) -> Project {
    let project = Project::with_models(before);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", after);
    project
}

#[test]
fn a_hint_that_the_history_has_followed_may_stay() {
    let project = edited(BEFORE, AFTER);
    project
        .run("makemigrations --name renamed")
        .succeeds()
        .shows("rename table `persons` to `users`")
        .shows("rename table `persons_tags` to `users_labels`")
        .shows("rename field `name` to `handle`")
        .shows("rename field `boss_id` to `leader_id`")
        .shows("rename index `by_name` to `by_handle`")
        .shows("rename constraint `named` to `has_handle`");
    for arguments in ["makemigrations", "makemigrations --check"] {
        project
            .run(arguments)
            .succeeds()
            .says("No changes: the models agree with the migrations");
    }
    // The next rename goes on from there.
    let next = AFTER
        .replace("    handle = ", "    nick = ")
        .replace(
            "\"handle\": [\"title\", \"name\"]",
            "\"nick\": [\"title\", \"name\", \"handle\"]",
        )
        .replace("[\"handle\"]", "[\"nick\"]")
        .replace("handle <> ''", "nick <> ''");
    project.write("app/models.py", &next);
    project
        .run("makemigrations --name again")
        .succeeds()
        .shows("rename field `handle` to `nick`");
}

#[test]
fn a_renamed_field_may_have_a_new_one_of_its_old_name() {
    let after = AFTER.replace(
        "    labels =",
        "    name = fields.Text(nullable=True)\n    labels =",
    );
    edited(BEFORE, &after)
        .run("makemigrations")
        .succeeds()
        .shows("rename field `name` to `handle`")
        .shows("add field `name`");
}

const SHARED: &str = r#"from aksara import Model, fields


class Named(Model):
    name = fields.String(max_length=50)

    class Meta:
        abstract = True


class Person(Named):
    pass


class Pet(Named):
    owner = fields.ForeignKey(Person)

    class Meta:
        table_name = "pets"
"#;

#[test]
fn a_hint_of_an_abstract_model_counts_for_each_of_its_models() {
    let after = SHARED.replace("    name =", "    title =").replace(
        "        abstract = True\n",
        "        abstract = True\n        renamed_fields = {\"title\": \"name\"}\n",
    );
    let project = edited(SHARED, &after);
    project
        .run("makemigrations")
        .succeeds()
        .shows("rename field `name` to `title`")
        .shows("rename field `name` to `title`");
    // A new model of the class never had the old name.
    project.append("app/models.py", "\n\nclass Plant(Named):\n    pass\n");
    project
        .run("makemigrations")
        .succeeds()
        .shows("create model (table `plants`");
    project
        .run("makemigrations --check")
        .succeeds()
        .says("No changes: the models agree with the migrations");
}

#[test]
fn a_hint_about_nothing_that_ever_was_is_an_error_at_its_place() {
    for (right, wrong, parts) in [
        (
            "[\"Being\", \"Person\"]",
            "\"Persn\"",
            &[
                "the table `users`",
                "`Persn`",
                "did you mean `persons`?",
                "models.py:20:24",
            ][..],
        ),
        (
            "[\"title\", \"name\"]",
            "\"nam\"",
            &[
                "the field `handle`",
                "`nam`",
                "did you mean `name`?",
                "models.py:21:",
            ],
        ),
        (
            "\"labels\": \"tags\"",
            "\"labels\": \"tgs\"",
            &["the field `labels`", "`tgs`"],
        ),
        (
            "\"handle\": [",
            "\"handel\": [",
            &["the field `handel`", "did you mean `handle`?"],
        ),
        (
            "{\"by_handle\": \"by_name\"}",
            "{\"by_handle\": \"by_nme\"}",
            &["the index `by_handle`", "did you mean `by_name`?"],
        ),
        (
            "{\"has_handle\": \"named\"}",
            "{\"has_handle\": \"namd\"}",
            &["the constraint `has_handle`", "did you mean `named`?"],
        ),
    ] {
        let project = edited(BEFORE, &AFTER.replace(right, wrong));
        project.refuses(&["makemigrations"], 1, parts);
        project.refuses(&["makemigrations", "--check"], 1, parts);
    }
}

#[test]
fn a_hint_that_cannot_be_understood_is_an_error_at_its_place() {
    for (right, wrong, parts) in [
        (
            "[\"Being\", \"Person\"]",
            "[]",
            &["`Meta.renamed_from`", "models.py:20"][..],
        ),
        ("[\"Being\", \"Person\"]", "7", &["`Meta.renamed_from`", "a name"]),
        (
            "{\"by_handle\": \"by_name\"}",
            "[\"by_name\"]",
            &["`Meta.renamed_indexes`", "a dictionary"],
        ),
        (
            "renamed_fields",
            "renamed_field",
            &["renamed_field", "renamed_fields"],
        ),
        (
            "implicit_fields = False\n        renamed_from",
            "abstract = True\n        renamed_from",
            &["`Meta.renamed_from`", "abstract"],
        ),
    ] {
        edited(BEFORE, &AFTER.replace(right, wrong)).refuses(&["makemigrations"], 1, parts);
    }
}

#[test]
fn a_flag_that_contradicts_a_hint_is_refused() {
    for (flags, parts) in [
        (
            "--drop Person",
            &["another decision about it was given as well", "renamed_from"][..],
        ),
        ("--drop persons.name", &["another decision"]),
        ("--rename Person.tags:leader", &["leader"]),
        ("--rename persons.boss:handle", &["another decision"]),
    ] {
        let arguments: Vec<&str> = std::iter::once("makemigrations")
            .chain(flags.split(' '))
            .collect();
        edited(BEFORE, AFTER).refuses(&arguments, 2, parts);
    }
    edited(BEFORE, AFTER)
        .run("makemigrations --rename Person:User --no-rename")
        .succeeds()
        .shows("rename table `persons` to `users`")
        .shows("rename field `name` to `handle`");
}

#[test]
fn documents_of_tables_say_the_same() {
    let project = Project::with_models(
        "from aksara import Model, fields\n\n\nclass Person(Model):\n    name = fields.Text()\n",
    );
    project.run("makemigrations").succeeds();
    project.run("migrate").succeeds();
    for format in ["toml", "json"] {
        let document = project
            .run(&format!("inspect --format {format} persons"))
            .succeeds()
            .stdout;
        let (key, field) = match format {
            "toml" => (
                "\nname = \"persons\"",
                "[tables.users.renamed_fields]\nhandle = \"NAME\"\n",
            ),
            _ => ("\n      \"name\": \"persons\",", ""),
        };
        let hinted = |old: &str, old_field: &str| {
            let renamed = document.replacen(key, &key.replace("persons", "users"), 1);
            let renamed = match format {
                "toml" => renamed
                    .replace("[tables.persons", "[tables.users")
                    .replacen("\nname = \"users\"", &format!("\nname = \"users\"\nrenamed_from = \"{old}\""), 1)
                    .replace(".fields.name", ".fields.handle")
                    .replace("name = \"name\"", "name = \"handle\"")
                    + &field.replace("NAME", old_field),
                _ => renamed
                    .replace("\"persons\": {", "\"users\": {")
                    .replacen(
                        "\"name\": \"users\",",
                        &format!(
                            "\"name\": \"users\", \"renamed_from\": \"{old}\", \"renamed_fields\": {{\"handle\": \
                             \"{old_field}\"}},"
                        ),
                        1,
                    )
                    .replace("\"name\": {", "\"handle\": {")
                    .replace("\"name\": \"name\"", "\"name\": \"handle\""),
            };
            project.write(&format!("models.{format}"), &renamed);
        };
        let arguments = format!("makemigrations --app models.{format} --dry-run");
        hinted("persons", "name");
        project
            .run(&arguments)
            .succeeds()
            .shows("rename table `persons` to `users`")
            .shows("rename field `name` to `handle`");
        hinted("prsons", "name");
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let file = format!("models.{format}:");
        project.refuses(&arguments, 1, &["`prsons`", "did you mean `persons`?", &file]);
    }
}
