//! Operations that give rows another value on the way stay separate.

use crate::written::{check, check_kept};

#[test]
fn conversions_that_change_values_stay_two() {
    check_kept(
        r#"
op.AlterField(model_name="users", name="name", field=fields.Integer())
op.AlterField(model_name="users", name="name", field=fields.Text())
"#,
    );
    check_kept(
        r#"
op.AlterField(model_name="users", name="name", field=fields.String(max_length=5))
op.AlterField(model_name="users", name="name", field=fields.String(max_length=50))
"#,
    );
}

#[test]
fn conversions_that_change_no_value_are_one() {
    check(
        r#"
op.AlterField(model_name="users", name="name", field=fields.String(max_length=60))
op.AlterField(model_name="users", name="name", field=fields.Text())
op.AlterField(model_name="users", name="name", field=fields.Text(comment="x"))
"#,
        r#"op.AlterField(model_name="users", name="name", field=fields.Text(comment="x"))"#,
    );
    check(
        r#"
op.AlterField(model_name="users", name="name", field=fields.String(max_length=60))
op.AlterField(model_name="users", name="name", field=fields.String(max_length=50))
"#,
        "",
    );
}

#[test]
fn nulls_that_were_filled_on_the_way_stay_filled() {
    check_kept(
        r#"
op.AlterField(model_name="users", name="note", field=fields.Text(default="x"))
op.AlterField(model_name="users", name="note", field=fields.Text(nullable=True))
"#,
    );
    check_kept(
        r#"
op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True))
op.AlterField(model_name="users", name="age", field=fields.Integer(nullable=True, default=5))
"#,
    );
    check(
        r#"
op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True))
op.AlterField(model_name="users", name="age", field=fields.Integer(default=5))
"#,
        r#"op.AddField(model_name="users", name="age", field=fields.Integer(default=5))"#,
    );
}

#[test]
fn a_fill_stays_what_rows_get() {
    check(
        r#"
op.AddField(model_name="users", name="age", field=fields.Integer(), fill=18)
op.AlterField(model_name="users", name="age", field=fields.Integer(default=5))
"#,
        r#"op.AddField(model_name="users", name="age", field=fields.Integer(default=5), fill=18)"#,
    );
}

#[test]
fn what_replaces_null_is_the_same_in_one_alteration() {
    check(
        r#"
op.AlterField(model_name="users", name="note", field=fields.Text(), fill="none")
op.AlterField(model_name="users", name="note", field=fields.Text(comment="x"))
"#,
        r#"op.AlterField(model_name="users", name="note", field=fields.Text(comment="x"), fill="none")"#,
    );
    check(
        r#"
op.AlterField(model_name="users", name="note", field=fields.Text(nullable=True, comment="x"))
op.AlterField(model_name="users", name="note", field=fields.Text(comment="x"), fill_sql="lower(name)")
"#,
        r#"op.AlterField(model_name="users", name="note", field=fields.Text(comment="x"), fill_sql="lower(name)")"#,
    );
    check_kept(
        r#"
op.AlterField(model_name="users", name="note", field=fields.Text(), fill="none")
op.AlterField(model_name="users", name="note", field=fields.Text(nullable=True))
"#,
    );
    check_kept(
        r#"
op.AlterField(model_name="users", name="note", field=fields.Text(), fill="none")
op.AlterField(model_name="users", name="note", field=fields.String(max_length=2))
"#,
    );
    check(
        r#"
op.AlterField(model_name="users", name="note", field=fields.Integer(nullable=True))
op.AlterField(model_name="users", name="note", field=fields.Integer(), fill=3)
"#,
        r#"op.AlterField(model_name="users", name="note", field=fields.Integer(), fill=3)"#,
    );
}

#[test]
fn an_expression_that_computes_values_is_kept_and_never_doubled() {
    check(
        r#"
op.AlterField(model_name="users", name="name", field=fields.Text(), using="upper(name)", reverse_using="lower(name)")
op.AlterField(model_name="users", name="name", field=fields.Text(comment="x"))
"#,
        r#"
op.AlterField(model_name="users", name="name", field=fields.Text(comment="x"), using="upper(name)",
    reverse_using="lower(name)")
"#,
    );
    check_kept(
        r#"
op.AlterField(model_name="users", name="name", field=fields.Text(), using="upper(name)")
op.AlterField(model_name="users", name="name", field=fields.Text(comment="x"), using="lower(name)")
"#,
    );
}

#[test]
fn values_that_are_removed_do_not_come_back() {
    check_kept(
        r#"
op.RemoveField(model_name="users", name="note", cascade=False, if_exists=False)
op.AddField(model_name="users", name="note", field=fields.Text(nullable=True))
"#,
    );
    check_kept(
        r#"
op.DropTable(name="posts")
op.CreateTable(name="posts", fields=[("id", fields.Integer(primary_key=True)), ("author", fields.ForeignKey("users"))])
"#,
    );
}
