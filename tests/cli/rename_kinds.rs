//! Every kind of rename, answered by flags or found by itself, with rows on every database.

use crate::project::Project;
use crate::renaming::{Case, check};

/// Models without fields of their own accord.
fn models(classes: &str) -> String {
    format!(
        "from aksara import Model, fields\nfrom aksara.migrations import operations as op\n\n\n\
         class Plain(Model):\n    id = fields.Integer(primary_key=True)\n\n    class Meta:\n        \
         abstract = True\n        implicit_fields = False\n\n\n{classes}"
    )
}

#[test]
fn a_field_is_renamed_and_a_new_one_takes_its_name() {
    let before =
        models("class User(Plain):\n    name = fields.String(max_length=50, db_index=True, unique=True)\n");
    let after = models(
        "class User(Plain):\n    name = fields.String(max_length=50, nullable=True, db_index=True, unique=True)\n    \
         handle = fields.String(max_length=50, db_index=True, unique=True)\n",
    );
    check(&Case {
        purpose: "kind_old_name",
        before,
        rows: &["INSERT INTO users (id, name) VALUES (1, 'Ann'), (2, 'Bob')"],
        after,
        asked: &[],
        flags: &["--rename", "User.name:handle"],
        counts: [
            "SELECT count(*) FROM users WHERE name IN ('Ann', 'Bob')",
            "SELECT count(*) FROM users WHERE handle IN ('Ann', 'Bob') AND name IS NULL",
        ],
    });
}

#[test]
fn a_field_takes_the_name_of_one_that_is_really_removed() {
    let text = |name: &str| format!("    {name} = fields.String(max_length=50, nullable=True)\n");
    check(&Case {
        purpose: "kind_taken",
        before: models(&format!("class User(Plain):\n{}{}", text("a"), text("b"))),
        rows: &["INSERT INTO users (id, a, b) VALUES (1, 'Ann', 'Bob')"],
        after: models(&format!("class User(Plain):\n{}{}", text("b"), text("c"))),
        asked: &["was the field `users.a` renamed to `c`?"],
        flags: &["--rename", "users.a:b", "--drop", "users.b"],
        counts: [
            "SELECT count(*) FROM users WHERE a = 'Ann'",
            "SELECT count(*) FROM users WHERE b = 'Ann' AND c IS NULL",
        ],
    });
}

#[test]
fn a_field_is_renamed_with_another_type_and_length() {
    let before = models(
        "class User(Plain):\n    age = fields.Integer()\n    name = fields.String(max_length=20)\n    \
         bio = fields.String(max_length=90)\n",
    );
    let after = models(
        "class User(Plain):\n    years = fields.BigInteger()\n    name = fields.String(max_length=20)\n    \
         about = fields.Text()\n",
    );
    check(&Case {
        purpose: "kind_retyped",
        before,
        rows: &[
            "INSERT INTO users (id, age, name, bio) VALUES (1, 40, 'Ann', 'long'), (2, 50, 'Bob', 'long')",
        ],
        after,
        asked: &[
            "was the field `users.age` renamed to `years`?",
            "was the field `users.bio` renamed to `about`?",
            "--rename users.age:years (similar type, same position)  or  --drop users.age",
        ],
        flags: &["--rename", "users.age:years", "--rename", "users.bio:about"],
        counts: [
            "SELECT count(*) FROM users WHERE age >= 40 AND bio = 'long'",
            "SELECT count(*) FROM users WHERE years >= 40 AND about = 'long'",
        ],
    });
}

#[test]
fn a_primary_key_is_renamed_with_the_keys_that_refer_to_it() {
    let key = |name: &str| {
        models(&format!(
            "class User(Model):\n    {name} = fields.Integer(primary_key=True)\n    name = \
             fields.String(max_length=50)\n    boss = fields.ForeignKey(\"self\", nullable=True)\n    friends = \
             fields.ManyToMany(\"self\")\n\n    class Meta:\n        implicit_fields = False\n\n\nclass Post(Plain):\n    \
             author = fields.ForeignKey(User, on_delete=\"CASCADE\")\n"
        ))
    };
    check(&Case {
        purpose: "kind_key",
        before: key("id"),
        rows: &[
            "INSERT INTO users (id, name, boss_id) VALUES (1, 'Ann', NULL)",
            "INSERT INTO users (id, name, boss_id) VALUES (2, 'Bob', 1)",
            "INSERT INTO users_friends (id, from_user_id, to_user_id) VALUES ('KEY1', 1, 2)",
            "INSERT INTO posts (id, author_id) VALUES (3, 2)",
        ],
        after: key("number"),
        asked: &["was the field `users.id` renamed to `number`?", "the primary key"],
        flags: &["--rename", "User.id:number"],
        counts: [
            "SELECT count(*) FROM posts, users WHERE author_id = users.id AND boss_id = 1",
            "SELECT count(*) FROM posts, users WHERE author_id = number AND boss_id = 1",
        ],
    });
}

