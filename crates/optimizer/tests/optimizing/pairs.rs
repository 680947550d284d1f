//! Every pair that is joined.

use aksara_optimizer::DerivedNames;

use crate::written::{check, check_kept, check_named};

#[test]
fn what_is_done_to_a_new_table_is_done_in_making_it() {
    check(
        r#"
op.CreateTable("tags", fields=[("id", fields.Integer(primary_key=True)), ("old", fields.Text()), ("text", fields.Text())])
op.AddField("tags", "user_id", fields.ForeignKey("users"))
op.AlterField("tags", "text", fields.String(max_length=9))
op.RenameField("tags", "text", "label")
op.RemoveField("tags", "old")
op.AddIndex("tags", "by_label", fields=["label"])
op.AddIndex("tags", "by_user", fields=["user_id"])
op.RemoveIndex("by_user", "tags")
op.AddConstraint("tags", "one_each", type="unique", fields=["label", "user_id"])
op.RenameTable("tags", "labels")
"#,
        r#"
op.CreateTable(name="labels", fields=[
    ("id", fields.Integer(primary_key=True)),
    ("label", fields.String(max_length=9)),
    ("user_id", fields.ForeignKey("users")),
], indexes=[op.Index(name="by_label", fields=["label"])], constraints=[
    op.Constraint(name="one_each", type="unique", fields=["label", "user_id"]),
])
"#,
    );
}

#[test]
fn what_is_made_and_dropped_leaves_nothing() {
    check(
        r#"
op.CreateTable("tags", fields=[("id", fields.Integer(primary_key=True))])
op.AddIndex("users", "by_name", fields=["name"])
op.AddField("users", "age", fields.Integer(nullable=True))
op.AddConstraint("users", "adult", type="check", expression="age > 17")
op.RemoveConstraint("users", "adult")
op.DropTable("tags")
op.RemoveIndex("by_name", "users")
op.RemoveField("users", "age")
"#,
        "",
    );
}

#[test]
fn a_filled_field_is_added_as_it_is_in_the_end() {
    check(
        r#"
op.AddField("users", "age", fields.Integer(nullable=True), fill=7)
op.AlterField("users", "age", fields.Integer(db_index=True))
"#,
        r#"op.AddField("users", "age", fields.Integer(db_index=True), fill=7)"#,
    );
    check(
        r#"
op.AddField("users", "label", fields.Text(nullable=True), fill_sql="lower(name)")
op.AlterField("users", "label", fields.Text(nullable=True, db_index=True))
op.RenameField("users", "label", "slug")
"#,
        r#"op.AddField("users", "slug", fields.Text(nullable=True, db_index=True), fill_sql="lower(name)")"#,
    );
    check(
        r#"
op.AddField("users", "age", fields.Integer(nullable=True), fill=7)
op.AlterField("users", "age", fields.Integer(), fill=8)
"#,
        r#"op.AddField("users", "age", fields.Integer(), fill=7)"#,
    );
    check_kept(
        r#"
op.AddField(model_name="users", name="label", field=fields.Text(nullable=True), fill_sql="lower(note)")
op.AlterField(model_name="users", name="label", field=fields.Text(), fill="x")
"#,
    );
}

#[test]
fn what_is_added_to_a_table_and_removed_under_its_new_name_leaves_the_rename() {
    check(
        r#"
op.AddField("users", "age", fields.Integer(nullable=True))
op.RenameTable("users", "persons")
op.RemoveField("persons", "age")
"#,
        r#"op.RenameTable("users", "persons")"#,
    );
    check(
        r#"
op.AddField("users", "age", fields.Integer(nullable=True), fill=3)
op.RenameTable("users", "persons")
op.RenameField("persons", "age", "years")
op.AlterField("persons", "years", fields.Integer())
"#,
        r#"
op.RenameTable("users", "persons")
op.AddField("persons", "years", fields.Integer(), fill=3)
"#,
    );
}

#[test]
fn a_field_is_added_as_it_is_in_the_end() {
    check(
        r#"
op.AddField("users", "age", fields.Integer(default=1))
op.AlterField("users", "age", fields.BigInteger(default=2, db_index=True))
op.RenameField("users", "age", "years")
"#,
        r#"op.AddField("users", "years", fields.BigInteger(default=2, db_index=True), fill=1)"#,
    );
}

#[test]
fn alterations_and_renames_of_one_field_are_two_operations_at_most() {
    check(
        r#"
op.AlterField("users", "name", fields.String(max_length=60))
op.RenameField("users", "name", "title")
op.AlterField("users", "title", fields.String(max_length=70, db_index=True))
op.RenameField("users", "title", "label")
"#,
        r#"
op.RenameField("users", "name", "label")
op.AlterField("users", "label", fields.String(max_length=70, db_index=True))
"#,
    );
}

#[test]
fn renames_of_one_thing_are_one() {
    check(
        r#"
op.RenameTable("users", "people")
op.AddIndex("people", "by_name", fields=["name"])
op.RenameTable("people", "persons")
op.RenameIndex("persons", "by_name", "by_title")
op.RenameField("persons", "note", "remark")
op.RenameField("persons", "remark", "note")
"#,
        r#"
op.RenameTable("users", "persons")
op.AddIndex("persons", "by_title", fields=["name"])
"#,
    );
}

#[test]
fn what_goes_in_the_end_is_not_changed_before() {
    check(
        r#"
op.AlterField("users", "note", fields.Text(nullable=True, comment="x"))
op.RenameField("users", "note", "remark")
op.AlterTableOptions("posts", comment="x")
op.AddIndex("posts", "by_author", fields=["author"])
op.RemoveField("users", "remark")
op.DropTable("posts")
"#,
        r#"
op.RemoveField("users", "note")
op.DropTable("posts")
"#,
    );
}

#[test]
fn names_that_a_database_may_have_stay() {
    let written = r#"
op.AddField("users", "age", fields.Integer(nullable=True, unique=True))
op.RenameField("users", "age", "years")
"#;
    check_named(DerivedNames::Kept, written, written);
    check(
        written,
        r#"op.AddField("users", "years", fields.Integer(nullable=True, unique=True))"#,
    );
}

#[test]
fn tables_that_refer_to_each_other_stay_in_steps() {
    check_kept(
        r#"
op.CreateTable("a", fields=[("id", fields.Integer(primary_key=True))])
op.CreateTable("b", fields=[("id", fields.Integer(primary_key=True)), ("a", fields.ForeignKey("a"))])
op.AddField("a", "b", fields.ForeignKey("b", nullable=True))
"#,
    );
}

#[test]
fn a_new_field_that_is_renamed_is_added_under_its_new_name_where_no_object_has_a_derived_name() {
    for (added, renamed) in [
        ("fields.Integer(nullable=True)", true),
        ("fields.String(max_length=5, default=\"x\")", true),
        ("fields.Integer(nullable=True, unique=True)", false),
        ("fields.Integer(nullable=True, db_index=True)", false),
        ("fields.PositiveInteger(nullable=True)", false),
    ] {
        let written = format!(
            "op.AddField(\"users\", \"age\", {added})\nop.RenameField(\"users\", \"age\", \"years\")\n"
        );
        let joined = format!("op.AddField(\"users\", \"years\", {added})\n");
        check_named(
            DerivedNames::Kept,
            &written,
            if renamed { &joined } else { &written },
        );
        check_named(DerivedNames::Anew, &written, &joined);
    }
}
