//! Renames of tables, and of much at once, with rows on every database.

use crate::renaming::{Case, check, models};

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