#[test]
fn the_letter_case_of_a_field_and_of_a_table_changes() {
    let named = |table: &str, field: &str| {
        models(&format!(
            "class User(Plain):\n    {field} = fields.String(max_length=50, db_index=True)\n\n    class \
             Meta(Plain.Meta):\n        table_name = \"{table}\"\n"
        ))
    };
    check(&Case {
        purpose: "kind_case",
        before: named("people", "Name"),
        rows: &["INSERT INTO people (id, {Name}) VALUES (1, 'Ann'), (2, 'Bob')"],
        after: named("people", "name"),
        asked: &[
            "was the field `people.Name` renamed to `name`?",
            "only the letter case differs",
        ],
        flags: &["--rename", "people.Name:name"],
        counts: [
            "SELECT count(*) FROM people WHERE {Name} = 'Ann'",
            "SELECT count(*) FROM people WHERE name = 'Ann'",
        ],
    });
    check(&Case {
        purpose: "kind_table_case",
        before: named("People", "name"),
        rows: &["INSERT INTO {People} (id, name) VALUES (1, 'Ann'), (2, 'Bob')"],
        after: named("people", "name"),
        asked: &["was the table `People` renamed to `people`?"],
        flags: &["--rename", "People:people"],
        counts: [
            "SELECT count(*) FROM {People} WHERE name = 'Ann'",
            "SELECT count(*) FROM people WHERE name = 'Ann'",
        ],
    });
}

#[test]
fn a_table_is_renamed_and_a_new_one_takes_its_name() {
    let before = models("class Person(Plain):\n    name = fields.String(max_length=50, unique=True)\n");
    let after = models(
        "class Person(Plain):\n    name = fields.String(max_length=50, unique=True)\n\n\nclass User(Plain):\n    name = \
         fields.String(max_length=50, unique=True)\n    of = fields.ForeignKey(Person, nullable=True)\n",
    );
    check(&Case {
        purpose: "kind_old_table",
        before,
        rows: &["INSERT INTO persons (id, name) VALUES (1, 'Ann'), (2, 'Bob')"],
        after,
        asked: &[],
        flags: &["--rename", "persons:User"],
        counts: [
            "SELECT count(*) FROM persons WHERE name = 'Ann'",
            "SELECT count(*) FROM users WHERE name = 'Ann'",
        ],
    });
}

