//! Models, fields and many-to-many fields under other names: asked, answered by flags, and carried out with rows.

use crate::project::Project;
use crate::renaming::{Case, check};

const PERSON: &str = r#"from aksara import Model, fields


class Person(Model):
    id = fields.Integer(primary_key=True)
    name = fields.String(max_length=50, nullable=True)
    friends = fields.ManyToMany("self")

    class Meta:
        implicit_fields = False
"#;

const POSTS: &str = r#"from aksara import Model, fields


class Tag(Model):
    id = fields.Integer(primary_key=True)
    word = fields.String(max_length=50, nullable=True)

    class Meta:
        implicit_fields = False


class Post(Model):
    id = fields.Integer(primary_key=True)
    title = fields.String(max_length=50, nullable=True)
    tags = fields.ManyToMany(Tag)

    class Meta:
        implicit_fields = False
"#;

#[test]
fn the_join_table_of_a_model_with_itself_follows_the_class() {
    check(&Case {
        purpose: "renamed_class",
        before: PERSON.to_owned(),
        rows: &[
            "INSERT INTO persons (id, name) VALUES (1, 'Ann'), (2, 'Bob')",
            "INSERT INTO persons_friends (id, from_person_id, to_person_id) VALUES ('KEY1', 1, 2)",
        ],
        after: PERSON.replace("Person", "User"),
        asked: &[
            "was the table `persons` renamed to `users`?",
            "--rename persons:users",
            "--drop persons",
            "--no-rename",
        ],
        flags: &["--rename", "Person:User"],
        counts: [
            "SELECT count(*) FROM persons_friends WHERE from_person_id = 1 AND to_person_id = 2",
            "SELECT count(*) FROM users_friends WHERE from_user_id = 1 AND to_user_id = 2",
        ],
    });
}

#[test]
fn the_join_table_follows_a_table_that_is_renamed() {
    check(&Case {
        purpose: "renamed_table",
        before: PERSON.to_owned(),
        rows: &[
            "INSERT INTO persons (id, name) VALUES (1, 'Ann'), (2, 'Bob')",
            "INSERT INTO persons_friends (id, from_person_id, to_person_id) VALUES ('KEY1', 1, 2)",
        ],
        after: PERSON.replace(
            "    class Meta:\n",
            "    class Meta:\n        table_name = \"people\"\n",
        ),
        asked: &["was the table `persons` renamed to `people`?"],
        flags: &["--rename", "persons:people"],
        counts: [
            "SELECT count(*) FROM persons_friends WHERE from_person_id = 1 AND to_person_id = 2",
            "SELECT count(*) FROM people_friends WHERE from_people_id = 1 AND to_people_id = 2",
        ],
    });
}

#[test]
fn the_join_table_follows_the_model_that_it_refers_to() {
    check(&Case {
        purpose: "renamed_target",
        before: POSTS.to_owned(),
        rows: &[
            "INSERT INTO tags (id, word) VALUES (1, 'a')",
            "INSERT INTO posts (id, title) VALUES (2, 'b')",
            "INSERT INTO posts_tags (id, post_id, tag_id) VALUES ('KEY1', 2, 1)",
        ],
        after: POSTS.replace("Tag", "Label"),
        asked: &["was the table `tags` renamed to `labels`?"],
        flags: &["--rename", "Tag:Label"],
        counts: [
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND tag_id = 1",
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND label_id = 1",
        ],
    });
}

#[test]
fn a_many_to_many_field_is_renamed_with_its_model_and_its_target() {
    check(&Case {
        purpose: "renamed_all",
        before: POSTS.to_owned(),
        rows: &[
            "INSERT INTO tags (id, word) VALUES (1, 'a')",
            "INSERT INTO posts (id, title) VALUES (2, 'b')",
            "INSERT INTO posts_tags (id, post_id, tag_id) VALUES ('KEY1', 2, 1)",
        ],
        after: POSTS
            .replace("Tag", "Label")
            .replace("Post", "Entry")
            .replace("tags", "labels"),
        asked: &[
            "was the table `tags` renamed to `labels` or `entries`?",
            "was the table `posts` renamed to",
        ],
        flags: &[
            "--rename",
            "Post.tags:labels",
            "--rename",
            "Tag:Label",
            "--rename",
            "posts:Entry",
        ],
        counts: [
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND tag_id = 1",
            "SELECT count(*) FROM entries_labels WHERE entry_id = 2 AND label_id = 1",
        ],
    });
}

#[test]
fn a_many_to_many_field_alone_is_renamed() {
    check(&Case {
        purpose: "renamed_field",
        before: POSTS.to_owned(),
        rows: &[
            "INSERT INTO tags (id, word) VALUES (1, 'a')",
            "INSERT INTO posts (id, title) VALUES (2, 'b')",
            "INSERT INTO posts_tags (id, post_id, tag_id) VALUES ('KEY1', 2, 1)",
        ],
        after: POSTS.replace("    tags =", "    marks ="),
        asked: &[
            "was the table `posts_tags` renamed to `posts_marks`?",
            "--rename posts_tags:posts_marks",
        ],
        flags: &["--rename", "posts.tags:marks"],
        counts: [
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND tag_id = 1",
            "SELECT count(*) FROM posts_marks WHERE post_id = 2 AND tag_id = 1",
        ],
    });
}

#[test]
fn a_field_of_a_renamed_model_is_renamed() {
    check(&Case {
        purpose: "renamed_both",
        before: PERSON.to_owned(),
        rows: &["INSERT INTO persons (id, name) VALUES (1, 'Ann'), (2, 'Bob')"],
        after: PERSON
            .replace("Person", "User")
            .replace("    name =", "    handle ="),
        asked: &["was the table `persons` renamed to `users`?"],
        flags: &["--rename", "Person:User", "--rename", "Person.name:handle"],
        counts: [
            "SELECT count(*) FROM persons WHERE name = 'Ann'",
            "SELECT count(*) FROM users WHERE handle = 'Ann'",
        ],
    });
}

