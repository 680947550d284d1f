//! Nothing moves across what looks at rows or runs code.

use crate::written::{check, check_kept};

#[test]
fn nothing_moves_across_code_of_the_user() {
    for barrier in [
        "op.RunSQL(\"UPDATE tags SET label = 'x'\")",
        "op.RunPython(forward)",
        "op.Backfill(model_name=\"tags\", set={\"label\": \"'x'\"})",
        "op.SeparateDatabaseAndState(database_operations=[], state_operations=[])",
    ] {
        check_kept(&format!(
            r#"
op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True)), ("label", fields.Text())])
{barrier}
op.AlterField(model_name="tags", name="label", field=fields.Text(comment="x"))
"#
        ));
    }
}

#[test]
fn each_side_of_a_barrier_is_joined_for_itself() {
    check(
        r#"
op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True))
op.RenameField(model_name="users", old_name="age", new_name="years")
op.RunPython(forward)
op.AlterField(model_name="users", name="years", field=fields.Integer(nullable=True, comment="x"))
op.RemoveField(model_name="users", name="years")
"#,
        r#"
op.AddField(model_name="users", name="years", field=fields.Integer(nullable=True))
op.RunPython(forward)
op.RemoveField(model_name="users", name="years")
"#,
    );
}
