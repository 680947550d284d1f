//! Which steps become one, from the operations of a migration as a user writes them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_dialect::{Step, coalesce, steps_of};
use aksara_formats::python::{NoModules, PythonSource, migrations::read_migration};
use aksara_operations::{AlterTable, Effect, replay};
use aksara_schema::{FieldName, Schema, Table};
use pretty_assertions::assert_eq;

/// Three tables that the cases change; the second refers to the first.
const BEFORE: &str = r#"
    op.CreateTable(name="users", fields=[("id", fields.Integer(primary_key=True)), ("name", fields.Text())]),
    op.CreateTable(name="posts", fields=[("id", fields.Integer(primary_key=True)), ("title", fields.Text()),
        ("user", fields.ForeignKey("User"))]),
    op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True)), ("label", fields.Text())]),
"#;

/// Coalesces a migration's steps and compares them: what each does, and how many operations it comes from.
fn check(operations: &str, expected: &[&str]) {
    let mut schema = Schema::new();
    replay_text(BEFORE, &mut schema);
    let steps = coalesce(replay_text(operations, &mut schema));
    assert_eq!(steps.iter().map(summary).collect::<Vec<_>>(), expected);
}

fn replay_text(operations: &str, schema: &mut Schema) -> Vec<Step> {
    let text = format!(
        "from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\nfrom aksara import \
         fields\n\n\nclass Migration(Migration):\n    dependencies = []\n    operations = [{operations}]\n"
    );
    let source = PythonSource::new("0001_x.py", text);
    let read = read_migration(source, &NoModules).unwrap();
    steps_of(&replay(&read, schema).unwrap().changes)
}

fn summary(step: &Step) -> String {
    let what = match &step.effect {
        Effect::CreateTable(table) => format!("create {}", shape(table)),
        Effect::DropTable(table) => format!("drop {}", table.name),
        Effect::RenameTable(rename) => format!("rename {} to {}", rename.before.name, rename.after.name),
        Effect::AlterTable(change) => format!("alter {}", alteration(change)),
        Effect::RunSql(_) => "run SQL".to_owned(),
        Effect::RunPython(_) => "run Python".to_owned(),
        Effect::Backfill(backfill) => format!("backfill {}", backfill.table.name),
    };
    format!("{what} <- {}", step.origins.len())
}

fn shape(table: &Table) -> String {
    let names: Vec<&str> = table.fields.keys().map(FieldName::as_str).collect();
    format!("{}({})", table.name, names.join(" "))
}

fn alteration(change: &AlterTable) -> String {
    let objects: Vec<&str> = change.after.indexes.keys().map(|name| name.as_str()).collect();
    let indexes = if objects.is_empty() {
        String::new()
    } else {
        format!(" [{}]", objects.join(" "))
    };
    format!("{}{indexes}", shape(&change.after))
}

#[test]
fn changes_of_one_table_are_one_step() {
    check(
        r#"op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True)),
           op.RenameField(model_name="users", old_name="name", new_name="full_name"),
           op.AddIndex(model_name="users", name="users_age", fields=["age"])"#,
        &["alter users(id full_name age) [users_age] <- 3"],
    );
}

#[test]
fn a_field_does_not_take_the_name_of_one_that_is_removed_in_the_same_step() {
    check(
        r#"op.RemoveField(model_name="users", name="name"),
           op.RenameField(model_name="users", old_name="id", new_name="name")"#,
        &["alter users(id) <- 1", "alter users(name) <- 1"],
    );
    check(
        r#"op.AddField(model_name="users", name="a", field=fields.Integer(nullable=True)),
           op.RemoveField(model_name="users", name="a"),
           op.RenameField(model_name="users", old_name="name", new_name="a")"#,
        &["alter users(id a) <- 3"],
    );
}

#[test]
fn a_new_table_takes_its_changes_with_it() {
    check(
        r#"op.CreateTable(name="logs", fields=[("id", fields.Integer(primary_key=True))]),
           op.AddField(model_name="logs", name="at", field=fields.DateTime(nullable=True))"#,
        &["create logs(id at) <- 2"],
    );
}

