//! Renames of fields, with rows on every database.

use crate::renaming::{Case, check, models};

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
            "    --rename users.age:years\n               (similar type, same position)\n",
            "    --drop users.age\n",
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
                "--rename enum:users.status.on:active\n               (same position)",
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