const OBJECTS: &str = "class Seat(Plain):
    line = fields.Integer()
    place = fields.Integer()

    class Meta(Plain.Meta):
        indexes = [op.Index(name=\"by_place\", fields=[\"place\"])]
        constraints = [
            op.Constraint(name=\"seats_once\", type=\"unique\", fields=[\"line\", \"place\"]),
            op.Constraint(name=\"seats_positive\", type=\"check\", expression=\"line > 0\"),
        ]
        unique_together = [(\"place\", \"line\")]
        index_together = [(\"place\", \"line\")]
";

#[test]
fn indexes_and_constraints_are_found_under_their_new_names() {
    check(&Case {
        purpose: "kind_objects",
        before: models(OBJECTS),
        rows: &["INSERT INTO seats (id, line, place) VALUES (1, 2, 3)"],
        after: models(
            &OBJECTS
                .replace("by_place", "by_seat")
                .replace("seats_once", "seats_single")
                .replace("seats_positive", "seats_above_zero"),
        ),
        asked: &[],
        flags: &[],
        counts: ["SELECT count(*) FROM seats WHERE line = 2"; 2],
    });
}

#[test]
fn names_that_follow_from_fields_follow_them() {
    let before = models(OBJECTS);
    let after = before.replace("line", "row");
    let after = after.replace("seats_once", "seats_only_once");
    let project = Project::with_models(&before);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &after);
    let made = project.run("makemigrations --rename seats.line:row").succeeds();
    for line in [
        "rename field `line` to `row`",
        "rename index `seats_place_line_idx` to `seats_place_row_idx`",
        "rename constraint `seats_place_line_key` to `seats_place_row_key`",
        "rename constraint `seats_once` to `seats_only_once`",
    ] {
        assert!(made.stdout.contains(line), "no {line} in {}", made.stdout);
    }
    check(&Case {
        purpose: "kind_derived",
        before,
        rows: &["INSERT INTO seats (id, line, place) VALUES (1, 2, 3)"],
        after: models(
            &OBJECTS
                .replace("line", "place2")
                .replace("seats_once", "seats_only_once"),
        ),
        asked: &["was the field `seats.line` renamed to `place2`?"],
        flags: &["--rename", "seats.line:place2"],
        counts: [
            "SELECT count(*) FROM seats WHERE line = 2",
            "SELECT count(*) FROM seats WHERE place2 = 2",
        ],
    });
}

#[test]
fn names_of_indexes_and_constraints_are_exchanged() {
    let exchanged = OBJECTS.replace(
        "by_place\", fields=[\"place\"])",
        "by_line\", fields=[\"place\"]), op.Index(name=\"by_place\", fields=[\"line\"])",
    );
    let named = OBJECTS.replace(
        "fields=[\"place\"])",
        "fields=[\"place\"]), op.Index(name=\"by_line\", fields=[\"line\"])",
    );
    check(&Case {
        purpose: "kind_objects_ring",
        before: models(&named),
        rows: &["INSERT INTO seats (id, line, place) VALUES (1, 2, 3)"],
        after: models(&exchanged),
        asked: &[],
        flags: &[
            "--rename",
            "index:seats.by_place:by_line",
            "--rename",
            "index:Seat.by_line:by_place",
        ],
        counts: ["SELECT count(*) FROM seats WHERE line = 2"; 2],
    });
}

#[test]
fn fields_exchange_their_names() {
    let named = |names: [&str; 3]| {
        let fields = names.iter().zip(["", ", db_index=True", ", unique=True"]);
        let fields: String = fields
            .map(|(name, more)| format!("    {name} = fields.Integer(nullable=True{more})\n"))
            .collect();
        models(&format!("class User(Plain):\n{fields}"))
    };
    check(&Case {
        purpose: "kind_ring",
        before: named(["a", "b", "c"]),
        rows: &["INSERT INTO users (id, a, b, c) VALUES (1, 10, 20, 30)"],
        after: named(["b", "c", "a"]),
        asked: &[],
        flags: &[
            "--rename",
            "users.a:b",
            "--rename",
            "users.b:c",
            "--rename",
            "users.c:a",
        ],
        counts: [
            "SELECT count(*) FROM users WHERE a = 10 AND b = 20 AND c = 30",
            "SELECT count(*) FROM users WHERE b = 10 AND c = 20 AND a = 30",
        ],
    });
}

#[test]
fn tables_exchange_their_names_with_their_join_tables() {
    let named = |one: &str, other: &str| {
        models(&format!(
            "class Tag(Plain):\n    pass\n\n\nclass {one}(Plain):\n    title = fields.String(max_length=50)\n    tags = \
             fields.ManyToMany(Tag)\n\n\nclass {other}(Plain):\n    size = fields.Integer()\n    post = \
             fields.ForeignKey({one}, nullable=True)\n    tags = fields.ManyToMany(Tag)\n"
        ))
    };
    check(&Case {
        purpose: "kind_tables_ring",
        before: named("Post", "Entry"),
        rows: &[
            "INSERT INTO tags (id) VALUES (1)",
            "INSERT INTO posts (id, title) VALUES (2, 'a')",
            "INSERT INTO entries (id, size, post_id) VALUES (3, 4, 2)",
            "INSERT INTO posts_tags (id, post_id, tag_id) VALUES ('KEY1', 2, 1)",
            "INSERT INTO entries_tags (id, entry_id, tag_id) VALUES ('KEY2', 3, 1)",
        ],
        after: named("Entry", "Post"),
        asked: &[],
        flags: &["--rename", "Post:Entry", "--rename", "Entry:Post"],
        counts: [
            "SELECT count(*) FROM entries, posts_tags, entries_tags WHERE entries.id = entry_id AND posts_tags.post_id = 2 \
             AND entry_id = 3 AND size = 4 AND entries.post_id = 2",
            "SELECT count(*) FROM posts, entries_tags, posts_tags WHERE posts.id = posts_tags.post_id AND entry_id = 2 \
             AND posts_tags.post_id = 3 AND size = 4 AND posts.post_id = 2",
        ],
    });
}

#[test]
fn a_value_of_an_enum_is_renamed_in_every_row() {
    let named = |values: &str, more: &str| {
        models(&format!(
            "class User(Plain):\n    status = fields.Enum(values=[{values}]{more}, db_index=True)\n"
        ))
    };
    for (purpose, more) in [
        ("kind_value", ", default=\"on\""),
        ("kind_native_value", ", native=\"user_status\""),
    ] {
        check(&Case {
            purpose,
            before: named("\"off\", \"on\", \"it's\"", more),
            rows: &["INSERT INTO users (id, status) VALUES (1, 'on'), (2, 'off'), (3, 'it''s')"],
            after: named(
                "\"inactive\", \"active\", \"it's\"",
                &more.replace("\"on\"", "\"active\""),
            ),
            asked: &[
                "was the value `users.status.on` renamed to `active` or `inactive`?",
                "was the value `users.status.off` renamed to `inactive` or `active`?",
                "--rename enum:users.status.on:active (same position)",
                "--drop enum:users.status.off",
            ],
            flags: &[
                "--rename",
                "enum:users.status.on:active",
                "--rename",
                "enum:User.status.off:inactive",
            ],
            counts: [
                "SELECT count(*) FROM users WHERE (id = 1 AND status = 'on') OR (id = 2 AND status = 'off') \
                 OR (id = 3 AND status = 'it''s')",
                "SELECT count(*) FROM users WHERE (id = 1 AND status = 'active') OR (id = 2 AND status = 'inactive') \
                 OR (id = 3 AND status = 'it''s')",
            ],
        });
    }
}

#[test]
fn a_many_to_many_field_that_refers_to_another_model_keeps_its_rows_where_that_is_said() {
    let related = |class: &str| {
        models(&format!(
            "class Tag(Plain):\n    pass\n\n\nclass Label(Plain):\n    pass\n\n\nclass Post(Plain):\n    tags = \
             fields.ManyToMany({class})\n"
        ))
    };
    check(&Case {
        purpose: "kind_repointed",
        before: related("Tag"),
        rows: &[
            "INSERT INTO tags (id) VALUES (1)",
            "INSERT INTO labels (id) VALUES (1)",
            "INSERT INTO posts (id) VALUES (2)",
            "INSERT INTO posts_tags (id, post_id, tag_id) VALUES ('KEY1', 2, 1)",
        ],
        after: related("Label"),
        asked: &[
            "was the field `posts_tags.tag_id` renamed to `label_id`?",
            "same side of the join table",
        ],
        flags: &["--rename", "posts_tags.tag_id:label_id"],
        counts: [
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND tag_id = 1",
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND label_id = 1",
        ],
    });
}

#[test]
fn much_is_renamed_in_one_edit() {
    let before = models(
        "class Tag(Plain):\n    pass\n\n\nclass Person(Plain):\n    name = fields.String(max_length=50)\n    tags = \
         fields.ManyToMany(Tag)\n\n\nclass Post(Plain):\n    author = fields.ForeignKey(Person, on_delete=\"CASCADE\")\n",
    );
    let after = models(
        "class Tag(Plain):\n    pass\n\n\nclass Label(Plain):\n    pass\n\n\nclass User(Model):\n    id = \
         fields.BigInteger(primary_key=True)\n    handle = fields.String(max_length=50)\n    bio = \
         fields.Text(nullable=True)\n    tags = fields.ManyToMany(Label)\n\n    class Meta:\n        implicit_fields = \
         False\n\n\nclass Post(Plain):\n    author = fields.ForeignKey(User, on_delete=\"CASCADE\")\n",
    );
    check(&Case {
        purpose: "kind_much",
        before,
        rows: &[
            "INSERT INTO tags (id) VALUES (1)",
            "INSERT INTO persons (id, name) VALUES (2, 'Ann')",
            "INSERT INTO posts (id, author_id) VALUES (3, 2)",
        ],
        after,
        asked: &["was the table `persons` renamed to `users`"],
        flags: &[
            "--rename",
            "Person:User",
            "--rename",
            "Person.name:handle",
            "--drop",
            "persons_tags",
        ],
        counts: [
            "SELECT count(*) FROM posts, persons WHERE author_id = persons.id AND name = 'Ann'",
            "SELECT count(*) FROM posts, users WHERE author_id = users.id AND handle = 'Ann' AND bio IS NULL",
        ],
    });
}

/// The table of the field follows its model, and its column is asked about.
#[test]
fn a_many_to_many_field_of_a_renamed_model_that_refers_to_another_one_is_asked_about() {
    let named = |owner: &str, target: &str| {
        models(&format!(
            "class Tag(Plain):\n    pass\n\n\nclass Label(Plain):\n    pass\n\n\nclass {owner}(Plain):\n    tags = \
             fields.ManyToMany({target})\n"
        ))
    };
    let case = |purpose, flags, counts| {
        check(&Case {
            purpose,
            before: named("Post", "Tag"),
            rows: &[
                "INSERT INTO tags (id) VALUES (1)",
                "INSERT INTO labels (id) VALUES (1)",
                "INSERT INTO posts (id) VALUES (2)",
                "INSERT INTO posts_tags (id, post_id, tag_id) VALUES ('KEY1', 2, 1)",
            ],
            after: named("Article", "Label"),
            asked: &["was the table `posts` renamed to `articles`?"],
            flags,
            counts,
        });
    };
    case(
        "kind_moved_join",
        &[
            "--rename",
            "Post:Article",
            "--rename",
            "articles_tags.tag_id:label_id",
        ],
        [
            "SELECT count(*) FROM posts_tags WHERE post_id = 2 AND tag_id = 1",
            "SELECT count(*) FROM articles_tags WHERE article_id = 2 AND label_id = 1",
        ],
    );
    case(
        "kind_moved_join_again",
        &["--rename", "Post:Article", "--drop", "articles_tags.tag_id"],
        ["SELECT count(*) FROM posts", "SELECT count(*) FROM articles"],
    );
    let project = Project::with_models(&named("Post", "Tag"));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &named("Article", "Label"));
    project.refuses(
        &["makemigrations", "--rename", "Post:Article"],
        3,
        &["was the field `articles_tags.tag_id` renamed to `label_id`?"],
    );
    let made = project.run("makemigrations --rename Post:Article --drop articles_tags.tag_id");
    assert!(made.succeeds().stdout.contains("loses"));
}

#[test]
fn equal_indexes_and_constraints_are_made_again_where_that_is_said() {
    let named = |index: &str, unique: &str| {
        models(&format!(
            "class Seat(Plain):\n    line = fields.Integer()\n    place = fields.Integer()\n\n    class Meta(Plain.Meta):\n        \
             indexes = [op.Index(name=\"{index}\", fields=[\"line\"])]\n        constraints = \
             [op.UniqueConstraint(name=\"{unique}\", fields=[\"place\"])]\n"
        ))
    };
    let project = Project::with_models(&named("by_line", "once"));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &named("by_row", "only_once"));
    for (flags, lines) in [
        (
            "",
            &[
                "● Seat: rename index `by_line` to `by_row`",
                "● Seat: rename constraint `once` to `only_once`",
            ][..],
        ),
        (
            "--rename index:Seat.by_line:by_row --rename constraint:seats.once:only_once",
            &[
                "● Seat: rename index `by_line` to `by_row`",
                "● Seat: rename constraint `once` to `only_once`",
            ],
        ),
        (
            "--drop index:seats.by_line --drop constraint:Seat.once",
            &[
                "● Seat: remove index `by_line`",
                "● Seat: remove constraint `once`",
                "● Seat: add index `by_row` (`line`)",
                "● Seat: add unique constraint `only_once` (`place`)",
            ],
        ),
        (
            "--no-rename",
            &[
                "● Seat: remove index `by_line`",
                "● Seat: remove constraint `once`",
                "● Seat: add index `by_row` (`line`)",
                "● Seat: add unique constraint `only_once` (`place`)",
            ],
        ),
    ] {
        let made = project
            .run(&format!("makemigrations --dry-run {flags}"))
            .succeeds();
        lines.iter().fold(made, |made, line| made.says(line));
    }
    for (flags, part) in [
        (
            "--rename index:seats.by_lin:by_row",
            "did you mean `seats.by_line`?",
        ),
        ("--rename index:seats.by_line:by_rows", "did you mean `by_row`?"),
        (
            "--rename constraint:seats.onc:only_once",
            "did you mean `seats.once`?",
        ),
        (
            "--rename constraint:seats.once:only_onc",
            "did you mean `only_once`?",
        ),
        ("--drop index:seats.by_row", "did you mean `seats.by_line`?"),
        ("--drop constraint:seats.only_once", "there are: seats.once"),
    ] {
        let arguments: Vec<&str> = std::iter::once("makemigrations")
            .chain(flags.split(' '))
            .collect();
        project.refuses(&arguments, 2, &[part]);
    }
}

/// The table is created again, so that no rows need a value.
#[test]
fn a_many_to_many_field_that_refers_to_another_model_asks_for_no_values() {
    let posts = |target: &str| {
        models(&format!(
            "class User(Plain):\n    pass\n\n\nclass Group(Plain):\n    pass\n\n\n\
             class Post(Plain):\n    readers = fields.ManyToMany({target})\n"
        ))
    };
    let project = Project::with_models(&posts("User"));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &posts("Group"));
    let made = project.run("makemigrations --no-rename").succeeds();
    assert!(made.stdout.contains("posts_readers"), "{}", made.stdout);
    assert!(made.stdout.contains("loses"), "{}", made.stdout);
}

#[test]
fn a_check_with_an_open_question_found_a_change() {
    let project = Project::with_models(&models("class User(Plain):\n    name = fields.Text()\n"));
    project.run("makemigrations").succeeds();
    project.write(
        "app/models.py",
        &models("class User(Plain):\n    handle = fields.Text()\n    age = fields.Integer(nullable=True)\n"),
    );
    let question = "was the field `users.name` renamed to `handle`";
    project.refuses(&["makemigrations"], 3, &[question]);
    for command in ["makemigrations --check", "check"] {
        let checked = project.run(command);
        assert_eq!(checked.code, 1, "{}", checked.stdout);
        assert_eq!(checked.stdout.matches(question).count(), 1, "{}", checked.stdout);
        let changes: Vec<&str> = checked.stdout.lines().filter(|line| line.contains('●')).collect();
        assert_eq!(changes, ["  ● User: add field `age` (Integer(nullable=True))"]);
    }
    project.write(
        "app/models.py",
        &models("class User(Plain):\n    handle = fields.Text()\n"),
    );
    let data = project.run("makemigrations --check --json");
    assert_eq!(data.code, 1, "{}", data.stdout);
    let data: serde_json::Value = serde_json::from_str(&data.stdout).unwrap();
    let scored = &data["result"]["questions"][0]["scored"][0];
    assert_eq!(scored["name"], "handle");
    assert_eq!(
        scored["evidence"],
        serde_json::json!(["same_type", "same_position", "only_one"])
    );
}

#[test]
fn a_question_about_a_table_covers_all_that_follows_from_it() {
    let before = "class Person(Plain):\n    friends = fields.ManyToMany(\"Person\")\n\n\n\
                  class Post(Plain):\n    author = fields.ForeignKey(\"Person\")\n";
    let project = Project::with_models(&models(before));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &models(&before.replace("Person", "User")));
    let checked = project.run("makemigrations --check");
    assert_eq!(checked.code, 1, "{}", checked.stdout);
    assert!(!checked.stdout.contains('●'), "{}", checked.stdout);
    assert_eq!(
        checked.stdout.matches("renamed to").count(),
        1,
        "{}",
        checked.stdout
    );
}

#[test]
fn flags_that_do_not_go_together_are_wrong_usage() {
    let fields = "    a = fields.Enum(values=[\"x\", \"y\"])\n    b = fields.Integer()\n";
    let project = Project::with_models(&models(&format!("class User(Plain):\n{fields}")));
    project.run("makemigrations").succeeds();
    let after = fields.replace("\"x\"", "\"z\"").replace("    b =", "    c =");
    project.write("app/models.py", &models(&format!("class User(Plain):\n{after}")));
    for (flags, parts) in [
        ("--rename users.b:a", &["`a`"][..]),
        ("--rename users.b:c --rename users.a:c", &["the same name"]),
        ("--rename enum:users.a.w:z", &["users.a.w", "users.a.x"]),
        ("--rename enum:users.a.x:y", &["`y`", "there are: z"]),
        ("--rename index:users.a:b", &["index:users.a:b"]),
        ("--rename constraint:users.a:b", &["constraint:users.a:b"]),
        ("--drop enum:users.a.y", &["users.a.y"]),
        ("--drop index:users.a", &["users.a"]),
        ("--rename enum:users:z", &["enum:users:z"]),
    ] {
        let arguments: Vec<&str> = std::iter::once("makemigrations")
            .chain(flags.split(' '))
            .collect();
        project.refuses(&arguments, 2, parts);
    }
}
