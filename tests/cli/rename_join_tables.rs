//! Many-to-many fields whose models are renamed, or that refer to another model.

use crate::project::Project;
use crate::renaming::{Case, check, models};

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
