//! Relations: targets in any form and order, cycles, many-to-many, generic keys.

use pretty_assertions::assert_eq;

use super::*;

/// The first line of a table's description.
fn first_field(models: &Models, table: &str) -> String {
    let found = models
        .schema
        .tables()
        .find(|known| known.name.to_string() == table)
        .unwrap();
    describe(found).lines().next().unwrap().to_owned()
}

fn check_target(target: &str, expected: &str) {
    let text = format!(
        "from aksara.contrib.auth.models import User as Account\nfrom aksara import contrib\nclass Post(Model):\n    author = fields.ForeignKey({target})\n\nclass Author(Model):\n    class Meta:\n        table_name = 'writers'\n        app_label = 'press'\n"
    );
    let line = first_field(&load_text(&text).unwrap(), "posts");
    assert_eq!(
        line,
        format!("(\"author_id\", fields.ForeignKey(\"{expected}\", to_field=\"id\")),"),
        "{target}"
    );
}

#[test]
fn targets_are_found_in_every_form() {
    for target in [
        "'Author'",
        "'app.models.Author'",
        "'models.Author'",
        "'app.Author'",
        "'press.Author'",
        "to='writers'",
    ] {
        check_target(target, "Writer");
    }
    check_target("'self'", "Post");
    for target in [
        "Account",
        "contrib.auth.models.User",
        "'auth.User'",
        "'aksara.contrib.auth.models.User'",
        "'aksara_users'",
    ] {
        check_target(target, "aksara_users");
    }
}

#[test]
fn a_class_is_a_target_wherever_it_is_defined() {
    let files = [
        (
            "app/models/__init__.py",
            "from .post import Post\nfrom .user import *\n",
        ),
        (
            "app/models/post.py",
            "from app.models.user import User\nclass Post(Model):\n    author = fields.ForeignKey(User, on_delete='SET NULL', nullable=True)\n",
        ),
        (
            "app/models/user.py",
            "class User(Model):\n    __tablename__ = 'people'\n",
        ),
    ];
    let models = load(&files).unwrap();
    let posts = models
        .schema
        .tables()
        .find(|table| table.name.to_string() == "posts");
    let field = describe(posts.unwrap()).lines().take(9).collect::<String>();
    assert_eq!(
        field,
        r#"("author_id",fields.ForeignKey("people",to_field="id",on_delete="SET NULL",nullable=True,),),"#
    );
}

#[test]
fn keys_may_cross_and_take_the_type_of_what_they_lead_to() {
    let text = "class A(Model):\n    b = fields.OneToOne('B', primary_key=True)\nclass B(Model):\n    c = fields.OneToOne('C', primary_key=True)\nclass C(Model):\n    id = fields.BigInteger(primary_key=True)\n    a = fields.ForeignKey('A')\n";
    let models = load_text(text).unwrap();
    for (table, field) in [("as", "b_id"), ("bs", "c_id"), ("cs", "a_id")] {
        let table = models.schema.table(&TableName::new(table).unwrap()).unwrap();
        assert_eq!(table.fields[field].field_type.resolved(), &FieldType::BigInteger);
    }
}

#[test]
fn a_one_to_one_relation_is_unique() {
    let line = first_field(
        &load_text("class A(Model):\n    b = fields.OneToOne('A', db_column='b')\n").unwrap(),
        "as",
    );
    assert_eq!(
        line,
        "(\"b\", fields.OneToOne(\"A\", to_field=\"id\", db_column=\"b\")),"
    );
}

const TAGGED: &str = "class Post(Model):\n    tags = fields.ManyToMany('Tag', related_name='posts')\n    similar = fields.ManyToMany('self')\n    authors = fields.ManyToMany('Tag', through='Authorship')\nclass Tag(Model):\n    id = fields.Integer(primary_key=True)\nclass Authorship(Model):\n    pass\n";

#[test]
fn many_to_many_fields_have_join_tables() {
    let models = load_text(TAGGED).unwrap();
    assert_eq!(
        table_names(&models),
        ["authorships", "posts", "posts_similar", "posts_tags", "tags"]
    );
    check_table(
        &models,
        "posts_tags",
        r#"
        ("id", fields.UUID(primary_key=True)),
        ("post_id", fields.ForeignKey("Post", to_field="id")),
        ("tag_id", fields.ForeignKey("Tag", to_field="id")),
        ],
        constraints=[
        op.Constraint(
        name="posts_tags_post_id_tag_id_key",
        type="unique",
        fields=["post_id", "tag_id"],
        ),
        ],"#,
    );
    check_table(
        &models,
        "posts_similar",
        r#"
        ("id", fields.UUID(primary_key=True)),
        ("from_post_id", fields.ForeignKey("Post", to_field="id")),
        ("to_post_id", fields.ForeignKey("Post", to_field="id")),
        ],
        constraints=[
        op.Constraint(
        name="posts_similar_from_post_id_to_post_id_key",
        type="unique",
        fields=["from_post_id", "to_post_id"],
        ),
        ],"#,
    );
    let origin = models
        .origin(&TableName::new("posts_tags").unwrap(), None)
        .unwrap();
    assert_eq!(origin.to_string(), "app/models.py:2:5");
}

#[test]
fn a_generic_key_is_two_columns() {
    check(
        "class Comment(Model):\n    target = fields.GenericForeignKey('content_type_id', 'target_key', nullable=True, object_id_max_length=36)\n    content_type = fields.ForeignKey('contenttypes.ContentType')\n",
        "comments",
        r#"
        (
        "content_type_id",
        fields.ForeignKey("aksara_content_types", to_field="id"),
        ),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ("target_key", fields.String(max_length=36, nullable=True)),
        ],"#,
    );
}

#[test]
fn tables_outside_the_project_are_external_and_there_where_they_are_used() {
    let models = load_text("class Post(Model):\n    author = fields.ForeignKey('auth.User')\n").unwrap();
    assert_eq!(table_names(&models), ["aksara_users", "posts"]);
    let user = models
        .schema
        .table(&TableName::new("aksara_users").unwrap())
        .unwrap();
    assert_eq!(user.management, aksara_schema::Management::External);
}
