//! Changes that SQLite cannot do are refused with the object, the reason and an alternative.

use aksara_dialect::CompileError;
use pretty_assertions::assert_eq;

use super::support::History;

aksara_suite::tests![
    what_sqlite_cannot_do_is_refused,
    a_rebuild_beside_own_sql_keeps_foreign_keys_on_where_no_table_refers_to_it,
];

const BEFORE: &str = r#"
op.CreateTable(name="users", fields=[("id", fields.UUID(primary_key=True)), ("name", fields.Text(nullable=True)),
    ("seconds", fields.Duration(nullable=True))]),
op.CreateTable(name="posts", fields=[("id", fields.UUID(primary_key=True)), ("user_id", fields.ForeignKey("User"))]),
"#;

const REFUSED: &[&str] = &[
    r#"op.AddConstraint(model_name="User", name="x", type="exclusion", method="gist", elements=[("name", "=")])"#,
    r#"op.AddConstraint(model_name="User", name="x", type="unique", fields=["name"], deferrable="deferred")"#,
    r#"op.AddConstraint(model_name="User", name="x", type="unique", fields=["name"], nulls_not_distinct=True)"#,
    r#"op.AddConstraint(model_name="User", name="x", type="check", expression="now() > name")"#,
    r#"op.AddConstraint(model_name="User", name="x", type="check", expression="name / 2 > 1")"#,
    r#"op.AddConstraint(model_name="User", name="x", type="check", expression={"postgres": "name ~ 'a'"})"#,
    r#"op.AddIndex(model_name="User", name="x", fields=[op.IndexField("name", operator_class="text_pattern_ops")])"#,
    r#"op.AddIndex(model_name="User", name="x", fields=[op.IndexField("name", nulls="last")])"#,
    r#"op.AddIndex(model_name="User", name="sqlite_x", fields=["name"])"#,
    r#"op.AddIndex(model_name="User", name="x", fields=[op.IndexField("name", collation="de_DE")])"#,
    r#"op.AddField(model_name="User", name="Name", field=fields.Text(nullable=True))"#,
    r#"op.AddField(model_name="User", name="x", field=fields.Opaque(dialect="postgres", spelling="tsvector", nullable=True))"#,
    r#"op.CreateTable(name="firm", fields=[("id", fields.Integer(primary_key=True)), ("x", fields.Opaque(dialect="sqlite", spelling="MONEY"))], strict=True)"#,
    r#"op.AddField(model_name="User", name="x", field=fields.Integer(auto_increment=True))"#,
    r#"op.AlterField(model_name="User", name="seconds", field=fields.Text(nullable=True))"#,
    r#"op.CreateTable(name="app.users", fields=[("id", fields.UUID(primary_key=True))])"#,
    r#"op.CreateTable(name="sqlite_users", fields=[("id", fields.UUID(primary_key=True))])"#,
    r#"op.CreateTable(name="heap", fields=[("a", fields.Text())], without_rowid=True)"#,
    r#"op.CreateTable(name="heap", fields=[("a", fields.Text())], autoincrement=True)"#,
    r#"op.RunSQL(sql="UPDATE users SET name = ''; COMMIT")"#,
    r#"op.AlterField(model_name="User", name="name", field=fields.Integer(nullable=True)), op.RunSQL(sql="DELETE FROM users")"#,
    r#"op.AlterField(model_name="User", name="name", field=fields.Integer(nullable=True)), op.Backfill(model_name="User", set={"name": "1"})"#,
];

fn what_sqlite_cannot_do_is_refused() {
    let mut shown = String::new();
    for operations in REFUSED {
        let mut history = History::default();
        history.migrate(BEFORE).unwrap();
        let Err(CompileError::Unsupported(error)) = history.migrate(operations) else {
            panic!("{operations} compiles")
        };
        assert!(error.origin.is_some(), "{operations} has no place");
        shown.push_str(&format!(
            "{operations}\n  {error}\n  help: {}\n\n",
            error.alternative
        ));
    }
    insta::assert_snapshot!(shown);
}

fn a_rebuild_beside_own_sql_keeps_foreign_keys_on_where_no_table_refers_to_it() {
    let mut history = History::default();
    history.migrate(BEFORE).unwrap();
    let operations = r#"
        op.AddField(model_name="Post", name="code", field=fields.Text(unique=True, nullable=True)),
        op.RunSQL(sql="DELETE FROM users")"#;
    let transaction = history.migrate(operations).unwrap().transaction;
    assert_eq!(
        (
            transaction.before.len(),
            transaction.after.len(),
            transaction.is_atomic
        ),
        (0, 0, true)
    );
}