/// A project with the persons, migrated, and other models.
fn edited(after: &str) -> Project {
    let project = Project::with_models(PERSON);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", after);
    project
}

#[test]
fn every_flag_that_is_printed_answers_its_question() {
    let after = PERSON.replace("    name =", "    handle =");
    for (flags, operations) in [
        (
            &["--rename", "persons.name:handle"][..],
            &["● Person: rename field `name` to `handle`"][..],
        ),
        (
            &["--rename", "Person.name:handle"],
            &["● Person: rename field `name` to `handle`"],
        ),
        (
            &["--drop", "persons.name"],
            &[
                "● Person: add field `handle` (String(max_length=50, nullable=True))",
                "● Person: remove field `name`",
            ],
        ),
    ] {
        let project = edited(&after);
        let asked = project.run("makemigrations").stderr;
        assert!(
            asked.contains("--rename persons.name:handle") && asked.contains("--drop persons.name"),
            "{asked}"
        );
        let made = project
            .run_with(&[&["makemigrations"], flags].concat(), &[])
            .succeeds();
        operations
            .iter()
            .fold(made, |made, operation| made.says(operation));
    }
}

#[test]
fn a_table_that_is_really_removed_is_dropped_with_its_join_table() {
    let project = edited(&PERSON.replace("Person", "User"));
    project
        .run("makemigrations --drop Person")
        .succeeds()
        .says("● Person: remove many-to-many field (table `persons_friends`)")
        .says("● Person: remove model (table `persons`)")
        .says("● User: create model (table `users`: `id`, `name`)");
}

#[test]
fn a_many_to_many_field_is_suggested_by_its_own_name() {
    let project = edited(&PERSON.replace("friends", "fellows"));
    for flags in [["--drop", "Person.friend"], ["--rename", "Person.friend:fellows"]] {
        project.refuses(
            &[&["makemigrations"], &flags[..]].concat(),
            2,
            &["did you mean `persons.friends`?"],
        );
    }
}

/// The models have a number under the name of a text, and another text.
fn reused_name() -> Project {
    let name = "    name = fields.String(max_length=50, nullable=True)\n";
    let reused = "    handle = fields.String(max_length=50, nullable=True)\n    \
                  name = fields.Integer(nullable=True)\n";
    edited(&PERSON.replace(name, reused))
}

#[test]
fn a_field_of_another_kind_under_the_old_name_is_asked_about() {
    let question = "was the field `persons.name` renamed to `handle`?";
    for (flags, says) in [
        (
            "--rename Person.name:handle",
            &["rename field `name` to `handle`", "add field `name` (Integer"][..],
        ),
        (
            "--rename Person.name:name",
            &["add field `handle` (String", "alter field `name`"],
        ),
        (
            "--no-rename",
            &["add field `handle` (String", "alter field `name`"],
        ),
    ] {
        let project = reused_name();
        let choices = [
            question,
            "--rename persons.name:handle",
            "--rename persons.name:name",
        ];
        project.refuses(&["makemigrations"], 3, &choices);
        let made = project.run(&format!("makemigrations {flags}")).succeeds();
        for line in says {
            assert!(made.stdout.contains(line), "{flags}: {}", made.stdout);
        }
        project.run("makemigrations --check").succeeds();
    }
    let project = reused_name();
    let asked = project.run("makemigrations --json");
    project.write(
        "answers.json",
        &asked
            .stdout
            .replace(r#""answer":null"#, r#""answer":{"rename":"name"}"#),
    );
    project
        .run("makemigrations --answers answers.json")
        .succeeds()
        .shows("alter field `name`");
}

#[test]
fn a_field_that_is_gone_is_listed_once() {
    let project = edited(&PERSON.replace("    name =", "    handle ="));
    project.refuses(
        &["makemigrations", "--rename", "Person.nme:handle"],
        2,
        &["there are: persons.name\n", "did you mean `persons.name`?"],
    );
}

#[test]
fn flags_that_say_nothing_about_the_models_are_wrong_usage() {
    let after = PERSON
        .replace("Person", "User")
        .replace("    name =", "    handle =");
    let project = edited(&after);
    for (arguments, parts) in [
        ("--rename Person", &["Person:User"][..]),
        (
            "--rename Persn:User",
            &["--rename Persn:User", "Persn", "persons"],
        ),
        ("--rename Person:Usr", &["Usr", "users"]),
        (
            "--rename Person:User --rename Person.nam:handle",
            &["Person.nam", "persons.name"],
        ),
        (
            "--rename Person:User --rename Person.name:handel",
            &["handel", "handle"],
        ),
        (
            "--rename Usr.name:handle",
            &["there is no table or model `Usr`", "did you mean `User`?"],
        ),
        (
            "--drop index:prsons.by_name",
            &["there is no table or model `prsons`", "did you mean `persons`?"],
        ),
        (
            "--rename index:users.a:b",
            &["`users` is new in the models", "--rename OLD:users"],
        ),
        ("--rename index:a:b", &["`index:a:b` names no rename"]),
        ("--drop enum:users.old", &["enum:users.status.old"]),
        ("--rename Person:User --drop Person", &["another decision"]),
        ("--drop users", &["users"]),
        ("--rename Person:User --drop Person.id", &["id"]),
        ("--merge --drop Person", &["--merge"]),
    ] {
        let arguments: Vec<&str> = std::iter::once("makemigrations")
            .chain(arguments.split(' '))
            .collect();
        project.refuses(&arguments, 2, parts);
    }
}
