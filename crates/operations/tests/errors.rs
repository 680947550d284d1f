//! Operations that do not fit the schema: the error names what is there, and the nearest name.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_formats::python::migrations::read_migration;
use aksara_formats::python::{NoModules, PythonSource};
use aksara_operations::replay;
use aksara_schema::Schema;
use pretty_assertions::assert_eq;

const HEAD: &str = "from aksara import fields\nfrom aksara.migrations import Migration\n\
                    from aksara.migrations import operations as op\n\n\
                    class Migration(Migration):\n    dependencies = []\n    operations = [\n";

const BEFORE: &str = r#"
        op.CreateTable(
            name="users",
            fields=[
                ("id", fields.Integer(primary_key=True)),
                ("email", fields.String(max_length=100, unique=True)),
                ("age", fields.Integer(nullable=True)),
            ],
        ),
        op.AddIndex(model_name="User", name="users_by_age", fields=["age"]),
        op.AddConstraint(model_name="User", name="adult", type="check", expression="age >= 18"),
        op.CreateTable(
            name="posts",
            fields=[
                ("id", fields.Integer(primary_key=True)),
                ("author_id", fields.ForeignKey("User", on_delete="CASCADE")),
            ],
        ),
        op.CreateTable(
            name="pairs",
            fields=[("a", fields.Integer(primary_key=True)), ("b", fields.Integer(primary_key=True))],
        ),
        op.CreateTable(
            name="heap",
            fields=[("a", fields.Integer()), ("b", fields.Integer(generated="a + 1"))],
        ),
"#;

/// Applies an operation to the tables above and looks at what is said, and that nothing changed.
fn check(operation: &str, expected: &str) {
    let read = |name: &str, operations: &str| {
        let source = PythonSource::new(name, format!("{HEAD}{operations}\n    ]\n"));
        read_migration(source, &NoModules).unwrap()
    };
    let mut schema = Schema::new();
    replay(&read("0001_before.py", BEFORE), &mut schema).unwrap();
    let before = schema.clone();
    let error = replay(&read("0002_wrong.py", operation), &mut schema).unwrap_err();
    assert_eq!(error.source.to_string(), expected, "{operation}");
    assert_eq!(error.origin.map(|origin| origin.line), Some(8), "{operation}");
    assert_eq!(schema, before, "{operation} changed the schema");
}

#[test]
fn a_foreign_key_that_counts_refers_to_whole_numbers() {
    check(
        r#"op.AddField(model_name="Post", name="reader", field=fields.ForeignKey("User", to_field="email", auto_increment=True)),"#,
        "`auto_increment` of `posts.reader` counts whole numbers, and its target has other values",
    );
}

#[test]
fn unknown_tables_and_models() {
    check(
        r#"op.DropTable(name="usres")"#,
        "no table or model `usres` at this point of the history; did you mean `users`?",
    );
    check(
        r#"op.RemoveField(model_name="Comment", name="x")"#,
        "no table or model `Comment` at this point of the history",
    );
}

#[test]
fn unknown_fields() {
    check(
        r#"op.RemoveField(model_name="User", name="emial")"#,
        "the table `users` has no field `emial`; did you mean `email`?",
    );
    check(
        r#"op.AddIndex(model_name="User", name="i", fields=["zzz"])"#,
        "the table `users` has no field `zzz`; there are: id, email, age",
    );
    check(
        r#"op.AddConstraint(model_name="User", name="c", type="check", expression="agee > 1")"#,
        "the table `users` has no field `agee`; did you mean `age`?",
    );
}

#[test]
fn duplicates() {
    check(
        r#"op.CreateTable(name="users", fields=[("id", fields.Integer(primary_key=True))])"#,
        "the table `users` exists already at this point of the history",
    );
    check(
        r#"op.AddField(model_name="User", name="age", field=fields.Integer())"#,
        "the table `users` has a field `age` already",
    );
    check(
        r#"op.RenameField(model_name="User", old_name="email", new_name="age")"#,
        "the table `users` has a field `age` already",
    );
    check(
        r#"op.RenameTable(old_name="users", new_name="posts")"#,
        "the table `posts` exists already at this point of the history",
    );
    check(
        r#"op.AddIndex(model_name="User", name="users_by_age", fields=["id"])"#,
        "the name `users_by_age` is taken by an index or constraint of the table `users`",
    );
}

#[test]
fn what_is_in_use_is_not_removed() {
    check(
        r#"op.RemoveField(model_name="User", name="age")"#,
        "the field `users.age` cannot be removed while it is used by index `users_by_age`, constraint `adult`",
    );
    check(
        r#"op.RemoveField(model_name="User", name="id")"#,
        "the field `users.id` cannot be removed while it is used by foreign key `posts.fk_posts_author_id`",
    );
    check(
        r#"op.DropTable(name="users")"#,
        "the table `users` cannot be dropped while `posts.author_id` refers to it",
    );
}

#[test]
fn unknown_indexes_and_constraints() {
    check(
        r#"op.RemoveIndex(model_name="User", name="users_by_agee")"#,
        "the table `users` has no index `users_by_agee`; did you mean `users_by_age`?",
    );
    check(
        r#"op.RenameIndex(model_name="Post", old_name="x", new_name="y")"#,
        "the table `posts` has no index `x`; it has none",
    );
    check(
        r#"op.RemoveConstraint(model_name="User", name="adlut")"#,
        "the table `users` has no constraint `adlut`; did you mean `adult`?",
    );
    check(
        r#"op.RenameConstraint(model_name="User", old_name="adlut", new_name="grown")"#,
        "the table `users` has no constraint `adlut`; did you mean `adult`?",
    );
}

#[test]
fn a_foreign_key_needs_one_field_to_refer_to() {
    check(
        r#"op.AddField(model_name="User", name="pair_id", field=fields.ForeignKey("Pair", nullable=True))"#,
        "the foreign key on `users.pair_id` needs a target field: the primary key of `pairs` is not one field",
    );
}

#[test]
fn backfills_that_cannot_go_along_the_table() {
    check(
        r#"op.Backfill(model_name="heap", set={"a": "1"})"#,
        "the table `heap` has no primary key, and a backfill needs it to go through the rows",
    );
    check(
        r#"op.Backfill(model_name="pairs", set={"b": "b + 1"})"#,
        "a backfill cannot set `pairs.b`: it belongs to the primary key, which orders the rows of a backfill",
    );
    check(
        r#"op.Backfill(model_name="User", set={"aeg": "1"})"#,
        "the table `users` has no field `aeg`; did you mean `age`?",
    );
    check(
        r#"op.Backfill(model_name="User", set={"age": "agee + 1"})"#,
        "the table `users` has no field `agee`; did you mean `age`?",
    );
    check(
        r#"op.Backfill(model_name="User", set={"age": "1"}, reverse_set={"id": "1"})"#,
        "a backfill cannot set `users.id`: it belongs to the primary key, which orders the rows of a backfill",
    );
}