#[test]
fn changes_pass_over_tables_that_have_nothing_to_do_with_them() {
    check(
        r#"op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True)),
           op.AddField(model_name="tags", name="hue", field=fields.Integer(nullable=True)),
           op.AddField(model_name="users", name="size", field=fields.Integer(nullable=True))"#,
        &[
            "alter users(id name age size) <- 2",
            "alter tags(id label hue) <- 1",
        ],
    );
}

#[test]
fn changes_do_not_pass_over_tables_that_refer_to_theirs() {
    check(
        r#"op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True)),
           op.AddField(model_name="posts", name="hue", field=fields.Integer(nullable=True)),
           op.AddField(model_name="users", name="size", field=fields.Integer(nullable=True))"#,
        &[
            "alter users(id name age) <- 1",
            "alter posts(id title user hue) <- 1",
            "alter users(id name age size) <- 1",
        ],
    );
}

#[test]
fn nothing_passes_over_what_the_user_wrote() {
    for (code, shown) in [
        (
            r#"op.RunSQL("SELECT 1", reverse_sql=op.RunSQL.noop)"#,
            "run SQL <- 1",
        ),
        (
            "op.RunPython(op.RunPython.noop, op.RunPython.noop)",
            "run Python <- 1",
        ),
        (
            r#"op.Backfill(model_name="tags", set={"label": "'x'"})"#,
            "backfill tags <- 1",
        ),
    ] {
        check(
            &format!(
                r#"op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True)), {code},
                   op.AddField(model_name="users", name="size", field=fields.Integer(nullable=True))"#
            ),
            &[
                "alter users(id name age) <- 1",
                shown,
                "alter users(id name age size) <- 1",
            ],
        );
    }
}

#[test]
fn what_goes_there_and_back_is_nothing() {
    check(
        r#"op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True)), op.RemoveField(model_name="users", name="age")"#,
        &[],
    );
    check(
        r#"op.RenameField(model_name="users", old_name="name", new_name="x"), op.RenameField(model_name="users", old_name="x", new_name="name")"#,
        &[],
    );
}

#[test]
fn a_field_changes_its_values_once_in_a_step() {
    check(
        r#"op.AlterField(model_name="tags", name="label", field=fields.Integer()), op.AlterField(model_name="tags", name="label", field=fields.Text())"#,
        &["alter tags(id label) <- 1", "alter tags(id label) <- 1"],
    );
}

#[test]
fn a_name_is_taken_after_it_was_given_up() {
    check(
        r#"op.AddIndex(model_name="users", name="shared", fields=["name"]),
           op.AddIndex(model_name="tags", name="other", fields=["label"]),
           op.RemoveIndex(model_name="users", name="shared"),
           op.AddIndex(model_name="tags", name="shared", fields=["label"])"#,
        &["alter tags(id label) [other shared] <- 2"],
    );
    check(
        r#"op.RunSQL("SELECT 1", reverse_sql=op.RunSQL.noop),
           op.AddIndex(model_name="tags", name="tags_label", fields=["label"]),
           op.RemoveIndex(model_name="tags", name="tags_label"),
           op.AddIndex(model_name="users", name="tags_label", fields=["name"])"#,
        &["run SQL <- 1", "alter users(id name) [tags_label] <- 1"],
    );
}

#[test]
fn an_index_that_is_made_outside_the_transaction_is_a_step_of_its_own() {
    check(
        r#"op.AddIndex(model_name="tags", name="a", fields=["label"], concurrently=True),
           op.AddIndex(model_name="tags", name="b", fields=["label"], concurrently=True),
           op.AddIndex(model_name="tags", name="c", fields=["label"])"#,
        &[
            "alter tags(id label) [a b] <- 2",
            "alter tags(id label) [a b c] <- 1",
        ],
    );
}
